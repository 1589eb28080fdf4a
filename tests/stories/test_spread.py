"""Who had a story first, in spite of dates that are wrong."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crackwatch.model import Article, ArticleView, Moment, Revision
from crackwatch.stories.spread import Run, changes, day_in, spread, standing

DAY = 86400


def when(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def article(number: int, outlet: str, at: str, *, title="Une crue", path="/a", precision="second", origin="import", seen="2022-06-01", before=(), **more) -> ArticleView:
    moment = Moment(at, datetime.fromisoformat(at).replace(tzinfo=UTC), precision, suspect=more.pop("suspect", False))
    told = Article(
        number, f"https://{outlet}.example{path}", "", 0, outlet, title, "", "", "", "fr", moment, when(seen), when(at), at[:10], origin, **more
    )  # fmt: skip
    return ArticleView(told, (), (), None, None, tuple(Revision(earlier, "", "", 1, 2) for earlier in before))


def test_outlets_stand_in_the_order_in_which_they_had_it_with_their_lags():
    found = spread([
        article(1, "canal", "2021-05-03T10:30"), article(2, "agence", "2021-05-03T09:00"), article(3, "canal", "2021-05-03T12:00", title="La crue"),
    ])  # fmt: skip

    assert [(step.outlet, step.lag) for step in found] == [("agence", 0), ("canal", 5400)]
    assert found[1].headlines == ("Une crue", "La crue")


def test_a_step_begins_with_what_the_outlet_called_it_first():
    retitled = article(1, "canal", "2021-05-03T10:30", title="La crue fait un mort", before=("Une crue", "Une crue"))

    assert spread([retitled])[0].headlines == ("Une crue", "La crue fait un mort")


def test_nobody_told_it_where_there_is_nothing():
    assert spread([]) == ()


def test_midnight_of_a_day_without_an_hour_does_not_make_anybody_first():
    found = spread([article(1, "copie", "2021-05-03", precision="day"), article(2, "agence", "2021-05-03T09:00")])

    assert [step.outlet for step in found] == ["agence", "copie"]
    assert not found[1].sure


def test_the_day_in_an_address_wins_over_a_date_far_from_it():
    redated = article(1, "miroir", "2022-01-04T10:00", path="/2021/05/04/une-crue")
    backdated = article(3, "devin", "2021-04-01T10:00", path="/news/2021-05-06-une-crue.html")
    found = spread([redated, backdated, article(2, "agence", "2021-05-03T09:00")])

    assert [step.outlet for step in found] == ["agence", "miroir", "devin"]
    assert found[1].lag < 2 * DAY


@pytest.mark.parametrize(
    ("said", "path", "suspect", "day"),
    [
        ("2026-11-22T10:00", "/2021/05/13/d3", True, "2021-05-13"),
        ("2021-05-12T23:30", "/2021/05/13/d3", False, "2021-05-12"),
        ("2021-05-15T10:00", "/2021/05/13/d3", False, "2021-05-15"),
        ("2026-11-20T10:00", "/2026/12/31/concert", False, "2026-11-20"),
        ("2026-11-22T10:00", "/d3", False, "2026-11-22"),
        (None, "/2021/05/13/d3", False, "2021-05-13"),
        (None, "/d3", False, "2026-11-22"),
    ],
)
def test_a_date_that_its_address_contradicts_is_suspect_and_gives_way_to_the_day_there(said, path, suspect, day):
    moment = Moment(said or "", datetime.fromisoformat(said).replace(tzinfo=UTC) if said else None)

    found, at = standing(moment, f"https://a.example{path}", when("2026-11-22T12:00"), UTC)

    assert (found.suspect, datetime.fromtimestamp(at, UTC).date().isoformat()) == (suspect, day)


def test_who_was_seen_live_had_it_by_then():
    late = article(1, "direct", "2021-05-03T12:00", origin="live", seen="2021-05-03T08:59")

    assert [step.outlet for step in spread([article(2, "agence", "2021-05-03T09:00"), late])] == ["direct", "agence"]


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2021/05/12/x", "2021-05-12"),
        ("https://a.example/news/2021-05-03-x.html", "2021-05-03"),
        ("https://a.example/x_20210630.php", "2021-06-30"),
        ("https://a.example/2021/13/45/x", None),
        ("https://a.example/id-12021051299", None),
        ("https://a.example/2021-02-31/x", None),
    ],
)
def test_an_address_may_name_a_day(url, day):
    assert day_in(url) == (when(day) if day else None)


def test_what_changed_is_told_word_by_word():
    assert changes("Trois morts à Thiers", "Quatre morts à Thiers mardi") == (
        Run("removed", "Trois"), Run("added", "Quatre"), Run("same", "morts à Thiers"), Run("added", "mardi"),
    )  # fmt: skip
    assert changes("", "") == ()
