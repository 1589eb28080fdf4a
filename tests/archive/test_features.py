"""By what articles are found: few rows wait, all are found, and what settles is in order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from crackwatch.archive import connection, features

Rows = list[tuple[int, int, int]]  # feature, time, article


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[connection.Archive]:
    with connection.open_for_writing(tmp_path / "archive.db", zone="UTC") as opened:
        yield opened


@pytest.fixture(scope="module")
def many() -> list[Rows]:
    """More than may wait: in batches, each feature in two of them, and some of terms, which are negative."""
    rng = random.Random(3)
    hashes = [rng.randrange(1 << 63) for _ in range(30_000)] + [-rng.randrange(1 << 62) for _ in range(2_000)]
    return [[(h, 1000 - batch, 5 * article + batch % 5) for article, h in enumerate(hashes)] for batch in range(6)]


def waiting(archive: connection.Archive) -> int:
    return int(archive.db.execute("SELECT count(*) FROM feature_waiting").fetchone()[0])


def test_what_waits_and_what_is_settled_is_found_alike_the_earliest_first(archive, many):
    assert not features.has_features(archive)
    with archive.transaction():
        for rows in many:
            features.add_features(archive, rows)
    asked = [h for h, _, _ in many[0]]
    found = features.postings(archive, asked)

    assert 0 < waiting(archive) < features.WAITING + features.RUN
    assert archive.db.execute("SELECT count(*) FROM feature WHERE h > 0").fetchone() == (6 * 30_000 - waiting(archive),)
    assert archive.db.execute("SELECT waiting FROM settling").fetchone() == (waiting(archive),)
    assert features.has_features(archive)
    for feature, *first in zip(*[[row[0] for row in many[0]], *[[row[1:] for row in rows] for rows in many]], strict=True):
        assert found[feature] == sorted(first)


def test_an_article_that_is_looked_at_again_is_found_once(archive):
    with archive.transaction():
        archive.db.execute("INSERT INTO feature VALUES (7, 100, 1)")
        features.add_features(archive, [(7, 100, 1)])

    assert features.postings(archive, [7]) == {7: [(100, 1)]}


def test_of_terms_only_those_of_the_time_in_question_are_found(archive):
    with archive.transaction():
        features.add_features(archive, [(h, at, at) for h in (-7, 7) for at in (10, 20, 30)])

    assert features.postings(archive, [-7, 7], 15, 25) == {-7: [(20, 20)], 7: [(10, 10), (20, 20), (30, 30)]}


def test_it_is_known_of_both(archive, many):
    with archive.transaction():
        for rows in many:
            features.add_features(archive, rows)
    settled = archive.db.execute("SELECT h FROM feature WHERE h > 0 LIMIT 1").fetchone()[0]
    waits = archive.db.execute("SELECT h FROM feature_waiting LIMIT 1").fetchone()[0]

    assert features.known(archive, [settled, waits, 12]) == {settled, waits}


def test_settling_goes_on_where_it_was_left_and_begins_anew_at_the_end(archive, many):
    def left_at() -> int:
        return archive.db.execute("SELECT next FROM settling").fetchone()[0]

    with archive.transaction():
        for rows in many[:5]:
            features.add_features(archive, rows)
        once = left_at()
        features.add_features(archive, many[5][:9_000])
        again = left_at()
        archive.db.execute("UPDATE settling SET next = ?", (features.LAST - 5,))
        features.add_features(archive, many[5][9_000:])

    assert 0 < once < again
    assert left_at() == 0


def test_what_is_forgotten_waits_no_longer(archive, many):
    with archive.transaction():
        for rows in many:
            features.add_features(archive, rows)
        features.forget_features(archive, range(100_000))
    left = [article for some in features.postings(archive, [h for h, _, _ in many[0]]).values() for _, article in some]

    assert min(left) == 100_000
    assert archive.db.execute("SELECT waiting FROM settling").fetchone() == (waiting(archive),)
