"""Which articles tell one event, and which only sound like it."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

from crackwatch.stories.events import Centre
from crackwatch.stories.gathering import gather
from crackwatch.stories.placing import place
from crackwatch.stories.prints import Prints
from crackwatch.stories.shelf import Place, Shelf
from crackwatch.stories.thresholds import USUAL
from crackwatch.stories.words import word
from tests.stories.tellings import DAY, HOUR, MONDAY, WIRE, grouped, sentences, told

BLAST = "Une explosion de gaz a soufflé un immeuble de la rue Mercœur à Thiers, faisant deux morts et onze blessés."
BLAST_TOLD = "Thiers : deux morts dans l'explosion d'un immeuble rue Mercœur, le gaz en cause"
RAID = "Trente kilos de cocaïne ont été saisis dans un box de Sarcelles et quatre hommes placés en garde à vue."


def test_two_reports_of_one_event_make_a_story():
    found = grouped([
        told("Explosion de gaz à Thiers : deux morts rue Mercœur", BLAST),
        told(BLAST_TOLD, "Les secours fouillaient encore les décombres mardi soir.", at=MONDAY + 3 * HOUR, outlet=2),
        told("Cocaïne : coup de filet à Sarcelles", RAID, at=MONDAY + 2 * HOUR, outlet=3),
    ])  # fmt: skip

    assert found.together(0, 1)
    assert not found.together(0, 2)


def test_the_next_day_belongs_to_the_event_and_a_similar_one_weeks_later_does_not():
    first = told("Tirs de mortier à Grigny : la mairie dénonce une nuit de violences", "Quinze tirs ont visé le poste de police de Grigny.")
    next_day = told("Grigny : après les tirs de mortier, des renforts de police", "Le poste de police de Grigny avait été visé.", at=MONDAY + 26 * HOUR, outlet=2)
    later = told("Tirs de mortier à Grigny : une nuit de violences", "Des engins ont atteint la mairie vers minuit.", at=MONDAY + 56 * DAY, outlet=3)
    found = grouped([first, next_day, later])

    assert found.together(0, 1)
    assert not found.together(0, 2)


def test_the_same_numbers_in_another_place_are_another_event():
    found = grouped([
        told("Incendie à Colmar : 3 morts et 12 blessés", "Le feu a pris au 4e étage d'une tour du quartier Europe."),
        told("Incendie à Bayonne : 3 morts et 12 blessés", "Le feu s'est déclaré dans un hangar agricole de Mouguerre.", at=MONDAY + HOUR, outlet=2),
        *(told(f"Fait divers numéro {n} : incendie sans gravité", f"Quartier {n}", at=MONDAY + n * HOUR, outlet=4) for n in range(8)),
    ])  # fmt: skip

    assert not found.folded(0, 1)


def test_one_word_in_common_tells_no_event():
    found = grouped([
        told("Gaston fleurit encore les balcons de Vermelles"),
        told("Tennis : Gaston Brévin renonce au tournoi", at=MONDAY + HOUR, outlet=2),
        told("Gaston Ledru repeint sa boulangerie", at=MONDAY + 2 * HOUR, outlet=3),
    ])  # fmt: skip

    assert len(set(found.stories)) == 3


def test_homonyms_do_not_meet():
    found = grouped([
        told("Stalingrad : un square rebaptisé pour une résistante", "La cérémonie aura lieu place de la Bataille-de-Stalingrad, à Paris."),
        told("La bataille de Stalingrad racontée par ses derniers survivants", "Un documentaire suit trois vétérans jusqu'à Volgograd.", outlet=2),
        told("Le XIXe siècle des peintres voyageurs au musée de Pont-Aven", "Quatre-vingts toiles, dont un Gauguin inédit.", outlet=3),
        told("Paris 19e : le marché Secrétan fête ses 150 ans", "Un bal est prévu samedi sous la halle.", outlet=4),
        *(told(f"Crack à Stalingrad : réunion numéro {n} des riverains", f"Place de la Bataille-de-Stalingrad. {sentences(n, n + 50)}", at=MONDAY - n * 9 * DAY, outlet=n)
          for n in range(1, 41)),
    ])  # fmt: skip

    assert len(set(found.stories[:4])) == 4


def test_an_event_is_told_across_languages():
    found = grouped([
        told("Explosion de gaz à Thiers : deux morts rue Mercœur", BLAST),
        told("Gas explosion in Thiers kills two", "Eleven people were injured when a building in rue Mercœur collapsed.", lang="en", at=MONDAY + HOUR, outlet=2),
    ])  # fmt: skip

    assert found.together(0, 1)


def test_every_article_has_a_story_even_without_words():
    found = grouped([told(""), told("…"), told("", "", at=MONDAY + HOUR), told("12", outlet=3)])

    assert all(found.stories)
    assert not any(found.folded(a, b) for a in range(4) for b in range(a))


def test_a_story_does_not_depend_on_how_articles_of_a_batch_were_handed_in():
    some = [told(f"{BLAST_TOLD} {n}", BLAST, at=MONDAY + n * HOUR, outlet=n) for n in range(4)] + [told("Sarcelles", RAID, at=MONDAY + HOUR, outlet=9)]
    straight, reverse = grouped(some), grouped(some[::-1])

    assert [straight.together(0, n) for n in range(5)] == [reverse.together(4, 4 - n) for n in range(5)]


def test_pieces_that_a_later_article_connects_become_one_story():
    found = grouped([
        told("Thiers : un immeuble soufflé, onze blessés"),
        told("Rue Mercœur, le gaz a tué", at=MONDAY + HOUR, outlet=2),
        told("Thiers : immeuble soufflé rue Mercœur, le gaz en cause", at=MONDAY + 2 * HOUR, outlet=3),
        told("Cocaïne : coup de filet à Sarcelles", at=MONDAY + 2 * HOUR, outlet=4),
    ])  # fmt: skip

    assert found.together(0, 1, 2)
    assert not found.together(0, 3)


def standing(likeness: float) -> tuple[Shelf, list[int]]:
    """Two stories that stood before, alike by so much, and an article of each in a new batch; the later story has the smaller id."""
    shelf = Shelf(next_story=3)
    for article, (story, at, terms) in enumerate(((2, MONDAY, {10: 1.0, 12: 0.0}), (1, MONDAY + 60, {10: likeness, 12: sqrt(1 - likeness**2)})), 1):
        shelf.places[article] = Place(story, article, article, "fr", at, (at, 0, article))
        shelf.stories[story] = Centre(at, at, 1, terms)
        shelf.prints[article] = Prints(replace(told("", at=at, outlet=article), id=article))
        shelf.near[article] = [3 - article]
    return shelf, [1, 2]


def test_two_stories_that_stand_are_joined_only_when_they_resemble_each_other_more_than_a_new_piece_must():
    hardly, clearly = USUAL.joined * 1.1, USUAL.joined * 1.5
    (apart, articles), (together, _) = standing(hardly), standing(clearly)
    gather(apart, articles)
    gather(together, articles)

    assert not apart.merged
    assert together.merged == {1: 2}


def test_a_story_that_stands_keeps_its_id_when_a_new_piece_began_earlier():
    shelf = Shelf(next_story=2)
    shelf.stories = {1: Centre(MONDAY + HOUR, MONDAY + HOUR, 1, {10: 1.0}), 2: Centre(MONDAY, MONDAY, 1, {10: 1.0})}

    assert shelf.unite(1, 2) == (1, 2)


def test_what_everybody_tells_makes_its_words_no_more_common():
    shelf = Shelf()
    for n, one in enumerate([told(f"{BLAST_TOLD} {n}", at=MONDAY + n * HOUR, outlet=n) for n in range(9)] + [told("Sarcelles, cocaïne", outlet=9)], 1):
        prints = Prints(replace(one, id=n))
        shelf.count([prints])
        place(shelf, prints)
        gather(shelf, [n])
    thiers, sarcelles = (word(name).term for name in ("Thiers", "Sarcelles"))

    assert shelf.said[thiers] == shelf.said[sarcelles] == 1
    assert shelf.total == 2


def test_articles_that_a_person_put_into_two_stories_are_not_gathered():
    shelf = Shelf()
    prints = [Prints(replace(told(f"{BLAST_TOLD} {name}", outlet=n), id=n)) for n, name in enumerate(("Ambert", "Issoire"), 1)]
    shelf.parted.append((1, 2))
    shelf.count(prints)
    for one in prints:
        place(shelf, one)
    gather(shelf, [1, 2])

    assert shelf.places[1].story != shelf.places[2].story


def test_names_weigh_more_unless_every_word_of_a_headline_has_a_capital():
    weight = Prints(told("Les riverains de Thiers réclament un diagnostic")).terms
    shouted = Prints(told("Les Riverains De Thiers Réclament Un Diagnostic")).terms
    thiers, riverains = (word(name).term for name in ("Thiers", "riverains"))

    assert weight[thiers] > weight[riverains]
    assert shouted[thiers] == shouted[riverains]


def test_a_copy_that_is_dated_months_late_neither_ends_nor_moves_the_event():
    found = grouped([
        told("Explosion de gaz à Thiers : deux morts rue Mercœur", BLAST),
        told("Explosion de gaz à Thiers : deux morts rue Mercœur, l'enquête", BLAST, at=MONDAY + 240 * DAY, outlet=2),
        told(BLAST_TOLD, "Les secours fouillaient encore les décombres mardi soir.", at=MONDAY + 26 * HOUR, outlet=3),
    ], batch=2)  # fmt: skip

    assert found.folded(0, 1)
    assert found.together(0, 2)


def test_a_copy_in_the_same_batch_does_not_hide_the_story_that_an_update_belongs_to():
    first = told("Éboulement près de Martel : un cheminot blessé sur la voie", WIRE)
    lead = (
        "Une information judiciaire pour homicide involontaire est ouverte, le syndicat réclame une expertise indépendante du talus, "
        "des filets, des capteurs et du drainage ; la famille du cheminot, blessé près de Martel par l'éboulement, demande la vérité au préfet."
    )
    died = told("Mort du cheminot blessé par l'éboulement de Martel", lead, at=MONDAY + 30 * HOUR)
    copied = told("Cahors : enquête du parquet", lead, at=MONDAY + 31 * HOUR, outlet=2)

    found = grouped([first, died, copied])

    assert found.together(0, 1, 2)
    assert found.folded(1, 2)
