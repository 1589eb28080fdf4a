"""A run that stores asks the watches as they stand when it stores, whatever they were when it began."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crackwatch.archive import connection, outlets, watches
from crackwatch.archive.connection import Archive
from crackwatch.intake import Intake, Source
from crackwatch.model import Entry
from crackwatch.watches.query import parse

PARIS, NOON = ZoneInfo("Europe/Paris"), 1_621_332_000


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with connection.open_for_writing(tmp_path / "a.db", founding=lambda: [("square", "square"), ("metro", "metro")]) as opened:
        yield opened


@pytest.fixture
def elsewhere(archive: Archive) -> Iterator[Archive]:
    """The same archive, as another program has it open."""
    with connection.open_for_writing(archive.path) as opened:
        yield opened


def run(archive: Archive) -> Intake:
    return Intake(archive, lambda: [(watch, parse(watch.query)) for watch in watches.all_watches(archive)])


def take(intake: Intake, number: int, outlet: str = "La Gazette") -> None:
    entry = Entry(f"Au square, près du métro, la nuit {number}", f"https://gazette.example/{number}", outlet=outlet)
    with intake.batch():
        intake.take(Source("import", NOON, PARIS), [entry])


def hits(archive: Archive) -> list[tuple[int, int, int]]:
    """By article: the watch that hits it and the version of its query."""
    return archive.db.execute("SELECT article_id, watch_id, query_version FROM hit ORDER BY article_id, watch_id").fetchall()


def test_a_watch_that_is_removed_during_a_run_gets_no_more_hits(archive: Archive, elsewhere: Archive) -> None:
    intake = run(archive)
    take(intake, 1)
    watches.remove(elsewhere, watches.find(elsewhere, "metro"))
    take(intake, 2)

    assert hits(archive) == [(1, 1, 1), (2, 1, 1)]
    assert connection.check(archive) == []


def test_a_watch_that_is_added_during_a_run_is_asked_from_then_on(archive: Archive, elsewhere: Archive) -> None:
    intake = run(archive)
    take(intake, 1)
    watches.add(elsewhere, "nights", "nuit", NOON)
    take(intake, 2)

    assert hits(archive)[2:] == [(2, 1, 1), (2, 2, 1), (2, 3, 1)]


def test_a_watch_that_is_edited_during_a_run_is_asked_as_it_stands(archive: Archive, elsewhere: Archive) -> None:
    intake = run(archive)
    take(intake, 1)
    watches.edit(elsewhere, watches.find(elsewhere, "metro"), "bus")
    watches.edit(elsewhere, watches.find(elsewhere, "square"), "nuit")
    take(intake, 2)

    assert hits(archive)[2:] == [(2, 1, 2)]


def test_an_outlet_that_is_renamed_during_a_run_stays_whole(archive: Archive, elsewhere: Archive) -> None:
    """Another program makes the outlet that the run knows a further name of another one."""
    intake = run(archive)
    take(intake, 1)
    with elsewhere.transaction() as db:
        db.execute("INSERT INTO feed (url, slug, added_at) VALUES ('https://gazette.example/rss', 'gazette', 0)")
        db.execute("INSERT INTO sighting (feed_id, article_id, seen_at) VALUES (1, 1, 0)")
        outlets.rename(elsewhere, 1, old="lagazette", home="gazette.example", key="lefeuillet", name="Le Feuillet")
    take(intake, 2)

    assert archive.db.execute("SELECT name FROM article JOIN outlet o ON o.id = outlet_id").fetchall() == [("Le Feuillet",)] * 2
    assert connection.check(archive) == []
