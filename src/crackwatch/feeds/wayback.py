"""Archives of the web: their index of captures, and the captures as they were served.

Two dialects answer the same questions. ``ia`` is the Internet Archive's CDX server (internetarchive/wayback,
wayback-cdx-server): an array of arrays whose first row names the columns, a resume key behind an empty row. ``pywb`` is
spoken by pywb and by Arquivo.pt: one JSON object a line, no resume key, other names for columns and filters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

Dialect = Literal["ia", "pywb"]
Match = Literal["exact", "prefix", "host", "domain"]
ROWS = 5000  # captures a page of the index


@dataclass(frozen=True, slots=True)
class WebArchive:
    """Where an archive of the web is asked. ``index`` answers CDX queries, ``replay`` is what a capture's address begins with."""

    name: str
    index: str
    replay: str
    dialect: Dialect = "ia"
    index_seconds: float = 2.5  # between two questions to the index: 24 a minute, what its clients agreed with the archive
    replay_seconds: float = 1.0  # between two captures


INTERNET_ARCHIVE = WebArchive("wayback", "https://web.archive.org/cdx/search/cdx", "https://web.archive.org/web/")


@dataclass(frozen=True, slots=True)
class Capture:
    """One time at which an archive saw an address. ``timestamp`` is 14 digits, UTC."""

    timestamp: str
    url: str
    digest: str

    @property
    def taken(self) -> datetime:
        """When it was taken."""
        return datetime.strptime(self.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Question:
    """What the index is asked: an address or a domain, a time, and words of which one must stand in the address."""

    url: str
    match: Match
    since: datetime
    until: datetime
    words: tuple[str, ...] = ()
    pages: bool = True  # HTML only; else whatever was served
    resume: str = ""


def index_address(archive: WebArchive, question: Question) -> str:
    """The address that asks ``archive`` a question."""
    span = [("from", f"{question.since:%Y%m%d%H%M%S}"), ("to", f"{question.until:%Y%m%d%H%M%S}")]
    asked = [("url", question.url), ("matchType", question.match), ("output", "json"), *span]
    ours = archive.dialect == "ia"
    word = "|".join(map(re.escape, question.words))
    filters = ["statuscode:200" if ours else "=status:200"]
    if question.pages:
        filters.append("mimetype:text/html" if ours else "=mime:text/html")
    if word:
        filters.append(f"original:(?i).*({word}).*" if ours else f"~url:(?i).*({word}).*")
    asked += [("filter", said) for said in filters]
    if ours:
        collapse = "urlkey" if question.pages else "digest"
        asked += [("fl", "timestamp,original,digest"), ("collapse", collapse), ("limit", str(ROWS)), ("showResumeKey", "true")]
        asked += [("resumeKey", question.resume)] if question.resume else []
    return f"{archive.index}?{urlencode(asked)}"


def replay_address(archive: WebArchive, capture: Capture) -> str:
    """The address of a capture as it was served, without the archive's own frame around it."""
    return f"{archive.replay}{capture.timestamp}id_/{capture.url}"


def read_index(archive: WebArchive, body: bytes) -> tuple[list[Capture], str]:
    """The captures that an answer of the index names, and the key with which to ask for more, ``""`` at the end.

    Rows that are no captures are left out. Raises ValueError where the answer is none of an index.
    """
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return [], ""
    if archive.dialect == "pywb":
        found = (_row(json.loads(line)) for line in text.splitlines() if line.strip())
        return [capture for capture in found if capture], ""
    rows = json.loads(text)
    if not isinstance(rows, list):
        raise ValueError("not the answer of an index of captures")  # noqa: TRY004 - as json raises for what is no JSON
    resume = ""
    if len(rows) >= 2 and rows[-2] == [] and len(rows[-1]) == 1:
        resume, rows = str(rows[-1][0]), rows[:-2]
    names = rows[0] if rows else []
    captures = (_row(dict(zip(names, row, strict=False))) for row in rows[1:])
    return [capture for capture in captures if capture], resume


def _row(said: dict[str, Any]) -> Capture | None:
    timestamp, url = str(said.get("timestamp", "")), str(said.get("original") or said.get("url") or "")
    if not re.fullmatch(r"\d{14}", timestamp) or not url.startswith(("http://", "https://")):
        return None
    return Capture(timestamp, url, str(said.get("digest", "")))


def distinct(captures: Iterable[Capture], *, by_address: bool) -> list[Capture]:
    """Each content once, at its earliest capture; with ``by_address``, each address once.

    An archive may collapse only adjacent rows or not at all, so this is done here too.
    """
    kept: dict[str, Capture] = {}
    for capture in sorted(captures, key=lambda c: (c.timestamp, c.url)):
        key = capture.url if by_address or not capture.digest else capture.digest
        kept.setdefault(key, capture)
    return list(kept.values())


def months(since: datetime, until: datetime) -> Sequence[tuple[datetime, datetime]]:
    """The calendar months, in UTC, that a period touches, cut to the period: the pieces in which an index is asked."""
    pieces = []
    start = since
    while start <= until:
        following = start.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        following = following.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        pieces.append((start, min(until, following - timedelta(seconds=1))))
        start = following
    return pieces
