"""Bytes to entries: a strict, fast way for what it can do exactly, feedparser for everything else.

Nothing hostile is read in this process but by expat without entities, and nothing costs more than a fixed processor time.
"""

from __future__ import annotations

import re
from types import TracebackType
from typing import Self

from crackwatch.feeds import jsonfeed, parse_xml
from crackwatch.feeds.parse_child import Child
from crackwatch.model import Failed, FailureKind, FeedDocument

_ELEMENT = re.compile(rb"<[A-Za-z_:]")
_PAGE = re.compile(rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>]*?\[(.*)", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
# An entity that stands for a few plain characters cannot blow up; feeds of the nineties declare such.
_HARMLESS = re.compile(rb"""<!ENTITY\s+\w+\s+(?:"(?:&\#\w{1,7};|[^&%<"]{0,64})"|'(?:&\#\w{1,7};|[^&%<']{0,64})')\s*>""", re.IGNORECASE)


class Parser:
    """Reads one document after another, from one thread. ``cpu_seconds`` bounds what feedparser may spend on one."""

    def __init__(self, cpu_seconds: float = 2.0) -> None:
        self._child = Child(cpu_seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the child process, if there is one."""
        self._child.close()

    def parse(self, body: bytes, *, url: str = "", content_type: str = "") -> FeedDocument | Failed:
        """What ``body`` says, found at ``url`` (after redirects) under the header ``content_type``.

        Fails as EMPTY, UNSAFE_XML, NOT_A_FEED (the hint names the feeds that a page links to) or PARSE_TIMEOUT. A valid
        feed without items is a document without entries; what is whole of one cut off is kept and marked ``damaged``.
        """
        if not body.strip(b" \t\r\n\0\xef\xbb\xbf\xfe\xff"):
            return Failed(FailureKind.EMPTY, "the answer is empty")
        if unsafe(body):
            return Failed(
                FailureKind.UNSAFE_XML,
                "the document declares XML entities, which could exhaust memory or reach other files",
                "no feed needs them; tell its publisher",
            )
        if body.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] == b"{":
            return jsonfeed.document(body, url) or not_a_feed()
        return parse_xml.document(body, url, content_type) or self._child.parse(body, url, content_type) or not_a_feed()


def unsafe(body: bytes) -> bool:
    """Whether ``body`` declares entities before its first element that stand for more than a few plain characters."""
    head = body if b"\0" not in body[:4] else body.replace(b"\0", b"")  # UTF-16 and UTF-32, as ASCII
    if b"<!" not in head[:100_000]:
        return False
    first = _ELEMENT.search(head)
    head = head[: first.start() if first else len(head)]
    return bool(_ENTITY.search(_HARMLESS.sub(b"", head)))


def not_a_feed() -> Failed:
    return Failed(FailureKind.NOT_A_FEED, "this is no feed", "open the address in a browser to see what it answers")
