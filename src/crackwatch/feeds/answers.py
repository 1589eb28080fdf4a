"""What a server's answer means: validators, advice on caching, and the failure behind each status (RFC 9110 §15)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache

from crackwatch.model import Caching, Failed, FailureKind, Feed, FeedState

_LONGEST_VALIDATOR = 4096  # a longer one costs more than it saves
_SENDABLE = re.compile(r"[\t\x20-\x7e\x80-\xff]+")
_DAY = 86_400

_HINTS = {
    403: "the site does not serve this to programs, or not from here; open the address in a browser",
    404: "the feed may have moved: look for it on the site",
    410: "the publisher says that it is gone for good",
    451: "it is withheld for legal reasons",
}

_HAS_LOGIN = re.compile(r"\w+://[^/?#]+@")

_LASTING = frozenset((FailureKind.TOO_LARGE, FailureKind.EMPTY, FailureKind.GONE, FailureKind.PRIVATE, FailureKind.REDIRECTS,
                      FailureKind.UNSAFE_REDIRECT, FailureKind.DOWNGRADE, FailureKind.ENCODING))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of a journey; ``fields`` by lower-case name, read as Latin-1, ``body`` as it travelled."""

    status: int
    fields: dict[str, str]
    body: bytes
    host: str
    url: str
    moved_to: str
    wire_bytes: int

    def field(self, name: str) -> str:
        return self.fields.get(name, "")

    def caching(self) -> Caching:
        field = self.field
        return Caching(field("cache-control"), field("expires"), field("date"), field("age"), field("retry-after"))


def fields_of(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Header fields by name; those that came several times are joined as lists (RFC 9110 §5.3)."""
    fields: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        fields[key] = f"{fields[key]}, {text}" if key in fields else text
    return fields


def validators(answer: Answer, known: FeedState) -> tuple[str, str]:
    """ETag and Last-Modified, byte-exact, or ``""`` for one that could not be sent back or would freeze the feed.

    A date of modification that lies ahead of the server's own clock would be "not modified since" until that day comes.
    """
    etag, modified = answer.field("etag"), answer.field("last-modified")
    if modified != known.last_modified and _is_ahead(modified, answer.field("date")):
        modified = ""
    return sendable(etag), sendable(modified)


def sendable(value: str) -> str:
    """``value`` if it can stand in a header field, else ``""``."""
    return value if len(value) <= _LONGEST_VALIDATOR and _SENDABLE.fullmatch(value) else ""


@lru_cache(maxsize=64)  # servers that answer in one second say one date
def http_date(text: str) -> int | None:
    """Unix seconds of an HTTP date (RFC 9110 §5.6.7), ``None`` for what is none."""
    try:
        moment = parsedate_to_datetime(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def failure(answer: Answer, feed: Feed) -> Failed | None:
    """The Failed that ``answer`` amounts to; ``None`` where it carries a body or says that nothing is new. ``feed`` is what
    was asked, without a name where that is not followed.
    """
    status, host = answer.status, answer.host
    if status == 304 or (status in (200, 203) and answer.body):
        return None
    kind, message, hint = FailureKind.HTTP, f"{host} answers with status {status}", _HINTS.get(status, "")
    if status in (401, 407):
        hint = _login_hint(status, feed)
    if status in (200, 203, 204, 205):
        kind, message, hint = FailureKind.EMPTY, f"{host} sent an empty document", "it is asked again later"
    elif status < 400:
        kind = FailureKind.PROTOCOL
    elif answer.field("cf-mitigated") == "challenge":
        kind, message = FailureKind.BLOCKED, f"{host} lets only browsers in"
        hint = "a bot wall stands before the feed: ask the publisher, or look for another address"
    elif status == 410:
        kind, message = FailureKind.GONE, f"{host} says that the feed is gone"
    elif status == 429:
        kind, message, hint = FailureKind.RATE, f"{host} asks for fewer requests", "it is asked again when it permits"
    elif status >= 500:
        hint = "the trouble is on the server; it is asked again later"
    return Failed(kind, message, hint, status=status, caching=answer.caching())


def _login_hint(status: int, feed: Feed) -> str:
    """How to give a server (401) or a proxy (407) the user name and password that it wants."""
    edit = f"crackwatch feeds edit {feed.slug}" if feed.slug else "crackwatch feeds add --unasked, then feeds edit FEED"
    if status == 407 and not feed.options.proxy:
        return "the proxy asks for a user name and password: write http://USER:PASSWORD@host:port in HTTP_PROXY and HTTPS_PROXY"
    whose, known, option = "", feed.options.auth or _HAS_LOGIN.match(feed.url), "--auth 'USER:{secret:NAME}'"
    if status == 407:
        whose, known, option = "of the proxy ", _HAS_LOGIN.match(feed.options.proxy), "--proxy 'http://USER:{secret:NAME}@host:port'"
    wants = f"the user name or password {whose}is wrong" if known else f"{'the proxy' if whose else 'it'} asks for a user name and password"
    return f"{wants}: {edit} {option}"


def lasting(failed: Failed) -> bool:
    """Whether asking again would bring the same."""
    if failed.kind in (FailureKind.HTTP, FailureKind.BLOCKED) and failed.status is not None:
        return failed.status < 500 and failed.status not in (408, 425, 429)
    return failed.kind in _LASTING


def _is_ahead(modified: str, date: str) -> bool:
    said, now = http_date(modified), http_date(date)
    return said is not None and now is not None and said > now + _DAY
