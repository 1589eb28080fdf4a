"""What makes words boilerplate of an outlet, what does not, and what becomes of a text without them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import permutations

import pytest

from crackwatch.stories import boilerplate
from crackwatch.stories.copies import same_text
from crackwatch.stories.prints import Prints
from crackwatch.stories.thresholds import USUAL
from tests.stories.tellings import DAY, HOUR, MONDAY, WIRE, grouped, sentences, told

PLEA = "Pour aller au bout de ce récit, choisissez la formule qui vous convient ; elle prend fin quand vous le voulez, en deux clics."


def learned(*articles: Prints) -> dict[int, boilerplate.Boilerplate]:
    numbered = {n: Prints(replace(one.telling, id=n)) for n, one in enumerate(articles, 1)}
    having = boilerplate.suspected(list(numbered.values()), {})
    repeating = boilerplate.by_outlet(having, {n: one.telling.outlet for n, one in numbered.items()})
    return boilerplate.learned(repeating, numbered, partial(same_text, thresholds=USUAL))


def stub(number: int, plea: str = PLEA, outlet: int = 1, title: str = "", at: int = 0) -> Prints:
    own = sentences(number, number + 200)
    return Prints(told(title or " ".join(own.split()[:6]), f"{own} {plea}", outlet=outlet, at=MONDAY + (at or number) * HOUR))


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_words_in_three_articles_of_an_outlet_are_its_boilerplate_in_whatever_order_they_come(order):
    found = learned(*(stub(n) for n in order))
    bare = found[1].taken_from(stub(9))

    assert bare.left_out == 23
    assert bare.body == Prints(told("x", sentences(9, 209))).body
    assert bare.terms == Prints(told(stub(9).telling.title, sentences(9, 209))).terms


def test_two_articles_are_too_few():
    assert learned(stub(0), stub(1)) == {}


def test_what_one_outlet_says_is_learned_of_it_alone():
    assert learned(stub(0), stub(1), stub(2), stub(3, outlet=2), stub(4, outlet=2)).keys() == {1}


def test_what_many_outlets_print_is_nobodys_boilerplate():
    assert learned(*(stub(n, WIRE, outlet=n) for n in range(9))) == {}


def test_one_article_under_one_headline_or_updated_proves_nothing():
    title = "Un éboulement coupe la ligne entre Aurillac et Brive"
    column = [stub(n, title=f"{title}, le {n + 3} mai", at=n * 200) for n in range(5)]
    updates = [Prints(told(f"{title} : {n}", f"{WIRE} {sentences(n)}", at=MONDAY + n * HOUR)) for n in range(5)]

    assert learned(*column) == {}
    assert learned(*updates) == {}


def test_what_the_headlines_speak_of_is_an_event_and_no_boilerplate():
    event = "Un immeuble s'est effondré à Marsac dans la nuit de samedi à dimanche, quatre personnes sont encore portées disparues."
    headlines = ["Effondrement de Marsac : le maire sur place", "À Marsac, les voisins racontent la nuit", "Immeuble effondré, que savent les pompiers ?"]

    assert learned(*(stub(7 * n, event, title=title, at=n * 100) for n, title in enumerate(headlines))) == {}


def test_a_turn_of_phrase_is_left_in():
    ours, theirs = (stub(n, "selon une source proche du dossier") for n in (1, 2))

    assert ours.without(theirs.shingles) is ours


def test_only_articles_that_prove_it_keep_the_marks_of_boilerplate():
    numbered = [Prints(replace(stub(n).telling, id=n)) for n in range(1, 6)]
    found = learned(*(stub(n) for n in range(1, 6)))[1]
    bare = [found.taken_from(one) for one in numbered]

    assert [bool(one.proof) for one in bare] == [True, True, True, False, False]
    assert all({*one.marks, *one.proof} <= set(whole.marks) for one, whole in zip(bare, numbered, strict=True))
    assert all(found.runs.isdisjoint(one.marks) for one in bare)


@pytest.mark.parametrize("outlet", [1, 2])
def test_before_anything_is_learned_two_texts_are_told_by_what_they_say_besides(outlet):
    ours, theirs = (told(f"Stalingrad, canal : {' '.join(sentences(n).split()[:4])}", f"{sentences(n)} {PLEA}", at=MONDAY + n * HOUR, outlet=o) for n, o in ((1, 1), (2, outlet)))

    assert not grouped([ours, theirs]).folded(0, 1)


def test_a_new_lead_over_agency_text_is_not_taken_for_two_texts_with_one_plea():
    lead = "Les habitués du train de 6 h 40 l'ont appris sur le quai : plus rien ne roule vers Brive ce mardi."
    found = grouped([told("Un éboulement coupe la ligne Aurillac-Brive", WIRE), told("Éboulement : plus de trains pour Brive", f"{lead} {' '.join(WIRE.split()[20:60])}", outlet=2, at=MONDAY + DAY // 4)])

    assert found.folded(0, 1)
