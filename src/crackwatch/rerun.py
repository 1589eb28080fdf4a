"""The conductor of second thoughts: a watch applied to all that is stored, a label and what it teaches, a feed's outlet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from crackwatch import annotation, founding, grouping, identity, learning, urls
from crackwatch.archive import feeds, outlets, read, report, write
from crackwatch.archive import watches as kept
from crackwatch.archive.connection import Archive
from crackwatch.archive.report import Scope
from crackwatch.config import Config
from crackwatch.errors import UsageError
from crackwatch.model import Feed, Hit, Span, Watch
from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.query import Query, candidates

BATCH = 500
RECENT = 30 * 86_400  # seconds


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
        found: set[int] = set()
        answers = _answers(archive, chosen, query)
        while hits := list(islice(answers, BATCH)):
            write.store_hits(archive, hits)
            found.update(hit.article_id for hit in hits)
        write.drop_stale_hits(archive, chosen.id, found)
        said_yes = {article for article, verdict in kept.labels(archive, chosen.id).items() if verdict}
        _group(archive, (found | said_yes) - before)
        learning.rescore(archive, chosen, query, aliases)
        now = write.hit_ids(archive, chosen.id)
    return Rerun(found=len(now - before), dropped=len(before - now), hits=len(now))


def _group(archive: Archive, ids: Iterable[int]) -> None:
    """Find the copies and stories, days and quotes of articles that have become hits."""
    ordered = write.in_order(archive, ids)
    for start in range(0, len(ordered), BATCH):
        some = ordered[start : start + BATCH]
        grouping.group(archive, some, watched=set(some), everything=False)
        annotation.annotate(archive, some)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a query would find: articles in all, in the last 30 days of the archive, and found by no watch yet.

    Of the articles that a person labelled: those it finds, how many of these are yes, and how many yes there are.
    """

    found: int
    recent: int
    unseen: int
    labelled: int
    found_labelled: int
    found_yes: int
    yes: int

    @property
    def precision(self) -> float | None:
        """Of the labelled articles that it finds, the share of yes; None where it finds none."""
        return self.found_yes / self.found_labelled if self.found_labelled else None

    @property
    def recall(self) -> float | None:
        """Of the yes, the share that it finds; None where there is no yes."""
        return self.found_yes / self.yes if self.yes else None


def rehearse(archive: Archive, query: Query, *, name: str | None = None) -> Rehearsal:
    """What a watch with this query would find in all that is stored, in earlier states of articles too.

    Told against the labels of the watch named, else of all. Raises UsageError for a watch that there is not.
    """
    verdicts = kept.labels(archive, kept.find(archive, name).id) if name else kept.all_labels(archive)
    found = {article for article, _ in matching(archive, query)}
    recent, unseen = kept.tally(archive, found, RECENT)
    told = [verdict for article, verdict in verdicts.items() if article in found]
    return Rehearsal(len(found), recent, unseen, len(verdicts), len(told), sum(told), sum(verdicts.values()))


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
        if relevant:
            _group(archive, chosen)
        aliases = founding.aliases(config)
        asked = [watch for watch in kept.all_watches(archive) if watch.id in touched]
        return Labelled(len(chosen), sum(learning.rescore(archive, one, founding.parsed(one, config), aliases) for one in asked))


def feed(archive: Archive, before: Feed, after: Feed) -> None:
    """Keep what a person says of a feed now; the name of its outlet holds for the articles that it has brought, too.

    Raises UsageError where another feed has its name or its address.
    """
    with archive.transaction():
        feeds.edit(archive, after)
        if (before.url, before.options) != (after.url, after.options):
            feeds.ask_anew(archive, after, moved=before.url != after.url)
        if after.outlet not in {"", before.outlet}:
            old, home, key = identity.folded(before.outlet), urls.outlet_key(before.url), identity.folded(after.outlet)
            outlets.rename(archive, after.id, old=old, home=home, key=key, name=after.outlet)


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
