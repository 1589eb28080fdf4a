"""What people have on their disks, as entries: pages that were saved, texts, e-mail digests, newsboat's cache."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from crackwatch import text, urls
from crackwatch.feeds import entries, page
from crackwatch.feeds.lines import refuse_binary
from crackwatch.model import Entry

MESSAGE_BYTES = 10 * 2**20
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d+\)(\S+) -->")
_ANCHOR = re.compile(r"<a\b[^>]*?\shref\s*=\s*[\"']?([^\"'\s>]+)[^>]*>(.*?)</a>", re.DOTALL | re.IGNORECASE)
_BARE_LINK = re.compile(r"https?://[^\s<>\"]+")
_DAY_LINE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ][\d:]{4,8}\S*)?")
_SHORTEST_HEADLINE = 20  # characters; shorter ones are buttons


def saved_page(path: Path) -> Entry | None:
    """The article of a page that was saved; its address is the one it names (Internet Explorer's mark, or its own)."""
    body = path.read_bytes()
    mark = _SAVED_FROM.search(body[:2000])
    own = mark[1].decode("latin-1") if mark else _named_address(body)
    return page.entry(body, own) if body else None


def _named_address(body: bytes) -> str:
    found = re.search(rb"""<(?:link\b[^>]*rel=["']?canonical["']?[^>]*href|meta\b[^>]*property=["']?og:url["']?[^>]*content)=["']([^"']+)""", body, re.IGNORECASE)
    said = unescape(found[1].decode("utf-8", "replace")).strip() if found else ""
    return entries.address(said) if urls.is_web(said) else ""


def plain_text(path: Path) -> Entry | None:
    """The article of a text: its first line is the headline; a line below it may be an address or an ISO date.

    Raises ValueError for what is no text.
    """
    said = path.read_bytes()
    refuse_binary(said)
    lines = [line.strip() for line in page.decoded(said).splitlines()]
    told = [line for line in lines if line]
    if not told:
        return None
    title, *rest = told
    url = published = ""
    while rest and (urls.is_web(rest[0]) or _DAY_LINE.fullmatch(rest[0])):
        line = rest.pop(0)
        url, published = (line, published) if urls.is_web(line) else (url, line)
    return Entry(
        title=text.cut(text.clean(title), entries.TITLE), url=entries.address(url), text=text.cut(text.clean(" ".join(rest)), entries.TEXT),
        published=published, published_from="import",
    )  # fmt: skip


def mailbox_entries(path: Path) -> Iterator[Entry]:
    """The articles that digests in an mbox (RFC 4155) name, such as Google's alerts: each link that reads like a headline, but
    for those to the sites that only list.
    """
    import mailbox

    box = mailbox.mbox(path, factory=None, create=False)
    try:
        for key in box.iterkeys():
            with box.get_file(key) as file:
                raw = file.read(MESSAGE_BYTES)
            message = BytesParser(policy=policy.default).parsebytes(raw)
            assert isinstance(message, EmailMessage)
            yield from _digest(message)
    finally:
        box.close()


def _digest(message: EmailMessage) -> Iterator[Entry]:
    date, seen = str(message["date"] or ""), set()
    body = message.get_body(("html", "plain"))
    if body is None:
        return
    try:
        said = str(body.get_content())
    except (LookupError, ValueError):  # a charset that nobody knows
        said = page.decoded(body.get_payload(decode=True) or b"")  # type: ignore[arg-type]
    found = _ANCHOR.findall(said) if body.get_content_subtype() == "html" else _text_links(said)
    for address, told in found:
        url, title = _target(unescape(address)), text.plain(told)
        if len(title) >= _SHORTEST_HEADLINE and " " in title and urls.is_web(url) and not urls.is_listing(url) and url not in seen:
            seen.add(url)
            yield Entry(title=text.cut(title, entries.TITLE), url=url, published=date, published_from="import")


def _text_links(said: str) -> Iterator[tuple[str, str]]:
    """Addresses in a plain text, each with the line above it."""
    above = ""
    for line in said.splitlines():
        if found := _BARE_LINK.search(line):
            yield found[0], above
        elif line.strip():
            above = line.strip()


def _target(url: str) -> str:
    """Where a link of Google's leads."""
    parts = urlsplit(url)
    if (parts.hostname or "").endswith("google.com") and parts.path == "/url":
        said = parse_qs(parts.query)
        return (said.get("url") or said.get("q") or [""])[0]
    return url


def newsboat_entry(url: str, title: str, author: str, published: int, content: str, outlet: str) -> Entry:
    """The entry that a row of newsboat's ``rss_item`` is."""
    body = text.plain(content)
    return Entry(
        title=text.cut(text.plain(title), entries.TITLE), url=entries.address(url), summary=text.cut(body, entries.SUMMARY),
        author=text.clean(author), published=datetime.fromtimestamp(published, UTC).isoformat() if published > 0 else "",
        outlet=text.clean(outlet), published_from="import",
    )  # fmt: skip
