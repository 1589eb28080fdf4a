"""Feeds, what asking them brought, and what that taught."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


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
