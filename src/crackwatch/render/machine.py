"""Answers for programs, pipes and pages: one function, a renderer for each format, imported when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from crackwatch.answers import ArticleDetail, Articles, SourcePage, Sources, Stories, Timeline

Value = Articles | ArticleDetail | Timeline | Stories | Sources | SourcePage


def render(value: Value, form: str, *, raw: bool = False, ascii_only: bool = False) -> Iterable[str]:
    """``value`` in a format, piece by piece: ``plain json jsonl csv tsv md``, and what else fits the value.

    ``raw`` leaves cells of csv and tsv as they are, also those that a spreadsheet would compute. ``ascii_only`` is for
    streams that cannot show block characters. Raises UsageError where the format does not fit.
    """
    if form == "plain":
        from crackwatch.render import plain

        return plain.lines(value, ascii_only=ascii_only)
    if form in ("json", "jsonl"):
        from crackwatch.render import objects

        return objects.whole(value) if form == "json" else objects.lines(value)
    raise NotImplementedError
