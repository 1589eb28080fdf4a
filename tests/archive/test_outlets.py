"""Outlets and the names under which they are known."""

from __future__ import annotations

import pytest

from crackwatch import ask
from crackwatch.archive import outlets
from crackwatch.model import Selection
from tests.archived import Seed


@pytest.fixture
def seed(tmp_path):
    found = Seed(tmp_path)
    found.article("Crack à Stalingrad", "2021-05-12", "canal.example")
    return found


def told_by(seed) -> set[str]:
    return {view.article.outlet for view in ask.articles(seed.archive, Selection())}


def test_a_name_is_the_name_of_what_is_stored_under_the_domain_which_remains_an_alias(seed):
    seed.db.execute("UPDATE outlet SET key = 'canal.example'")

    outlets.call(seed.archive, "canal.example", "lecanal", "Le Canal")

    assert told_by(seed) == {"Le Canal"}
    known = outlets.Outlets(seed.archive)
    assert known.find("lecanal") == known.find("canal.example") == 1


def test_an_outlet_that_has_a_name_keeps_it(seed):
    seed.db.execute("UPDATE outlet SET key = 'canal.example', name = 'Radio Canal'")

    outlets.call(seed.archive, "canal.example", "lecanal", "Le Canal")

    assert told_by(seed) == {"Radio Canal"}


def test_no_outlet_is_made_before_it_has_told_something(seed):
    outlets.call(seed.archive, "gazette.example", "lagazette", "La Gazette")

    assert outlets.Outlets(seed.archive).find("lagazette") is None
