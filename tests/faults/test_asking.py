"""What may be typed as a query: signs that mean something to a pattern or to a database, and texts made to hold them up."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch import ask
from crackwatch.archive.connection import Archive
from crackwatch.errors import QueryError
from crackwatch.model import Selection
from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.query import parse
from tests.archived import affair

pytestmark = pytest.mark.fault

SIGNS = ['"', "'", "(", ")", "*", "-", "+", ":", "^", "$", "{", "}", "NEAR(", "NEAR/2", "OR", "AND", "NOT", "-19e", "title:", "words:", "@",
         "@crack", ";", "--", "%", "_", "?", "\\", "\0", "\u202e", "crack", "l'arrondissement", "anti-crack", "19e", "é", " "]  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    with affair(tmp_path_factory.mktemp("asked")).reading() as opened:
        yield opened


@pytest.mark.parametrize("pattern", ["(a+)+$", "[a-z]+!"])
def test_case_62_the_signs_of_a_pattern_are_words_and_hold_nothing_up(pattern):
    held = Text("a" * 50_000 + "!", summary="a" * 50_000)

    assert Percolator([(1, parse(pattern))]).match(held) == []


@pytest.mark.parametrize("pattern", ["(a|a)*$", "a.*.*.*!"])
def test_case_62_a_star_that_begins_no_word_is_an_error(pattern):
    with pytest.raises(QueryError, match=r"^\* "):
        parse(pattern)


def test_case_62_a_word_without_measure_is_found_by_its_beginning():
    assert Percolator([(1, parse("a" * 49_999 + "*"))]).match(Text("a" * 50_000))


@given(st.lists(st.sampled_from(SIGNS), max_size=8), st.sampled_from(["", " "]))
def test_case_63_no_sign_in_a_query_reaches_the_database(archive, signs, between):
    with suppress(QueryError):
        asked = ask.articles(archive, Selection(query=between.join(signs)))
        assert {view.article.id for view in asked} <= set(range(1, 9))
