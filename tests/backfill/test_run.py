"""From an empty archive to a filled past: real archives of the web on loopback, in both dialects."""

from __future__ import annotations

import sqlite3
from collections import Counter

from crackwatch import ask
from crackwatch.answers import TimelineRequest
from crackwatch.archive.connection import open_for_reading
from crackwatch.model import Period, Selection

FEEDS = ("https://canal.example/rss.xml", "https://gazette.example/rss.xml")


def rows(config, sql, *values):
    db = sqlite3.connect(config.db)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def test_one_command_fills_the_months_of_an_empty_archive(fill, config, pywb):
    report = fill(*FEEDS, archive=pywb)

    found = rows(config, "SELECT url, title, text, origin, capture_url, published_from, first_seen FROM article ORDER BY at")
    assert Counter(url.split("/")[2] for url, *_ in found) == {"gazette.example": 6, "canal.example": 10}
    assert report.exit_code == 0
    assert {origin for *_, origin, _, _, _ in found} == {"backfill"}
    page = next(row for row in found if row[0].endswith("stalingrad-crack-mai-5.html"))
    assert page[1] == "Stalingrad : le campement du crack en mai"
    assert "la vente de crack inquiète les riverains en mai" in page[2]
    assert "Mentions légales" not in page[2]
    assert page[4] == f"{pywb}/20210513090000/https://gazette.example/paris/stalingrad-crack-mai-5.html"
    assert page[5] == "jsonld"
    assert page[6] == 1620896400  # when it was captured first


def test_the_timeline_then_begins_in_may_and_shows_where_no_archive_looked(fill, config, pywb):
    fill(*FEEDS, archive=pywb)

    with open_for_reading(config.db) as archive:
        now = int(config.clock().timestamp())
        line = ask.timeline(archive, TimelineRequest(Selection(period=Period(now - 188 * 86400, now))), now=now)

    assert len(line.stories) >= 3
    assert {gap.kind for gap in line.gaps} == {"backfilled", "not polled"}


def test_a_time_of_which_an_archive_holds_nothing_is_told(fill, config, pywb):
    fill("https://gazette.example/rss.xml", archive=pywb, vias=("captures",))

    assert {origin for (origin,) in rows(config, "SELECT origin FROM coverage")} == {"no capture"}


def test_a_finished_backfill_repeats_without_a_request_or_a_write(fill, config, shim):
    fill(*FEEDS, archive=shim.address)
    asked, before = len(shim.asked), config.db.read_bytes()

    again = fill(*FEEDS, archive=shim.address)

    assert len(shim.asked) == asked
    assert (again.requests, again.done, again.new, again.planned) == (0, 0, 0, 0)
    assert config.db.read_bytes() == before


def test_the_internet_archives_dialect_brings_the_same(fill, config, shim):
    report = fill(*FEEDS, archive=shim.address)

    assert rows(config, "SELECT count(*) FROM article") == [(16,)]
    assert any("resumeKey=3" in path for path in shim.asked)
    assert report.bad == 0


def test_each_content_is_replayed_once(fill, shim):
    fill(*FEEDS, archive=shim.address)

    replays = [path for path in shim.asked if path.startswith("/web/")]
    assert len(replays) == len(set(replays)) == 6 + 5


def test_faults_of_the_archive_lose_nothing(fill, config, shim):
    shim.faults = [429, 503, "cut", "long", 500, 500, 0, 429, "cut"]
    slept: list[float] = []

    report = fill(*FEEDS, archive=shim.address, slept=slept)
    while report.left:
        report = fill(*FEEDS, archive=shim.address, slept=slept)

    assert rows(config, "SELECT count(*) FROM article") == [(16,)]
    assert rows(config, "SELECT count(*) FROM unit WHERE state <> 'done'") == [(0,)]
    assert max(slept) == 60.0


def test_three_refusals_in_a_row_end_the_run_until_the_next(fill, config, shim):
    shim.faults = [0, 0, *[429] * 30]
    slept: list[float] = []

    report = fill(*FEEDS, archive=shim.address, slept=slept)

    assert report.exit_code == 3
    assert list(report.stopped) == [shim.address]
    assert slept.count(60.0) == 2
    assert len(shim.asked) == 5
    shim.faults = []
    assert fill(*FEEDS, archive=shim.address).exit_code == 0
    assert rows(config, "SELECT count(*) FROM article") == [(16,)]


def test_an_archive_that_never_answers_is_a_failure(fill, shim):
    shim.faults = [503] * 30

    assert fill(*FEEDS, archive=shim.address).exit_code == 4


def test_a_dry_run_asks_nobody_and_keeps_no_plan(fill, config, shim):
    report = fill(*FEEDS, archive=shim.address, dry_run=True)

    assert shim.asked == []
    assert report.standing.requests == 2 + 2 * 6
    assert report.standing.seconds == 14 * 2.5
    assert rows(config, "SELECT (SELECT count(*) FROM unit) + (SELECT count(*) FROM feed)") == [(0,)]


def test_a_run_goes_on_where_its_bound_ended_the_last(fill, config, shim):
    runs = [fill(*FEEDS, archive=shim.address, max_requests=5) for _ in range(6)]

    assert [run.requests for run in runs][:4] == [5, 5, 5, 5]
    assert runs[-1].left == 0
    assert rows(config, "SELECT count(*) FROM article") == [(16,)]


def test_words_of_ones_own_decide_which_addresses_are_asked_for(fill, config, pywb):
    fill("https://gazette.example/rss.xml", archive=pywb, words=("club",), vias=("wayback",))

    assert {title for (title,) in rows(config, "SELECT DISTINCT title FROM article")} == {"Le club gagne"}
