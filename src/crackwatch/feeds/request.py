"""From a feed to what is asked of its server: address, header fields, and the terms that its options set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from crackwatch.feeds.answers import sendable
from crackwatch.feeds.fault import Fault
from crackwatch.feeds.http import httpx
from crackwatch.feeds.proxy import basic
from crackwatch.feeds.secrets import Veil, of_environment
from crackwatch.model import FailureKind, Feed, FeedOptions

Field = tuple[bytes, bytes]
_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BREAKS = re.compile(r"[\x00\r\n]")
_USERINFO = re.compile(r"\w+://([^/?#]*)@")
_OURS = frozenset(
    (
        "host",
        "connection",
        "content-length",
        "transfer-encoding",
        "accept-encoding",
        "if-none-match",
        "if-modified-since",
    )
)
_PLAIN = FeedOptions()
IN_ADDRESS = "secret"  # one that stands in an address


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked, and on which terms. ``private_fields`` (credentials, what the user added) stay with the origin."""

    url: httpx.URL  # without user name and password
    fields: tuple[Field, ...]
    private_fields: tuple[Field, ...]
    options: FeedOptions  # with every secret filled in
    veil: Veil
    userinfo: str = ""  # as the feed's address has it, secrets not filled in

    def fields_for(self, url: httpx.URL) -> tuple[Field, ...]:
        """What ``url`` is told."""
        return self.fields + self.private_fields if at_home(self.url, url) else self.fields


def askable(url: httpx.URL) -> bool:
    """Whether ``url`` is an absolute address of the web. Its host, where it has one, is a name or an IP address."""
    return url.scheme in ("http", "https") and url.raw_host != b"" and b"%" not in url.raw_host


def yours(name: str) -> bool:
    """Whether a header field of this name is one that a person may set."""
    return name.lower() not in _OURS and _FIELD_NAME.fullmatch(name) is not None


def at_home(home: httpx.URL, url: httpx.URL) -> bool:
    """Whether ``url`` may be told what was meant for ``home``; a step from http to https on one host is the same origin made safer."""
    safer = url.host == home.host and (origin(home)[::2], origin(url)[::2]) == (("http", 80), ("https", 443))
    return safer or origin(url) == origin(home)


def told_elsewhere(options: FeedOptions, home: str, address: str) -> list[str]:
    """What was given for the host of ``home``, by name, where a feed that went on to ``address`` would tell it to another."""
    with suppress(httpx.InvalidURL):
        if at_home(httpx.URL(home), httpx.URL(address)):
            return []
    given = {"login": options.auth, "cookies": options.cookies, "header fields": options.headers, IN_ADDRESS: "{secret:" in home + address}
    return [name for name, value in given.items() if value]


def origin(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host and port (RFC 6454)."""
    return url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80)


def of_feed(feed: Feed, veil: Veil, *, user_agent: str, accept: str) -> Ask:
    """The Ask for ``feed``; ``veil`` learns every secret in it. Raises Fault for an address or an option that cannot be
    sent, CrackwatchError for a secret that is not there.
    """
    options = _filled(feed.options, veil)
    url = _url(veil.fill(feed.url, in_url=True))
    userinfo = _USERINFO.match(feed.url)
    bare = url.copy_with(userinfo=b"", fragment=None) if userinfo or url.fragment else url
    private = tuple(_private_fields(url, options, veil))
    return Ask(
        bare, tuple(_fields(feed, options, user_agent, accept)), private, options, veil, userinfo[1] if userinfo else ""
    )


def whole(url: str, user_agent: str) -> Ask:
    """The Ask for a file as it lies on its server, packed no further. Raises Fault for an address that cannot be sent."""
    fields = (_field("User-Agent", user_agent), (b"Accept", b"*/*"), (b"Accept-Encoding", b"identity"))
    return Ask(_url(url), fields, (), _PLAIN, Veil(of_environment()))


def _filled(options: FeedOptions, veil: Veil) -> FeedOptions:
    if options == _PLAIN:
        return options
    return replace(
        options,
        headers=tuple((name, veil.fill(value)) for name, value in options.headers),
        auth=veil.fill(options.auth),
        cookies=veil.fill(options.cookies),
        proxy=veil.fill(options.proxy),
    )


def _url(text: str) -> httpx.URL:
    with suppress(httpx.InvalidURL, ValueError):
        url = httpx.URL(text)
        if askable(url):
            return url
    raise Fault(FailureKind.PROTOCOL, "the address is not one of the web", "give it as https://host/path")


def _fields(feed: Feed, options: FeedOptions, user_agent: str, accept: str) -> Iterator[Field]:
    own = {name.lower() for name, _ in options.headers}
    yield _field("User-Agent", options.user_agent or user_agent)
    if "accept" not in own:
        yield _field("Accept", accept)
    yield b"Accept-Encoding", b"gzip"
    for name, validator in (("If-None-Match", feed.state.etag), ("If-Modified-Since", feed.state.last_modified)):
        if sendable(validator):
            yield name.encode(), validator.encode("latin-1")


def _private_fields(url: httpx.URL, options: FeedOptions, veil: Veil) -> Iterator[Field]:
    for name, value in options.headers:
        if not yours(name):
            raise Fault(
                FailureKind.PROTOCOL, f"the feed's header {name!r} cannot be sent", "remove it from the feed's options"
            )
        yield _field(name, value)
    user, _, password = options.auth.partition(":") if options.auth else (url.username, "", url.password)
    if user or password:
        veil.know(password)
        yield _field("Authorization", basic(user, password))
    if options.cookies:
        yield _field("Cookie", options.cookies)


def _field(name: str, value: str) -> Field:
    if _BREAKS.search(value):
        raise Fault(
            FailureKind.PROTOCOL,
            f"the feed's {name} cannot be sent: it holds a line break",
            "remove it from the option or the secret",
        )
    return name.encode("ascii"), value.encode("utf-8")
