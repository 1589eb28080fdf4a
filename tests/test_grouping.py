"""Copies and stories in an archive: found while articles come in, found again, and changed by hand for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crackwatch import grouping
from crackwatch.archive import connection, watches
from crackwatch.errors import UsageError
from crackwatch.intake import Intake, Source
from crackwatch.model import Entry
from crackwatch.stories.thresholds import Thresholds
from crackwatch.watches.query import parse

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2021, 5, 3, 8, tzinfo=UTC)
SEEN = int(START.timestamp()) + 30 * 86400
WIRE = (
    "Deux nuits de suite, des fusées ont visé les fumeurs de crack rassemblés avenue de Flandre, selon la préfecture de police. "
    "Quatorze tirs ont été comptés entre vendredi minuit et dimanche à l'aube, sans faire de blessé. Le maire de l'arrondissement "
    "a demandé des renforts et une réunion avec les associations de riverains, qui réclament la fermeture de la rotonde."
)
OTHER = "Le crack se vend désormais à Saint-Denis, où la municipalité ouvre une salle de repos de vingt lits près du canal, dès jeudi."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[connection.Archive]:
    with connection.open_for_writing(tmp_path / "a.db", zone="Europe/Paris", founding=lambda: [("affair", "crack")]) as opened:
        yield opened


def entry(title: str, summary: str = "", *, hours: float = 0, outlet: str = "canal", lang: str = "fr", dated: str = "") -> Entry:
    published = dated or (START + timedelta(hours=hours)).isoformat()
    return Entry(title, url=f"https://{outlet}.example/{abs(hash((title, hours))) % 10**9}", summary=summary, published=published, outlet=outlet, lang=lang)


def take(archive: connection.Archive, *entries: Entry, everything: bool = False, at: int = SEEN) -> None:
    asked = [(watch, parse(watch.query)) for watch in watches.all_watches(archive)]
    intake = Intake(archive, lambda: asked, everything=everything)
    with intake.batch():
        intake.take(Source("import", at, PARIS), entries)


def rows(archive: connection.Archive) -> dict[str, tuple[int | None, int | None, str]]:
    """By outlet: story, root, relation."""
    found = archive.db.execute("SELECT o.key, a.story_id, a.copy_of, a.relation FROM article a JOIN outlet o ON o.id = a.outlet_id")
    return {row[0]: row[1:] for row in found}


def ids(archive: connection.Archive) -> dict[str, int]:
    return dict(archive.db.execute("SELECT o.key, a.id FROM article a JOIN outlet o ON o.id = a.outlet_id"))


def state(archive: connection.Archive) -> list[tuple[object, ...]]:
    tables = ("SELECT id, story_id, copy_of, relation FROM article", "SELECT * FROM link", "SELECT id, first_at, last_at, articles FROM story",
              "SELECT watch_id, article_id, story_id, copy, by_story FROM hit", "SELECT * FROM feature", "SELECT * FROM term WHERE stories")  # fmt: skip
    return [tuple(row) for table in tables for row in sorted(archive.db.execute(table))]


def three_events(archive: connection.Archive) -> None:
    take(
        archive,
        entry("Crack à Stalingrad : des tirs de mortier deux nuits de suite", WIRE),
        entry("Tirs de mortier contre des fumeurs de crack", WIRE, hours=2, outlet="copie"),
        entry("Crack : Saint-Denis ouvre une salle de repos", OTHER, hours=3, outlet="dionysien"),
        entry("Le crack, une histoire américaine racontée en dix dates", "Un livre revient sur les années Reagan.", hours=200, outlet="revue"),
    )


def test_a_copy_is_folded_under_its_original_and_every_hit_has_a_story(archive):
    three_events(archive)
    found, number = rows(archive), ids(archive)

    assert found["copie"] == (found["canal"][0], number["canal"], "copy")
    assert found["canal"][1:] == (None, "original")
    assert len({story for story, *_ in found.values()}) == 3
    assert archive.db.execute("SELECT count(*) FROM hit WHERE story_id IS NULL").fetchone() == (0,)
    assert archive.db.execute("SELECT copy FROM hit WHERE article_id = ?", (number["copie"],)).fetchone() == (1,)
    assert archive.db.execute("SELECT sum(articles) FROM story").fetchone() == (4,)
    kind, why, by = archive.db.execute("SELECT kind, why, by FROM link").fetchone()
    assert (kind, by) == ("copy", "machine")
    assert "word for word" in why


def test_what_no_watch_asks_for_is_left_alone(archive):
    take(archive, entry("Un marché aux fleurs rouvre à Gap", "Cinquante étals."))

    assert rows(archive)["canal"][0] is None
    assert archive.db.execute("SELECT count(*) FROM feature").fetchone() == (0,)


def test_an_unmatched_copy_becomes_a_hit_by_story(archive):
    take(archive, entry("Crack à Stalingrad : des tirs de mortier deux nuits de suite", WIRE))
    take(archive, entry("Des riverains à bout de nerfs", WIRE.replace("crack", "drogue"), hours=3, outlet="muet"), entry("Gap", "Fleurs", outlet="loin"))
    found, number = rows(archive), ids(archive)

    assert found["muet"][:2] == (found["canal"][0], number["canal"])
    assert archive.db.execute("SELECT by_story, story_id FROM hit WHERE article_id = ?", (number["muet"],)).fetchone() == (1, found["canal"][0])
    assert found["loin"][0] is None


def test_everything_is_grouped_on_request(archive):
    take(archive, entry("Un marché aux fleurs rouvre à Gap", "Cinquante étals."), everything=True)

    assert rows(archive)["canal"][0] is not None


def test_what_was_grouped_on_request_is_grouped_again(archive):
    take(archive, entry("Un marché aux fleurs rouvre à Gap", "Cinquante étals."), everything=True)
    before = rows(archive)

    assert grouping.rerun(archive).moved == 0
    assert rows(archive) == before


def test_the_root_moves_when_an_older_article_arrives(archive):
    take(archive, entry("Tirs de mortier contre des fumeurs de crack", WIRE, hours=5, outlet="copie"))
    take(archive, entry("Crack : des tirs de mortier avenue de Flandre", WIRE, hours=6, outlet="tiers"))
    take(archive, entry("Crack à Stalingrad : des tirs de mortier deux nuits de suite", WIRE, outlet="agence"))
    found, number = rows(archive), ids(archive)

    assert found["agence"][1] is None
    assert found["copie"][1:] == found["tiers"][1:] == (number["agence"], "copy")


def test_a_day_without_an_hour_does_not_become_the_root(archive):
    take(archive, entry("Tirs de mortier contre des fumeurs de crack", WIRE, outlet="copie", dated="2021-05-03"))
    take(archive, entry("Crack à Stalingrad : des tirs de mortier", WIRE, outlet="agence"))

    assert rows(archive)["copie"][1] == ids(archive)["agence"]


def test_a_date_that_the_address_contradicts_makes_nobody_the_root(archive):
    take(archive, entry("Crack à Stalingrad : des tirs de mortier deux nuits de suite", WIRE))
    backdated = Entry("Tirs de mortier contre des fumeurs de crack", url="https://devin.example/2021/05/03/tirs", summary=WIRE, published="2020-09-01T10:00:00Z", outlet="devin")
    take(archive, backdated)

    assert rows(archive)["devin"][1] == ids(archive)["canal"]


def test_missing_dates_and_empty_leads_are_grouped_too(archive):
    title = "Crack à Stalingrad : des tirs de mortier deux nuits de suite"
    take(archive, Entry(title, url="https://canal.example/1", outlet="canal"), Entry(title, url="https://copie.example/1", outlet="copie"))

    assert rows(archive)["copie"][1] == ids(archive)["canal"]


def test_a_revised_article_keeps_its_story_and_finds_its_copy(archive):
    take(archive, entry("Crack à Stalingrad : des tirs de mortier deux nuits de suite", WIRE))
    take(archive, Entry("Le crack à Paris, heure par heure", url="https://fil.example/1", summary="Notre fil.", outlet="fil", published=START.isoformat()))
    before = rows(archive)["fil"][0]
    take(archive, Entry("Le crack à Paris, nuit d'incendie", url="https://fil.example/1", summary=OTHER, outlet="fil", published=START.isoformat()), at=SEEN + 60)

    assert rows(archive)["fil"][0] == before


def test_running_it_again_changes_nothing(archive):
    three_events(archive)
    before = state(archive)
    first = grouping.rerun(archive)

    assert state(archive) == before
    assert (first.articles, first.moved, first.copies) == (4, 0, 1)
    assert grouping.rerun(archive).moved == 0


def test_a_dry_run_says_what_other_thresholds_would_do_and_does_nothing(archive):
    three_events(archive)
    before = state(archive)
    tried = grouping.rerun(archive, dry_run=True, thresholds=Thresholds(contained=1.1, reworked=1.1, joined=1.1))

    assert (tried.copies_before, tried.copies, tried.stories_before, tried.stories, tried.moved) == (1, 0, 3, 4, 1)
    assert state(archive) == before


def test_a_rerun_over_part_of_the_time_leaves_the_rest(archive):
    three_events(archive)
    before = rows(archive)
    done = grouping.rerun(archive, since=int(START.timestamp()) + 100 * 3600)

    assert rows(archive) == before
    assert done.moved == 0


def test_a_rerun_finds_again_what_hits_by_story(archive):
    take(archive, entry("Crack à Stalingrad : des tirs de mortier deux nuits de suite", WIRE))
    take(archive, entry("Des riverains à bout de nerfs", WIRE.replace("crack", "drogue"), hours=3, outlet="muet"))
    before = state(archive)
    grouping.rerun(archive)

    assert state(archive) == before


def test_stories_merged_by_hand_stay_one(archive):
    three_events(archive)
    found = rows(archive)
    kept = grouping.merge(archive, found["dionysien"][0], found["revue"][0])
    grouping.rerun(archive)
    after = rows(archive)

    assert after["dionysien"][0] == after["revue"][0] == kept
    assert after["canal"][0] == found["canal"][0]
    assert archive.db.execute("SELECT by, why FROM link WHERE by = 'hand'").fetchall() == [("hand", "merged by hand")]
    assert archive.db.execute("SELECT count(*) FROM story").fetchone() == (2,)


def test_a_copy_taken_out_by_hand_stays_out(archive):
    three_events(archive)
    story, number = rows(archive)["canal"][0], ids(archive)
    new = grouping.split(archive, story, number["copie"])

    assert rows(archive)["copie"] == (new, None, "original")
    grouping.rerun(archive)
    assert rows(archive)["copie"] == (new, None, "original")
    assert rows(archive)["canal"][0] == story
    take(archive, entry("Mortiers et crack : le récit de deux nuits", WIRE, hours=9, outlet="tiers"))
    assert rows(archive)["canal"][0] != rows(archive)["copie"][0]


def test_an_original_takes_its_copies_along_and_merging_undoes_it(archive):
    three_events(archive)
    found, number = rows(archive), ids(archive)
    both = grouping.merge(archive, found["canal"][0], found["dionysien"][0])
    new = grouping.split(archive, both, number["canal"])

    assert {rows(archive)[outlet][0] for outlet in ("canal", "copie")} == {new}
    assert rows(archive)["copie"][1] == number["canal"]
    assert grouping.merge(archive, new, both) in (new, both)
    grouping.rerun(archive)
    assert len({rows(archive)[outlet][0] for outlet in ("canal", "copie", "dionysien")}) == 1


def test_what_cannot_be_merged_or_split_is_said_in_a_line(archive):
    three_events(archive)
    found, number = rows(archive), ids(archive)
    story = found["canal"][0]

    assert grouping.merge(archive, story, story) == story
    with pytest.raises(UsageError, match="no story 99"):
        grouping.merge(archive, story, 99)
    with pytest.raises(UsageError, match="does not hold"):
        grouping.split(archive, story, number["revue"])
    with pytest.raises(UsageError, match="nothing but"):
        grouping.split(archive, story, number["canal"])


def test_the_archive_stays_sound(archive):
    three_events(archive)
    grouping.split(archive, rows(archive)["canal"][0], ids(archive)["copie"])
    grouping.merge(archive, rows(archive)["dionysien"][0], rows(archive)["revue"][0])
    grouping.rerun(archive)

    assert connection.check(archive) == []
    assert archive.db.execute("SELECT count(*) FROM article a JOIN hit h ON h.article_id = a.id WHERE h.story_id IS NOT a.story_id").fetchone() == (0,)
    assert archive.db.execute("SELECT count(*) FROM story WHERE articles != (SELECT count(*) FROM article WHERE story_id = story.id)").fetchone() == (0,)


LEADS = (WIRE, " ".join(WIRE.split()[:35]), OTHER, "Le crack recule, dit la préfecture.", "")


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(LEADS), st.integers(0, 60), st.sampled_from(["a", "b", "c"])), min_size=1, max_size=7, unique=True), st.integers(1, 7))
def test_no_article_is_lost_and_a_copy_lies_in_the_story_of_its_root(tmp_path_factory, some, batch):
    with connection.open_for_writing(tmp_path_factory.mktemp("law") / "a.db", zone="UTC", founding=lambda: [("affair", "crack")]) as archive:
        entries = [entry(f"Crack numéro {n} au bord du canal de Paris", lead, hours=hours, outlet=outlet) for n, (lead, hours, outlet) in enumerate(some)]
        for start in range(0, len(entries), batch):
            take(archive, *entries[start : start + batch])

        assert archive.db.execute("SELECT count(*) FROM article WHERE story_id IS NOT NULL").fetchone() == (len(entries),)
        strays = "SELECT count(*) FROM article c JOIN article r ON r.id = c.copy_of WHERE c.story_id != r.story_id OR r.copy_of IS NOT NULL OR c.at < r.at"
        assert archive.db.execute(strays).fetchone() == (0,)
        grouping.rerun(archive)
        before = state(archive)
        grouping.rerun(archive)
        assert state(archive) == before
