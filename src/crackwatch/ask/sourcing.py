"""Who told it: all outlets, or one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crackwatch.answers import SourcePage, Sources, SourcesRequest
from crackwatch.archive import report
from crackwatch.archive.connection import Archive
from crackwatch.ask.selecting import Aliases, choose, day_of
from crackwatch.ask.telling import believed, lines
from crackwatch.reports import timeline as axis

if TYPE_CHECKING:
    from crackwatch.model import Selection


def sources(archive: Archive, request: SourcesRequest, *, now: int, aliases: Aliases = None) -> Sources:
    """The outlets of a selection, those with most articles first. Raises as ``articles``."""
    from crackwatch.reports import sources as outlets

    chosen = choose(archive, request.selection, now, aliases)
    facts = report.facts(archive, chosen.rows, believed(archive, axis.grouped(chosen.rows).values()))
    told = outlets.sources(chosen.rows, facts, min(chosen.until, now))
    return Sources(chosen.since, chosen.until, archive.zone, told, chosen.hidden)


def source_page(
    archive: Archive, outlet: str, selection: Selection, *, now: int, aliases: Aliases = None
) -> SourcePage:
    """One outlet among the others of a selection: its days, what it told first or alone, who copies it.

    Raises as ``articles``, and UsageError where the selection holds nothing of that outlet.
    """
    from crackwatch.errors import UsageError
    from crackwatch.reports import sources as outlets

    wanted = report.outlet_id(archive, outlet)
    chosen = choose(archive, selection, now, aliases)
    own = [row for row in chosen.rows if row.outlet == wanted]
    if not own:
        raise UsageError(f"nothing of {outlet} is in this range", "see: crackwatch sources")
    facts = report.facts(archive, chosen.rows, believed(archive, axis.grouped(chosen.rows).values()))
    told = outlets.sources(chosen.rows, facts, min(chosen.until, now))
    first, last = day_of(archive, chosen.since), day_of(archive, chosen.until)
    by = axis.chosen("auto", first, last)
    firsts, alone = outlets.led(chosen.rows, facts, wanted)
    buckets = axis.buckets(axis.counted(own, axis.grouped(own).values()), by, first, last, ())
    copied_by = Counter(
        facts.outlets[row.outlet] for row in chosen.rows if facts.roots.get(row.id) == wanted != row.outlet
    )
    return SourcePage(
        chosen.since, chosen.until, archive.zone, next(line for line in told if line.outlet == facts.outlets[wanted]),
        by, tuple(buckets), tuple(lines(archive, firsts)), tuple(lines(archive, alone)), tuple(copied_by.most_common()),
    )  # fmt: skip
