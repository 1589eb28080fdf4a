from __future__ import annotations

import pytest

from crackwatch import ask
from crackwatch.answers import SourcesRequest
from crackwatch.errors import UsageError
from crackwatch.model import Selection
from tests.archived import Seed, at

NOW = at("2021-07-01T12:00")


def test_sources_say_who_was_first_and_who_copied(archive):
    found = {line.outlet: line for line in ask.sources(archive, SourcesRequest(Selection()), now=NOW).sources}

    assert (found["Agence Nord"].first_reports, found["La Gazette"].copies, found["La Gazette"].headline_changes) == (
        1,
        1,
        1,
    )
    assert (found["Le Canal"].median_lag, found["Le Canal"].copied) == (5400, (("Agence Nord", 1),))
    assert (found["La Gazette"].feeds, found["La Gazette"].health, found["The Mill"].health) == (("gazette",), "ok", "")


def test_one_outlet_has_a_page(archive):
    found = ask.source_page(archive, "Agence Nord", Selection(), now=NOW)

    assert ([s.id for s in found.firsts], found.copied_by) == ([1], (("Le Canal", 1), ("La Gazette", 1)))
    assert [s.id for s in ask.source_page(archive, "Le Canal", Selection(), now=NOW).exclusives] == [2]
    with pytest.raises(UsageError, match="nothing of The Mill"):
        ask.source_page(archive, "The Mill", Selection(watches=("jardins",)), now=NOW)


def test_quotes_are_read_where_none_were_kept(tmp_path):
    seed = Seed(tmp_path)
    words = "« La situation ne peut plus durer ainsi », a déclaré Jeanne Morel, maire de l'arrondissement."
    seed.article("Une dépêche", "2021-05-12T08:00", "Agence Nord", text=words)
    seed.article("La même", "2021-05-12T09:00", "Le Canal", text=words)
    with seed.reading() as archive:
        found = ask.quotes(archive, Selection(), now=NOW)
        cited = ask.cited(archive, Selection(), now=NOW)

        assert [(q.speaker, q.outlet, q.articles) for q in found.quotes] == [("Jeanne Morel", "Agence Nord", 2)]
        assert [(c.speaker, c.quotes, c.articles) for c in cited.cited] == [("Jeanne Morel", 1, 2)]
        assert ask.quotes(archive, Selection(), speaker="Roux", now=NOW).quotes == ()


def test_what_a_newspaper_is_cited_for_is_no_quote(tmp_path):
    seed = Seed(tmp_path)
    text = "D'après La Gazette, deux personnes ont été entendues hier. Selon Jeanne Morel, personne n'a répondu."
    seed.article("Une dépêche", "2021-05-12T08:00", "La Gazette", text=text)
    with seed.reading() as archive:
        assert [q.speaker for q in ask.quotes(archive, Selection(), now=NOW).quotes] == ["Jeanne Morel"]
        assert [q.speaker for q in ask.quotes(archive, Selection(), speaker="gazette", now=NOW).quotes] == [
            "La Gazette"
        ]
        assert {c.speaker for c in ask.cited(archive, Selection(), now=NOW).cited} == {"Jeanne Morel", "La Gazette"}
