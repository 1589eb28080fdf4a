"""Newspapers and broadcasters are cited, and are no speakers."""

from __future__ import annotations

import pytest

from crackwatch.answers import Said
from crackwatch.reports.media import is_medium, titles
from crackwatch.reports.voices import said

OUTLETS = titles(["Le Matin du Canal", "Gazette", "L'Écho"])


def cited(speaker, role="", reported=1):
    return Said(0, 9, "Rien n'a été signalé cette nuit", speaker, role, 0, reported)


@pytest.mark.parametrize(
    "name",
    "média français KTM|le journal local|a local newspaper|la chaîne KTM|presse locale|die Abendzeitung|el diario"
    "|La Gazette|Le matin du canal|Echo".split("|"),
)
def test_media_are_known_by_a_word_for_what_they_are_or_as_outlets(name):
    assert is_medium(cited(name), OUTLETS)


@pytest.mark.parametrize("name", ["AFP", "l'AFP", "l’agence Reuters", "Agence France-Presse", "the Associated Press", "dpa", "une agence de presse", "Europa Press"])
def test_news_agencies_are_media(name):
    assert is_medium(cited(name), OUTLETS)


@pytest.mark.parametrize(
    "name",
    [
        "Jeanne Morel",
        "AP-HP",
        "l'agence régionale de santé",
        "the Environment Agency",
        "Ansa Morel",
        "une journaliste radio",
        "le service presse de la mairie",
        "préfecture de police",
        "Journaliste",
        "Ville de Pantin",
    ],
)
def test_people_and_offices_are_no_media(name):
    assert not is_medium(cited(name), OUTLETS)


def test_who_is_called_like_an_outlet_may_speak_for_himself():
    assert not is_medium(cited("Gazette", reported=0), OUTLETS)
    assert not is_medium(cited("Gazette", role="riveraine"), OUTLETS)


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("Selon les informations du Matin, le camp sera déplacé en juin.", True),
        ("Selon les révélations de Canalpresse, le camp sera déplacé en juin.", True),
        ("Selon les informations de Jeanne Morel, le camp sera déplacé en juin.", False),
        ("Selon les informations de la préfecture, le camp sera déplacé en juin.", False),
        ("Selon l'AFP, une centaine de personnes ont été déplacées.", True),
        ("Selon les chiffres du Samu, le camp compte cent personnes.", False),
    ],
)
def test_who_has_news_that_others_cite_is_a_medium(text, medium):
    (quote,) = said("Titre", "", text, "fr")

    assert is_medium(quote, OUTLETS) is medium
