from __future__ import annotations

import pytest

from crackwatch import ask
from crackwatch.archive import report
from crackwatch.archive.report import Scope
from crackwatch.errors import UsageError
from crackwatch.model import Period, Selection
from tests.archived import Seed, at

NOW = at("2021-07-01T12:00")


def ids(archive, **selection):
    return [view.article.id for view in ask.articles(archive, Selection(**selection))]


def test_a_list_is_what_the_watches_found_newest_first(archive):
    assert ids(archive) == [6, 5, 4, 3, 2, 1]
    assert ids(archive, oldest_first=True, limit=2) == [1, 2]


def test_what_is_unlikely_is_folded_away_and_counted(archive):
    found = ask.articles(archive, Selection())

    assert 7 not in [view.article.id for view in found]
    assert found.hidden == 1
    assert ids(archive, unlikely=True)[0] == 7


def test_all_shows_what_no_watch_found_but_not_what_is_unlikely(archive):
    assert ids(archive, everything=True)[:2] == [8, 6]
    assert ids(archive, everything=True, unlikely=True)[:3] == [8, 7, 6]


def test_one_watch_is_asked_by_name_or_id(archive):
    assert ids(archive, watches=("jardins",)) == [5]
    assert ids(archive, watches=("2",)) == [5]
    with pytest.raises(UsageError, match="no watch is named"):
        ids(archive, watches=("jardin",))


def test_filters_narrow_a_list(archive):
    assert ids(archive, outlet="La Gazette") == [6, 3]
    assert ids(archive, outlet="le canal") == [5, 2]
    assert ids(archive, lang="en") == [4]
    assert ids(archive, ids=(2, 8, 99)) == [8, 2]
    assert ids(archive, period=Period(at("2021-05-13"), at("2021-05-31"))) == [5, 4]
    with pytest.raises(UsageError, match="no outlet is named 'Le Canard'"):
        ids(archive, outlet="Le Canard")


def test_a_query_asks_the_whole_archive_and_says_where_it_hit(archive):
    found = list(ask.articles(archive, Selection(query="piscine OU jardins")))

    assert [view.article.id for view in found] == [8, 5]
    assert [(s.field, found[0].article.title[s.start : s.end]) for s in found[0].spans] == [("title", "piscine")]
    assert ids(archive, query="nasdaq") == [7]  # what is unlikely for a watch is an answer all the same


def test_a_query_can_be_narrowed(archive):
    assert ids(archive, query="crack", outlet="La Gazette") == [6, 3]
    assert ids(archive, query="crack", limit=1) == [7]
    assert ids(archive, query="crack", oldest_first=True)[0] == 1
    assert ids(archive, query="crack", watches=("stalingrad",))[0] == 6
    assert ids(archive, query="crack", watches=("stalingrad",), unlikely=True)[0] == 7
    assert ids(archive, query="jardins", watches=("jardins",), period=Period(at("2021-06-01"), None)) == []


def test_a_query_without_words_reads_everything_in_range(archive):
    assert ids(archive, query="lang:en", period=Period(at("2021-05-13"), None)) == [4]


def test_the_score_is_the_highest_and_no_opinion_outranks_the_unlikely(tmp_path):
    seed = Seed(tmp_path, (("a", "a"), ("b", "b")))
    for scores in ((0.2, 0.9), (0.2, None), (0.2, 0.3), (None, None)):
        article = seed.article("Titre", "2021-05-12", watches=())
        seed.hit(1, article, score=scores[0])
        seed.hit(2, article, score=scores[1])
    with seed.reading() as archive:
        shown = {view.article.id: view.score for view in ask.articles(archive, Selection(unlikely=True))}
        rows = {row.id: row.score for row in report.occurrences(archive, Scope((1, 2)))}

        assert shown == rows == {1: 0.9, 2: None, 3: 0.3, 4: None}
        assert sorted(ids(archive)) == [1, 2, 4]


def test_an_article_is_shown_with_all_that_hangs_on_it(archive):
    view = next(iter(ask.articles(archive, Selection(ids=(3,)))))

    assert (view.watches, view.copy_of_url, view.feeds) == (
        ("stalingrad",),
        "https://agencenord.example/1",
        ("gazette",),
    )
    assert next(iter(ask.articles(archive, Selection(ids=(1,))))).copies == 2
    assert [s.title for s in next(iter(ask.articles(archive, Selection(ids=(6,))))).revisions] == [
        "Les consommateurs seront déplacés"
    ]


def test_every_address_is_shown_the_first_one_first(seed):
    seed.db.execute("INSERT INTO article_url VALUES ('https://a.example/short', 2), ('https://lecanal.example/2', 2)")
    with seed.reading() as archive:
        view = next(iter(ask.articles(archive, Selection(ids=(2,)))))

    assert view.addresses == ("https://lecanal.example/2", "https://a.example/short")


def test_one_article_comes_with_its_copies_its_story_and_why(archive):
    found = ask.article(archive, 2)

    assert [view.article.id for view in found.copies] == [1, 3]
    assert [view.article.id for view in found.members] == [1, 2, 3, 4]
    assert (found.story.id, found.story.copies) == (1, 2)
    assert [(step.article, step.lag > 0) for step in found.spread][:2] == [(1, False), (2, True)]
    assert [(link.a, link.b, link.why) for link in found.links] == [(2, 1, "the same text")]
    with pytest.raises(UsageError, match="no article 99"):
        ask.article(archive, 99)
