"""What comes in: entries, and the documents that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from crackwatch.model.articles import Revision
    from crackwatch.model.kinds import Origin, Whence
    from crackwatch.model.watches import Label


class Entry(NamedTuple):
    """What a feed, an archived page or a file says about one article. Every text is plain and already cleaned."""

    title: str
    url: str = ""  # as given, resolved against its document
    guid: str = ""
    summary: str = ""
    text: str = ""  # the full text, where the source carries it
    published: str = ""  # as written
    updated: str = ""  # as written
    author: str = ""
    lang: str = ""  # primary subtag of BCP 47, lower case
    outlet: str = ""  # the outlet that the entry itself names (aggregators, imports)
    outlet_url: str = ""
    enclosures: tuple[str, ...] = ()
    capture_url: str = ""  # where an archive of the web keeps it
    published_from: Whence = "feed"
    part: int | None = None  # which of the articles at its address, where an export says so


@dataclass(frozen=True, slots=True)
class Kept:
    """What an archive knew of an article beside its words, as an export brings it back. ``zone`` is an IANA name, or ``""``."""

    first_seen: int
    origin: Origin
    zone: str
    addresses: tuple[str, ...]
    revisions: tuple[Revision, ...]
    labels: tuple[Label, ...]


FeedKind = Literal["rss", "atom", "rdf", "json", "sitemap", "unknown"]


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """What the bytes of one feed say."""

    kind: FeedKind
    title: str
    url: str  # the site that it belongs to
    lang: str
    entries: tuple[Entry, ...]
    ttl: int | None = None  # seconds between polls that the publisher asks for
    skip_hours: frozenset[int] = frozenset()  # UTC hours
    skip_days: frozenset[int] = frozenset()  # Monday is 0
    via: Literal["fast", "feedparser"] = "fast"
    damaged: bool = False  # cut off or broken: what is whole was kept, validators must not be
    note: str = ""
