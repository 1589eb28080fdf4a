from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.answers import Head, Names, Occurrence
from crackwatch.reports import timeline


def row(article, day, story=None, outlet=1, copy=0, at=None):
    return Occurrence(article, at if at is not None else article, day, story, outlet, copy, None)


def told(rows, by, first, last, silent=()):
    groups = timeline.grouped(rows)
    counts = timeline.counted(rows, groups.values())
    return timeline.buckets(counts, by, date.fromisoformat(first), date.fromisoformat(last), silent)


DAYS = st.dates(date(2020, 1, 1), date(2022, 12, 31))
ROWS = st.lists(
    st.tuples(DAYS, st.one_of(st.none(), st.integers(1, 5)), st.integers(1, 3), st.integers(0, 1)),
    min_size=1,
    max_size=30,
).map(
    lambda found: [
        row(n, day.isoformat(), story, outlet, copy)
        for n, (day, story, outlet, copy) in enumerate(sorted(found, key=lambda f: f[0]), 1)
    ]
)


def test_a_story_stands_once_at_its_first_article_and_articles_count_on_their_own_day():
    rows = [row(1, "2021-05-12", 7), row(2, "2021-05-13", 7, copy=1), row(3, "2021-05-13", 8)]

    found = told(rows, "day", "2021-05-12", "2021-05-13")

    assert [(b.start, b.articles, b.copies, b.stories) for b in found] == [
        ("2021-05-12", 1, 0, 1),
        ("2021-05-13", 2, 1, 1),
    ]


def test_a_line_is_told_by_the_first_article_and_counts_the_others():
    rows = [
        row(1, "2021-05-12", 7, outlet=2),
        row(2, "2021-05-13", 7, outlet=1, copy=1),
        row(3, "2021-05-14", 7, outlet=2),
    ]
    names = Names(
        {n: Head("Le premier titre", "https://b.example/1", "fr") for n in (1, 3)}, {1: "A", 2: "B"}, {1: ("w",), 3: ("v", "w")}, {}
    )

    line = timeline.line(rows, names)

    assert (line.headline, line.outlet, line.day, line.articles, line.copies) == (
        "Le premier titre",
        "B",
        "2021-05-12",
        3,
        1,
    )
    assert (line.outlets, line.watches, line.first_at, line.last_at) == (("B", "A"), ("w", "v"), 1, 3)


def test_a_line_is_told_by_whoever_can_be_taken_to_have_had_it_first_and_stands_where_the_story_begins():
    rows = [row(1, "2021-05-12", 7, outlet=2), row(2, "2021-05-13", 7, outlet=1)]
    heads = {1: Head("Daté", "https://b.example/1", "fr", doubtful=1), 2: Head("Vu", "https://a.example/2", "en")}

    line = timeline.line(rows, Names(heads, {1: "A", 2: "B"}, {}, {1: (9, False)}))

    assert (line.article, line.headline, line.url, line.lang, line.outlet) == (2, "Vu", "https://a.example/2", "en", "A")
    assert (line.outlets, line.day, line.first_at, line.doubtful) == (("A", "B"), "2021-05-12", 1, True)


@pytest.mark.parametrize(
    ("day", "outlet", "copy", "title", "found"),
    [
        ("2021-05-13", 1, 0, "La suite", 2),
        ("2021-05-13", 2, 1, "La suite", 2),
        ("2021-05-13", 1, 1, "La suite", None),
        ("2021-05-12", 2, 0, "La suite", None),
        ("2021-05-13", 2, 0, "Le début", None),
    ],
    ids=["told anew", "updated by who told it first", "copied", "the same day", "the same headline"],
)
def test_a_line_says_how_its_story_went_on(day, outlet, copy, title, found):
    rows = [row(1, "2021-05-12", 7, outlet=2), row(2, day, 7, outlet=outlet, copy=copy), row(3, "2021-05-14", 7, outlet=3, copy=1)]
    heads = {1: Head("Le début", "https://b.example/1", "fr"), 2: Head(title, "https://a.example/2", "fr")}

    latest = timeline.line(rows, Names(heads, {1: "A", 2: "B", 3: "C"}, {}, {})).latest

    assert (latest and latest.article) == found


def test_an_update_by_whoever_told_it_first_says_more_than_what_somebody_adds_on_its_day():
    update, added, after = row(2, "2021-05-13", 7, copy=1), row(3, "2021-05-13", 7, outlet=2), row(4, "2021-05-14", 7, outlet=2)

    assert timeline.newest([row(1, "2021-05-12", 7), update, added]) == update
    assert timeline.newest([row(1, "2021-05-12", 7), update, added, after]) == after


def test_an_article_without_a_story_is_one_of_its_own():
    assert len(timeline.grouped([row(1, "2021-05-12"), row(2, "2021-05-12")])) == 2


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2021-05-01", "2021-05-01", "day"), ("2021-05-01", "2021-06-14", "day"), ("2021-05-01", "2021-06-15", "week"),
        ("2020-01-01", "2020-12-31", "week"), ("2021-01-01", "2022-01-02", "month"), ("1990-01-01", "2021-01-01", "month"),
    ],
)  # fmt: skip
def test_the_size_of_buckets_follows_the_range(first, last, expected):
    assert timeline.chosen("auto", date.fromisoformat(first), date.fromisoformat(last)) == expected


def test_a_size_that_is_asked_for_is_kept():
    assert timeline.chosen("year", date(2021, 5, 1), date(2021, 5, 2)) == "year"


def test_weeks_begin_on_monday_and_the_first_holds_the_first_day():
    found = told([row(1, "2021-05-16"), row(2, "2021-05-17")], "week", "2021-05-14", "2021-05-20")

    assert [(b.start, b.end, b.articles) for b in found] == [
        ("2021-05-10", "2021-05-16", 1),
        ("2021-05-17", "2021-05-23", 1),
    ]


def test_empty_buckets_are_there_and_silent_only_where_nothing_was_polled():
    found = told([row(1, "2021-05-01")], "day", "2021-05-01", "2021-05-04", [(date(2021, 5, 3), date(2021, 5, 9))])

    assert [(b.articles, b.silent) for b in found] == [(1, False), (0, False), (0, True), (0, True)]


def test_a_bucket_with_articles_is_never_silent():
    found = told([row(1, "2021-05-03")], "day", "2021-05-03", "2021-05-03", [(date(2021, 5, 1), date(2021, 5, 9))])

    assert not found[0].silent


@given(ROWS, st.sampled_from(["day", "week", "month", "year"]))
def test_buckets_follow_each_other_and_hold_everything(rows, by):
    found = told(rows, by, rows[0].day, rows[-1].day)

    assert sum(b.articles for b in found) == len(rows)
    assert sum(b.copies for b in found) == sum(r.copy for r in rows)
    assert sum(b.stories for b in found) == len(timeline.grouped(rows))
    for before, after in pairwise(found):
        assert (date.fromisoformat(after.start) - date.fromisoformat(before.end)).days == 1
    assert found[0].start <= rows[0].day <= found[0].end
    assert found[-1].start <= rows[-1].day <= found[-1].end


def test_a_peak_is_named_by_the_story_that_made_it():
    rows = [row(n, f"2021-05-{n:02}", n) for n in range(1, 8)]
    rows += [row(20, "2021-05-09", 50), row(21, "2021-05-09", 51), row(22, "2021-05-09", 51), row(23, "2021-05-09", 51)]

    assert timeline.peaks(told(rows, "day", "2021-05-01", "2021-05-09"), rows) == {"2021-05-09": 51}


def test_an_even_flow_has_no_peak():
    rows = [row(n, f"2021-05-{n:02}", n) for n in range(1, 8)]

    assert timeline.peaks(told(rows, "day", "2021-05-01", "2021-05-09"), rows) == {}


@given(ROWS)
def test_a_peak_names_a_story_that_has_articles_in_it(rows):
    found = told(rows, "month", rows[0].day, rows[-1].day)
    ends = {b.start: b.end for b in found}

    for start, story in timeline.peaks(found, rows).items():
        assert any(timeline.key(r) == story and start <= r.day <= ends[start] for r in rows)
