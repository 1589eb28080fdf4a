"""The page on the query language shows what queries do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.query import parse
from crackwatch.watches.scan import FIELDS

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `([^`]+)` \| ([^|]+) \| (yes|no) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("query", "headline", "hit"), EXAMPLES)
def test_an_example_hits_as_the_page_says(query, headline, hit):
    found = list(Percolator([(1, parse(query))]).match(Text(headline, day="2021-05-13")))

    assert bool(found) == (hit == "yes")


def test_the_page_names_every_field():
    assert set(re.findall(r"^\| `(\w+):` \|", PAGE, re.MULTILINE)) == set(FIELDS)


def test_what_the_page_writes_in_short_can_be_parsed():
    table = PAGE.partition("## In short")[2].partition("\n\n`AND`")[0]

    for query in re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE):
        parse(query)
