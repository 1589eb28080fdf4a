"""Bytes to entries: a strict, fast way for what it can do exactly, feedparser for everything else.

Nothing hostile is read in this process but by expat without entities, and nothing costs more than a fixed processor time.
"""

from __future__ import annotations

import re
from types import TracebackType
from typing import Final, Self

from crackwatch.feeds import jsonfeed, parse_xml
from crackwatch.feeds.parse_child import Child
from crackwatch.model import Failed, FailureKind, FeedDocument

_BLANK: Final = b" \t\r\n\0\xef\xbb\xbf\xfe\xff"  # white space and byte order marks
# What stands before the first element (XML 1.0 §2.8): comments, instructions and literals may hold what looks like one.
_PROLOG = re.compile(
    rb"""(?:[^<"']++|"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<(?![A-Za-z_:]))*+""", re.DOTALL
)
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
# An entity that stands for a few plain characters cannot blow up; feeds of the nineties declare such.
_HARMLESS = re.compile(rb"""<!ENTITY\s+\w+\s+(?:"(?:&\#\w{1,7};|[^&%<"]{0,64})"|'(?:&\#\w{1,7};|[^&%<']{0,64})')\s*>""")
_FEED_LIKE = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel|item|entry)[\s>/]", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head)\b", re.IGNORECASE)


class Parser:
    """Reads one document after another, from one thread. ``cpu_seconds`` bounds what feedparser may spend on one."""

    def __init__(self, cpu_seconds: float = 2.0) -> None:
        self._child = Child(cpu_seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child process, if there is one."""
        self._child.close()

    def parse(self, body: bytes, *, url: str = "", content_type: str = "") -> FeedDocument | Failed:
        """What ``body`` says, found at ``url`` (after redirects) under the header ``content_type``.

        Fails as EMPTY, UNSAFE_XML, NOT_A_FEED (the hint names the feeds that a page links to) or PARSE_TIMEOUT. A valid
        feed without items is a document without entries; what is whole of one cut off is kept and marked ``damaged``.
        """
        start = body.lstrip(_BLANK)[:1]
        if not start:
            return Failed(FailureKind.EMPTY, "the answer is empty")
        if start == b"{":
            return jsonfeed.document(body, url) or _not_a_feed(body, url)
        visible = body.replace(b"\0", b"") if b"\0" in body[:64] else body  # UTF-16 and UTF-32, as if ASCII
        if unsafe(visible):
            return Failed(
                FailureKind.UNSAFE_XML,
                "the document declares XML entities, which can exhaust memory or reach other files",
                "no feed needs them; tell its publisher",
            )
        if read := parse_xml.document(body, url, content_type):
            return read
        if not _FEED_LIKE.search(visible) or _PAGE.search(visible[: visible.find(b">") + 1]):
            return _not_a_feed(body, url)
        return self._child.parse(body, url, content_type) or _not_a_feed(body, url)


def unsafe(body: bytes) -> bool:
    """Whether ``body`` declares entities that stand for more than a few plain characters, before its first element."""
    found = _PROLOG.match(body)
    return bool(found and _ENTITY.search(_HARMLESS.sub(b"", found[0])))


def _not_a_feed(body: bytes, url: str) -> Failed:
    from crackwatch.feeds.discover import feeds_in

    if found := feeds_in(body, url):
        addresses = ", ".join(feed.url for feed in found[:3]) + (", …" if len(found) > 3 else "")
        return Failed(FailureKind.NOT_A_FEED, "this is a web page, not a feed", f"it links to {addresses}")
    return Failed(FailureKind.NOT_A_FEED, "this is not a feed", "open the address in a browser to see what it answers")
