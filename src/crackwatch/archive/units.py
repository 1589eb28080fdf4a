"""Backfill's list of work: what is to be done, what is done, and what could not be done, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from crackwatch.archive.connection import Archive


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of work that is done once. ``ref`` names it for good; ``task`` (JSON) is all that is needed to do it.

    ``place`` is whom it asks: where somebody does not answer, nobody else has to wait.
    """

    id: int
    source: str
    place: str
    ref: str
    task: str
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What a unit cost and brought: requests, bytes as they travelled, pages looked at, articles, damaged records."""

    requests: int = 0
    bytes: int = 0
    pages: int = 0
    articles: int = 0
    damaged: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """The units of one source, counted by state, with the sums of their figures."""

    source: str
    todo: int
    done: int
    bad: int
    requests: int
    bytes: int
    pages: int
    articles: int
    damaged: int


def add(archive: Archive, units: Iterable[tuple[str, str, str, str]]) -> int:
    """Put (source, place, ref, task) on the list, inside the caller's transaction; says how many were not on it yet."""
    before = archive.db.total_changes
    archive.db.executemany("INSERT OR IGNORE INTO unit (source, place, ref, task) VALUES (?, ?, ?, ?)", units)
    return archive.db.total_changes - before


def todo(archive: Archive, sources: Collection[str], limit: int, *, but: Collection[str] = ()) -> list[Unit]:
    """The next units of these sources, those that were tried least often first; none at the places ``but``."""
    rows = archive.db.execute(
        f"SELECT id, source, place, ref, task, tries FROM unit WHERE state = 'todo' AND source IN ({_marks(sources)}) "
        f"AND place NOT IN ({_marks(but)}) ORDER BY tries, id LIMIT ?",
        (*sources, *but, limit),
    )
    return [Unit(*row) for row in rows]


def _marks(values: Collection[str]) -> str:
    return ",".join("?" * len(values))


def close(archive: Archive, unit: Unit, state: str, now: int, figures: Figures) -> None:
    """A unit is ``done`` or ``bad``, inside the caller's transaction."""
    f = figures
    archive.db.execute(
        "UPDATE unit SET state = ?, tries = tries + 1, requests = requests + ?, bytes = bytes + ?, pages = ?, articles = ?, damaged = ?, "
        "reason = ?, done_at = ? WHERE id = ?",
        (state, f.requests, f.bytes, f.pages, f.articles, f.damaged, f.reason, now, unit.id),
    )


def put_off(archive: Archive, unit: Unit, figures: Figures) -> None:
    """A unit is to be tried again, inside the caller's transaction."""
    archive.db.execute(
        "UPDATE unit SET tries = tries + 1, requests = requests + ?, bytes = bytes + ?, reason = ? WHERE id = ?",
        (figures.requests, figures.bytes, figures.reason, unit.id),
    )


def reopen_bad(archive: Archive) -> int:
    """Let what could not be done be tried again, inside the caller's transaction; says how many units."""
    return archive.db.execute("UPDATE unit SET state = 'todo', tries = 0 WHERE state = 'bad'").rowcount


def tallies(archive: Archive) -> list[Tally]:
    """How far the work of every source is."""
    rows = archive.db.execute(
        "SELECT source, sum(state = 'todo'), sum(state = 'done'), sum(state = 'bad'), sum(requests), sum(bytes), sum(pages), "
        "sum(articles), sum(damaged) FROM unit GROUP BY source ORDER BY min(id)"
    )
    return [Tally(*row) for row in rows]


def waiting(archive: Archive) -> int:
    """How many units are still to be done."""
    return int(archive.db.execute("SELECT count(*) FROM unit WHERE state = 'todo'").fetchone()[0])


def reasons(archive: Archive, limit: int) -> list[tuple[str, int]]:
    """Why units are bad, or put off, and what was strange in those that are done, the commonest first, with how many it met."""
    return list(
        archive.db.execute(
            "SELECT reason, count(*) FROM unit WHERE reason <> '' GROUP BY reason ORDER BY 2 DESC, 1 LIMIT ?", (limit,)
        )
    )
