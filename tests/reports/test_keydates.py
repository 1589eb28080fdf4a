from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crackwatch.answers import Mentioned, Occurrence
from crackwatch.reports import keydates
from crackwatch.reports.mentioned import single_days, spoken
from crackwatch.reports.timeline import grouped


def row(article, day, story=None):
    return Occurrence(article, article, day, story, 1, 0, None)


def named(*days):
    return list(days)


def best(rows, days, first="2021-01-01", last="2021-12-31"):
    return [day for day, *_ in keydates.ranked(grouped(rows), days, first, last, 100)]


def test_the_day_that_most_stories_name_comes_first():
    rows = [row(n, f"2021-05-{10 + n}", n) for n in (1, 2, 3)]
    days = {1: named("2021-05-09"), 2: named("2021-05-10"), 3: named("2021-05-10")}

    assert best(rows, days)[0] == "2021-05-10"


def test_copies_of_one_story_have_one_voice():
    rows = [row(n, "2021-05-12", 1) for n in range(1, 9)] + [row(9, "2021-05-12", 2), row(10, "2021-05-13", 3)]
    days = {n: named("2021-05-06") for n in range(1, 9)} | {9: named("2021-05-08"), 10: named("2021-05-08")}

    assert best(rows, days)[0] == "2021-05-08"


def test_a_text_that_names_many_days_says_less_of_each():
    rows = [row(1, "2021-05-12", 1), row(2, "2021-05-12", 2)]
    days = {1: named(*(f"2021-05-{n:02}" for n in range(6, 11))), 2: named("2021-05-11")}

    assert best(rows, days)[0] == "2021-05-11"


def test_a_day_that_is_still_named_weeks_later_weighs_more():
    rows = [row(1, "2021-06-12", 1), row(2, "2021-06-12", 2)]
    days = {1: named("2021-05-14"), 2: named("2021-06-11")}

    assert best(rows, days)[0] == "2021-05-14"


def test_months_and_spans_are_no_days():
    found = [
        ("2021-05-01", "2021-05-31"),
        ("2021-04-01", "2021-04-02"),
        ("2021-04-02", "2021-04-02"),
        ("2021-04-02", "2021-04-02"),
    ]

    assert single_days(Mentioned(n, n + 1, *days, "day") for n, days in enumerate(found)) == ["2021-04-02"]


def test_only_days_of_the_range_count():
    assert best([row(1, "2021-05-12", 1)], {1: named("2020-02-01")}, "2021-05-01", "2021-05-31") == ["2021-05-12"]


def test_a_key_date_knows_the_stories_that_name_it_biggest_first():
    rows = [row(1, "2021-05-12", 1), row(2, "2021-05-13", 2), row(3, "2021-05-14", 2)]
    days = {1: named("2021-05-11"), 2: named("2021-05-11"), 3: named("2021-05-11")}

    assert keydates.ranked(grouped(rows), days, "2021-05-11", "2021-05-11", 1) == [
        ("2021-05-11", 2.0, [(2, rows[1]), (1, rows[0])])
    ]


def test_a_key_date_is_told_by_the_article_that_names_it_or_that_is_of_that_day():
    rows = [row(1, "2021-05-12", 1), row(2, "2021-05-13", 1), row(3, "2021-05-14", 1)]
    days = {2: named("2021-05-11"), 3: named("2021-05-11")}
    found = keydates.ranked(grouped(rows), days, "2021-05-01", "2021-05-31", 9)

    assert {key.day: [told.id for _, told in key.told] for key in found} == {
        "2021-05-11": [2], "2021-05-12": [1], "2021-05-13": [2], "2021-05-14": [3],
    }  # fmt: skip


def test_a_story_happened_on_the_day_that_most_of_its_articles_name():
    rows = [row(1, "2021-05-12", 1), row(2, "2021-05-12", 1), row(3, "2021-05-13", 1)]
    days = {1: named("2021-05-12", "2021-05-01"), 2: named("2021-05-11"), 3: named("2021-05-11")}

    assert keydates.happened(grouped(rows), days) == {1: ("2021-05-11", False)}


def test_where_no_text_names_a_day_the_day_of_publication_is_inferred():
    assert keydates.happened(grouped([row(1, "2021-05-12", 1)]), {1: []}) == {1: ("2021-05-12", True)}


def test_what_is_announced_for_later_has_not_happened():
    assert keydates.happened(grouped([row(1, "2021-05-12", 1)]), {1: named("2021-09-01")}) == {1: ("2021-05-12", True)}


def test_what_lies_years_back_is_not_what_happened():
    assert keydates.happened(grouped([row(1, "2021-05-12", 1)]), {1: named("1943-02-02")}) == {1: ("2021-05-12", True)}


def test_on_the_axis_of_what_happened_rows_stand_in_order_of_those_days():
    rows = [row(1, "2021-05-12", 1), row(2, "2021-05-13", 2)]
    moved = keydates.moved(rows, {1: ("2021-05-11", False), 2: ("2021-05-02", False)})

    assert [(r.id, r.day) for r in moved] == [(2, "2021-05-02"), (1, "2021-05-11")]


def test_a_lead_that_the_text_repeats_is_read_once():
    assert spoken("Titre", "Le chapeau.", "Le chapeau. La suite.") == "Titre\nLe chapeau. La suite."
    assert spoken("Titre", "Le chapeau.", "") == "Titre\nLe chapeau."


DAY = st.dates().map(str).filter(lambda d: "2021-01-01" <= d <= "2021-03-01") | st.sampled_from(
    ["2021-01-05", "2021-02-01", "2021-02-20"]
)


@given(
    st.lists(
        st.tuples(st.sampled_from(["2021-01-10", "2021-02-02"]), st.integers(1, 3), st.lists(DAY, max_size=3)),
        max_size=8,
    )
)
def test_ranks_do_not_depend_on_the_order_of_articles(found):
    rows = [row(n, day, story) for n, (day, story, _) in enumerate(found)]
    days = {n: set(mentioned) for n, (*_, mentioned) in enumerate(found)}

    def scores(some):
        return {day: score for day, score, _ in keydates.ranked(grouped(some), days, "2021-01-01", "2021-12-31", 100)}

    assert scores(rows) == scores(rows[::-1])
