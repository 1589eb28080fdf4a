"""The conductor of ``import``: files that people have → intake.

A line or a document that cannot be read is named and left out; everything else is stored, and importing it again changes
nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from crackwatch import founding, text
from crackwatch.config import Config
from crackwatch.errors import UsageError
from crackwatch.feeds.parse import Parser
from crackwatch.intake import Intake, Source
from crackwatch.model import Entry, FeedDocument

Kind = Literal["auto", "jsonl", "feed", "html", "text", "mbox", "newsboat"]
PAGE = re.compile(rb"<(?:!doctype\s+html|html|head)\b", re.IGNORECASE)
FIELDS = ("url", "title", "summary", "text", "published", "outlet", "lang", "author")
BATCH = 1000  # articles a transaction
MOST_NAMED = 20  # bad lines that are named one by one


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the files. ``problems`` are lines for a person: file, line number, what is wrong."""

    entries: int
    new: int
    revised: int
    hits: int
    problems: tuple[str, ...]
    bad: int


def import_files(config: Config, files: Sequence[Path], *, kind: Kind = "auto", everything: bool = False) -> ImportReport:
    """Store what the files say. Raises UsageError for a file that cannot be opened, before anything is stored."""
    for path in files:
        _readable(path)
    now = config.clock()
    problems: list[str] = []
    entries = new = revised = hits = 0
    with founding.open_archive(config) as archive:
        intake = Intake(archive, founding.watches(archive, config), aliases=founding.aliases(config), everything=everything)
        source = Source("import", int(now.timestamp()), archive.zone)
        for path in files:
            said = _entries(path, kind, problems)
            while batch := list(islice(said, BATCH)):
                with intake.batch():
                    taken = intake.take(source, batch)
                entries, new = entries + taken.entries, new + taken.new
                revised, hits = revised + taken.revised, hits + taken.hits
    shown = problems[:MOST_NAMED]
    if len(problems) > MOST_NAMED:
        shown.append(f"and {len(problems) - MOST_NAMED} more like these")
    return ImportReport(entries, new, revised, hits, tuple(shown), len(problems))


def _readable(path: Path) -> None:
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", "name a file that exists and that you may read") from error


def _entries(path: Path, kind: Kind, problems: list[str]) -> Iterator[Entry]:
    """The entries of a file; what cannot be read goes to ``problems``."""
    kind = _looks_like(path) if kind == "auto" else kind
    if kind == "jsonl":
        with path.open("rb") as lines:
            yield from _json_lines(path, lines, problems)
    elif kind == "feed":
        yield from _feed(path, problems)
    else:
        yield from _papers(path, kind, problems)


def _looks_like(path: Path) -> Kind:
    """What a file is, by how it begins; a text only where it is called ``.txt``."""
    with path.open("rb") as file:
        start = file.read(2000).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"SQLite format 3"):
        return "newsboat"
    if start.startswith(b"From "):
        return "mbox"
    if start.startswith(b"<"):
        return "html" if PAGE.search(start) else "feed"
    if start.startswith(b"{") and b"jsonfeed.org" in start:
        return "feed"
    return "text" if path.suffix.lower() in (".txt", ".text") else "jsonl"


def _papers(path: Path, kind: Kind, problems: list[str]) -> Iterator[Entry]:
    """The articles of what is neither a list nor a feed."""
    found = 0
    try:
        for entry in _read(path, kind):
            if entry is not None and entry.title:
                found += 1
                yield entry
    except ValueError as error:
        problems.append(f"{path}: {error}")
        return
    if not found:
        problems.append(f"{path}: no article is in it")


def _read(path: Path, kind: Kind) -> Iterator[Entry | None]:
    from crackwatch.archive import newsboat
    from crackwatch.feeds import papers

    if kind == "newsboat":
        yield from (papers.newsboat_entry(*row) for row in newsboat.articles(path))
    elif kind == "mbox":
        yield from papers.mailbox_entries(path)
    else:
        yield papers.saved_page(path) if kind == "html" else papers.plain_text(path)


def _feed(path: Path, problems: list[str]) -> Iterator[Entry]:
    with Parser() as parser:
        said = parser.parse(path.read_bytes(), url="", content_type="")
    if not isinstance(said, FeedDocument):
        problems.append(f"{path}: {said.message}")
        return
    if said.damaged:
        problems.append(f"{path}: the document is damaged; its whole entries were stored")
    yield from said.entries


def _json_lines(path: Path, lines: Iterable[bytes], problems: list[str]) -> Iterator[Entry]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _entry(json.loads(line))
        except (ValueError, RecursionError) as error:
            why = "it is not JSON" if isinstance(error, json.JSONDecodeError | UnicodeDecodeError | RecursionError) else str(error)
            problems.append(f"{path}, line {number}: {why}")


def _entry(said: Any) -> Entry:
    """An entry from one decoded line. Raises ValueError, saying what is wrong, where it is none."""
    if not isinstance(said, dict):
        raise ValueError("it is not an object")  # noqa: TRY004 - one kind of error for a line that is none
    values = {name: said.get(name) or "" for name in FIELDS}
    for name, value in values.items():
        if not isinstance(value, str):
            raise ValueError(f"{name} is not a text")  # noqa: TRY004 - as above
    title = text.clean(values["title"])
    if not title:
        raise ValueError("it has no title")
    return Entry(
        title=title,
        url=text.clean(values["url"]),
        summary=text.plain(values["summary"]),
        text=text.plain(values["text"]),
        published=_dated(values["published"]),
        author=text.clean(values["author"]),
        lang=values["lang"].lower().partition("-")[0][:8],
        outlet=text.clean(values["outlet"]),
        published_from="import",
    )


def _dated(raw: str) -> str:
    """A date as written. Raises ValueError where an ISO date does not exist, since a typing error must not shift an article."""
    if len(raw) >= 10 and raw[4:5] == "-" and raw[7:8] == "-":
        try:
            datetime.fromisoformat(raw[:10])
        except ValueError:
            raise ValueError(f"published is no date: {raw[:40]!r}") from None
    return raw
