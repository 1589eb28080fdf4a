"""The conductor of second thoughts: a watch applied to all that is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from crackwatch import grouping
from crackwatch.archive import read, write
from crackwatch.archive.connection import Archive
from crackwatch.archive.report import Scope
from crackwatch.model import Hit, Span, Watch
from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.query import Query, candidates

BATCH = 500


@dataclass(frozen=True, slots=True)
class Rerun:
    """What a rerun changed: articles that hit now and did not, those that did and do not, and all that hit."""

    found: int
    dropped: int
    hits: int


def watch(archive: Archive, chosen: Watch, query: Query) -> Rerun:
    """Ask a watch of every stored article, and of every state that an article ever had.

    One transaction; running it again changes nothing. Copies and stories of what it finds are found too.
    """
    with archive.transaction():
        before = write.hit_ids(archive, chosen.id)
        now: set[int] = set()
        answers = _answers(archive, chosen, query)
        while hits := list(islice(answers, BATCH)):
            write.store_hits(archive, hits)
            now.update(hit.article_id for hit in hits)
        dropped = write.drop_stale_hits(archive, chosen.id, chosen.version)
        fresh = write.in_order(archive, now - before)
        for start in range(0, len(fresh), BATCH):
            some = fresh[start : start + BATCH]
            grouping.group(archive, some, watched=set(some), everything=False)
    return Rerun(found=len(now - before), dropped=dropped, hits=len(now))


def matching(archive: Archive, query: Query) -> Iterator[tuple[int, tuple[Span, ...]]]:
    """Every stored article that a query finds, newest first, with the places that hit in its present state."""
    percolator = Percolator([(0, query)])
    revised = write.revised_ids(archive)
    for told in read.told(archive, Scope(None), candidates(query), unlikely=True):
        present = Text(told.title, told.summary, told.text, told.lang, told.outlet, told.outlet_key, told.feed, told.author, told.day)
        found = percolator.match(present)
        if found:
            yield told.id, found[0][1]
        elif told.id in revised:
            earlier = (
                Text(title, summary, text, told.lang, told.outlet, told.outlet_key, told.feed, told.author, told.day)
                for title, summary, text in write.states(archive, told.id)
            )
            if any(percolator.match(state) for state in earlier):
                yield told.id, ()


def _answers(archive: Archive, chosen: Watch, query: Query) -> Iterator[Hit]:
    for article_id, spans in matching(archive, query):
        yield Hit(chosen.id, article_id, spans, query_version=chosen.version)
