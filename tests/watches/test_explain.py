import pytest
from hypothesis import given

from crackwatch.watches.explain import explain
from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.query import parse
from tests.watches.strategies import ALIASES, TEXTS
from tests.watches.test_match import QUERIES

ARTICLE = Text(
    "Crack à Stalingrad : les riverains à bout", "Une marche partira de la place, dans le 19e arrondissement."
)


def because(query, text=ARTICLE):
    return explain(parse(query, ALIASES | {"drogue": "crack OR héroïne", "lieu": "éole OR ourcq"}), text).because


@given(QUERIES, TEXTS)
def test_an_explanation_agrees_with_matching(query, text):
    told = explain(query, text)

    found = Percolator([(1, query)]).match(text)
    assert told.hit == bool(found)
    assert told.spans == (found[0][1] if found else ())
    assert told.because.startswith("hit: " if told.hit else "no hit: ")
    assert len(told.lines()) >= 1


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("crack stalingrad", "hit: crack in the title; stalingrad in the title"),
        ("@drogue -bourse", "hit: crack in the title (@drogue)"),
        ("lang:fr OR crack NEAR/2 stalingrad", "hit: crack in the title, stalingrad in the title"),
        ("crack bourse", "no hit: bourse does not occur"),
        ("crack @lieu", "no hit: @lieu is missing"),
        ("crack -riverain", "no hit: excluded by riverain in the title"),
        ("crack -(source:x OR @drogue)", "no hit: excluded by crack in the title"),
        ("drogue OR krach OR bourse", "no hit: none of drogue, krach, bourse occurs"),
        ("un OR b OR c OR d OR e", "no hit: none of un, b, c, d and 1 more occurs"),
        ("krach OR crack bourse", "no hit: bourse does not occur"),
        (
            "crack NEAR/2 riverain",
            "no hit: crack in the title and riverain in the title, but not so near as crack NEAR/2 riverain",
        ),
        ("crack NEAR/2 bourse", "no hit: bourse does not occur"),
        ("title:marche", "no hit: the title lacks marche"),
        ("=crack", "no hit: =crack does not occur"),
        ("source:lemonde crack", "no hit: source:lemonde does not hold"),
    ],
)
def test_one_sentence_says_what_decided(query, sentence):
    assert because(query) == sentence


def test_the_steps_show_every_part_with_its_verdict():
    assert explain(parse("crack (drogue OR riverain) -title:bourse"), ARTICLE).lines() == [
        "+ all of",
        "  + crack: crack in the title",
        "  + any of",
        "    - drogue",
        "    + riverain: riverain in the title",
        "  + must not occur",
        "    - in the title",
        "      - bourse",
    ]


def test_an_exclusion_shows_what_forbade_the_article():
    told = explain(parse("crack -riverain"), ARTICLE)

    assert not told.hit
    assert told.spans == ()
    assert [span.term for span in told.root.parts[1].spans] == ["riverain"]


def test_a_word_that_stands_often_is_counted():
    assert explain(parse("crack"), Text("crack, crack", "crack")).lines() == [
        "+ crack: crack 2× in the title, crack in the summary"
    ]
