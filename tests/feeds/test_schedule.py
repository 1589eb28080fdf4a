from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.feeds import schedule
from crackwatch.feeds.schedule import DAY, HOUR, LONGEST, MINUTE, SHORTEST
from crackwatch.model import (
    Caching,
    Failed,
    FailureKind,
    Feed,
    FeedDocument,
    FeedOptions,
    FeedState,
    Fetched,
    NotModified,
)

NOW = 1_620_000_000  # 2021-05-03 00:00 UTC, a Monday
DOCUMENT = FeedDocument(kind="rss", title="", url="", lang="", entries=())


def feed(**state) -> Feed:
    return Feed(1, "https://paper.example/rss", "paper", state=FeedState(**state))


def wait(followed: Feed, outcome: Fetched | NotModified | Failed, *, document=DOCUMENT, new=0, jitter=0.0) -> int:
    known = document if isinstance(outcome, Fetched) else None
    due_at = schedule.after(followed, outcome, now=NOW, document=known, new=new, jitter=jitter).due_at
    assert due_at is not None
    return due_at - NOW


def fetched(**caching) -> Fetched:
    return Fetched(body=b"", url="", etag='"2"', body_hash="b", caching=Caching(**caching))


def http_date(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(NOW + seconds, UTC), usegmt=True)


# --- who is due -----------------------------------------------------------------------------------------------------


def test_the_longest_overdue_come_first_and_those_never_asked_before_all():
    feeds = [feed(due_at=NOW - 5), feed(), feed(due_at=NOW - 500), feed(due_at=NOW + HOUR)]

    assert schedule.due(feeds, NOW) == [feeds[1], feeds[2], feeds[0]]


def test_paused_and_gone_feeds_are_never_due():
    assert schedule.due([Feed(1, "", "", paused=True), Feed(2, "", "", gone=True)], NOW) == []


def test_a_run_that_starts_a_little_early_takes_what_is_about_to_be_due():
    assert schedule.due([feed(due_at=NOW + 59)], NOW)
    assert not schedule.due([feed(due_at=NOW + 61)], NOW)


def test_a_clock_that_was_wrong_freezes_no_feed():
    assert schedule.due([feed(due_at=NOW + 10 * 365 * DAY)], NOW)


# --- how long to wait -----------------------------------------------------------------------------------------------


def test_a_feed_of_unknown_habit_is_asked_each_hour():
    assert wait(feed(), fetched(), new=30) == HOUR


@pytest.mark.parametrize(
    ("posts_per_day", "expected"), [(0.01, LONGEST), (2.0, 6 * HOUR), (24.0, HOUR / 2), (999.0, SHORTEST)]
)
def test_the_wait_is_half_of_what_lies_between_two_articles(posts_per_day, expected):
    just_now = feed(checked_at=NOW, posts_per_day=posts_per_day)

    assert wait(just_now, fetched()) == expected


def test_the_habit_follows_what_is_seen():
    state = FeedState()
    for hour in range(24 * 30):
        outcome = fetched()
        followed = Feed(1, "https://paper.example/", "paper", state=state)
        state = schedule.after(
            followed, outcome, now=NOW + hour * HOUR, document=DOCUMENT, new=2 if hour % 2 else 0, jitter=0.0
        )

    assert state.posts_per_day == pytest.approx(24, rel=0.05)


@pytest.mark.parametrize(
    ("caching", "expected"),
    [
        ({"cache_control": "public, max-age=7200"}, 7200),
        ({"cache_control": "s-maxage=9, Max-Age = 7200", "age": "3600"}, HOUR),
        ({"cache_control": "no-cache, max-age=7200"}, HOUR),
        ({"cache_control": "max-age=31536000"}, LONGEST),
        ({"cache_control": "max-age=soon"}, HOUR),
        ({"expires": http_date(7200), "date": http_date(0)}, 7200),
        ({"expires": http_date(7200 + 999), "date": http_date(999)}, 7200),
        ({"expires": "0", "date": http_date(0)}, HOUR),
        ({"cache_control": "max-age=60", "expires": http_date(7200), "date": http_date(0)}, HOUR),
    ],
)
def test_what_the_server_calls_fresh_is_not_asked_for_again(caching, expected):
    assert wait(feed(), fetched(**caching)) == expected


def test_what_the_feed_itself_asks_for_is_honoured():
    assert wait(feed(), fetched(), document=FeedDocument("rss", "", "", "", (), ttl=3 * HOUR)) == 3 * HOUR


def test_and_still_holds_while_nothing_is_new():
    state = schedule.after(
        feed(), fetched(), now=NOW - 3 * HOUR, document=FeedDocument("rss", "", "", "", (), ttl=3 * HOUR), jitter=0.0
    )

    assert wait(Feed(1, "", "", state=state), NotModified()) == 3 * HOUR


def test_hours_and_days_to_be_skipped_are_skipped():
    night = FeedDocument("rss", "", "", "", (), skip_hours=frozenset(range(1, 6)))
    monday = FeedDocument("rss", "", "", "", (), skip_days=frozenset({0}))
    always = FeedDocument("rss", "", "", "", (), skip_hours=frozenset(range(24)))

    assert [wait(feed(), fetched(), document=asked) for asked in (night, monday, always)] == [6 * HOUR, DAY, HOUR]


def test_the_interval_that_a_user_sets_wins_over_habits_and_caches():
    chosen = Feed(1, "", "", options=FeedOptions(interval=5 * MINUTE), state=FeedState())

    assert wait(chosen, fetched(cache_control="max-age=7200")) == 5 * MINUTE


def test_jitter_shortens_our_own_waits_and_lengthens_what_a_server_asks_for():
    assert 0.9 * HOUR <= wait(feed(), fetched(), jitter=1.0) < HOUR
    assert 7200 < wait(feed(), fetched(cache_control="max-age=7200"), jitter=1.0) <= 1.1 * 7200


@given(
    st.builds(
        Caching,
        *(st.sampled_from(["", "7", "-1", "max-age=9999999999", http_date(10**6), "x", "9" * 30]) for _ in range(5)),
    ),
    st.sampled_from([None, 0, NOW - 9 * DAY, NOW - 1, NOW + DAY]),
    st.sampled_from([None, 0.0, 0.5, 1e9]),
    st.integers(0, 10**6),
    st.floats(0, 1),
    st.booleans(),
)
def test_whatever_is_said_a_feed_is_asked_again_between_a_quarter_of_an_hour_and_a_good_day(
    caching, checked, rate, new, jitter, failing
):
    followed = feed(checked_at=checked, due_at=checked, posts_per_day=rate)
    outcome = Failed(FailureKind.RATE, "", caching=caching) if failing else Fetched(b"", "", caching=caching)

    assert 0.9 * SHORTEST <= wait(followed, outcome, new=new, jitter=jitter) <= 1.2 * LONGEST


# --- failures -------------------------------------------------------------------------------------------------------


def failures(kind: FailureKind, times: int) -> list[FeedState]:
    states, now = [FeedState()], NOW
    for _ in range(times):
        states.append(
            schedule.after(
                feed(**{f: getattr(states[-1], f) for f in FeedState.__slots__}),
                Failed(kind, "no"),
                now=now,
                jitter=0.0,
            )
        )
        now = states[-1].due_at or 0
    return states[1:]


def test_failures_back_off_to_a_day():
    dues = [NOW, *(state.due_at or 0 for state in failures(FailureKind.HTTP, 9))]

    assert [later - earlier for earlier, later in pairwise(dues)] == [SHORTEST << n for n in range(7)] + [LONGEST] * 2


def test_a_network_that_is_down_is_no_fault_of_the_feed():
    last = failures(FailureKind.DNS, 9)[-2:]

    assert (last[1].due_at or 0) - (last[0].due_at or 0) == HOUR


def test_a_failure_keeps_what_is_known_and_remembers_since_when():
    known = feed(etag='"1"', body_hash="a", checked_at=5, posts_per_day=3.0, failing_since=7, failures=2)
    state = schedule.after(known, Failed(FailureKind.HTTP, "500"), now=NOW, jitter=0.0)

    assert (state.etag, state.body_hash, state.checked_at, state.posts_per_day) == ('"1"', "a", 5, 3.0)
    assert (state.failures, state.failing_since, state.error_kind, state.error) == (3, 7, "http", "500")


@pytest.mark.parametrize("document", [None, FeedDocument("rss", "", "", "", (), damaged=True)])
def test_validators_of_what_was_not_wholly_read_are_not_kept(document):
    state = schedule.after(feed(etag='"1"', body_hash="a"), fetched(), now=NOW, document=document, jitter=0.0)

    assert (state.etag, state.body_hash) == ('"1"', "a")
    assert state.failures == (document is None)


def test_trouble_is_reported_when_it_persists_and_then_at_growing_intervals():
    reports: list[int] = []
    for hour in range(24 * 40):
        state = FeedState(failures=hour + 1, failing_since=NOW, reported_at=reports[-1] if reports else None)
        if schedule.report_due(state, 3, NOW + hour * HOUR):
            reports.append(NOW + hour * HOUR)

    assert [(at - NOW) // HOUR for at in reports] == [2, 26, 52, 104, 208, 416, 832]


# --- moves and holes ------------------------------------------------------------------------------------------------


def test_a_move_is_counted_while_it_stays_the_same():
    states, followed = [], feed()
    for target in (
        "https://a.example/",
        "https://a.example/",
        "https://b.example/",
        "https://b.example/",
        "https://b.example/",
        "",
    ):
        state = schedule.after(followed, NotModified(moved_to=target), now=NOW, jitter=0.0)
        followed = Feed(1, "", "", state=state)
        states.append((state.moved_to[8:9], state.moved_seen))

    assert states == [("a", 1), ("a", 2), ("b", 1), ("b", 2), ("b", 3), ("", 0)]


@pytest.mark.parametrize(
    ("rate", "days", "entries", "expected"), [(None, 3, 10, None), (20.0, 3, 10, 50), (1.0, 3, 10, 0)]
)
def test_what_may_have_been_missed_is_estimated_from_the_habit(rate, days, entries, expected):
    assert schedule.missed(rate, NOW - days * DAY, NOW, entries) == expected
