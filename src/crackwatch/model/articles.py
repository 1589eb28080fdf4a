"""Articles, their states, and how they belong together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from crackwatch.model.kinds import LinkKind, Origin, Precision, Relation, Whence


class Moment(NamedTuple):
    """A publication time with its provenance."""

    raw: str
    utc: datetime | None
    precision: Precision = "second"
    whence: Whence = "feed"
    suspect: bool = False  # before 1990, over 48 hours ahead of first seen, or far from the address's day


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier state of an article, and how long it stood."""

    title: str
    summary: str
    text: str
    seen_at: int
    replaced_at: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """A feed that showed the article, and since when."""

    feed_id: int
    article_id: int
    seen_at: int
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """An article as the archive holds it; ``at`` is its own time: published where trusted, else the day in its address, else first seen."""

    id: int
    url: str
    canonical_url: str
    part: int
    outlet: str
    title: str
    summary: str
    text: str
    author: str
    lang: str
    published: Moment
    first_seen: int
    at: int
    day: str
    origin: Origin
    story: int | None = None
    copy_of: int | None = None
    relation: Relation = "original"
    capture_url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Why two articles belong together. ``a`` is the later one, ``b`` the one that it goes back to."""

    a: int
    b: int
    kind: LinkKind
    score: float
    why: str
    by: Literal["machine", "hand"] = "machine"


@dataclass(frozen=True, slots=True)
class Story:
    """One event as several articles tell it."""

    id: int
    first_at: int
    last_at: int
    articles: int
