"""The conductor of reading: archive → watches, reports → values. The command line calls one function for each command.

Without a query, the hits of the named watches count, or of all; a query asks the whole archive. A hit that scores below
one half is folded away, and counted, unless the selection wants the unlikely ones too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

from crackwatch.answers import (
    LIKELY,
    ArticleDetail,
    Articles,
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
from crackwatch.model import Period, Selection, Span
from crackwatch.reports import timeline as axis
from crackwatch.reports.gaps import gaps
from crackwatch.reports.timeline import Names

# --- articles ------------------------------------------------------------------------------------------------------


def articles(archive: Archive, selection: Selection) -> Articles:
    """The articles of a selection, newest first unless asked otherwise, read as they are asked for.

    Raises QueryError for a query that cannot be understood, UsageError for a watch or an outlet that there is not.
    """
    from crackwatch.archive import read

    found = Articles(iter(()), archive.zone)
    scope = _scope(archive, selection)
    if selection.query:
        spans: dict[int, tuple[Span, ...]] = {}
        ids = islice(_answers(archive, selection, scope, spans), selection.limit)
        found.views = (replace(view, spans=spans.pop(view.article.id)) for view in read.views(archive, ids))
    else:
        found.views = read.views(archive, islice(_likely(archive, selection, scope, found), selection.limit))
    return found


def _likely(archive: Archive, selection: Selection, scope: Scope, found: Articles) -> Iterator[int]:
    """The ids of a scope, in order; ``found`` counts what is passed over."""
    for row in report.occurrences(archive, scope):
        if selection.unlikely or row.score is None or row.score >= LIKELY:
            yield row.id
        else:
            found.hidden += 1


def _answers(archive: Archive, selection: Selection, scope: Scope, spans: dict[int, tuple[Span, ...]]) -> Iterator[int]:
    """The ids of the articles that answer the query, in order; ``spans`` is told where each of them does."""
    from crackwatch.archive import read
    from crackwatch.watches import match, query

    wanted = query.parse(selection.query)
    percolator = match.Percolator([(0, wanted)])
    for told in read.told(archive, scope, query.candidates(wanted), selection.unlikely):
        text = match.Text(
            told.title, told.summary, told.text, lang=told.lang, outlet=told.outlet, outlet_key=told.outlet_key,
            feed=told.feed, author=told.author, day=told.day,
        )  # fmt: skip
        for _, where in percolator.match(text):
            spans[told.id] = where
            yield told.id


def article(archive: Archive, article_id: int) -> ArticleDetail:
    """One article with its copies, its story and the links that made them. Raises UsageError where there is none."""
    from crackwatch.archive import read
    from crackwatch.errors import UsageError

    view = next(read.views(archive, [article_id]), None)
    if view is None:
        raise UsageError(f"there is no article {article_id}", "see the ids with: crackwatch list")
    group, members = read.copy_group(archive, view.article), read.story_members(archive, view.article)
    told = tuple(read.views(archive, [row.id for row in members]))
    return ArticleDetail(
        view,
        archive.zone,
        copies=tuple(read.views(archive, [other for other in group if other != article_id])),
        story=_lines(archive, axis.grouped(members), None)[0] if view.article.story else None,
        members=told,
        links=read.links(archive, article_id),
    )


# --- stories -------------------------------------------------------------------------------------------------------


def timeline(archive: Archive, request: TimelineRequest, *, now: int) -> Timeline:
    """What happened when, from a selection; ``now`` (Unix seconds) ends a range that is open. Raises as ``articles``."""
    selection = request.selection
    rows, hidden, scope = _rows(archive, selection)
    spans = report.coverage(archive)
    begins = report.record_begins(archive, spans)
    since, until = _range(archive, selection.period, rows, begins, now)
    stories = _lines(archive, axis.grouped(rows), scope)
    first, last = _day(archive, since), _day(archive, until)
    by = axis.chosen(request.by, first, last)
    found = gaps(spans, since, min(until, now))
    silent = [(_day(archive, gap.since), _day(archive, gap.until)) for gap in found if gap.kind != "backfilled"]
    return Timeline(
        since,
        until,
        archive.zone,
        begins,
        by,
        request.happened,
        axis.buckets(rows, stories, by, first, last, silent),
        tuple(stories if selection.oldest_first else reversed(stories)),
        found,
        (),
        hidden,
    )


def stories(archive: Archive, selection: Selection, *, now: int) -> Stories:
    """The stories of a selection, newest first unless asked otherwise. Raises as ``articles``."""
    rows, hidden, scope = _rows(archive, selection)
    told = _lines(archive, axis.grouped(rows), scope)
    since, until = _range(archive, selection.period, rows, None, now)
    ordered = told if selection.oldest_first else told[::-1]
    return Stories(since, until, archive.zone, tuple(ordered[: selection.limit]), hidden)


def _lines(archive: Archive, grouped: Sequence[Sequence[Occurrence]], scope: Scope | None) -> list[StoryLine]:
    names = report.watch_names(archive)
    heads = report.heads(archive, [rows[0].id for rows in grouped])
    if scope and scope.watches and len(names) == 1:
        only = tuple(names.values())
        watches = dict.fromkeys((row.id for rows in grouped for row in rows), only)
    else:
        hits = report.watches_of(archive, [row.id for rows in grouped for row in rows])
        watches = {i: tuple(names[w] for w in ids) for i, ids in hits.items()}
    return axis.lines(grouped, Names(heads, report.outlet_names(archive), watches))


# --- sources -------------------------------------------------------------------------------------------------------


def sources(archive: Archive, request: SourcesRequest, *, now: int) -> Sources:
    """The outlets of a selection, those with most articles first. Raises as ``articles``."""
    from crackwatch.reports import sources as outlets

    rows, hidden, _ = _rows(archive, request.selection)
    since, until = _range(archive, request.selection.period, rows, None, now)
    lines = outlets.sources(rows, report.facts(archive, rows), min(until, now))
    return Sources(since, until, archive.zone, lines, hidden)


# --- what a selection means ----------------------------------------------------------------------------------------


def _scope(archive: Archive, selection: Selection, *, oldest_first: bool | None = None) -> Scope:
    watches: tuple[int, ...] | None = None
    if selection.watches:
        from crackwatch.archive.watches import find

        watches = tuple(dict.fromkeys(find(archive, name).id for name in selection.watches))
    elif not (selection.query or selection.everything or selection.ids):
        watches = tuple(report.watch_names(archive))
    return Scope(
        watches,
        selection.period,
        report.outlet_id(archive, selection.outlet) if selection.outlet else None,
        selection.lang,
        selection.ids or None,
        selection.oldest_first if oldest_first is None else oldest_first,
    )


def _rows(archive: Archive, selection: Selection) -> tuple[list[Occurrence], int, Scope]:
    """The articles that a report is about, in order of time, how many were folded away, and where they were found."""
    scope = _scope(archive, selection, oldest_first=True)
    if selection.query:
        scope = replace(scope, watches=None, ids=tuple(_answers(archive, selection, scope, {})))
        return list(report.occurrences(archive, scope)), 0, scope
    rows = list(report.occurrences(archive, scope))
    likely = rows if selection.unlikely else [row for row in rows if row.score is None or row.score >= LIKELY]
    return likely, len(rows) - len(likely), scope


def _range(
    archive: Archive, period: Period, rows: Sequence[Occurrence], begins: int | None, now: int
) -> tuple[int, int]:
    """The first and last second of a report: as asked, else from the beginning of the record to now."""
    until = max(now, rows[-1].at if rows else now) if period.until is None else period.until
    if period.since is not None:
        return period.since, until
    first = min((at for at in (begins, rows[0].at if rows else None) if at is not None), default=until)
    return int(datetime.combine(_day(archive, first), datetime.min.time(), archive.zone).timestamp()), until


def _day(archive: Archive, at: int) -> date:
    return datetime.fromtimestamp(at, archive.zone).date()
