"""A report: what it takes from an archive, and what it leaves there."""

from __future__ import annotations

from crackwatch import ask
from crackwatch.answers import Said
from crackwatch.archive.quotes import write_quotes
from crackwatch.model import Selection
from tests.archived import at

NOW = at("2021-07-01T12:00")


def dossier(seed, **selection):
    with seed.reading() as archive:
        return ask.dossier(archive, Selection(**selection), now=NOW)


def test_a_report_quotes_from_the_stories_that_it_tells(seed):
    spoken = {
        article: Said(0, 9, f"Des mots que {who} a dits ce jour-là", who, "", 0, 0)
        for article, who in ((1, "Ana Petit"), (5, "Luc Roux"))
    }
    write_quotes(seed.archive, [(n, [spoken[n]] if n in spoken else []) for n in range(1, 9)])

    assert [quote.speaker for quote in dossier(seed).quotes] == ["Ana Petit", "Luc Roux"]
    assert [quote.speaker for quote in dossier(seed, limit=1).quotes] == ["Ana Petit"]


def test_both_axes_of_a_report_hold_all_articles(seed):
    found = dossier(seed, limit=1)

    assert (len(found.timeline.stories), found.timeline.left_out) == (1, 2)
    assert sum(b.articles for b in found.timeline.buckets) == sum(b.articles for b in found.happened) == 6
    assert sum(line.articles for line in found.sources) == 6


def test_a_report_does_not_ask_all_articles_for_languages_that_it_does_not_print(seed):
    asked: list[str] = []
    with seed.reading() as archive:
        archive.db.set_trace_callback(asked.append)
        ask.dossier(archive, Selection(), now=NOW)
        archive.db.set_trace_callback(None)

    assert asked
    assert not any("lang <> ''" in sql for sql in asked)
