"""The conductor of reading: archive → watches, reports → values. The command line calls one function for each command.

Without a query, the hits of the named watches count, or of all; a query asks the whole archive. A hit that scores below
one half is folded away, and counted, unless the selection wants the unlikely ones too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING

from crackwatch.answers import (
    LIKELY,
    ArticleDetail,
    Articles,
    Names,
    Occurrence,
    Sources,
    SourcesRequest,
    Stories,
    StoryLine,
    Timeline,
    TimelineRequest,
)
from crackwatch.archive import report
from crackwatch.archive.connection import Archive
from crackwatch.archive.report import Scope
from crackwatch.reports import timeline as axis
from crackwatch.reports.gaps import gaps

if TYPE_CHECKING:
    from crackwatch.archive.read import Words
    from crackwatch.model import Period, Selection, Span
    from crackwatch.watches.match import Percolator

Aliases = Mapping[str, str] | None


# --- articles ------------------------------------------------------------------------------------------------------


def articles(archive: Archive, selection: Selection, *, aliases: Aliases = None) -> Articles:
    """The articles of a selection, newest first unless asked otherwise, read as they are asked for.

    ``aliases`` are names and queries that the query may use, the shipped ones unless given. Raises QueryError for a
    query that cannot be understood, UsageError for a watch or an outlet that there is not.
    """
    from crackwatch.archive import read

    found = Articles(archive.zone)
    scope = _scope(archive, selection, oldest_first=selection.oldest_first)
    spans: dict[int, tuple[Span, ...]] = {}
    ids = (
        _answers(archive, selection, scope, aliases, spans)
        if selection.query
        else _likely(archive, selection, scope, found)
    )
    found.views = read.views(archive, islice(ids, selection.limit), spans if selection.query else None)
    return found


def _likely(archive: Archive, selection: Selection, scope: Scope, found: Articles) -> Iterator[int]:
    """The ids of a scope, in order; ``found`` counts what is passed over."""
    for row in report.occurrences(archive, scope):
        if selection.unlikely or row.score is None or row.score >= LIKELY:
            yield row.id
        else:
            found.hidden += 1


def _answers(
    archive: Archive, selection: Selection, scope: Scope, aliases: Aliases, spans: dict[int, tuple[Span, ...]]
) -> Iterator[int]:
    """The ids of the articles that answer the query, in order; ``spans`` is told where each of them does."""
    from crackwatch.archive import read
    from crackwatch.watches import match, query

    wanted = query.parse(selection.query, aliases)
    percolator = match.Percolator([(0, wanted)])
    return _asked(read.told(archive, scope, query.candidates(wanted), unlikely=selection.unlikely), percolator, spans)


def _asked(texts: Iterable[Words], percolator: Percolator, spans: dict[int, tuple[Span, ...]]) -> Iterator[int]:
    from crackwatch.watches.match import Text

    for words in texts:
        for _, where in percolator.match(Text(*words[1:])):
            spans[words.id] = where
            yield words.id


def article(archive: Archive, article_id: int) -> ArticleDetail:
    """One article with its copies, its story and the links that made them. Raises UsageError where there is none."""
    from crackwatch.archive import read
    from crackwatch.errors import UsageError

    view = next(read.views(archive, [article_id]), None)
    if view is None:
        raise UsageError(f"there is no article {article_id}", "see the ids with: crackwatch list")
    group, members = read.copy_group(archive, view.article), read.story_members(archive, view.article)
    return ArticleDetail(
        view,
        archive.zone,
        copies=tuple(read.views(archive, [other for other in group if other != article_id])),
        story=_lines(archive, [members])[0] if view.article.story else None,
        members=tuple(read.views(archive, [row.id for row in members])),
        links=read.links(archive, article_id),
    )


# --- stories -------------------------------------------------------------------------------------------------------


def timeline(archive: Archive, request: TimelineRequest, *, now: int, aliases: Aliases = None) -> Timeline:
    """What was told when, from a selection; ``now`` (Unix seconds) ends a range that is open.

    At most ``selection.limit`` stories are told, those that come first in the order asked for. Raises as ``articles``.
    """
    selection = request.selection
    rows, hidden = _rows(archive, selection, aliases)
    spans = report.coverage(archive)
    begins = report.record_begins(archive, spans)
    since, until = _range(archive, selection.period, rows, begins, now)
    first, last = _day(archive, since), _day(archive, until)
    holes = gaps(spans, since, min(until, now))
    silent = [(_day(archive, gap.since), _day(archive, gap.until)) for gap in holes if gap.kind != "backfilled"]
    by = axis.chosen(request.by, first, last)
    groups = axis.grouped(rows)
    buckets = axis.buckets(rows, groups.values(), by, first, last, silent)
    peaks = axis.peaks(buckets, rows)
    shown = _in_order(groups, selection)
    lines = dict(
        zip([*shown, *peaks.values()], _lines(archive, [groups[k] for k in [*shown, *peaks.values()]]), strict=True)
    )
    return Timeline(
        since, until, archive.zone, begins, by, request.happened,
        tuple(b._replace(peak=lines[peaks[b.start]]) if b.start in peaks else b for b in buckets),
        tuple(lines[k] for k in shown), len(groups) - len(shown), holes, (), hidden,
    )  # fmt: skip


def stories(archive: Archive, selection: Selection, *, now: int, aliases: Aliases = None) -> Stories:
    """The stories of a selection, newest first unless asked otherwise. Raises as ``articles``."""
    rows, hidden = _rows(archive, selection, aliases)
    since, until = _range(archive, selection.period, rows, None, now)
    groups = axis.grouped(rows)
    shown = _in_order(groups, selection)
    told = _lines(archive, [groups[k] for k in shown])
    return Stories(since, until, archive.zone, tuple(told), len(groups) - len(shown), hidden)


def _in_order(groups: Mapping[int, axis.Group], selection: Selection) -> list[int]:
    """The keys of the stories that are told, in the order asked for."""
    return list(islice(groups if selection.oldest_first else reversed(list(groups)), selection.limit))


def _lines(archive: Archive, groups: Sequence[axis.Group]) -> list[StoryLine]:
    watches, hits = (
        report.watch_names(archive),
        report.watches_of(archive, [row.id for group in groups for row in group]),
    )
    names = Names(
        report.heads(archive, [group[0].id for group in groups]),
        report.outlet_names(archive),
        {article: tuple(watches[watch] for watch in found) for article, found in hits.items()},
    )
    return [axis.line(group, names) for group in groups]


# --- sources -------------------------------------------------------------------------------------------------------


def sources(archive: Archive, request: SourcesRequest, *, now: int, aliases: Aliases = None) -> Sources:
    """The outlets of a selection, those with most articles first. Raises as ``articles``."""
    from crackwatch.reports import sources as outlets

    rows, hidden = _rows(archive, request.selection, aliases)
    since, until = _range(archive, request.selection.period, rows, None, now)
    lines = outlets.sources(rows, report.facts(archive, rows), min(until, now))
    return Sources(since, until, archive.zone, lines, hidden)


# --- what a selection means ----------------------------------------------------------------------------------------


def _scope(archive: Archive, selection: Selection, *, oldest_first: bool) -> Scope:
    watches: tuple[int, ...] | None = None
    if selection.watches:
        from crackwatch.archive.watches import find

        watches = tuple(dict.fromkeys(find(archive, name).id for name in selection.watches))
    elif not (selection.query or selection.everything or selection.ids):
        watches = tuple(report.watch_names(archive))
    outlet = report.outlet_id(archive, selection.outlet) if selection.outlet else None
    return Scope(
        watches,
        selection.period.since,
        selection.period.until,
        outlet,
        selection.lang,
        selection.ids or None,
        oldest_first,
    )


def _rows(archive: Archive, selection: Selection, aliases: Aliases) -> tuple[list[Occurrence], int]:
    """The articles that a report is about, in order of time, and how many were folded away."""
    scope = _scope(archive, selection, oldest_first=True)
    if selection.query:
        ids = tuple(_answers(archive, selection, scope, aliases, {}))
        return list(report.occurrences(archive, scope._replace(watches=None, ids=ids))), 0
    rows = list(report.occurrences(archive, scope))
    likely = rows if selection.unlikely else [row for row in rows if row.score is None or row.score >= LIKELY]
    return likely, len(rows) - len(likely)


def _range(
    archive: Archive, period: Period, rows: Sequence[Occurrence], begins: int | None, now: int
) -> tuple[int, int]:
    """The first and last second of a report: as asked, else from the beginning of the record to now."""
    until = max(now, rows[-1].at if rows else now) if period.until is None else period.until
    if period.since is not None:
        return period.since, until
    first = min((at for at in (begins, rows[0].at if rows else None) if at is not None), default=until)
    return int(datetime.combine(_day(archive, first), time(), archive.zone).timestamp()), until


def _day(archive: Archive, at: int) -> date:
    return datetime.fromtimestamp(at, archive.zone).date()
