"""Words as stories compare them: what is one word, one number, one subject."""

from __future__ import annotations

import pytest

from crackwatch.stories import words
from crackwatch.stories.prints import glimpses, headline, headline_key


def terms(text: str) -> list[int]:
    return [words.word(token).term for token in words.tokens(text) if words.word(token).term]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,4 milliard", "1.4 billion"),
        ("40 000 euros", "40,000 euros"),
        ("40\u202f000", "40000"),
        ("le 19e", "the 19th"),
        ("XIXe", "19ème"),
        ("douze", "twelve"),
        ("mardi 24 septembre", "Tuesday 24 September"),
        ("policiers blessés", "police injured"),
        ("Brésil", "BrÃ©sil"),
        ("Genève", "Genf"),
        ("élections", "ELECTION"),
    ],
)
def test_these_are_one(one, other):
    assert terms(one) == terms(other)


@pytest.mark.parametrize(("one", "other"), [("Colmar", "Bayonne"), ("1,4", "14"), ("19", "2019"), ("mardi", "Wednesday")])
def test_these_are_two(one, other):
    assert terms(one) != terms(other)


def test_function_words_say_nothing():
    assert terms("de la, the of, und der, pero con") == []


def test_names_sound_alike_across_languages():
    assert words.word("Saarbrücken").sound == words.word("Sarrebruck").sound != 0


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("EN DIRECT. Le tunnel a rouvert", "Le tunnel a rouvert"),
        ("VIDEO : le tunnel a rouvert", "le tunnel a rouvert"),
        ("Le tunnel du Chat a rouvert - Le Messager", "Le tunnel du Chat a rouvert"),
        ("Le tunnel du Chat a rouvert | Radio Lac", "Le tunnel du Chat a rouvert"),
        ("Tunnel - du neuf", "Tunnel - du neuf"),
    ],
)
def test_a_headline_is_known_without_what_was_hung_on_it(title, bare):
    assert headline(title) == bare


def test_a_headline_of_few_words_has_no_key():
    assert headline_key(words.tokens("Édito du jour")) == 0


def test_spaces_and_commas_do_not_change_a_headline_key():
    assert headline_key(words.tokens("La région vote 1, 4 milliard d'aides")) == headline_key(words.tokens("La région vote 1,4 milliard d’aides"))


def test_articles_that_open_alike_have_a_glimpse_in_common():
    lead = "Les pompiers ont maîtrisé dans la soirée un incendie d'origine indéterminée dans une menuiserie."

    assert set(glimpses("Un titre", lead)) & set(glimpses("Tout autre chose", lead + " Personne n'a été blessé."))
