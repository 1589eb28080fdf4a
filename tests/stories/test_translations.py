"""Pairs of invented articles and their translations, beside reports in other languages that only speak of the same things."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.stories.prints import Prints
from crackwatch.stories.thresholds import USUAL
from crackwatch.stories.translations import same_in_other_words
from tests.stories.tellings import DAY, HOUR, MONDAY, grouped, told


def rows(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def precision_and_recall(gold: list[str], roots: list[int]) -> tuple[float, float]:
    def pairs(values: list[object]) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(values).values())

    both = pairs(list(zip(gold, roots, strict=True)))
    return both / max(pairs(list(roots)), 1), both / pairs(list(gold))


TEXTS = rows("translations.tsv")
TELLINGS = [
    told(row["title"], summary=row["lead"], lang=row["lang"], at=MONDAY + n % 31 * HOUR, outlet=n % 9) for n, row in enumerate(TEXTS)
]


def test_translations_are_linked_and_reports_on_the_same_things_are_not():
    found = grouped(TELLINGS)
    precision, recall = precision_and_recall([row["pair"] for row in TEXTS], found.roots)

    assert precision >= 0.95
    assert recall >= 0.9
    assert {link.kind for link in found.links} == {"translation"}


def test_copies_of_wires_are_found_and_own_reports_stay_apart():
    wires = rows("wires.tsv")
    found = grouped([told(row["title"], row["text"], at=MONDAY + n * 600, outlet=n, lang="") for n, row in enumerate(wires)])
    precision, recall = precision_and_recall([row["copy"] for row in wires], found.roots)

    assert precision == 1.0
    assert recall >= 0.9


def test_a_translation_lies_in_the_story_of_its_original_and_says_why():
    found = grouped(TELLINGS[:2])

    assert found.roots == [0, 0]
    assert found.together(0, 1)
    assert "agree in en and fr" in found.links[0].why


def test_a_translation_may_be_seen_before_its_original():
    late = [told(TEXTS[n]["title"], summary=TEXTS[n]["lead"], lang=TEXTS[n]["lang"], at=MONDAY + (1 - n) * HOUR, outlet=n) for n in (0, 1)]

    assert grouped(late).roots == [1, 1]


@pytest.mark.parametrize(("days", "linked"), [(2, True), (4, False)])
def test_a_translation_comes_within_three_days(days, linked):
    late = told(TEXTS[1]["title"], summary=TEXTS[1]["lead"], lang="en", at=MONDAY + days * DAY, outlet=2)

    assert grouped([TELLINGS[0], late]).folded(0, 1) is linked


def test_headlines_alone_are_too_little():
    assert not grouped([told(TEXTS[0]["title"]), told(TEXTS[1]["title"], lang="en", outlet=2)]).folded(0, 1)


def test_the_language_is_read_from_the_text_where_no_one_names_it():
    read = [(Prints(told(row["title"], row["lead"], lang="")).lang, row["lang"]) for row in TEXTS]

    assert all(lang in (own, "") for lang, own in read)
    assert sum(lang == own for lang, own in read) >= 0.9 * len(read)


@given(st.lists(st.sampled_from(TELLINGS), min_size=2, max_size=5))
def test_two_articles_are_translations_whichever_is_asked_first(some):
    def rarity(term: int) -> float:
        return 1 + term % 5

    for a, b in combinations([Prints(one) for one in some], 2):
        assert same_in_other_words(a, b, rarity, USUAL) == same_in_other_words(b, a, rarity, USUAL)
