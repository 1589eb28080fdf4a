from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crackwatch.answers import Covered, Gap
from crackwatch.reports.gaps import DAY, gaps, merged

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 10), st.sampled_from(["live", "backfill", "no capture"])), max_size=8
).map(lambda found: [Covered(1, first * DAY, (first + length) * DAY, origin) for first, length, origin in found])


def test_what_lies_between_two_polls_that_do_not_meet_was_not_polled():
    spans = [Covered(1, 0, 3 * DAY, "live"), Covered(1, 6 * DAY, 9 * DAY, "live")]

    assert gaps(spans, 0, 9 * DAY) == (Gap(3 * DAY + 1, 6 * DAY - 1, "not polled"),)


def test_one_feed_that_goes_on_is_enough():
    spans = [Covered(1, 0, 3 * DAY, "live"), Covered(2, 2 * DAY, 9 * DAY, "live")]

    assert gaps(spans, 0, 9 * DAY) == ()


def test_hours_without_a_poll_are_no_gap():
    spans = [Covered(1, 0, DAY, "live"), Covered(1, DAY + 7200, 2 * DAY, "live")]

    assert gaps(spans, 0, 2 * DAY) == ()


def test_a_record_without_polls_is_one_gap():
    assert gaps([], 0, 5 * DAY) == (Gap(0, 5 * DAY, "not polled"),)


def test_what_was_filled_in_later_is_told_apart_from_what_nobody_has():
    spans = [
        Covered(1, 20 * DAY, 30 * DAY, "live"),
        Covered(1, 0, 10 * DAY, "backfill"),
        Covered(1, 11 * DAY, 14 * DAY, "no capture"),
    ]

    assert [(g.since // DAY, g.until // DAY, g.kind) for g in gaps(spans, 0, 30 * DAY)] == [
        (0, 10, "backfilled"),
        (11, 14, "no capture"),
        (14, 19, "not polled"),
    ]


def test_a_poll_beats_what_was_filled_in():
    spans = [Covered(1, 0, 10 * DAY, "live"), Covered(1, 0, 10 * DAY, "backfill")]

    assert gaps(spans, 0, 10 * DAY) == ()


@given(SPANS, st.integers(0, 20), st.integers(0, 40))
def test_gaps_lie_in_range_in_order_apart_and_never_where_a_feed_was_polled(spans, first, length):
    since, until = first * DAY, (first + length) * DAY
    found = gaps(spans, since, until)

    for gap in found:
        assert since <= gap.since < gap.until <= until
        assert not any(s.origin == "live" and s.first <= gap.until and s.last >= gap.since for s in spans)
    for before, after in pairwise(found):
        assert before.until < after.since


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 20)).map(lambda p: (p[0], p[0] + p[1]))))
def test_merged_spans_are_apart_and_cover_the_same(spans):
    joined = merged(spans)

    assert all(a[1] + 1 < b[0] for a, b in pairwise(joined))
    covered = {n for first, last in spans for n in range(first, last + 1)}
    assert covered == {n for first, last in joined for n in range(first, last + 1)}
