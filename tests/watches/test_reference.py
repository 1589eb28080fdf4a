"""The reference page of the query language says what the program does."""

import re
from pathlib import Path

import pytest

from crackwatch.errors import QueryError
from crackwatch.watches import default, words
from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.query import parse

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text(encoding="utf-8")


def table(heading):
    """The rows of the first table under a heading."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def article(cell):
    around = re.search(r" \[(\w+) ([^\]]*)\]$", cell)
    title, _, summary = cell[: around.start() if around else None].partition(" // ")
    return Text(title, summary, **({around[1]: around[2]} if around else {}))


def hits(query, text):
    return bool(Percolator([(1, parse(query))]).match(text))


def test_there_are_forty_examples_and_more():
    assert len(table("Forty examples")) >= 40


@pytest.mark.parametrize(("query", "yes", "no"), table("Forty examples"))
def test_an_example_hits_what_it_says_and_not_the_other(query, yes, no):
    assert hits(query.strip("`"), article(yes))
    assert not hits(query.strip("`"), article(no))


@pytest.mark.parametrize(("query", "message"), table("Faults"))
def test_a_fault_is_called_what_the_page_calls_it(query, message):
    with pytest.raises(QueryError) as caught:
        parse(query.strip("`"))

    assert caught.value.message == message


def test_words_that_are_the_same_on_the_page_are_the_same():
    ordinals = re.findall("`([^`]*)`", PAGE.partition("an ordinal is one word")[2].partition("\n")[0])

    assert len(ordinals) == 9
    assert {words.forms(ordinal) for ordinal in ordinals} == {("19e",)}


def test_the_page_names_every_shipped_alias():
    named = set(re.findall("`@([^`]*)`", PAGE.partition("The shipped ones are")[2].partition(":")[0]))

    assert named == set(default.aliases())


def test_precedence_is_as_the_page_says():
    assert parse("a b OR c -d").root == parse("(a b) OR (c -d)").root
