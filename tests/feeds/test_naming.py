"""What an outlet is called, by its feed's title and the domain of its articles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.feeds import naming


@pytest.mark.parametrize(
    ("title", "site", "name"),
    [
        ("Le Canal", "lecanal.example", "Le Canal"),
        ("Le Canal", "canal.example", "Le Canal"),
        ("Le Canal - Paris", "lecanal.example", "Le Canal"),
        ("Paris – Le Canal", "lecanal.example", "Le Canal"),
        ("World news | The Mill", "themill.example", "The Mill"),
        ("The Mill: all of today", "themill.example", ""),
        ("La Tribune du Canal, Paris", "latribuneducanal.example", "La Tribune du Canal"),
        ("Le Canal.example - Actualités et infos", "lecanal.example", "Le Canal"),
        ("canal.example", "canal.example", "canal.example"),
        ("Écho 20", "echo20.co.example", "Écho 20"),
        ("À la une", "lecanal.example", ""),
        ("Canal sport", "canal.example", ""),
        ("Le Canal", "feeds.lecanal.example", ""),
        ("Vu", "vu.example", ""),
        ("", "lecanal.example", ""),
        ("127", "127.0.0.1:81", ""),
        ("localhost", "localhost:81", ""),
    ],
)
def test_a_name_is_plain_where_title_and_domain_agree(title, site, name):
    assert naming.outlet(title, {site}) == name


@pytest.mark.parametrize("sites", [set(), {"lecanal.example", "gazette.example"}])
def test_a_feed_that_tells_of_others_or_of_nothing_names_nobody(sites):
    assert naming.outlet("Le Canal", sites) == ""


@given(st.text(max_size=60), st.text(max_size=30))
def test_a_name_is_a_part_of_its_title(title, site):
    assert naming.outlet(title, {site}) in title
