"""The conductor of second thoughts: a watch applied to all that is stored, a label and what it teaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from crackwatch import founding, grouping, learning
from crackwatch.archive import read, report, write
from crackwatch.archive import watches as kept
from crackwatch.archive.connection import Archive
from crackwatch.archive.report import Scope
from crackwatch.config import Config
from crackwatch.errors import UsageError
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


def watch(archive: Archive, chosen: Watch, query: Query, aliases: Mapping[str, str]) -> Rerun:
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
        learning.rescore(archive, chosen, query, aliases)
    return Rerun(found=len(now - before), dropped=dropped, hits=len(now))


@dataclass(frozen=True, slots=True)
class Labelled:
    """What became of labels: articles labelled, and how many hits were scored by what labels taught."""

    articles: int
    scored: int


def label(
    archive: Archive, config: Config, ids: Sequence[int], *, relevant: bool, name: str | None, now: int
) -> Labelled:
    """Keep a person's yes or no for articles, for the watch named, else for every watch that found them; then learn.

    Raises UsageError for an id that is not stored and for an article that no watch found, before anything is kept.
    """
    chosen = list(dict.fromkeys(ids))
    with archive.transaction():
        unknown = [str(i) for i in chosen if i not in report.heads(archive, chosen)]
        if unknown:
            raise UsageError(f"there is no article {', '.join(unknown)}", "see the ids with: crackwatch list")
        found = report.watches_of(archive, chosen)
        only = [kept.find(archive, name).id] if name else []
        lost = [str(i) for i in chosen if not (only or found.get(i))]
        if lost:
            raise UsageError(f"no watch found article {', '.join(lost)}", "say for which watch: --watch WATCH")
        touched: set[int] = set()
        for article in chosen:
            watches = only or found[article]
            kept.label(archive, watches, [article], relevant, now)
            touched.update(watches)
        aliases = founding.aliases(config)
        asked = [pair for pair in founding.watches(archive, config) if pair[0].id in touched]
        return Labelled(len(chosen), sum(learning.rescore(archive, watch, query, aliases) for watch, query in asked))


def matching(archive: Archive, query: Query) -> Iterator[tuple[int, tuple[Span, ...]]]:
    """Every stored article that a query finds, newest first, with the places that hit in its present state."""
    percolator = Percolator([(0, query)])
    revised = write.revised_ids(archive)
    for told in read.told(archive, Scope(None), candidates(query), unlikely=True):
        present = Text(*told[1:])
        found = percolator.match(present)
        if found:
            yield told.id, found[0][1]
        elif told.id in revised:
            earlier = (Text(*state, *told[4:]) for state in write.states(archive, told.id))
            if any(percolator.match(state) for state in earlier):
                yield told.id, ()


def _answers(archive: Archive, chosen: Watch, query: Query) -> Iterator[Hit]:
    for article_id, spans in matching(archive, query):
        yield Hit(chosen.id, article_id, spans, query_version=chosen.version)
