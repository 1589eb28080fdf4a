"""The only way into the archive: which article an entry is, what is kept of it, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crackwatch.archive import connection, feeds, watches
from crackwatch.intake import Intake, Source, Taken
from crackwatch.model import Entry, Feed, NewFeed
from crackwatch.watches.query import parse

PARIS = ZoneInfo("Europe/Paris")
NOON = 1_621_332_000  # 2021-05-18 12:00 in Paris
HOUR = 3600
MORTARS = Entry(
    title="Des riverains tirent des mortiers sur des fumeurs de crack à Stalingrad",
    url="https://www.feuille.example/paris/mortiers-42.html?xtor=RSS-1",
    summary="Deux nuits de suite, des fusées ont visé la place, raconte un voisin.",
    published="Mon, 17 May 2021 08:00:00 +0200",
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[connection.Archive]:
    founding = [("stalingrad", "crack stalingrad")]
    with connection.open_for_writing(tmp_path / "archive.db", zone="Europe/Paris", founding=lambda: founding) as opened:
        yield opened


def followed(archive: connection.Archive, url: str = "https://feuille.example/rss", outlet: str = "La Feuille") -> Feed:
    return feeds.add(archive, NewFeed(url, title=outlet, outlet=outlet, lang="fr"), now=NOON)[0]


def take(archive: connection.Archive, source: Source, *entries: Entry) -> Taken:
    asked = [(watch, parse(watch.query)) for watch in watches.all_watches(archive)]
    intake = Intake(archive, lambda: asked)
    with intake.batch():
        return intake.take(source, entries)


def live(feed: Feed, at: int = NOON) -> Source:
    return Source("live", at, PARIS, feed=feed)


def titles(archive: connection.Archive) -> list[tuple[str, int]]:
    return archive.db.execute("SELECT title, part FROM article ORDER BY id").fetchall()


def revisions(archive: connection.Archive) -> list[str]:
    return [row[0] for row in archive.db.execute("SELECT title FROM revision ORDER BY id")]


def test_an_entry_becomes_an_article_a_sighting_and_a_hit(archive: connection.Archive) -> None:
    taken = take(archive, live(followed(archive)), MORTARS)

    assert (taken.new, taken.revised, taken.hits, taken.overlap) == (1, 0, 1, False)
    row = archive.db.execute("SELECT url, at, day, published_from, origin, lang FROM article").fetchone()
    assert row == (MORTARS.url, 1_621_231_200, "2021-05-17", "feed", "live", "fr")
    assert archive.db.execute("SELECT count(*) FROM sighting").fetchone() == (1,)
    assert archive.db.execute("SELECT day, story_id IS NOT NULL FROM hit").fetchone() == ("2021-05-17", 1)


def test_the_same_again_writes_nothing(archive: connection.Archive) -> None:
    feed = followed(archive)
    take(archive, live(feed), MORTARS)
    before = archive.db.total_changes

    taken = take(archive, live(feed, NOON + HOUR), MORTARS)

    assert (taken.new, taken.revised, taken.overlap) == (0, 0, True)
    assert archive.db.total_changes == before


def test_a_new_headline_is_a_revision_of_the_same_article(archive: connection.Archive) -> None:
    feed = followed(archive)
    take(archive, live(feed), MORTARS)

    taken = take(archive, live(feed, NOON + HOUR), MORTARS._replace(title="Mortiers à Stalingrad : une enquête ouverte"))

    assert (taken.new, taken.revised) == (0, 1)
    assert titles(archive) == [("Mortiers à Stalingrad : une enquête ouverte", 0)]
    assert revisions(archive) == [MORTARS.title]


def test_a_headline_that_returns_is_a_revision_too(archive: connection.Archive) -> None:
    feed = followed(archive)
    other = MORTARS._replace(title="Mortiers à Stalingrad : une enquête ouverte")
    for step, entry in enumerate((MORTARS, other, MORTARS)):
        take(archive, live(feed, NOON + step * HOUR), entry)

    assert titles(archive) == [(MORTARS.title, 0)]
    assert revisions(archive) == [MORTARS.title, other.title]


def test_another_feed_s_way_to_show_an_article_is_no_revision_and_never_flips_it(archive: connection.Archive) -> None:
    first, second = followed(archive), followed(archive, "https://feuille.example/paris.rss", "La Feuille Paris")
    short = MORTARS._replace(summary="", text="Tout le texte de l'article.")
    for step in range(3):
        take(archive, live(first, NOON + step * HOUR), MORTARS)
        take(archive, live(second, NOON + step * HOUR + 60), short)

    assert revisions(archive) == []
    assert archive.db.execute("SELECT summary, text FROM article").fetchone() == (MORTARS.summary, short.text)


def test_one_address_that_turns_to_unrelated_news_days_later_is_another_article(archive: connection.Archive) -> None:
    feed = followed(archive)
    ticker = Entry(title="Le marché aux fleurs rouvre samedi", url="https://feuille.example/fil")
    other = ticker._replace(title="Une péniche coule dans le bassin")
    take(archive, live(feed), ticker)
    take(archive, live(feed, NOON + 26 * HOUR), other)
    again = take(archive, live(feed, NOON + 27 * HOUR), other)

    assert titles(archive) == [(ticker.title, 0), (other.title, 1)]
    assert again.new == 0


def test_an_unrelated_headline_within_hours_is_a_retitling(archive: connection.Archive) -> None:
    feed = followed(archive)
    take(archive, live(feed), Entry(title="Le marché aux fleurs rouvre samedi", url="https://feuille.example/fil"))
    taken = take(archive, live(feed, NOON + 2 * HOUR), Entry(title="Retour des étals colorés", url="https://feuille.example/fil"))

    assert (taken.new, taken.revised) == (0, 1)


def test_a_live_blog_stays_one_article_under_ever_new_headlines(archive: connection.Archive) -> None:
    feed = followed(archive)
    for day, title in enumerate(("EN DIRECT. Le camp est évacué", "EN DIRECT. Le préfet parlera ce soir")):
        take(archive, live(feed, NOON + day * 30 * HOUR), Entry(title=title, url="https://feuille.example/live/eole"))

    assert [part for _, part in titles(archive)] == [0]
    assert len(revisions(archive)) == 1


def test_an_article_that_moves_keeps_its_guid_and_both_addresses(archive: connection.Archive) -> None:
    feed = followed(archive)
    take(archive, live(feed), MORTARS._replace(guid="id-42"))
    polled = replace(feed, state=replace(feed.state, checked_at=NOON))
    taken = take(archive, live(polled, NOON + HOUR), MORTARS._replace(guid="id-42", url="https://feuille.example/autre/42.html"))

    assert taken.new == 0
    assert archive.db.execute("SELECT url FROM article_url").fetchall() == [("https://feuille.example/autre/42.html",)]


def test_case_54_a_guid_used_for_other_news_is_another_article(archive: connection.Archive) -> None:
    feed = followed(archive)
    take(archive, live(feed), MORTARS._replace(guid="id-1"))
    polled = replace(feed, state=replace(feed.state, checked_at=NOON))
    other = Entry(title="La bibliothèque ferme pour travaux", url="https://feuille.example/biblio", guid="id-1", summary="Réouverture en mars.")

    assert take(archive, live(polled, NOON + HOUR), other).new == 1


def test_case_55_a_guid_that_changes_at_each_poll_makes_no_duplicate(archive: connection.Archive) -> None:
    feed = followed(archive)
    for step in range(4):
        take(archive, live(feed, NOON + step * HOUR), MORTARS._replace(guid=f"session-{step}"))

    assert len(titles(archive)) == 1


def test_case_53_an_entry_without_address_guid_and_date_is_stored_once_and_dated_by_when_it_was_seen(archive: connection.Archive) -> None:
    feed = followed(archive)
    bare = Entry(title="Réunion publique sur la place")
    take(archive, live(feed), bare)
    take(archive, live(feed, NOON + 30 * HOUR), bare)

    assert archive.db.execute("SELECT title, at, published, published_from FROM article").fetchall() == [
        (bare.title, NOON, None, "first_seen")
    ]


def test_an_entry_without_address_and_date_that_a_feed_tells_otherwise_is_revised(archive: connection.Archive) -> None:
    feed = followed(archive)
    bare = Entry(title="Réunion publique sur la place", summary="Ce soir.")
    take(archive, live(feed), bare)
    taken = take(archive, live(feed, NOON + HOUR), bare._replace(summary="Elle est reportée."))

    assert (taken.new, taken.revised) == (0, 1)


def test_a_date_far_ahead_is_kept_but_not_trusted(archive: connection.Archive) -> None:
    take(archive, live(followed(archive)), MORTARS._replace(published="2031-01-01T00:00:00Z"))

    assert archive.db.execute("SELECT at, suspect, published_raw FROM article").fetchone() == (NOON, 1, "2031-01-01T00:00:00Z")


def test_an_outlet_named_by_its_feed_is_the_same_when_an_import_knows_only_the_address(archive: connection.Archive) -> None:
    take(archive, live(followed(archive)), MORTARS)
    take(archive, Source("import", NOON, PARIS), Entry(title="Autre nouvelle", url="https://www.feuille.example/autre"))

    assert archive.db.execute("SELECT count(DISTINCT outlet_id) FROM article").fetchone() == (1,)


def test_importing_two_states_of_one_article_twice_changes_nothing_the_second_time(archive: connection.Archive) -> None:
    states = (MORTARS, MORTARS._replace(title="Mortiers à Stalingrad : une enquête ouverte"))
    source = Source("import", NOON, PARIS)
    take(archive, source, *states)
    before = archive.db.execute("SELECT * FROM article").fetchall(), revisions(archive)

    taken = take(archive, source, *states)

    assert (taken.new, taken.revised) == (0, 0)
    assert (archive.db.execute("SELECT * FROM article").fetchall(), revisions(archive)) == before


def test_what_an_archive_of_the_web_kept_is_an_earlier_state_not_the_present_one(archive: connection.Archive) -> None:
    take(archive, live(followed(archive)), MORTARS)
    older = MORTARS._replace(title="Stalingrad : des mortiers cette nuit", capture_url="https://web.example/20210517/x")
    take(archive, Source("backfill", NOON - 20 * HOUR, PARIS), older)

    assert titles(archive) == [(MORTARS.title, 0)]
    assert revisions(archive) == [older.title]


def test_a_batch_that_fails_leaves_nothing(archive: connection.Archive) -> None:
    intake = Intake(archive, list)
    with pytest.raises(RuntimeError), intake.batch():
        intake.take(live(followed(archive)), [MORTARS])
        raise RuntimeError("power cut")

    assert titles(archive) == []
    assert take(archive, live(followed(archive)), MORTARS).new == 1


WORDS = ("crack", "place", "riverains", "police", "marché", "péniche", "éole", "samedi")
ENTRIES = st.builds(
    Entry,
    title=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join),
    url=st.sampled_from(("", *(f"https://feuille.example/{n}" for n in range(4)))),
    guid=st.sampled_from(("", "a", "b")),
    summary=st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
)


@settings(max_examples=40)
@given(polls=st.lists(st.lists(ENTRIES, max_size=6), min_size=1, max_size=4))
def test_no_address_and_no_headline_is_ever_lost_and_the_last_poll_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, polls: Sequence[Sequence[Entry]]
) -> None:
    with connection.open_for_writing(tmp_path_factory.mktemp("law") / "a.db", zone="UTC") as archive:
        feed = followed(archive)
        for step, entries in enumerate(polls):
            take(archive, live(feed, NOON + step * 15 * HOUR), *entries)
            feed = replace(feed, state=replace(feed.state, checked_at=NOON))
        addresses = {row[0] for row in archive.db.execute("SELECT url FROM article UNION SELECT url FROM article_url")}
        headlines = {row[0] for row in archive.db.execute("SELECT title FROM article UNION SELECT title FROM revision")}
        assert {e.url for p in polls for e in p if e.url} <= addresses
        assert {e.title for p in polls for e in p} <= headlines

        said = {(e.url, e.guid): e for e in polls[-1]}  # a document may contradict itself; then it may flip
        if len(said) == len(polls[-1]):
            before = archive.db.execute("SELECT count(*) FROM article").fetchone()
            take(archive, live(feed, NOON + len(polls) * 15 * HOUR), *polls[-1])
            assert archive.db.execute("SELECT count(*) FROM article").fetchone() == before


def test_a_date_that_the_address_contradicts_is_kept_as_suspect_and_the_article_stands_on_the_day_in_its_address(archive: connection.Archive) -> None:
    redated = MORTARS._replace(url="https://feuille.example/2019/03/04/mortiers")
    take(archive, live(followed(archive)), redated)

    assert archive.db.execute("SELECT suspect, day, published FROM article").fetchone() == (1, "2019-03-04", 1_621_231_200)
