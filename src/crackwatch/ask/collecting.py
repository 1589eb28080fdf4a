"""Everything of an affair on one page: when it was told and when it happened, by whom, and what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from crackwatch.answers import Dossier, Names, Occurrence, QuoteLine, TimelineRequest
from crackwatch.archive import report
from crackwatch.archive.connection import Archive
from crackwatch.ask.hearing import heard, spoken
from crackwatch.ask.selecting import Aliases, choose
from crackwatch.ask.telling import Axis, believed, best_days, days_of, span, told
from crackwatch.reports import timeline as axis

if TYPE_CHECKING:
    from crackwatch.model import Selection

STORIES, KEY_DATES, QUOTES = 80, 8, 25  # what a person reads, and what a page of 60 kB holds


def dossier(archive: Archive, selection: Selection, *, now: int, title: str = "", aliases: Aliases = None) -> Dossier:
    """A report on a selection, oldest first, with its biggest stories (80, or as many as its limit says) and their quotes.

    Raises as ``articles``.
    """
    from crackwatch.reports import keydates
    from crackwatch.reports import sources as outlets

    chosen = choose(archive, selection, now, aliases)
    groups, days = axis.grouped(chosen.rows), days_of(archive, chosen.rows)
    happened = keydates.happened(groups, days)
    placed = Axis(chosen.rows, happened, best_days(archive, chosen, groups, days, KEY_DATES))
    request = TimelineRequest(selection)
    biggest = _biggest(groups, selection.limit or STORIES)
    published = told(archive, request, chosen, placed, groups, biggest, now)
    counts = keydates.placed(groups, happened)
    first, last = span(archive, chosen, min(counts.articles, default=None))
    facts = report.facts(archive, chosen.rows, believed(archive, groups.values()), languages=False)
    asked = _asked(archive, selection)
    return Dossier(
        title or ", ".join(name for name, _ in asked) or "Report",
        asked,
        now,
        published,
        tuple(axis.buckets(counts, published.by, first, last, ())),
        sum(inferred for _, inferred in happened.values()),
        outlets.sources(chosen.rows, facts, min(chosen.until, now)),
        _quotes(archive, [row for story in biggest for row in groups[story]]),
        report.feeds_followed(archive),
    )


def _quotes(archive: Archive, rows: Iterable[Occurrence]) -> tuple[QuoteLine, ...]:
    """The quotes that most of these articles carry, in order of time."""
    from crackwatch.reports import voices

    told = spoken(archive, heard(archive, sorted(rows, key=lambda row: (row.at, row.id))))
    kept = sorted(range(len(told)), key=lambda n: (-len(told[n]), n))[:QUOTES]
    names = Names(report.heads(archive, [told[n][0][0].id for n in kept]), report.outlet_names(archive), {}, {})
    return tuple(voices.line(told[n], names) for n in sorted(kept))


def _biggest(groups: Mapping[int, axis.Group], count: int) -> list[int]:
    """The keys of the stories with most articles, in order of time."""
    ranked = sorted(groups, key=lambda story: -len(groups[story]))
    kept = set(ranked[:count])
    return [story for story in groups if story in kept]


def _asked(archive: Archive, selection: Selection) -> tuple[tuple[str, str], ...]:
    """The queries behind a selection, by name."""
    if selection.query:
        return (("query", selection.query),)
    from crackwatch.archive.watches import all_watches, find

    if selection.everything and not selection.watches:
        return (("everything", "all articles"),)
    watches = [find(archive, name) for name in selection.watches] or all_watches(archive)
    return tuple((watch.name, watch.query) for watch in watches)
