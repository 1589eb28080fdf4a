from __future__ import annotations

import pytest

from crackwatch import ask
from crackwatch.answers import SourcesRequest, TimelineRequest
from crackwatch.archive.mentions import unread, write_mentions
from crackwatch.errors import QueryError, UsageError
from crackwatch.model import Period, Selection
from tests.archived import Seed, affair, at

NOW = at("2021-07-01T12:00")
LATER = at("2026-01-05")


def timeline(archive, **selection):
    return ask.timeline(archive, TimelineRequest(Selection(**selection)), now=NOW)


def day(text):
    from crackwatch.answers import Mentioned

    return Mentioned(int(text[-2:]), 50, text, text, "day")


def test_a_timeline_of_a_query_tells_the_stories_of_its_answers(archive):
    found = timeline(archive, query="jardins OU piscine")

    assert [(s.id, s.article, s.watches) for s in found.stories] == [(None, 8, ()), (2, 5, ("stalingrad", "jardins"))]
    with pytest.raises(QueryError):
        timeline(archive, query="(crack")


def test_a_story_stands_once_and_its_articles_count_on_their_days(archive):
    found = timeline(archive, period=Period(at("2021-05-12"), at("2021-05-13T23:59:59")))

    assert [(s.id, s.articles, s.copies, s.outlet) for s in found.stories] == [(1, 4, 2, "Agence Nord")]
    assert [(b.start, b.articles, b.stories) for b in found.buckets] == [("2021-05-12", 3, 1), ("2021-05-13", 1, 0)]


def test_a_story_that_began_earlier_is_told_by_its_first_article_in_range(archive):
    found = timeline(archive, period=Period(at("2021-05-12T09:00"), None))

    assert found.stories[-1].outlet == "Le Canal"
    assert (found.stories[-1].articles, found.stories[-1].headline) == (3, "Stalingrad : les riverains dans la rue")


def test_a_timeline_begins_and_ends_with_the_record_that_its_articles_lie_in(archive):
    found = timeline(archive)

    assert (found.since, found.until, found.record_begins) == (at("2021-05-02"), at("2021-07-01") - 1, at("2021-05-02"))


def test_what_comes_after_a_hole_in_the_record_is_left_out_where_it_holds_no_article(seed):
    seed.archive.db.execute(
        "INSERT INTO coverage (feed_id, first_at, last_at) VALUES (1, ?, ?)", (at("2026-01-01"), LATER)
    )
    with seed.reading() as archive:
        assert ask.timeline(archive, TimelineRequest(Selection()), now=LATER).until == at("2021-07-01") - 1
        empty = ask.timeline(archive, TimelineRequest(Selection(lang="pt")), now=LATER)

    assert (empty.since, empty.until) == (at("2021-05-02"), LATER)


def test_a_range_that_is_asked_for_stays_as_it_is(archive):
    found = timeline(archive, period=Period(at("2020-01-01"), at("2022-01-01") - 1))
    late = timeline(archive, period=Period(at("2021-06-30T20:00"), None))

    assert (found.since, found.until) == (at("2020-01-01"), at("2022-01-01") - 1)
    assert (late.since, late.until) == (at("2021-06-30T20:00"), NOW)


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
    assert (found.since, found.until) == (at("2021-05-12"), at("2021-05-13") - 1)


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
        assert unread(archive, [1, 6]) == []


def test_one_story_has_a_page(archive):
    found = ask.story(archive, 1)

    assert ([view.article.id for view in found.members], len(found.links)) == ([1, 2, 3, 4], 3)
    with pytest.raises(UsageError, match="no story 99"):
        ask.story(archive, 99)


def test_an_article_that_is_no_copy_says_by_which_words_it_is_of_its_story(archive):
    *copies, told = ask.story(archive, 1).links

    assert [link.kind for link in copies] == ["copy", "copy"]
    assert (told.a, told.b, told.kind, told.why) == (4, 1, "story", "both tell of crack, Neighbours (riverains)")
    assert ask.article(archive, 4).links == (told,)


def test_a_hit_of_a_watch_that_is_gone_stops_no_timeline(tmp_path):
    seed = affair(tmp_path)
    seed.archive.db.execute("UPDATE hit SET watch_id = 99 WHERE article_id = 5 AND watch_id = 2")
    with seed.reading() as archive:
        assert timeline(archive).stories[1].watches == ("stalingrad",)


def test_many_articles_pass_in_slices(tmp_path):
    seed = Seed(tmp_path)
    for n in range(507):
        seed.article(f"Titre {n}", "2021-05-12", watches=(1,) if n % 2 else ())
    with seed.reading() as archive:
        assert len(list(ask.articles(archive, Selection(everything=True)))) == 507
        assert len(timeline(archive).stories) == 253


def test_days_are_read_where_none_were_kept(tmp_path):
    seed = Seed(tmp_path)
    seed.article("Une opération de police a eu lieu mardi 11 mai", "2021-05-13T08:00")
    with seed.reading() as archive:
        found = ask.timeline(archive, TimelineRequest(Selection(), happened=True, key_dates=1), now=NOW)

    assert [(s.day, s.inferred) for s in found.stories] == [("2021-05-11", False)]
    assert found.since <= at("2021-05-13")


def test_who_was_first_is_said_alike_by_a_timeline_by_sources_and_by_the_story_itself(tmp_path):
    seed = Seed(tmp_path)
    seed.article("Daté du jour", "2021-05-12T00:00", "Gazette", story=1, published_precision="day", first_seen=at("2021-05-14"))
    seed.article("Dit tôt", "2021-05-12T07:00", "Canal", story=1, url="https://canal.example/2021/05/20/1", first_seen=at("2021-05-21"))
    seed.article("Dit à huit heures", "2021-05-12T08:00", "Agence Nord", story=1)

    with seed.reading() as archive:
        (line,) = timeline(archive).stories
        steps = ask.story(archive, 1).spread
        firsts = {told.outlet: (told.first_reports, told.median_lag) for told in ask.sources(archive, SourcesRequest(Selection()), now=NOW).sources}

    assert (line.outlet, line.headline, line.day) == ("Agence Nord", "Dit à huit heures", "2021-05-12")
    assert line.outlets == tuple(step.outlet for step in steps) == ("Agence Nord", "Gazette", "Canal")
    assert firsts == {step.outlet: (int(step is steps[0]), step.lag or None) for step in steps}
