"""Answers for programs, pipes and pages: one function, and a renderer for each format, imported when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from crackwatch.answers import Articles, Dossier, Timeline, Value
from crackwatch.errors import UsageError

EVERYWHERE = ("plain", "json", "jsonl", "csv", "tsv", "md")


def render(
    value: Value | Dossier, form: str, *, raw: bool = False, ascii_only: bool = False, title: str = "crackwatch"
) -> Iterable[str]:
    """``value`` in a format, piece by piece: ``plain json jsonl csv tsv md``; atom for articles, timelinejs for timelines.

    A dossier is an html page; in the other formats it is its timeline. ``raw`` leaves cells of csv and tsv as they are,
    also those that a spreadsheet would compute. ``ascii_only`` is for streams that cannot show block characters.
    ``title`` names a feed. Raises UsageError where the format does not fit.
    """
    if isinstance(value, Dossier):
        if form == "html":
            from crackwatch.render import page

            return [page.report(value)]
        value = value.timeline
    if form == "plain":
        from crackwatch.render import plain

        return plain.lines(value, ascii_only=ascii_only)
    if form in {"json", "jsonl"}:
        from crackwatch.render import objects

        return objects.whole(value) if form == "json" else objects.lines(value)
    if form in {"csv", "tsv"}:
        from crackwatch.render import delimited

        return delimited.commas(value, raw=raw) if form == "csv" else delimited.tabs(value, raw=raw)
    if form == "md":
        from crackwatch.render import markdown

        return markdown.lines(value)
    return _page(value, form, title)


def _page(value: Value, form: str, title: str) -> Iterable[str]:
    """The formats that fit only one kind of answer."""
    if form == "atom" and isinstance(value, Articles):
        from crackwatch.render import atom

        return atom.feed(value, title)
    if form == "timelinejs" and isinstance(value, Timeline):
        from crackwatch.render import timelinejs

        return timelinejs.document(value)
    hint = f"use one of: {' '.join(EVERYWHERE)}"
    raise UsageError(
        f"{form} does not fit this answer", f"{hint}; crackwatch report writes html" if form == "html" else hint
    )
