"""The days that sentences talk about, in five languages, and what only looks like a date."""

import json
import os
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.dates import Mention, mentions
from tests.dates.cases import DAYS, TRAPS

NOW = datetime.fromisoformat("2021-05-18T12:00:00+02:00")


@pytest.mark.parametrize(("sentence", "words", "first", "last", "also"), DAYS, ids=[case[0] for case in DAYS])
def test_days_are_found_and_resolved(sentence, words, first, last, also):
    found = [
        m
        for m in mentions(sentence, NOW)
        if m.start < sentence.index(words) + len(words) and m.end > sentence.index(words)
    ]
    assert [(m.first.isoformat(), m.last.isoformat()) for m in found] in [[wanted] for wanted in ((first, last), *also)]


@pytest.mark.parametrize(("sentence", "words"), TRAPS, ids=[case[0] for case in TRAPS])
def test_what_only_looks_like_a_date_is_left_out(sentence, words):
    at = sentence.index(words)
    assert [m for m in mentions(sentence, NOW) if m.start < at + len(words) and m.end > at] == []


def only(sentence: str, published: datetime = NOW) -> Mention:
    (mention,) = mentions(sentence, published)
    return mention


def test_offsets_are_those_of_the_text_as_given():
    sentence = "À l’Éole\u00a0: rixe «\u202fdimanche\u202f» DERNIER…"
    mention = only(sentence)
    assert sentence[mention.start : mention.end] == "dimanche"
    assert sentence[only("İstanbul, le 13 mai").start - 1 :] != ""


def test_what_the_text_leaves_out_is_marked_as_inferred():
    assert only("Il a été vu le 13 mai.").inferred
    assert only("Il a été vu hier.").inferred
    assert not only("Il a été vu le 13 mai 2021.").inferred
    assert not only("Il a été vu en mai 2021.").inferred


@pytest.mark.parametrize(
    ("sentence", "precision"), [("Vu le 13 mai 2021.", "day"), ("Vu en mai 2021.", "month"), ("Vu en 2019.", "year")]
)
def test_precision_is_what_the_text_says(sentence, precision):
    assert only(sentence).precision == precision


def test_verbs_tell_past_from_future():
    assert only("Une marche aura lieu vendredi.").first == date(2021, 5, 21)
    assert only("Une marche a eu lieu vendredi.").first == date(2021, 5, 14)
    assert only("La salle ouvrira en mars.").first == date(2022, 3, 1)
    assert only("La salle a ouvert en mars.").first == date(2021, 3, 1)
    assert [m.first for m in mentions("Le maire a dit lundi que la salle ouvrira jeudi.", NOW)] == [
        date(2021, 5, 17),
        date(2021, 5, 20),
    ]


def test_the_next_day_follows_the_day_last_named():
    found = mentions("Le 3 mai, la police est venue. Le lendemain, elle est revenue.", NOW)
    assert [m.first for m in found] == [date(2021, 5, 3), date(2021, 5, 4)]


def test_here_in_german_is_not_yesterday_in_french():
    assert mentions("Die Polizei ist nicht hier, und das ist ein Problem.", NOW) == []


def test_opening_hours_are_no_days_and_nights_are_two():
    assert mentions("La salle ouvre du lundi au vendredi.", NOW) == []
    night = only("Une rixe a éclaté dans la nuit du vendredi au samedi.")
    assert (night.first, night.last) == (date(2021, 5, 14), date(2021, 5, 15))


def test_two_days_that_do_not_touch_are_two_mentions():
    found = mentions("Le procès se tiendra les 3 et 17 juin 2021.", NOW)
    assert [(m.first.day, m.last.day) for m in found] == [(3, 3), (17, 17)]


@pytest.mark.parametrize(
    ("published", "sentence", "first"),
    [
        ("2021-01-04", "Les faits remontent au 30 décembre.", "2020-12-30"),
        ("2020-12-28", "La salle ouvrira le 5 janvier.", "2021-01-05"),
        ("2021-03-01", "Il a été vu hier.", "2021-02-28"),
        ("2021-05-16", "La fête a eu lieu le week-end dernier.", "2021-05-08"),
        ("2021-03-02", "Il est né le 29 février.", "2020-02-29"),
    ],
)
def test_years_months_and_weekends_turn(published, sentence, first):
    assert only(sentence, datetime.fromisoformat(f"{published}T12:00:00+01:00")).first.isoformat() == first


def test_impossible_days_are_left_out():
    assert mentions("Le 31 février 2021, le 45 mai et le 2021-13-01.", NOW) == []
    assert mentions("Il y a 999 ans et depuis 900 années.", datetime(100, 1, 1, tzinfo=UTC)) == []


WORDS = st.sampled_from(
    "le la du au en de à depuis entre et jusqu'au d'ici avant 13 1er 2021 mai mars lundi samedi hier dernier prochain ans"
    " il y a trois jours nuit May March on since the last 03/05/2021 2021-05 - , . ’ İ\u00a0ß début mi-".split(" ")
)


@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=30))
def test_any_text_gives_ordered_mentions_inside_it(text):
    found = mentions(text, NOW)
    assert all(0 <= m.start < m.end <= len(text) and m.first <= m.last for m in found)
    assert all(a.end <= b.end for a, b in pairwise(found))


def test_hostile_lengths_end():
    for unit in (
        "le ",
        "de ",
        "1 ",
        "13 mai ",
        "mai ",
        "lundi ",
        "depuis ",
        "1-",
        "il y a ",
        "environ ",
        "début de ",
        " ",
        "nuit de ",
    ):
        mentions(unit * 4_000, NOW)


SHARED = Path(os.environ.get("CRACKWATCH_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data/dates"


@pytest.mark.skipif(not (SHARED / "mentions.jsonl").exists(), reason="labelled sentences are not here")
def test_labelled_sentences_are_understood():
    wrong = []
    for line in (SHARED / "mentions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = {
            (m.first.isoformat(), m.last.isoformat())
            for m in mentions(row["sentence"], datetime.fromisoformat(row["published"]))
        }
        wanted = {(row["first_day"], row["last_day"]), *map(tuple, row["alt"])}
        if (found and row["first_day"] is None) or (row["first_day"] and not found & wanted):
            wrong.append((row["expression"], found))
    assert len(wrong) <= 2, wrong
