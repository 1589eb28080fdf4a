from __future__ import annotations

from crackwatch.answers import Head, Names, Occurrence, Said
from crackwatch.reports import voices

OUTLETS = {1: "Agence Nord", 2: "Le Canal"}
LONG = "Nous demandons depuis des mois un plan pour le quartier et personne ne répond"


def row(article, outlet=1):
    return Occurrence(article, article * 60, "2021-05-12", None, outlet, 0, None)


def said(words, speaker="Jeanne Morel", role="", anonymous=0, reported=0):
    return Said(0, len(words), words, speaker, role, anonymous, reported)


def told(*quotes):
    """One article for each quote, in order."""
    return voices.together(
        [row(n, n % 2 + 1) for n in range(1, len(quotes) + 1)], {n: [q] for n, q in enumerate(quotes, 1)}, {}
    )


def line(voice):
    heads = {n: Head(f"Titre {n}", f"https://a.example/{n}", "fr") for n in range(1, 20)}
    return voices.line(voice, Names(heads, OUTLETS, {}, {}))


def test_a_quote_that_copies_cut_is_one_quote_in_its_fullest_words():
    found = told(said(LONG[:60], "Morel"), said(LONG, "Jeanne Morel", "maire"))

    assert len(found) == 1
    one = line(found[0])
    assert (one.words, one.speaker, one.role) == (LONG, "Jeanne Morel", "maire")
    assert (one.articles, one.outlets, one.article, one.url) == (
        2,
        ("Le Canal", "Agence Nord"),
        1,
        "https://a.example/1",
    )


def test_a_quote_that_was_translated_is_one_quote_in_its_first_words():
    english = "For months we have asked for a plan for the quarter and nobody answers"
    quotes = {
        1: [said(LONG), said("Un autre mot de tous ici", "Luc Roux")],
        2: [said(english), said("Enough is enough, it must end now", "Ana Petit")],
    }

    found = [line(voice) for voice in voices.together([row(1), row(2, 2)], quotes, {2: 1})]

    assert [(q.words, q.articles) for q in found] == [
        (LONG, 2), ("Un autre mot de tous ici", 1), ("Enough is enough, it must end now", 1),
    ]  # fmt: skip


def test_a_translation_that_leaves_quotes_out_keeps_its_own():
    quotes = {1: [said(LONG), said("Un autre mot de tous ici")], 2: [said("Another word of all who are here")]}

    assert len(voices.together([row(1), row(2, 2)], quotes, {2: 1})) == 3


def test_short_words_of_two_people_are_two_quotes():
    assert len(told(said("C'est inacceptable", "Jeanne Morel"), said("C'est inacceptable", "Paul Roux"))) == 2
    assert len(told(said("C'est inacceptable", "Jeanne Morel"), said("C'est inacceptable", "Morel"))) == 1


def test_a_quote_is_direct_as_soon_as_one_article_has_it_so():
    assert not line(told(said(LONG, reported=1), said(LONG))[0]).reported


def test_a_speaker_is_found_by_name_or_role_whatever_the_accents():
    voice = told(said(LONG, "François Dagnaud", "maire du 19e"))[0]

    assert voices.is_by("dagnaud", voice)
    assert voices.is_by("francois dagnaud", voice)
    assert voices.is_by("Maire", voice)
    assert not voices.is_by("Dagnaud préfet", voice)


def test_a_surname_alone_is_the_one_who_bears_it():
    found = voices.cited(
        told(said("Premier mot de tous ici", "Jeanne Morel", "maire"), said("Second mot de tous ici", "Morel")), OUTLETS
    )

    assert [(c.speaker, c.role, c.quotes, c.articles) for c in found] == [("Jeanne Morel", "maire", 2, 2)]


def test_a_surname_that_two_bear_stays_alone():
    found = voices.cited(
        told(
            said("Un deux trois quatre cinq", "Jeanne Morel"),
            said("Six sept huit neuf dix", "Luc Morel"),
            said("Onze douze treize quatorze quinze", "Morel"),
        ),
        OUTLETS,
    )

    assert [c.speaker for c in found] == ["Jeanne Morel", "Luc Morel", "Morel"]


def test_unnamed_sources_count_by_their_role():
    police = said("rien n'a été signalé cette nuit", "", "une source policière", 1, 1)
    found = voices.cited(
        told(police, police._replace(words="deux personnes ont été entendues hier"), said(LONG)), OUTLETS
    )

    assert [(c.speaker, c.role, c.anonymous, c.quotes) for c in found] == [
        ("", "une source policière", True, 2),
        ("Jeanne Morel", "", False, 1),
    ]


def test_what_a_text_quotes_is_kept_with_its_place():
    text = "« La situation ne peut plus durer ainsi », a déclaré Jeanne Morel, maire de l'arrondissement."
    found = voices.said("Titre", "", text, "fr")

    assert [(q.words, q.speaker) for q in found] == [("La situation ne peut plus durer ainsi", "Jeanne Morel")]
    assert f"Titre\n{text}"[found[0].start : found[0].end] == "La situation ne peut plus durer ainsi"
