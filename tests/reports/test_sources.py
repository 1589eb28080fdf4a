from __future__ import annotations

from crackwatch.answers import Facts, FeedHealth, Occurrence
from crackwatch.reports import sources

NAMES = {1: "Agence Nord", 2: "Le Canal", 3: "La Gazette"}
HOUR = 3600


def row(article, hours, outlet, story=None, copy=0):
    return Occurrence(article, hours * HOUR, "2021-05-12", story, outlet, copy, None)


def told(rows, *, begun=None, titles=None, roots=None, feeds=None, believed=None, now=100 * HOUR):
    facts = Facts(NAMES, {1: ["fr"]}, begun or {}, titles or {}, roots or {}, feeds or {}, believed or {})
    return {line.outlet: line for line in sources.sources(rows, facts, now)}


def test_articles_are_originals_and_copies():
    found = told([row(1, 1, 2, 1), row(2, 2, 2, 2, copy=1), row(3, 3, 2, 3)])

    assert (found["Le Canal"].articles, found["Le Canal"].originals, found["Le Canal"].copies) == (3, 2, 1)


def test_an_outlet_that_updates_its_own_article_copies_nobody():
    found = told([row(1, 1, 2, 1), row(2, 2, 2, 1, copy=1), row(3, 3, 3, 1, copy=1)], roots={2: 2, 3: 2})

    assert (found["Le Canal"].originals, found["Le Canal"].copies, found["Le Canal"].copied) == (2, 0, ())
    assert (found["La Gazette"].copies, found["La Gazette"].copied) == (1, (("Le Canal", 1),))


def test_of_outlets_with_as_many_articles_those_come_first_that_were_first_then_those_least_late():
    rows = [row(1, 1, 1, 7), row(2, 9, 2, 7), row(3, 3, 3, 7)]

    assert list(told(rows)) == ["Agence Nord", "La Gazette", "Le Canal"]


def test_who_was_first_counts_where_others_followed_and_the_rest_was_told_alone():
    found = told([row(1, 1, 1, 7), row(2, 3, 2, 7, copy=1), row(3, 4, 2, 8)])

    assert (found["Agence Nord"].first_reports, found["Agence Nord"].exclusives) == (1, 0)
    assert (found["Le Canal"].first_reports, found["Le Canal"].exclusives) == (0, 1)


def test_the_lag_is_the_median_over_the_stories_that_another_told_first():
    rows = [
        row(1, 0, 1, 7),
        row(2, 2, 2, 7),
        row(3, 10, 1, 8),
        row(4, 14, 2, 8),
        row(5, 20, 1, 9),
        row(6, 50, 2, 9),
        row(7, 60, 2, 10),
    ]

    found = told(rows)

    assert found["Le Canal"].median_lag == 4 * HOUR
    assert found["Agence Nord"].median_lag is None


def test_a_date_that_cannot_be_relied_on_makes_nobody_first():
    """The first article only claims to be: it is known of hours later."""
    rows = [row(1, 1, 1, 7), row(2, 3, 2, 7)]

    found = told(rows, believed={1: (5 * HOUR, False)})

    assert (found["Le Canal"].first_reports, found["Agence Nord"].first_reports) == (1, 0)
    assert (found["Le Canal"].median_lag, found["Agence Nord"].median_lag) == (None, 2 * HOUR)


def test_a_story_that_began_before_the_range_has_no_first_in_it():
    found = told([row(1, 30, 1, 7), row(2, 40, 2, 7)], begun={7: 10 * HOUR})

    assert [line.first_reports for line in found.values()] == [0, 0]
    assert found["Agence Nord"].median_lag == 20 * HOUR
    assert [line.exclusives for line in told([row(1, 30, 1, 7)], begun={7: 10 * HOUR}).values()] == [0]


def test_headline_changes_are_counted_between_states_that_differ():
    found = told([row(1, 1, 1)], titles={1: ["Ancien titre", "Ancien titre", "Autre titre", "Titre"]})

    assert found["Agence Nord"].headline_changes == 2


def test_whom_an_outlet_copies_most_comes_first_and_never_itself():
    rows = [row(n, n, 2, n, copy=1) for n in range(1, 6)]

    assert told(rows, roots={1: 3, 2: 1, 3: 1, 4: 2})["Le Canal"].copied == (("Agence Nord", 2), ("La Gazette", 1))


def test_habit_is_the_usual_time_between_articles_and_quiet_the_time_since_the_last():
    found = told([row(1, 0, 1), row(2, 10, 1), row(3, 40, 1), row(4, 50, 1)], now=90 * HOUR)

    assert (found["Agence Nord"].habit, found["Agence Nord"].quiet) == (10 * HOUR, 40 * HOUR)


def test_an_outlet_has_the_languages_that_are_known_of_it():
    found = told([row(1, 1, 1), row(2, 2, 2)])

    assert (found["Agence Nord"].languages, found["Le Canal"].languages) == (("fr",), ())


def test_the_outlet_with_most_articles_comes_first():
    assert list(told([row(1, 1, 3), row(2, 2, 1), row(3, 3, 1)])) == ["Agence Nord", "La Gazette"]


def feed(**more):
    return FeedHealth(
        **({"slug": "f", "paused": 0, "gone": 0, "checked_at": 1, "failing_since": None, "error_kind": ""} | more)
    )


def test_health_says_the_worst_and_of_how_many():
    failing = feed(failing_since=1620000000, error_kind="timeout")

    assert sources.summed([]) == ""
    assert sources.summed(["ok", "ok"]) == "ok"
    assert sources.state(failing) == "failing since 2021-05-03: timeout"
    assert sources.summed(["ok", sources.state(failing)]) == "1 of 2 feeds failing since 2021-05-03: timeout"
    assert [sources.state(f) for f in (feed(paused=1), feed(gone=1, paused=1), feed(checked_at=None))] == [
        "paused",
        "gone",
        "never polled",
    ]


def test_an_outlet_leads_stories_that_others_followed_and_stories_of_its_own():
    rows = [row(1, 1, 1, 7), row(2, 2, 2, 7), row(3, 3, 1, 8), row(4, 4, 2, 9), row(5, 5, 1, 9)]
    facts = Facts(NAMES, {}, {}, {}, {}, {}, {})

    firsts, alone = sources.led(rows, facts, 1)

    assert [[r.id for r in story] for story in firsts] == [[1, 2]]
    assert [[r.id for r in story] for story in alone] == [[3]]


def test_the_middle_of_an_even_number_lies_between():
    assert [sources.middle(v) for v in ([], [5], [9, 1], [3, 1, 2])] == [None, 5, 5, 2]
