"""The watches and labels that an archive keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crackwatch.archive import connection, watches
from crackwatch.errors import UsageError


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[connection.Archive]:
    with connection.open_for_writing(tmp_path / "archive.db", zone="UTC") as opened:
        yield opened


def test_a_watch_is_found_by_name_and_id_and_its_version_rises_with_its_query(archive: connection.Archive) -> None:
    watch = watches.add(archive, "eole", "éole", now=3)

    assert watches.find(archive, "eole") == watches.find(archive, str(watch.id)) == watch
    assert watches.edit(archive, watch, "éole OR riquet").version == 2


@pytest.mark.parametrize("name", ["", "12", " x"])
def test_a_name_that_could_not_be_asked_for_is_refused(archive: connection.Archive, name: str) -> None:
    with pytest.raises(UsageError):
        watches.add(archive, name, "crack", now=3)


def test_a_name_is_taken_once(archive: connection.Archive) -> None:
    watches.add(archive, "eole", "éole", now=3)

    with pytest.raises(UsageError, match="already"):
        watches.add(archive, "eole", "riquet", now=3)


def test_a_later_verdict_replaces_an_earlier_one(archive: connection.Archive) -> None:
    watch = watches.add(archive, "eole", "éole", now=3)
    watches.label(archive, [watch.id], [4, 5], True, now=3)
    watches.label(archive, [watch.id], [5], False, now=4)

    assert watches.labels(archive, watch.id) == {4: True, 5: False}


def test_a_removed_watch_leaves_neither_hits_nor_labels(archive: connection.Archive) -> None:
    watch = watches.add(archive, "eole", "éole", now=3)
    watches.label(archive, [watch.id], [4], True, now=3)
    watches.remove(archive, watch)

    assert watches.all_watches(archive) == []
    assert archive.db.execute("SELECT count(*) FROM label").fetchone()[0] == 0
