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

from crackwatch import urls
from crackwatch.errors import UsageError

Dialect = Literal["ia", "pywb"]
Match = Literal["exact", "prefix", "host", "domain"]
ROWS = 5000  # captures a page of the index
_INDEX = "/cdx/search/cdx"


@dataclass(frozen=True, slots=True)
class WebArchive:
    """Where an archive of the web is asked. ``index`` answers CDX queries, ``replay`` is what a capture's address begins with."""

    index: str
    replay: str
    dialect: Dialect = "ia"
    index_seconds: float = 2.5  # between two questions to the index: 24 a minute, what its clients agreed with the archive
    replay_seconds: float = 1.0  # between two captures


KNOWN = {
    "wayback": WebArchive(f"https://web.archive.org{_INDEX}", "https://web.archive.org/web/"),
    "arquivo": WebArchive("https://arquivo.pt/wayback/cdx", "https://arquivo.pt/noFrame/replay/", "pywb"),
}


def named(name: str) -> WebArchive:
    """The archive that is called ``name``, or whose address it is: an index that ends in ``/cdx/search/cdx``, else a pywb
    collection. Raises UsageError for what is neither.
    """
    if name in KNOWN:
        return KNOWN[name]
    if not urls.is_web(name):
        raise UsageError(f"there is no web archive called {name!r}", f"name {', '.join(KNOWN)}, or the address of a pywb collection")
    if name.endswith(_INDEX):
        return WebArchive(name, f"{name.removesuffix(_INDEX)}/web/")
    base = name.rstrip("/")
    return WebArchive(f"{base}/cdx", f"{base}/", "pywb")


@dataclass(frozen=True, slots=True)
class Capture:
    """One time at which an archive saw an address. ``timestamp`` is 14 digits, UTC."""

    timestamp: str
    url: str
    digest: str = ""

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


def shown_address(archive: WebArchive, capture: Capture) -> str:
    """The address at which a person looks at a capture."""
    return f"{archive.replay}{capture.timestamp}/{capture.url}"


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
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError("not the answer of an index of captures")
    resume = ""
    if len(rows) >= 2 and rows[-2] == [] and len(rows[-1]) == 1:
        resume, rows = str(rows[-1][0]), rows[:-2]
    names = rows[0] if rows else []
    captures = (_row(dict(zip(names, row, strict=False))) for row in rows[1:])
    return [capture for capture in captures if capture], resume


def _row(said: Any) -> Capture | None:
    if not isinstance(said, dict):
        raise ValueError("not the answer of an index of captures")  # noqa: TRY004 - as json raises for what is no JSON
    timestamp, url = str(said.get("timestamp", "")), str(said.get("original") or said.get("url") or "")
    if not re.fullmatch(r"\d{14}", timestamp) or not urls.is_web(url):
        return None
    capture = Capture(timestamp, url, str(said.get("digest", "")))
    try:
        capture.taken  # noqa: B018 - a day that no calendar has
    except ValueError:
        return None
    return capture


def distinct(captures: Iterable[Capture], *, by_address: bool) -> list[Capture]:
    """Each content once, at its earliest capture; with ``by_address``, each article's address once.

    An archive may collapse only adjacent rows or not at all, so this is done here too.
    """
    kept: dict[str, Capture] = {}
    for capture in sorted(captures, key=lambda c: (c.timestamp, c.url)):
        key = urls.canonical(capture.url) if by_address else capture.digest or capture.timestamp
        kept.setdefault(key, capture)
    return list(kept.values())


def months(since: datetime, until: datetime) -> Sequence[tuple[datetime, datetime]]:
    """The calendar months, in the zone of ``since``, that a period touches, cut to the period: the pieces in which an index is asked."""
    pieces = []
    start = since
    while start <= until:
        first = start.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        following = first.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        pieces.append((start, min(until, following - timedelta(seconds=1))))
        start = following
    return pieces
