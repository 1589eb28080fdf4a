"""The values that travel between the rooms: frozen, slotted, without behaviour.

Times are aware ``datetime`` in UTC where a person may see them and ``int`` Unix seconds (UTC) where the archive sorts by
them; days are ISO ``YYYY-MM-DD`` in the archive's zone. An absent text is ``""``, an absent anything else is ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

Origin = Literal["live", "import", "backfill"]
Precision = Literal["second", "minute", "hour", "day", "month", "year"]
Whence = Literal["feed", "updated", "jsonld", "meta", "url", "import", "first_seen"]
Relation = Literal["original", "copy", "update", "translation"]
LinkKind = Literal["copy", "update", "translation", "story"]
Field = Literal["title", "summary", "text"]


# --- what comes in -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
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


# --- feeds and their polls -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """What a feed needs to be asked. A secret stands as ``{secret:NAME}``; only the transport resolves it."""

    allow_private: bool = False
    allow_downgrade: bool = False  # follow a redirect from https to http
    user_agent: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    auth: str = ""  # user:password of HTTP basic
    cookies: str = ""
    proxy: str = ""
    ca: str = ""  # path of a PEM bundle
    interval: int | None = None  # seconds, set by the user


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the last polls taught. Validators are kept byte-exact, read as Latin-1."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    checked_at: int | None = None
    changed_at: int | None = None
    due_at: int | None = None
    failures: int = 0
    failing_since: int | None = None
    reported_at: int | None = None
    error_kind: str = ""
    error: str = ""
    moved_to: str = ""
    moved_seen: int = 0
    gone_seen: int = 0
    posts_per_day: float | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that we follow."""

    id: int
    url: str
    slug: str
    title: str = ""
    outlet: str = ""
    lang: str = ""
    place: str = ""
    paused: bool = False
    gone: bool = False
    added_at: int = 0
    options: FeedOptions = FeedOptions()
    state: FeedState = FeedState()


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed as a list, a site or a person names it, before the archive knows it."""

    url: str
    title: str = ""
    outlet: str = ""
    lang: str = ""
    place: str = ""
    site: str = ""
    options: FeedOptions = FeedOptions()


class FailureKind(StrEnum):
    """Why a poll failed; stable words that scripts may test."""

    REFUSED = "refused"
    DNS = "dns"
    NETWORK = "network"
    TIMEOUT = "timeout"
    RESET = "reset"
    PROTOCOL = "protocol"
    TRUNCATED = "truncated"
    ENCODING = "encoding"
    TOO_LARGE = "too large"
    REDIRECTS = "redirects"
    UNSAFE_REDIRECT = "unsafe redirect"
    PRIVATE = "private address"
    DOWNGRADE = "downgrade"
    TLS = "tls"
    HTTP = "http"
    BLOCKED = "blocked"
    RATE = "rate limit"
    GONE = "gone"
    EMPTY = "empty"
    NOT_A_FEED = "not a feed"
    UNSAFE_XML = "unsafe xml"
    PARSE_TIMEOUT = "parse timeout"
    SECRET = "secret"


@dataclass(frozen=True, slots=True)
class Caching:
    """What an answer says about the next poll; header texts as received."""

    cache_control: str = ""
    expires: str = ""
    date: str = ""
    age: str = ""
    retry_after: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A new body."""

    body: bytes
    url: str  # after redirects
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    caching: Caching = Caching()
    moved_to: str = ""  # target of a chain of permanent redirects, else ""
    wire_bytes: int = 0
    seconds: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """Nothing new: the server said 304, or the body is the one we know. Validators are the newest ones."""

    etag: str = ""
    last_modified: str = ""
    by: Literal["304", "same body"] = "304"
    caching: Caching = Caching()
    moved_to: str = ""
    wire_bytes: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Failed:
    """No body that can be trusted. ``message`` and ``hint`` are one clean line each, secrets removed."""

    kind: FailureKind
    message: str
    hint: str = ""
    status: int | None = None
    caching: Caching = Caching()
    seconds: float = 0.0


Outcome = Fetched | NotModified | Failed


# --- watches and hits ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Watch:
    """What somebody looks for: a name and a query in our language."""

    id: int
    name: str
    query: str
    version: int = 1
    created_at: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A place that hit: offsets into the original text of ``field``, end exclusive, and the term of the query."""

    field: Field
    start: int
    end: int
    term: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A watch that an article answers. ``by_story`` marks one whose own words did not."""

    watch_id: int
    article_id: int
    spans: tuple[Span, ...] = ()
    score: float | None = None
    by_story: bool = False
    query_version: int = 1


# --- articles ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """A publication time with its provenance."""

    raw: str
    utc: datetime | None
    precision: Precision = "second"
    whence: Whence = "feed"
    suspect: bool = False  # before 1990, or more than 48 hours ahead of first seen: shown, never trusted


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
    """An article as the archive holds it; ``at`` is its own time: published where trusted, else first seen."""

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


# --- what is asked -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Period:
    """A closed interval of Unix seconds; ``None`` is open."""

    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles a reading command is about (docs/map.md: the command line)."""

    query: str = ""
    watches: tuple[str, ...] = ()
    everything: bool = False  # --all: unmatched articles too
    unlikely: bool = False  # also what learning has folded away
    period: Period = Period()
    outlet: str = ""
    lang: str = ""
    ids: tuple[int, ...] = ()
    limit: int | None = None
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with all that a reader may be shown of it."""

    article: Article
    addresses: tuple[str, ...]
    watches: tuple[str, ...]
    score: float | None
    copy_of_url: str | None
    revisions: tuple[Revision, ...] = ()
    spans: tuple[Span, ...] = ()
    copies: int = 0
    by_story: bool = False
    feeds: tuple[str, ...] = field(default=())
