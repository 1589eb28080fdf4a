"""Second thoughts: a changed watch over everything stored, and a person's yes and no."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crackwatch import rerun
from crackwatch.archive import connection, watches
from crackwatch.config import Config, load
from crackwatch.errors import UsageError
from crackwatch.intake import Intake, Source
from crackwatch.model import Entry, Watch
from crackwatch.watches.query import parse

PARIS = ZoneInfo("Europe/Paris")
NOON = 1_621_332_000  # 2021-05-18 12:00 in Paris
DAY = 86_400
WIRE = (
    "Plusieurs dizaines de riverains se sont rassemblés mardi soir sous le métro aérien pour demander un plan aux autorités. "
    "Une enseignante du quartier raconte les nuits sans sommeil, un épicier parle de baisser son rideau. La mairie promet "
    "une réunion publique avant la fin du mois, la préfecture annonce deux patrouilles supplémentaires dès la semaine prochaine."
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load(file=None, db=tmp_path / "archive.db")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[connection.Archive]:
    founding = [("affair", "crack")]
    with connection.open_for_writing(tmp_path / "archive.db", zone="Europe/Paris", founding=lambda: founding) as opened:
        yield opened


def entry(number: int, title: str, *, summary: str = "", text: str = "", outlet: str = "La Gazette", day: int = 18) -> Entry:
    return Entry(
        title=title, url=f"https://gazette.example/{number}", summary=summary, text=text, outlet=outlet,
        published=f"2021-05-{day:02}T08:00:00+02:00", published_from="import",
    )  # fmt: skip


def take(archive: connection.Archive, *entries: Entry, at: int = NOON) -> None:
    intake = Intake(archive, lambda: [(watch, parse(watch.query)) for watch in watches.all_watches(archive)])
    with intake.batch():
        intake.take(Source("import", at, PARIS), entries)


def edited(archive: connection.Archive, query: str) -> rerun.Rerun:
    watch = watches.edit(archive, affair(archive), query)
    return rerun.watch(archive, watch, parse(query), {})


def affair(archive: connection.Archive) -> Watch:
    return watches.find(archive, "affair")


def hits(archive: connection.Archive) -> dict[int, tuple[float | None, int]]:
    return {row[0]: row[1:] for row in archive.db.execute("SELECT article_id, score, by_story FROM hit ORDER BY article_id")}


def everything(archive: connection.Archive) -> list[list[tuple[object, ...]]]:
    tables = ("article", "hit", "label", "story", "link", "feature", "term")
    return [archive.db.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


# --- a changed watch


def test_a_changed_watch_gains_and_loses_over_everything_stored(archive: connection.Archive) -> None:
    take(archive, entry(1, "Crack : les riverains à bout"), entry(2, "La ligne 2 est fermée"), entry(3, "Le PSG gagne"))
    assert list(hits(archive)) == [1]

    assert edited(archive, "ligne") == rerun.Rerun(found=1, dropped=1, hits=1)

    assert list(hits(archive)) == [2]
    assert archive.db.execute("SELECT story_id IS NULL FROM article WHERE id = 2").fetchone() == (0,)


def test_it_finds_what_an_article_said_before(archive: connection.Archive) -> None:
    take(archive, entry(1, "Une tente brûle à Pantin"))
    take(archive, entry(1, "Une cabane brûle à Pantin"), at=NOON + DAY)

    assert edited(archive, "tente").hits == 1
    assert edited(archive, "cabane").hits == 1
    assert edited(archive, "caravane").hits == 0


def test_running_again_changes_nothing(archive: connection.Archive) -> None:
    take(archive, entry(1, "Une tente brûle à Pantin"), entry(2, "Crack : une réunion publique", summary=WIRE))
    take(archive, entry(1, "Une cabane brûle à Pantin"), entry(3, "Une réunion publique", summary=WIRE, outlet="Le Canal"), at=NOON + DAY)
    edited(archive, "tente OR crack")
    before = everything(archive)

    again = rerun.watch(archive, affair(archive), parse("tente OR crack"), {})

    assert (again.found, again.dropped) == (0, 0)
    assert everything(archive) == before


def test_hits_go_when_an_alias_has_changed_and_the_query_has_not(archive: connection.Archive) -> None:
    take(archive, entry(1, "Crack : les riverains à bout"), entry(2, "La ligne 2 est fermée"))
    watch = watches.edit(archive, affair(archive), "@it")
    rerun.watch(archive, watch, parse("@it", {"it": "crack"}), {})

    done = rerun.watch(archive, watch, parse("@it", {"it": "ligne"}), {})

    assert done == rerun.Rerun(found=1, dropped=1, hits=1)
    assert list(hits(archive)) == [2]


def test_labels_stay_and_so_does_what_a_person_said_yes_to(archive: connection.Archive, config: Config) -> None:
    take(archive, entry(1, "Crack : les riverains à bout"), entry(2, "Le crack du Nasdaq"))
    rerun.label(archive, config, [1], relevant=True, name=None, now=NOON)
    rerun.label(archive, config, [2], relevant=False, name=None, now=NOON)

    assert edited(archive, "ligne").hits == 1
    assert hits(archive) == {1: (1.0, 0)}
    assert watches.labels(archive, affair(archive).id) == {1: True, 2: False}

    edited(archive, "crack")
    assert hits(archive) == {1: (1.0, 0), 2: (0.0, 0)}


# --- by story


def test_a_copy_without_the_words_follows_the_hit_that_it_copies(archive: connection.Archive) -> None:
    take(archive, entry(1, "Crack : une réunion publique", summary=WIRE))
    take(archive, entry(2, "Une réunion publique promise", summary=WIRE, outlet="Le Canal"))
    assert {article: by_story for article, (_, by_story) in hits(archive).items()} == {1: 0, 2: 1}

    edited(archive, "nasdaq")
    assert hits(archive) == {}

    edited(archive, "crack")
    assert {article: by_story for article, (_, by_story) in hits(archive).items()} == {1: 0, 2: 1}


def test_a_hit_of_its_own_words_becomes_one_by_story_when_only_its_original_is_left(archive: connection.Archive) -> None:
    take(archive, entry(1, "Crack : une réunion publique", summary=WIRE), entry(2, "Crack : la réunion promise", summary=WIRE, outlet="Le Canal"))

    edited(archive, "crack -promise")

    assert {article: by_story for article, (_, by_story) in hits(archive).items()} == {1: 0, 2: 1}


# --- yes and no


def test_a_yes_makes_a_hit_of_what_the_watch_missed(archive: connection.Archive, config: Config) -> None:
    take(archive, entry(1, "Colère sous le métro aérien"))

    rerun.label(archive, config, [1], relevant=True, name="affair", now=NOON)

    assert hits(archive) == {1: (1.0, 0)}
    assert archive.db.execute("SELECT story_id IS NULL FROM hit").fetchall() == [(0,)]


def test_what_no_watch_found_needs_a_watch_and_nothing_is_kept(archive: connection.Archive, config: Config) -> None:
    take(archive, entry(1, "Crack : les riverains à bout"), entry(2, "Le PSG gagne"))

    for ids, message in (([1, 2], "no watch found article 2"), ([1, 9], "there is no article 9")):
        with pytest.raises(UsageError, match=message):
            rerun.label(archive, config, ids, relevant=True, name=None, now=NOON)
    assert watches.all_labels(archive) == {}


def test_a_no_outlives_what_the_article_becomes(archive: connection.Archive, config: Config) -> None:
    take(archive, entry(1, "Le crack du Nasdaq"))
    rerun.label(archive, config, [1], relevant=False, name=None, now=NOON)

    take(archive, entry(1, "Le crack du Nasdaq, suite"), at=NOON + DAY)

    assert hits(archive) == {1: (0.0, 0)}


# --- a rehearsal


def test_a_query_is_rehearsed_on_the_archives_own_time_and_a_persons_labels(archive: connection.Archive, config: Config) -> None:
    months = [entry(n, f"Crack : épisode {n}", day=n) for n in range(1, 4)]
    old = Entry("Une tente et un crack", "https://gazette.example/old", published="2021-01-05T08:00:00+01:00", published_from="import")
    take(archive, *months, old, entry(9, "Une tente brûle à Pantin", day=9), entry(10, "Le PSG gagne", day=10))
    rerun.label(archive, config, [1, 4], relevant=True, name=None, now=NOON)
    rerun.label(archive, config, [2], relevant=False, name=None, now=NOON)

    done = rerun.rehearse(archive, parse('tente OR "épisode 2"'))

    assert (done.found, done.recent, done.unseen) == (3, 2, 1)
    assert (done.labelled, done.precision, done.recall) == (3, 0.5, 0.5)
    nothing = rerun.rehearse(archive, parse("caravane"), name="affair")
    assert (nothing.found, nothing.precision, nothing.recall) == (0, None, 0.0)


def test_a_rehearsal_finds_what_the_watch_then_finds(archive: connection.Archive) -> None:
    take(archive, entry(1, "Une tente brûle à Pantin"), entry(2, "Crack sous une tente"), entry(3, "Le PSG gagne"))
    take(archive, entry(1, "Une cabane brûle à Pantin"), at=NOON + DAY)

    foreseen = rerun.rehearse(archive, parse("tente"))

    assert foreseen.found == edited(archive, "tente").hits == 2
