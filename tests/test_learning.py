"""What labels teach about hits: scores as articles come in, folded away and never deleted; a person's word wins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crackwatch import ask, learning, rerun
from crackwatch.archive import connection, watches
from crackwatch.ask.explaining import explained
from crackwatch.config import Config, load
from crackwatch.errors import UsageError
from crackwatch.intake import Intake, Source
from crackwatch.model import Entry, Selection
from crackwatch.watches.query import parse

NOON = 1_621_332_000  # 2021-05-18 12:00 in Paris
DAY = 86_400
PLACES = ["Stalingrad", "Riquet", "Ourcq", "Flandre", "Crimée", "Éole", "Pantin", "Jaurès", "Lens", "Metz", "Nice", "Brest"]
YES = [f"Riverains et crack place {place}" for place in PLACES]
NO = [f"Le crack de {place} marque en championnat" for place in PLACES]
LIKE_YES, LIKE_NO = "Des riverains parlent du crack place Hébert", "Un crack marque deux fois en championnat"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load(file=None, db=tmp_path / "archive.db")


@pytest.fixture
def archive(config: Config) -> Iterator[connection.Archive]:
    with connection.open_for_writing(config.db, zone="Europe/Paris", founding=lambda: [("affair", "crack")]) as opened:
        yield opened


def take(archive: connection.Archive, *titles: str, at: int = NOON, first: int = 0) -> list[int]:
    """Store articles with these headlines, and give their ids; ``first`` is the number in the first one's address."""
    entries = [Entry(title, f"https://gazette.example/{n}") for n, title in enumerate(titles, first)]
    intake = Intake(archive, lambda: [(watch, parse(watch.query)) for watch in watches.all_watches(archive)])
    with intake.batch():
        intake.take(Source("import", at, ZoneInfo("Europe/Paris")), entries)
    addresses = [entry.url for entry in entries]
    return [archive.db.execute("SELECT id FROM article WHERE url = ?", (address,)).fetchone()[0] for address in addresses]


@pytest.fixture
def taught(archive: connection.Archive, config: Config) -> connection.Archive:
    """An archive whose watch has learned from twelve yes and twelve no."""
    rerun.label(archive, config, take(archive, *YES), relevant=True, name=None, now=NOON)
    rerun.label(archive, config, take(archive, *NO, first=100), relevant=False, name=None, now=NOON)
    return archive


def score(archive: connection.Archive, article: int) -> float | None:
    return archive.db.execute("SELECT score FROM hit WHERE article_id = ?", (article,)).fetchone()[0]


def listed(archive: connection.Archive, *, unlikely: bool = False) -> tuple[set[int], int]:
    found = ask.articles(archive, Selection(unlikely=unlikely))
    return {view.article.id for view in found}, found.hidden


def test_few_labels_teach_nothing(archive: connection.Archive, config: Config) -> None:
    rerun.label(archive, config, take(archive, *YES), relevant=True, name=None, now=NOON)

    (article,) = take(archive, LIKE_NO, first=500)

    assert score(archive, article) is None
    lesson = learning.lesson(archive, watches.find(archive, "affair"), parse("crack"), {})
    assert (lesson.yes, lesson.no, lesson.wanting, lesson.gain) == (12, 0, 8, None)


@pytest.mark.parametrize(("yes", "no", "wanting"), [(0, 0, 20), (10, 5, 5), (18, 1, 4), (30, 0, 5), (15, 5, 0)])
def test_how_many_labels_are_still_needed(yes: int, no: int, wanting: int) -> None:
    assert learning.wanting([True] * yes + [False] * no) == wanting


def test_what_is_stored_is_scored_when_enough_was_said(archive: connection.Archive, config: Config) -> None:
    good, bad = take(archive, LIKE_YES, LIKE_NO, first=500)
    rerun.label(archive, config, take(archive, *YES), relevant=True, name=None, now=NOON)

    done = rerun.label(archive, config, take(archive, *NO, first=100), relevant=False, name=None, now=NOON)

    assert (done.articles, done.scored) == (12, 2)
    assert score(archive, good) > 0.5 > score(archive, bad)


def test_new_articles_are_scored_as_they_come_in_and_low_ones_are_folded_away(taught: connection.Archive) -> None:
    good, bad = take(taught, LIKE_YES, LIKE_NO, first=500, at=NOON + DAY)

    assert score(taught, good) > 0.5 > score(taught, bad)
    shown, hidden = listed(taught)
    assert good in shown
    assert bad not in shown
    assert hidden == len(NO) + 1
    assert bad in listed(taught, unlikely=True)[0]


def test_a_persons_word_wins_over_what_was_learned(taught: connection.Archive, config: Config) -> None:
    good, bad = take(taught, LIKE_YES, LIKE_NO, first=500)
    rerun.label(taught, config, [bad], relevant=True, name=None, now=NOON)
    rerun.label(taught, config, [good], relevant=False, name=None, now=NOON)
    assert (score(taught, good), score(taught, bad)) == (0.0, 1.0)

    take(taught, f"{LIKE_YES}, suite", f"{LIKE_NO}, suite", first=500, at=NOON + DAY)
    rerun.watch(taught, watches.find(taught, "affair"), parse("crack"), {})

    assert (score(taught, good), score(taught, bad)) == (0.0, 1.0)


def test_what_learning_gains_is_told_on_labels_kept_aside(taught: connection.Archive) -> None:
    lesson = learning.lesson(taught, watches.find(taught, "affair"), parse("crack"), {})

    assert (lesson.yes, lesson.no, lesson.wanting) == (12, 12, 0)
    assert lesson.gain is not None
    assert (lesson.gain.watch.precision, lesson.gain.watch.recall) == (0.5, 1.0)
    assert lesson.gain.learned.f1 > lesson.gain.watch.f1


# --- why


def test_an_explanation_names_the_words_that_decided_and_what_was_said(taught: connection.Archive, config: Config) -> None:
    (article,) = take(taught, LIKE_NO, first=500)

    (told,) = explained(taught, config, article)

    assert told.words.because == "hit: crack in the title"
    assert told.score == pytest.approx(score(taught, article))
    assert next(reason.weight for reason in told.reasons if reason.said == "championnat") < 0
    assert told.verdict is None
    assert explained(taught, config, 1)[0].verdict is True


def test_an_explanation_says_which_earlier_state_hit(archive: connection.Archive, config: Config) -> None:
    (article,) = take(archive, "Le crack revient place Hébert")
    take(archive, "La drogue revient place Hébert", at=NOON + DAY)

    (told,) = explained(archive, config, article, name="affair")

    assert told.words.hit
    assert told.earlier == NOON + DAY


def test_an_explanation_says_which_hit_an_article_copies(archive: connection.Archive, config: Config) -> None:
    original, copy = take(archive, "Crack : une réunion publique", "Une réunion publique promise")
    archive.db.execute("UPDATE article SET copy_of = ? WHERE id = ?", (original, copy))
    rerun.watch(archive, watches.find(archive, "affair"), parse("crack"), {})

    (told,) = explained(archive, config, copy)

    assert (told.words.hit, told.copies) == (False, original)
    assert explained(archive, config, original)[0].copies is None


def test_what_is_not_there_cannot_be_explained(archive: connection.Archive, config: Config) -> None:
    with pytest.raises(UsageError, match="there is no article 7"):
        explained(archive, config, 7)
    take(archive, "Le PSG gagne")
    with pytest.raises(UsageError, match="no watch is named"):
        explained(archive, config, 1, name="nobody")
