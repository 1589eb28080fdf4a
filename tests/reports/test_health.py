"""How a feed fares: one verdict, the worst that holds, and everything worth saying."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from crackwatch.model import Feed, FeedState
from crackwatch.reports.health import DAY, WRONG, Checked, Record, counts, judge

PARIS = ZoneInfo("Europe/Paris")
NOON = 1_621_332_000  # 2021-05-18 12:00 in Paris
POLLED = FeedState(checked_at=NOON)
DAILY = tuple(NOON - n * DAY for n in range(20))


def verdict(state: FeedState = POLLED, *, paused: bool = False, gone: bool = False, **more: object) -> Checked:
    feed = Feed(1, "https://gazette.example/rss", "gazette", paused=paused, gone=gone, state=state)
    return judge(Record(feed, **{"articles": 20, "hits": 3, "times": DAILY} | more), PARIS)


def test_a_feed_that_shows_what_it_should_is_well():
    assert verdict()[1:] == ("ok", "")
    assert not verdict().wrong


@pytest.mark.parametrize(
    ("found", "health", "why"),
    [
        (verdict(paused=True), "paused", ""),
        (verdict(gone=True), "dead", "its publisher says that it is no more"),
        (verdict(FeedState(), articles=0, hits=0, times=()), "new", "never polled"),
        (verdict(FeedState(failures=1, failing_since=NOON, error_kind="dns", error="gazette.example is unknown"), articles=0, hits=0, times=()), "failing", "since 2021-05-18 (dns) gazette.example is unknown"),
        (verdict(FeedState(checked_at=NOON, failures=4, failing_since=NOON - DAY, error_kind="http", error="it says 404")), "failing", "since 2021-05-17 (http, 4 times in a row) it says 404"),
        (verdict(articles=0, hits=0, times=()), "empty", "it has never shown an article"),
        (verdict(hits=0), "no hits", "20 articles, found by no watch"),
        (verdict(articles=1, hits=0, times=DAILY[:1]), "no hits", "1 article, found by no watch"),
        (verdict(FeedState(checked_at=NOON, moved_to="https://new.example/rss", moved_seen=1)), "moved", "it answers from https://new.example/rss"),
        (verdict(holes=2, missed=30), "truncated", "it shows too few articles for how often it is asked: about 30 articles may have been missed in the last week"),
        (verdict(holes=1), "truncated", "it shows too few articles for how often it is asked: some articles may have been missed in the last week"),
    ],
)  # fmt: skip
def test_what_holds_of_a_feed_is_said(found: Checked, health: str, why: str):
    assert found[1:] == (health, why)
    assert found.wrong == (health in WRONG)


def test_silence_is_told_by_the_feeds_own_habit():
    def silent(gap: int, quiet: int) -> bool:
        times = tuple(NOON - quiet - n * gap for n in range(10))
        return verdict(times=times).health == "silent"

    assert not silent(3600, 6 * DAY)  # a week is the least
    assert silent(3600, 8 * DAY)
    assert not silent(5 * DAY, 19 * DAY)  # four usual gaps
    assert silent(5 * DAY, 21 * DAY)
    assert verdict(times=tuple(NOON - 8 * DAY - n * 3600 for n in range(10))).why == "since 2021-05-10; usually 60 minutes between articles"


def test_the_time_in_which_nobody_asked_is_no_silence_of_the_feed():
    old = tuple(at - 30 * DAY for at in DAILY)
    assert verdict(FeedState(checked_at=NOON - 30 * DAY), times=old).health == "ok"


def test_an_unknown_habit_is_not_judged():
    assert verdict(articles=1, times=(NOON - 300 * DAY,)).health == "ok"


def test_several_troubles_are_all_said_and_the_worst_is_named():
    found = verdict(FeedState(checked_at=NOON, moved_to="https://new.example/rss"), hits=0, holes=1, missed=5)

    assert found.health == "truncated"
    assert found.why.count("; ") == 2


def test_feeds_are_counted_by_how_they_fare():
    assert counts([verdict(), verdict(gone=True), verdict()]) == "3 feeds: 2 ok, 1 dead"
    assert counts([verdict()]) == "1 feed: 1 ok"
    assert counts([]) == "0 feeds"
