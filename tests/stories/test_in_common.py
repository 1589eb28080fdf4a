"""The words by which articles of one story hang together."""

from __future__ import annotations

from dataclasses import replace

from crackwatch.stories.in_common import NAMED, in_common
from crackwatch.stories.prints import Prints
from tests.stories.tellings import DAY, MONDAY, told


def reasons(*titles):
    tellings = [replace(told(title, at=MONDAY + n * DAY), id=n) for n, title in enumerate(titles, 1)]
    return [(link.a, link.b, link.why) for link in in_common([Prints(one) for one in tellings], {}, 0)]


def test_each_goes_back_to_the_earlier_one_that_it_resembles_most_and_is_told_as_it_is_written():
    found = reasons("Éboulement à Martel", "La gare de Brive attend", "Éboulement : la gare de BRIVE attend un train")

    assert [(a, b) for a, b, _ in found] == [(3, 2)]
    assert set(found[0][2].removeprefix("both tell of ").split(", ")) == {"gare", "BRIVE", "attend"}


def test_of_many_words_those_that_say_most_are_named():
    title = "Éboulement à Martel : caténaire, ballast, paroi, autocars, déblaiement"

    assert reasons(title, title)[0][2].count(",") == NAMED - 1


def test_the_first_needs_no_reason_and_strangers_have_none():
    assert reasons("Éboulement à Martel") == reasons("Éboulement à Martel", "Une piscine rouvre") == []
