from __future__ import annotations

import pytest

from crackwatch import ask
from crackwatch.answers import SourcesRequest, TimelineRequest
from crackwatch.archive import report
from crackwatch.archive.mentions import mentions, write_mentions
from crackwatch.archive.report import Scope
from crackwatch.errors import UsageError
from crackwatch.model import Period, Selection
from tests.archived import Seed, affair, at

NOW = at("2021-07-01T12:00")


@pytest.fixture
def seed(tmp_path):
    return affair(tmp_path)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with affair(tmp_path_factory.mktemp("affair")).reading() as archive:
        yield archive


def ids(archive, **selection):
    return [view.article.id for view in ask.articles(archive, Selection(**selection))]


def timeline(archive, **selection):
    return ask.timeline(archive, TimelineRequest(Selection(**selection)), now=NOW)


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
    assert [(link.a, link.b, link.why) for link in found.links] == [(2, 1, "the same text")]
    with pytest.raises(UsageError, match="no article 99"):
        ask.article(archive, 99)


def test_a_story_stands_once_and_its_articles_count_on_their_days(archive):
    found = timeline(archive, period=Period(at("2021-05-12"), at("2021-05-13T23:59:59")))

    assert [(s.id, s.articles, s.copies, s.outlet) for s in found.stories] == [(1, 4, 2, "Agence Nord")]
    assert [(b.start, b.articles, b.stories) for b in found.buckets] == [("2021-05-12", 3, 1), ("2021-05-13", 1, 0)]


def test_a_story_that_began_earlier_is_told_by_its_first_article_in_range(archive):
    found = timeline(archive, period=Period(at("2021-05-12T09:00"), None))

    assert found.stories[-1].outlet == "Le Canal"
    assert (found.stories[-1].articles, found.stories[-1].headline) == (3, "Stalingrad : les riverains dans la rue")


def test_a_timeline_begins_with_the_record_and_ends_now(archive):
    found = timeline(archive)

    assert (found.since, found.until, found.record_begins) == (at("2021-05-02"), NOW, at("2021-05-02"))


def test_what_was_imported_from_before_the_first_poll_begins_the_record(seed):
    seed.article("Une vieille affaire", "2019-03-01T12:00", watches=(), origin="import")
    seed.article("Un vieil article que le flux montre encore", "2016-03-01T12:00", watches=(), origin="live")
    with seed.reading() as archive:
        assert timeline(archive).record_begins == at("2019-03-01T12:00")


def test_an_archive_without_polls_begins_with_its_first_article(tmp_path):
    seed = Seed(tmp_path)
    seed.article("Premier", "2021-05-12T08:00", origin="import")
    with seed.reading() as archive:
        found = timeline(archive)

    assert found.record_begins == at("2021-05-12T08:00")
    assert [gap.kind for gap in found.gaps] == ["not polled"]


def test_a_record_that_begins_on_the_first_day_is_not_late(archive):
    assert not timeline(archive, period=Period(at("2021-05-02"), None)).begins_late
    assert timeline(archive, period=Period(at("2021-05-01T23:00"), None)).begins_late


def test_an_empty_archive_has_an_empty_timeline(tmp_path):
    with Seed(tmp_path).reading() as archive:
        found = timeline(archive)

    assert (found.stories, found.record_begins, found.gaps) == ((), None, ())
    assert [bucket.articles for bucket in found.buckets] == [0]


def test_holes_between_polls_are_gaps_and_their_days_are_silent(archive):
    found = ask.timeline(archive, TimelineRequest(Selection(), "day"), now=NOW)

    assert [(gap.kind, gap.since, gap.until) for gap in found.gaps] == [
        ("not polled", at("2021-05-20") + 1, at("2021-06-01") - 1)
    ]
    assert {b.start for b in found.buckets if b.silent} == {f"2021-05-{n}" for n in range(20, 32)}


def test_only_so_many_stories_are_told_and_the_rest_is_counted(archive):
    found = timeline(archive, limit=1)

    assert ([story.id for story in found.stories], found.left_out) == ([3], 2)
    assert sum(bucket.articles for bucket in found.buckets) == 6
    assert [b.peak.id for b in found.buckets if b.peak] == [1]


def test_oldest_first_reads_a_history(archive):
    assert [story.id for story in timeline(archive, oldest_first=True).stories] == [1, 2, 3]


def test_stories_without_a_group_stand_alone_among_all(archive):
    first = timeline(archive, everything=True).stories[0]

    assert (first.id, first.article) == (None, 8)


def test_watches_of_a_story_are_all_that_hit_it(archive):
    found = timeline(archive, watches=("jardins",))

    assert [(s.id, s.watches) for s in found.stories] == [(2, ("stalingrad", "jardins"))]


def test_days_are_kept_and_asked_for_only_by_those_who_want_them(seed):
    write_mentions(seed.archive, [(n, []) for n in range(1, 9)])
    write_mentions(seed.archive, [(6, [day("2021-06-05")]), (4, [day("2021-05-12"), day("2021-05-03")])])
    with seed.reading() as archive:
        happened = ask.timeline(archive, TimelineRequest(Selection(), "day", happened=True, key_dates=2), now=NOW)

        assert [(s.id, s.day, s.inferred) for s in happened.stories] == [
            (3, "2021-06-05", False),
            (2, "2021-05-18", True),
            (1, "2021-05-12", False),
        ]
        assert [b.start for b in happened.buckets if b.articles] == ["2021-05-12", "2021-05-18", "2021-06-05"]
        assert [(key.date, [s.id for s in key.stories]) for key in happened.key_dates] == [
            ("2021-05-03", [1]),
            ("2021-06-05", [3]),
        ]
        assert mentions(archive, [1, 6])[1] == []


def day(text):
    from crackwatch.answers import Mentioned

    return Mentioned(int(text[-2:]), 50, text, text, "day")


def test_sources_say_who_was_first_and_who_copied(archive):
    found = {line.outlet: line for line in ask.sources(archive, SourcesRequest(Selection()), now=NOW).sources}

    assert (found["Agence Nord"].first_reports, found["La Gazette"].copies, found["La Gazette"].headline_changes) == (
        1,
        1,
        1,
    )
    assert (found["Le Canal"].median_lag, found["Le Canal"].copied) == (5400, (("Agence Nord", 1),))
    assert (found["La Gazette"].feeds, found["La Gazette"].health, found["The Mill"].health) == (("gazette",), "ok", "")


def test_one_outlet_has_a_page(archive):
    found = ask.source_page(archive, "Agence Nord", Selection(), now=NOW)

    assert ([s.id for s in found.firsts], found.copied_by) == ([1], (("Le Canal", 1), ("La Gazette", 1)))
    assert [s.id for s in ask.source_page(archive, "Le Canal", Selection(), now=NOW).exclusives] == [2]
    with pytest.raises(UsageError, match="nothing of The Mill"):
        ask.source_page(archive, "The Mill", Selection(watches=("jardins",)), now=NOW)


def test_one_story_has_a_page(archive):
    found = ask.story(archive, 1)

    assert ([view.article.id for view in found.members], len(found.links)) == ([1, 2, 3, 4], 2)
    with pytest.raises(UsageError, match="no story 99"):
        ask.story(archive, 99)


def test_many_articles_pass_in_slices(tmp_path):
    seed = Seed(tmp_path)
    for n in range(507):
        seed.article(f"Titre {n}", "2021-05-12", watches=(1,) if n % 2 else ())
    with seed.reading() as archive:
        assert len(ids(archive, everything=True)) == 507
        assert len(timeline(archive).stories) == 253


def test_quotes_are_read_where_none_were_kept(tmp_path):
    seed = Seed(tmp_path)
    words = "« La situation ne peut plus durer ainsi », a déclaré Jeanne Morel, maire de l'arrondissement."
    seed.article("Une dépêche", "2021-05-12T08:00", "Agence Nord", text=words)
    seed.article("La même", "2021-05-12T09:00", "Le Canal", text=words)
    with seed.reading() as archive:
        found = ask.quotes(archive, Selection(), now=NOW)
        cited = ask.cited(archive, Selection(), now=NOW)

        assert [(q.speaker, q.outlet, q.articles) for q in found.quotes] == [("Jeanne Morel", "Agence Nord", 2)]
        assert [(c.speaker, c.quotes, c.articles) for c in cited.cited] == [("Jeanne Morel", 1, 2)]
        assert ask.quotes(archive, Selection(), speaker="Roux", now=NOW).quotes == ()


def test_days_are_read_where_none_were_kept(tmp_path):
    seed = Seed(tmp_path)
    seed.article("Une opération de police a eu lieu mardi 11 mai", "2021-05-13T08:00")
    with seed.reading() as archive:
        found = ask.timeline(archive, TimelineRequest(Selection(), happened=True, key_dates=1), now=NOW)

    assert [(s.day, s.inferred) for s in found.stories] == [("2021-05-11", False)]
    assert found.since <= at("2021-05-13")
