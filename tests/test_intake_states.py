"""States of one article, in whatever order archives tell of them: each stands in its own time."""

from __future__ import annotations

from itertools import pairwise, permutations
from zoneinfo import ZoneInfo

import pytest

from crackwatch.archive import connection, watches
from crackwatch.intake import Intake, Source
from crackwatch.model import Entry
from crackwatch.watches.query import parse

PARIS, HOUR, NOON = ZoneInfo("Europe/Paris"), 3600, 1_621_332_000
TOLD = ("Stalingrad : le square ferme", "Stalingrad : le square ferme demain", "Stalingrad : le square a fermé", "Stalingrad : le square reste fermé")
STATES = [(NOON + n * HOUR, title) for n, title in enumerate(TOLD)]


def kept(tmp_path, said) -> tuple[str, list[tuple[int, int, str]]]:
    """The headline, and the earlier states in order of time, after (origin, seen at, headline) in the order given."""
    with connection.open_for_writing(tmp_path / "a.db", zone="Europe/Paris") as archive:
        intake = Intake(archive, list)
        for origin, seen_at, title in said:
            entry = Entry(title, "https://feuille.example/square", text=f"{title}. Les riverains attendent.", published="2021-05-18T10:00:00Z")
            with intake.batch():
                intake.take(Source(origin, seen_at, PARIS), [entry])
        assert archive.db.execute("SELECT count(*) FROM article").fetchone() == (1,)
        title = archive.db.execute("SELECT title FROM article").fetchone()[0]
        return title, archive.db.execute("SELECT seen_at, replaced_at, title FROM revision ORDER BY seen_at, id").fetchall()


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_archived_states_stand_in_order_of_time_whatever_order_they_come_in(tmp_path, order):
    title, earlier = kept(tmp_path, [("backfill", *STATES[n]) for n in order])

    assert title == TOLD[3]
    assert earlier == [(then, until, said) for (then, said), (until, _) in pairwise(STATES)]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_what_a_feed_shows_stays_and_archived_states_stand_before_it(tmp_path, order):
    seen = [("live", *STATES[2]), *(("backfill", *STATES[n]) for n in order if n != 2)]

    title, earlier = kept(tmp_path, seen)

    assert title == TOLD[2]
    assert earlier == [(then, until, said) for (then, said), (until, _) in pairwise(STATES[:3])]


def test_a_capture_that_is_later_than_what_a_feed_shows_is_kept_as_a_state_of_that_moment(tmp_path):
    title, earlier = kept(tmp_path, [("live", *STATES[0]), ("backfill", *STATES[1])])

    assert title == TOLD[0]
    assert earlier == [(STATES[1][0], STATES[1][0], TOLD[1])]


def test_an_earlier_state_moves_no_place_that_hits_in_the_present_one(tmp_path):
    with connection.open_for_writing(tmp_path / "a.db", zone="Europe/Paris", founding=lambda: [("square", "square")]) as archive:
        intake = Intake(archive, lambda: [(watch, parse(watch.query)) for watch in watches.all_watches(archive)])
        for origin, seen_at, title in (("live", NOON + HOUR, "Le square ferme"), ("backfill", NOON, "Stalingrad : le square va fermer")):
            with intake.batch():
                intake.take(Source(origin, seen_at, PARIS), [Entry(title, "https://feuille.example/square", published="2021-05-18T10:00:00Z")])

        assert archive.db.execute("SELECT spans FROM hit").fetchall() == [('[["title",3,9,"square"]]',)]
