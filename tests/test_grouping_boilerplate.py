"""What an outlet says under every headline is learned while articles come in, and counts for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crackwatch import grouping
from crackwatch.archive import connection
from crackwatch.archive import grouping as stored
from crackwatch.intake import Intake, Source
from crackwatch.model import Entry
from crackwatch.stories.prints import Telling, prints_of
from crackwatch.stories.shelf import COMMON
from tests.stories.tellings import WIRE, sentences

START = datetime(2021, 5, 3, 8, tzinfo=UTC)
PLEAS = {
    "fr": "Pour aller au bout de ce récit, choisissez la formule qui vous convient ; elle prend fin quand vous le voulez, en deux clics.",
    "en": "This story is free to read because people like you chip in a few pounds every month; join them and keep us on the street.",
    "de": "Dieser Beitrag gehört zu unserem Angebot für Mitglieder; wer ein Konto besitzt, findet ihn nach der Anmeldung in der Übersicht.",
    "es": "Este contenido forma parte de nuestra oferta para socios, que sostienen cada mes un periodismo local hecho sin prisas y sin miedo.",
}
RUBRIC = "Retrouvez toute l'actualité du 19e sur notre site, et chaque jeudi le récit d'un riverain dans votre boîte aux lettres."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[connection.Archive]:
    with connection.open_for_writing(tmp_path / "a.db", zone="UTC") as opened:
        yield opened


def report(number: int, outlet: str, *around: str, lead: str = "", lang: str = "fr", title: str = "") -> Entry:
    """An article whose headline and lead nobody else has, with what its outlet says before (``around[1]``) and after it."""
    own = lead or sentences(number, number + 1000)
    headline = title or f"Stalingrad crack {' '.join(own.split()[:4])}"
    after, before = (*around, "", "")[:2]
    when = START + timedelta(hours=3 * number)
    return Entry(headline, url=f"https://{outlet}.example/{number}", summary=f"{before} {own} {after}".strip(), published=when.isoformat(), outlet=outlet, lang=lang)


def take(archive: connection.Archive, entries: Sequence[Entry], batch: int = 1000) -> None:
    intake = Intake(archive, list, everything=True)
    for start in range(0, len(entries), batch):
        with intake.batch():
            intake.take(Source("import", int(START.timestamp()) + 90 * 86400, ZoneInfo("UTC")), entries[start : start + batch])


def copies(archive: connection.Archive) -> set[tuple[str, str]]:
    """(address, address of the root) of all that is folded, without the scheme and the domain."""
    rows = archive.db.execute("SELECT a.url, r.url FROM article a JOIN article r ON r.id = a.copy_of")
    return {tuple(url.removeprefix("https://").replace(".example", "") for url in row) for row in rows}  # type: ignore[misc]


def grouped(archive: connection.Archive) -> list[tuple[object, ...]]:
    tables = ("SELECT id, story_id, copy_of, relation FROM article", "SELECT a, b, kind, score, why FROM link", "SELECT h, article_id FROM feature UNION SELECT h, article_id FROM feature_waiting")
    return [tuple(row) for table in tables for row in sorted(archive.db.execute(table))]


@pytest.mark.parametrize("batch", [1, 4, 1000])
@pytest.mark.parametrize("lang", PLEAS)
def test_two_outlets_of_one_house_with_one_plea_do_not_fold(archive, lang, batch):
    take(archive, [report(n, f"{lang}{n % 2}", PLEAS[lang], lang=lang) for n in range(14)], batch)

    assert copies(archive) == set()


@pytest.mark.parametrize("outlets", [("soir", "soir"), ("soir", "matin")], ids=["one outlet", "two outlets"])
@pytest.mark.parametrize("batch", [1, 2])
def test_the_first_two_stubs_with_an_unknown_plea_stay_two(archive, outlets, batch):
    take(archive, [report(n, outlet, PLEAS["fr"], title=" ".join(sentences(n).split()[:5])) for n, outlet in enumerate(outlets)], batch)

    assert copies(archive) == set()


def test_a_house_of_many_outlets_is_known_too(archive):
    take(archive, [report(n, f"titre{n % 9}", RUBRIC, PLEAS["fr"]) for n in range(45)], 9)
    grouping.rerun(archive, everything=True)

    assert copies(archive) == set()


def test_a_stub_is_found_below_the_pleas_of_two_outlets_and_the_link_says_what_did_not_count(archive):
    take(archive, [report(n, outlet, PLEAS[lang], RUBRIC) for n, (outlet, lang) in enumerate([("soir", "fr"), ("herald", "en")] * 3)])
    stub = " ".join(WIRE.split()[:18])
    news = [report(40, "soir", PLEAS["fr"], RUBRIC, lead=stub, title="La roche coupe la voie de Brive à Aurillac"), report(41, "herald", PLEAS["en"], RUBRIC, lead=stub, title="Aurillac : la roche est tombée sur la voie")]
    take(archive, news)

    assert copies(archive) == {("herald/41", "soir/40")}
    why = archive.db.execute("SELECT why FROM link WHERE kind = 'copy'").fetchone()[0]
    assert "words of boilerplate left out" in why


def test_boilerplate_is_still_known_after_many_articles_and_is_not_stored_with_each(archive):
    take(archive, [report(n, "soir", PLEAS["fr"]) for n in range(60)], 10)
    take(archive, [report(n, "matin", PLEAS["fr"]) for n in range(60, 64)], 1)
    often = archive.db.execute("SELECT count(*) FROM (SELECT h FROM feature UNION ALL SELECT h FROM feature_waiting) WHERE h > 0 GROUP BY h ORDER BY 1 DESC").fetchone()[0]

    assert copies(archive) == set()
    assert often < 12


def test_a_lead_that_an_outlet_never_changes_is_not_stored_with_each_article(archive):
    take(archive, [report(n, "soir", lead=PLEAS["fr"], title=" ".join(sentences(n).split()[:5])) for n in range(60)], 7)
    often = archive.db.execute("SELECT count(*) FROM (SELECT h FROM feature UNION ALL SELECT h FROM feature_waiting) WHERE h >= 1 << 62 GROUP BY h ORDER BY 1 DESC").fetchone()[0]

    assert often == COMMON


def test_updates_of_one_article_and_copies_of_a_wire_make_no_boilerplate(archive):
    title = "Un éboulement coupe la ligne entre Aurillac et Brive"
    take(archive, [report(n, "soir", lead=f"{WIRE} {sentences(n)}", title=title if n < 3 else f"{title}, version {n}") for n in range(6)], 1)
    take(archive, [report(n, f"copiste{n}", lead=WIRE, title="La roche sur la voie de Brive") for n in range(6, 10)], 1)

    assert {article for article, _ in copies(archive)} == {*(f"soir/{n}" for n in range(1, 6)), *(f"copiste{n}/{n}" for n in range(6, 10))}


def test_events_that_share_nothing_but_a_plea_are_two_stories(archive):
    plea = "Les cartographes de la rédaction sillonnent banlieues, canaux et faubourgs ; soutenez leurs expéditions, offrez une boussole."
    entries = [report(n, "soir", plea, title=" ".join(sentences(n).split()[:5])) for n in range(8)]
    take(archive, entries, 4)

    assert archive.db.execute("SELECT count(*) FROM story").fetchone()[0] == len(entries)


def test_a_story_that_a_person_takes_apart_is_told_without_the_plea(archive):
    plea = "Les cartographes de la rédaction sillonnent banlieues, canaux et faubourgs ; soutenez leurs expéditions, offrez une boussole."
    take(archive, [report(n, "soir", plea, title=" ".join(sentences(n).split()[:5])) for n in range(8)])
    terms = prints_of(Telling(0, 0, 0, "fr", "", plea)).terms.keys()
    assert grouping.merge(archive, 4, 5) == 4
    new = grouping.split(archive, 4, 5)

    for _, _, _, said in stored.centres(archive, (4, new)).values():
        assert said
        assert terms.isdisjoint(said)


def test_what_was_folded_before_a_plea_was_known_comes_apart_when_grouped_again(archive):
    plea = "Crack à Stalingrad : notre rédaction suit l'affaire depuis le premier jour et la raconte chaque semaine à ceux qui la soutiennent."
    first = [report(0, "soir", plea, lead=sentences(0)), report(1, "soir", plea, lead=sentences(1))]
    take(archive, first)
    assert copies(archive)

    take(archive, [report(n, "soir", plea, title=" ".join(sentences(n).split()[:5])) for n in range(30, 34)])
    grouping.rerun(archive, everything=True)
    assert copies(archive) == set()


@settings(max_examples=10)
@given(st.lists(st.tuples(st.sampled_from(["soir", "matin"]), st.sampled_from([*PLEAS.values(), RUBRIC, ""]), st.integers(0, 4)), min_size=2, max_size=12), st.integers(1, 12))
def test_grouping_again_is_the_same_each_time_and_folds_only_equal_leads(tmp_path_factory, some, batch):
    with connection.open_for_writing(tmp_path_factory.mktemp("law") / "a.db", zone="UTC") as archive:
        entries = [report(n, outlet, plea, lead=sentences(lead, lead + 50), title=" ".join(sentences(500 + n).split()[:5])) for n, (outlet, plea, lead) in enumerate(some)]
        take(archive, entries, batch)
        lead_of = {f"{outlet}/{n}": lead for n, (outlet, _, lead) in enumerate(some)}
        assert all(lead_of[copy] == lead_of[root] for copy, root in copies(archive))
        grouping.rerun(archive, everything=True)
        before = grouped(archive)
        grouping.rerun(archive, everything=True)
        assert grouped(archive) == before
