"""What a selection means: which watches, which outlet, which answers to a query, and which stretch of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crackwatch.answers import LIKELY, Covered, Occurrence
from crackwatch.archive import report
from crackwatch.archive.connection import Archive
from crackwatch.archive.report import Scope
from crackwatch.reports.gaps import around

if TYPE_CHECKING:
    from crackwatch.archive.read import Words
    from crackwatch.model import Period, Selection, Span
    from crackwatch.watches.match import Percolator

Aliases = Mapping[str, str] | None
Spans = dict[int, "tuple[Span, ...]"]  # where a query hit, by article id


class Chosen(NamedTuple):
    """The articles that a report is about, in order of time, and the range that it covers."""

    rows: list[Occurrence]
    hidden: int  # folded away as unlikely
    since: int
    until: int
    begins: int | None  # when the record does
    covered: list[Covered]
    watch: str = ""  # the watch that every one of them hits, where the archive has no other


def choose(archive: Archive, selection: Selection, now: int, aliases: Aliases) -> Chosen:
    """What a report is about. Raises QueryError, and UsageError for a watch or an outlet that there is not."""
    rows, hidden = _rows(archive, selection, aliases)
    covered = report.coverage(archive)
    begins = report.record_begins(archive, covered)
    since, until = _range(archive, selection.period, rows, covered, begins, now)
    watches = (
        [] if selection.query or selection.everything or selection.ids else [*report.watch_names(archive).values()]
    )
    return Chosen(rows, hidden, since, until, begins, covered, watches[0] if len(watches) == 1 else "")


def scoped(archive: Archive, selection: Selection, *, oldest_first: bool) -> Scope:
    """A selection in ids, but for its query. Raises UsageError for a watch or an outlet that there is not."""
    watches: tuple[int, ...] | None = None
    if selection.watches:
        from crackwatch.archive.watches import find

        watches = tuple(dict.fromkeys(find(archive, name).id for name in selection.watches))
    elif not (selection.query or selection.everything or selection.ids):
        watches = tuple(report.watch_names(archive))
    outlet = report.outlet_id(archive, selection.outlet) if selection.outlet else None
    period = selection.period
    return Scope(watches, period.since, period.until, outlet, selection.lang, selection.ids or None, oldest_first)


def answers(archive: Archive, selection: Selection, scope: Scope, aliases: Aliases, spans: Spans) -> Iterator[int]:
    """The ids of the articles that answer the query, in order; ``spans`` is told where each of them does."""
    from crackwatch.archive.read import told
    from crackwatch.watches import match, query

    wanted = query.parse(selection.query, aliases)
    texts = told(archive, scope, query.candidates(wanted), unlikely=selection.unlikely)
    return _hit(texts, match.Percolator([(0, wanted)]), spans)


def _hit(texts: Iterable[Words], percolator: Percolator, spans: Spans) -> Iterator[int]:
    from crackwatch.watches.match import Text

    for words in texts:
        for _, where in percolator.match(Text(*words[1:])):
            spans[words.id] = where
            yield words.id


def _rows(archive: Archive, selection: Selection, aliases: Aliases) -> tuple[list[Occurrence], int]:
    """The articles of a selection in order of time, and how many were folded away."""
    scope = scoped(archive, selection, oldest_first=True)
    if selection.query:
        ids = tuple(answers(archive, selection, scope, aliases, {}))
        return list(report.occurrences(archive, scope._replace(watches=None, ids=ids))), 0
    rows = list(report.occurrences(archive, scope))
    likely = rows if selection.unlikely else [row for row in rows if is_likely(row)]
    return likely, len(rows) - len(likely)


def is_likely(row: Occurrence) -> bool:
    """Whether nothing that was learned speaks against an article."""
    return row.score is None or row.score >= LIKELY


def _range(
    archive: Archive, period: Period, rows: Sequence[Occurrence], covered: Sequence[Covered], begins: int | None, now: int,
) -> tuple[int, int]:  # fmt: skip
    """The first and last second of a report: as asked, else whole days around its articles and the record that they lie in.

    Where there is no article, it is all of the record.
    """
    end = now if period.until is None else period.until
    first, last = around(covered, rows[0].at, rows[-1].at) if rows else (end if begins is None else begins, end)
    since = midnight(archive, min(first, end)) if period.since is None else period.since
    if period.until is None and last >= since:
        end = max(last, min(midnight(archive, last, 1) - 1, now))
    return since, max(since, end)


def midnight(archive: Archive, at: int, days: int = 0) -> int:
    """When the day of a moment begins, or one so many days later."""
    day = day_of(archive, at) + timedelta(days=days)
    return int(datetime.combine(day, time(), archive.zone).timestamp())


def day_of(archive: Archive, at: int) -> date:
    """The day of a moment, in the archive's zone."""
    return datetime.fromtimestamp(at, archive.zone).date()
