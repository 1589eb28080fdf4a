"""Which texts are one: cut, lengthened, retitled, reworked; and which only look like it."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.stories.copies import same_text
from crackwatch.stories.prints import Prints
from crackwatch.stories.thresholds import USUAL
from tests.stories.tellings import DAY, HOUR, MONDAY, WIRE, grouped, pairs, sentences, told

TITLE = "Un éboulement coupe la ligne entre Aurillac et Brive"
ASK = "Cet article est réservé aux abonnés, il vous reste à lire les trois quarts de ce long récit passionnant."
FILLERS = sentences(*range(100, 130)).replace(".", "").split()


def words(text: str) -> list[str]:
    return text.split()


def some_changed(text: str, share: float, seed: int = 3) -> str:
    rng = random.Random(seed)
    return " ".join(rng.choice(FILLERS) if rng.random() < share else word for word in words(text))


@pytest.mark.parametrize(
    "version",
    [
        WIRE,
        " ".join(words(WIRE)[:40]),
        " ".join(words(WIRE)[:24]),
        sentences(1, 2, 3) + " " + " ".join(words(WIRE)[20:]),
        sentences(1, 2) + " " + WIRE + " " + sentences(3, 4),
        WIRE + " " + ASK,
        " ".join(words(WIRE)[:45]) + " " + ASK,
        some_changed(WIRE, 0.1),
        some_changed(WIRE, 0.2),
    ],
    ids=["whole", "cut", "excerpt", "own lead", "inside a longer piece", "with a plea", "stub", "a tenth changed", "a fifth changed"],
)
def test_a_version_of_a_wire_is_a_copy_of_it(version):
    found = grouped([told(TITLE, WIRE), told("Aurillac-Brive : la roche est tombée sur la voie ferrée", version, at=MONDAY + HOUR, outlet=2)])

    assert found.folded(0, 1)
    assert found.roots == [0, 0]
    assert found.links[0].kind == "copy"
    assert "%" in found.links[0].why


def test_a_quarter_changed_is_still_found_in_a_longer_text():
    text = WIRE + " " + sentences(*range(12))
    found = grouped([told(TITLE, text), told("La ligne Aurillac-Brive est coupée", some_changed(text, 0.25), at=MONDAY + HOUR, outlet=2)])

    assert found.folded(0, 1)


def test_two_stubs_with_one_plea_are_two_articles():
    ours = told("Le pont de Gray ferme pour travaux", sentences(1), summary="", outlet=1)
    theirs = told("Une chorale reçoit la médaille du mérite", sentences(2), at=MONDAY + HOUR, outlet=1)
    long = "Pour continuer, choisissez la formule qui vous convient et retrouvez chaque matin toute votre région en un coup d'œil."
    found = grouped([*(told(t.title, f"{t.text} {plea}", at=t.at, outlet=o) for plea in (ASK, long) for o, t in ((1, ours), (2, theirs)))])

    assert not found.folded(0, 1)
    assert not found.folded(2, 3)


def test_an_own_report_with_the_same_quote_is_no_copy():
    quote = "« Nous avons évité le pire de quelques minutes », a déclaré le directeur régional Bruno Castaing."
    found = grouped([told(TITLE, f"{WIRE} {quote}"), told("Le village réveillé par la roche", f"{sentences(1, 2)} {quote} {sentences(3, 4)}", outlet=2)])

    assert not found.folded(0, 1)


def test_a_long_piece_that_quotes_a_passage_is_no_copy_of_the_short_text():
    stub = " ".join(words(WIRE)[:40])
    piece = f"{sentences(*range(10))} {' '.join(words(WIRE)[:18])} {sentences(*range(10, 20))}"

    assert not grouped([told(TITLE, stub), told("Dix ans de rail en déshérence", piece, outlet=2)]).folded(0, 1)


def test_one_headline_on_two_outlets_is_a_copy_where_one_says_no_more():
    found = grouped([told(TITLE), told(TITLE + " - La Gazette", WIRE, at=MONDAY + HOUR, outlet=2), told("EN DIRECT. " + TITLE, outlet=3)])

    assert found.folded(0, 1, 2)


def test_one_headline_over_unlike_leads_is_no_copy():
    assert not grouped([told(TITLE, sentences(1)), told(TITLE, sentences(2), outlet=2)]).folded(0, 1)


def test_a_headline_under_five_words_makes_no_copy():
    assert not grouped([told("Repères du jour"), told("Repères du jour", outlet=2)]).folded(0, 1)


def test_a_headline_comes_back_months_later_without_being_a_copy():
    assert not grouped([told(TITLE), told(TITLE, at=MONDAY + 90 * DAY, outlet=2)]).folded(0, 1)


def test_a_text_dated_eight_months_late_is_still_a_copy_and_no_new_event():
    found = grouped([told(TITLE, WIRE), told(TITLE, WIRE, at=MONDAY + 240 * DAY, outlet=2)])

    assert found.roots == [0, 0]
    assert found.together(0, 1)


BRIEF = (
    "Un homme de {} ans a été poignardé {} soir {}, à proximité d'un arrêt de la ligne {}. Transporté à l'hôpital {}, "
    "il est {}. Le suspect a pris la fuite. La police judiciaire est saisie de l'enquête."
)


@pytest.mark.parametrize("days", [2, 30])
def test_two_briefs_in_the_usual_words_are_two_events_where_names_and_numbers_differ(days):
    one = told("Un homme poignardé rue du Bief", BRIEF.format(34, "mardi", "rue du Bief", 7, "Ambroise", "grièvement blessé"))
    other = BRIEF.format(61, "jeudi", "place des Tanneurs", 12, "Sainte-Luce", "hors de danger")
    found = grouped([one, told("Un homme poignardé place des Tanneurs", other, at=MONDAY + days * DAY, outlet=2)])

    assert not found.folded(0, 1)


def test_weeks_later_a_text_must_be_nearly_word_for_word_to_be_a_copy():
    again = some_changed(WIRE, 0.1)

    assert grouped([told(TITLE, WIRE), told(TITLE, again, at=MONDAY + 2 * DAY, outlet=2)]).folded(0, 1)
    assert not grouped([told(TITLE, WIRE), told(TITLE, again, at=MONDAY + 30 * DAY, outlet=2)]).folded(0, 1)


def test_a_retitled_article_on_a_new_address_of_one_outlet_is_an_update():
    later = told("Aurillac-Brive : trois semaines sans trains après l'éboulement", WIRE + " " + sentences(1), at=MONDAY + 5 * HOUR)
    found = grouped([told(TITLE, WIRE), later])

    assert [link.kind for link in found.links] == ["update"]
    assert found.folded(0, 1)


def test_weekly_columns_and_the_weather_under_one_headline_stay_apart():
    columns = [told("Ça se passe près de chez vous cette semaine", sentences(n), at=MONDAY + 7 * n * DAY) for n in range(3)]
    weather = [told(f"Météo du {3 + n} mai : le temps qu'il fera à Paris", "Retrouvez les prévisions de notre service.", at=MONDAY + n * DAY) for n in range(3)]
    found = grouped([*columns, *weather])

    assert not any(found.folded(a, b) or found.together(a, b) for some in ((0, 1, 2), (3, 4, 5)) for a, b in combinations(some, 2))


def test_the_blurb_of_a_series_is_no_article():
    blurb = "Tous les soirs, notre rédaction reçoit une personnalité et l'interroge sur ce qui fait l'actualité de la journée."
    found = grouped([told("Peut-on encore habiter au bord de la mer ?", blurb), told("Les jeunes boudent-ils les urnes ?", blurb, at=MONDAY + HOUR)])

    assert not found.folded(0, 1)


def test_damaged_encoding_capitals_and_emoji_do_not_hide_a_copy():
    damaged = WIRE.encode().decode("cp1252", "replace")
    found = grouped([told(TITLE, WIRE), told("🚆 " + TITLE.upper() + " 😱", damaged, at=MONDAY + HOUR, outlet=2)])

    assert found.folded(0, 1)


def test_a_title_from_a_news_aggregator_is_known_without_the_outlet_at_its_end():
    found = grouped([told(TITLE, WIRE), told(f"{TITLE} - La Dépêche du Quercy", at=MONDAY + HOUR, outlet=2)])

    assert found.folded(0, 1)


def test_no_more_than_twenty_five_are_folded_and_none_is_lost():
    found = grouped([told(TITLE, WIRE, at=MONDAY + n, outlet=n) for n in range(40)])
    sizes = sorted(found.roots.count(root) for root in set(found.roots))

    assert sizes[-1] == 25
    assert found.together(*range(40))
    assert any("at most 25" in link.why for link in found.links)


versions = st.lists(
    st.builds(
        lambda start, end, changed, seed, outlet, hours: told(
            f"{TITLE} {seed}", some_changed(" ".join(words(WIRE)[start:end]), changed, seed), at=MONDAY + hours * HOUR, outlet=outlet
        ),
        st.integers(0, 30), st.integers(45, 80), st.sampled_from([0.0, 0.1, 0.3, 0.6]), st.integers(0, 5), st.integers(1, 4), st.integers(0, 40),
    ),
    min_size=2, max_size=6,
)  # fmt: skip


@given(versions)
def test_two_articles_are_the_same_text_whichever_is_asked_first(some):
    for a, b in combinations([Prints(one) for one in some], 2):
        assert same_text(a, b, USUAL) == same_text(b, a, USUAL)


@given(versions, st.randoms(use_true_random=False))
def test_links_do_not_depend_on_the_order_of_arrival(some, rng):
    order = list(range(len(some)))
    rng.shuffle(order)
    straight = grouped(some, batch=1)
    shuffled = grouped([some[n] for n in order], batch=1)
    back = {n + 1: order[n] + 1 for n in range(len(order))}

    assert pairs(straight.links) == {(min(back[a], back[b]), max(back[a], back[b]), kind) for a, b, kind in pairs(shuffled.links)}


@given(versions)
def test_a_copy_group_lies_inside_one_story_and_begins_with_its_root(some):
    found = grouped(some)

    for n, root in enumerate(found.roots):
        assert found.together(n, root)
        assert some[root].at <= some[n].at


def test_a_bare_headline_that_returns_days_later_in_another_outlet_is_no_copy():
    agenda = "Rendez-vous du jour à la cour d'assises de Haute-Garonne et au tribunal d'Albi"
    found = grouped([told(agenda), told(agenda, at=MONDAY + HOUR, outlet=2), told(agenda, at=MONDAY + 5 * DAY, outlet=3)])

    assert found.folded(0, 1)
    assert not found.folded(0, 2)


def test_what_an_outlet_says_of_a_programme_each_week_makes_no_copies():
    teaser = "Chaque vendredi soir, nos journalistes commentent l'actualité des marchés et répondent aux questions des auditeurs de la région."
    found = grouped([
        told("La bourse du 7 mai à 19h", teaser),
        told("La bourse du 14 mai - 19 heures", teaser, at=MONDAY + 7 * DAY),
        told("La bourse du 21 mai : l'intégrale", teaser, at=MONDAY + 14 * DAY),
    ])  # fmt: skip

    assert not any(found.folded(a, b) for a, b in combinations(range(3), 2))


def test_an_outlet_that_prints_a_whole_article_again_after_months_has_one_copy():
    found = grouped([told("Éboulement près de Martel", sentences(*range(20))), told("À relire : l'éboulement de Martel", sentences(*range(20)), at=MONDAY + 240 * DAY)])

    assert found.folded(0, 1)
