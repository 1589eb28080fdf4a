"""The conductor of ``import``: files that people have → intake.

A line or a document that cannot be read is named and left out; everything else is stored, and importing it again changes
nothing.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from crackwatch import founding, text, urls
from crackwatch.archive.connection import Archive
from crackwatch.archive.restoring import restore
from crackwatch.archive.watches import all_watches
from crackwatch.archive.write import index_words
from crackwatch.config import Config
from crackwatch.errors import UsageError
from crackwatch.feeds.parse import Parser
from crackwatch.intake import Intake, Source, Taken
from crackwatch.model import Entry, FeedDocument, Kept
from crackwatch.watches.words import searchable

Said = tuple[Entry, Kept | None]  # the second is what an archive knew of it
Kind = Literal["auto", "jsonl", "feed", "html", "text", "mbox", "newsboat"]
PAGE = re.compile(rb"<(?:!doctype\s+html|html|head)\b", re.IGNORECASE)
FEED_LIST = re.compile(rb"<opml\b", re.IGNORECASE)
BATCH = 1000  # articles a transaction
EXAMPLE = '{"title": "…", "url": "…", "published": "…"}'
LOST = "there is no such watch; bring it with watch import, then import this again"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the files. ``problems`` are lines for a person: file, line number, what is wrong.

    ``warnings`` are of watches that could not be asked, or that are not there. ``retold`` says that earlier states or
    labels came back, of which the watches are to be asked again.
    """

    entries: int
    new: int
    revised: int
    hits: int
    problems: tuple[str, ...]
    retold: bool = False
    warnings: tuple[str, ...] = ()


def import_files(config: Config, files: Sequence[Path], *, kind: Kind = "auto") -> ImportReport:
    """Store what the files say. Raises UsageError for a file that cannot be opened, before anything is stored."""
    for path in files:
        _readable(path)
    now = config.clock()
    problems: list[str] = []
    warnings: list[str] = []
    total, retold = Taken(), False
    labelled: set[str] = set()
    with founding.open_archive(config) as archive:
        intake = Intake(archive, founding.watching(archive, config, warnings.append), aliases=founding.aliases(config), everything=config.stories == "all")
        source = Source("import", int(now.timestamp()), archive.zone)
        for path in files:
            said = _entries(path, kind, problems)
            while batch := list(islice(said, BATCH)):
                with intake.batch():
                    for taken in _take(archive, intake, source, batch):
                        total.entries, total.new = total.entries + taken.entries, total.new + taken.new
                        total.revised, total.hits = total.revised + taken.revised, total.hits + taken.hits
                retold |= any(kept and (kept.revisions or kept.labels) for _, kept in batch)
                labelled.update(label.watch for _, kept in batch if kept for label in kept.labels)
        warnings += [f"labels for {name} are left out: {LOST}" for name in sorted(labelled - {watch.name for watch in all_watches(archive)})]
    return ImportReport(total.entries, total.new, total.revised, total.hits, tuple(problems), retold, tuple(warnings))


def _take(archive: Archive, intake: Intake, source: Source, batch: Sequence[Said]) -> Iterator[Taken]:
    """Store a batch; what an export knew was seen when it says so, and is brought back."""
    for seen, said in groupby(batch, key=lambda one: one[1] and (one[1].first_seen, one[1].zone)):
        some = list(said)
        entries = [entry for entry, _ in some]
        yield intake.take(Source("import", seen[0], ZoneInfo(seen[1]) if seen[1] else source.zone) if seen else source, entries)
        states = restore(archive, ((urls.canonical(entry.url), entry.part or 0, kept) for entry, kept in some if kept))
        index_words(archive, [(article, searchable(state.title, state.summary, state.text)) for article, state in states])


def _readable(path: Path) -> None:
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", "name a file that exists and that you may read") from error


def _entries(path: Path, kind: Kind, problems: list[str]) -> Iterator[Said]:
    """The entries of a file; what cannot be read goes to ``problems``."""
    kind = _looks_like(path) if kind == "auto" else kind
    if kind == "jsonl":
        yield from _json_lines(path, problems)
    else:
        found = _feed(path, problems) if kind == "feed" else _papers(path, kind, problems)
        yield from ((entry, None) for entry in found)


def _looks_like(path: Path) -> Kind:
    """What a file is, by how it begins; a text only where it has no ending, or is called ``.txt``."""
    with path.open("rb") as file:
        start = file.read(2000)
    if wide := text.wide(start):
        start = start.decode(wide, "replace").encode()
    start = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"SQLite format 3"):
        return "newsboat"
    if start.startswith(b"From "):
        return "mbox"
    if start.startswith(b"<"):
        return "html" if PAGE.search(start) and not FEED_LIST.search(start) else "feed"
    if start.startswith(b"{") and b"jsonfeed.org" in start:
        return "feed"
    return "jsonl" if start.startswith(b"{") or path.suffix.lower() not in ("", ".txt", ".text") else "text"


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
    body = path.read_bytes()
    if FEED_LIST.search(body, 0, 2000):
        problems.append(f"{path}: it is a list of feeds; follow them with: crackwatch feeds import {shlex.quote(str(path))}")
        return
    with Parser() as parser:
        said = parser.parse(body, url="", content_type="")
    if not isinstance(said, FeedDocument):
        problems.append(f"{path}: {said.message}")
        return
    if said.damaged:
        problems.append(f"{path}: the document is damaged; its whole entries were stored")
    yield from said.entries


def _json_lines(path: Path, problems: list[str]) -> Iterator[Said]:
    """The articles of lines; a file of which no line is meant as JSON is told in one line."""
    from crackwatch.feeds.lines import read

    before, foreign = len(problems), True
    try:
        for number, line in enumerate(_lines(path), 1):
            if not line.strip():
                continue
            try:
                said = read(line)
            except ValueError as error:
                problems.append(f"{path}, line {number}: {error}")
                foreign &= line.lstrip()[:1] not in ("{", b"{")
            else:
                foreign = False
                yield said
    except ValueError as error:
        problems.append(f"{path}: {error}")
    if foreign and len(problems) > before + 1:
        problems[before:] = [f"{path}: no line of it is JSON; write each article as {EXAMPLE}"]


def _lines(path: Path) -> Iterator[bytes | str]:
    """The lines of a text, decoded where that is UTF-16 or UTF-32. Raises ValueError for what is no text."""
    from crackwatch.feeds.lines import refuse_binary

    with path.open("rb") as file:
        start = file.read(8192)
    refuse_binary(start)
    wide = text.wide(start)
    with path.open(encoding=wide, errors="replace", newline="\n") if wide else path.open("rb") as lines:
        yield from lines
