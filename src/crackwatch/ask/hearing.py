"""Who says what: the quotes of a selection, and whom its articles cite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from crackwatch.answers import Cited, Names, Occurrence, Quotes
from crackwatch.archive import report
from crackwatch.archive.connection import Archive
from crackwatch.ask.selecting import Aliases, choose

if TYPE_CHECKING:
    from crackwatch.model import Selection
    from crackwatch.reports.voices import Voice


def quotes(archive: Archive, selection: Selection, *, speaker: str = "", now: int, aliases: Aliases = None) -> Quotes:
    """Who is quoted with which words, newest first unless asked otherwise; only ``speaker``, by name or role, if given.

    What a medium is cited for is no quote, unless it is asked for by its name. Raises as ``articles``.
    """
    from crackwatch.reports import voices

    chosen = choose(archive, selection, now, aliases)
    everything = heard(archive, chosen.rows)
    told = [v for v in everything if voices.is_by(speaker, v)] if speaker else spoken(archive, everything)
    ordered = told if selection.oldest_first else told[::-1]
    shown = ordered[: selection.limit]
    names = Names(report.heads(archive, [found[0][0].id for found in shown]), report.outlet_names(archive), {}, {})
    lines = tuple(voices.line(found, names) for found in shown)
    return Quotes(chosen.since, chosen.until, archive.zone, lines, len(told) - len(shown))


def cited(archive: Archive, selection: Selection, *, now: int, aliases: Aliases = None) -> Cited:
    """Whom the articles of a selection cite, those with most quotes first. Raises as ``articles``."""
    from crackwatch.reports import voices

    chosen = choose(archive, selection, now, aliases)
    found = voices.cited(heard(archive, chosen.rows), report.outlet_names(archive))
    return Cited(chosen.since, chosen.until, archive.zone, found)


def spoken(archive: Archive, told: Iterable[list[Voice]]) -> list[list[Voice]]:
    """The quotes of people and offices, without what newspapers and broadcasters are cited for."""
    from crackwatch.reports.media import is_medium, titles

    outlets = titles(report.outlet_names(archive).values())
    return [voices for voices in told if not any(is_medium(quote, outlets) for _, quote in voices)]


def heard(archive: Archive, rows: Sequence[Occurrence]) -> list[list[Voice]]:
    """The quotes of articles, each once with those that carry it: as they were kept, else as texts read now."""
    from crackwatch.archive.mentions import texts
    from crackwatch.archive.quotes import quotes as kept
    from crackwatch.reports import voices

    ids = [row.id for row in rows]
    found = kept(archive, ids)
    missing = [article for article in ids if article not in found]
    for article, title, summary, text, lang, _ in texts(archive, missing):
        found[article] = voices.said(title, summary, text, lang)
    return voices.together(rows, found, report.translated(archive, [row.id for row in rows if row.copy]))
