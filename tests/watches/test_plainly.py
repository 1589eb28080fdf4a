"""A query in plain words: what a search engine is asked in a watch's stead."""

from __future__ import annotations

import pytest
from hypothesis import given

from crackwatch.watches import default
from crackwatch.watches.plainly import plainly
from crackwatch.watches.query import Query, parse
from crackwatch.watches.shape import asks_for_something
from crackwatch.watches.tree import Node
from tests.watches.strategies import NODES

ALIASES = {"drug": 'meth OR "crystal meth" OR drug NEAR/3 dealer', "town": "north OR harbour OR town"}


@pytest.mark.parametrize(
    ("query", "searches"),
    [
        ("crack Stalingrad", ("crack Stalingrad",)),
        ("crack OU drogue", ("crack OR drogue",)),
        ('"salle de shoot" -Lyon', ('"salle de shoot" -Lyon',)),
        ("crack*", ("crack",)),
        ("title:tente -foot", ("tente",)),
        ("source:gazette crack", ("crack",)),
        ("(crack OR drogue) NEAR/5 stalingrad", ("crack stalingrad",)),
        ("@drug @town", ("drug town",)),
        ("@drug @town OR @drug harbour*", ("drug harbour", "drug town")),
        ("@drug @town OR @drug town school", ("drug town",)),  # what a shorter search finds needs no other
        ("source:gazette", ()),
        ("date:2021", ()),
    ],
)
def test_a_rich_query_becomes_plain_words(query: str, searches: tuple[str, ...]) -> None:
    assert plainly(parse(query, ALIASES)) == searches


def test_the_shipped_watch_is_searched_for_by_its_subject() -> None:
    searches = plainly(parse(default.watches()[0][1]))

    assert any("crack" in search for search in searches)
    assert 1 <= len(searches) <= 4


@given(NODES.filter(asks_for_something))
def test_what_comes_out_is_plain_words(node: Node) -> None:
    for search in plainly(Query("", node)):
        assert plainly(parse(search)) == (search,)
