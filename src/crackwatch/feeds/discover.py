"""A site's address to its feeds: what its page names, what its links look like, where feeds usually are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, Protocol
from urllib.parse import urljoin, urlsplit

from crackwatch import text, urls
from crackwatch.errors import AllFailed, ConfigError, CrackwatchError, UsageError
from crackwatch.feeds import entries, naming
from crackwatch.feeds.answers import lasting
from crackwatch.feeds.parse import Parser
from crackwatch.feeds.secrets import foreign, redact
from crackwatch.model import Failed, FailureKind, FeedDocument, Fetched, NewFeed

MOST_REQUESTS = 8
_PAGE = 2_000_000  # bytes of a page that are looked at
_TYPES: Final = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_WELL_KNOWN: Final = ("/feed", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml")

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<script\b.*?(?:</script|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(html|base|link|a)\s([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z][\w:-]*+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""", re.IGNORECASE)
_LOOKS_LIKE_FEED = re.compile(
    r"(?:^|[/._-])(?:rss|feeds?|atom|flux|syndication)(?:[/._-]|\d?$)|\.(?:rss|atom|xml)$", re.IGNORECASE
)
_SECRET = re.compile(r"\{secret:|//[^/?#]*@")
_COMMENTS = re.compile(r"comment|comentari|kommentar", re.IGNORECASE)


class Courier(Protocol):
    """Somebody who asks an address, politely and guarded."""

    def page(self, url: str, *, ours: bool = False) -> Fetched | Failed: ...


def feeds_in(page: bytes, url: str) -> tuple[NewFeed, ...]:
    """The feeds that ``page``, found at ``url``, names in ``<link rel=alternate>``; feeds of comments come last."""
    base, lang, found = url, "", {}
    for name, said in _tags(page):
        if name == "html":
            lang = entries.language(said.get("lang", ""))
        elif name == "base":
            base = _joined(url, said.get("href", ""))
        elif name == "link" and _is_feed(said):
            address = _joined(base, said.get("href", ""))
            if address and address not in found:
                title = text.cut(text.clean(said.get("title", "")), entries.TITLE)
                site = urls.site(address)
                outlet = naming.outlet(title, {site}) if site == urls.site(url) else ""
                found[address] = NewFeed(address, title, outlet, lang=lang, site=url)
    return tuple(sorted(found.values(), key=lambda feed: bool(_COMMENTS.search(feed.url + feed.title))))


def find(url: str, courier: Courier) -> tuple[NewFeed, ...]:
    """The feeds of the site at ``url``, or ``url`` itself where it is one; at most ``MOST_REQUESTS`` requests.

    Raises ``UsageError`` where nothing is found or the address cannot be right, ``AllFailed`` where its server is down.
    """
    with Parser() as parser:
        asked, answer = _asked(url, courier)
        read = parser.parse(answer.body, url=answer.url, content_type=answer.content_type)
        if isinstance(read, FeedDocument):
            # Where it led for now is not its address, and an answer's address has lost its secrets.
            return (_feed(asked if _SECRET.search(asked) else answer.moved_to or asked, read, site=""),)
        if read.kind is not FailureKind.NOT_A_FEED:
            raise UsageError(f"{redact(url)}: {read.message}", read.hint)
        if named := feeds_in(answer.body, answer.url):
            return named
        for address in islice(_guesses(answer.body, answer.url), MOST_REQUESTS - 2):
            there = courier.page(address)
            if isinstance(there, Fetched):
                read = parser.parse(there.body, url=there.url, content_type=there.content_type)
                if isinstance(read, FeedDocument):
                    return (_feed(there.url, read, site=answer.url),)
    raise UsageError(
        f"{redact(url)}: no feed, and none is named there",
        "look for “RSS” on the site and add that address, or follow it with crackwatch feeds add --search google-news",
    )


def _asked(url: str, courier: Courier) -> tuple[str, Fetched]:
    """The address that was asked and its page; without a scheme https is asked first."""
    candidates = [url] if "://" in url else [f"https://{url}", f"http://{url}"]
    answer: Fetched | Failed | None = None
    for candidate in candidates:
        answer = courier.page(candidate, ours=True)
        if isinstance(answer, Fetched):
            return candidate, answer
    assert isinstance(answer, Failed)
    raise _refusal(redact(url), answer)


def _refusal(url: str, failed: Failed) -> CrackwatchError:
    """The error for an address that brought nothing: whether it is wrong, or its server down for now."""
    message, hint = f"{url}: {failed.message}", failed.hint.removesuffix("it is asked again later").rstrip("; ")  # nobody will
    if failed.kind is FailureKind.SECRET:
        return ConfigError(message, hint)
    if lasting(failed):
        return UsageError(message, hint or "check the address in a browser")
    return AllFailed(message, hint or "try again later, or follow it unasked: crackwatch feeds add --unasked ADDRESS")


def _feed(url: str, read: FeedDocument, site: str) -> NewFeed:
    sites = {urls.site(entry.url) for entry in read.entries if entry.url and not entry.outlet}
    return NewFeed(url, read.title, naming.outlet(read.title, sites), read.lang, site=site or read.url)


def _guesses(page: bytes, url: str) -> Iterator[str]:
    """Links on the page that look like feeds of the same site, then the usual places."""
    site = urls.site(url)
    seen = {url}
    linked = (_joined(url, said.get("href", "")) for name, said in _tags(page) if name == "a")
    alike = (a for a in linked if _LOOKS_LIKE_FEED.search(urlsplit(a).path) and urls.site(a) == site)
    for address in (*islice(alike, 3), *(urljoin(url, path) for path in _WELL_KNOWN)):
        if address not in seen:
            seen.add(address)
            yield address


def _tags(page: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    from html import unescape  # 2 231 names: only for pages

    markup = _COMMENT.sub("", page[:_PAGE].decode("utf-8", "replace"))
    for tag in _TAG.finditer(markup):
        said = {a[1].lower(): unescape(a[2] or a[3] or a[4] or "").strip() for a in _ATTRIBUTE.finditer(tag[2])}
        yield tag[1].lower(), said


def _is_feed(said: dict[str, str]) -> bool:
    rel, kind = said.get("rel", "").lower().split(), said.get("type", "").lower()
    if "alternate" not in rel or "hreflang" in said:
        return False
    return kind in _TYPES or (
        kind in ("text/xml", "application/xml") and bool(_LOOKS_LIKE_FEED.search(said.get("href", "")))
    )


def _joined(base: str, address: str) -> str:
    """An http(s) address seen from ``base``, or ``""``."""
    try:
        # Cleaned before it is looked at: what urljoin leaves out could else make a name of a secret of what was none.
        joined = urljoin(base, foreign(entries.address(address))) if address else ""
    except ValueError:
        return ""
    return entries.address(joined) if joined.startswith(("http://", "https://")) else ""
