"""The days that an article talks about, as the archive keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crackwatch.answers import Mentioned


def spoken(title: str, summary: str, text: str) -> str:
    """What is read for days: headline, lead and text, one under another; a lead that the text repeats is left out."""
    return "\n".join(part for part in (title, "" if text.startswith(summary) else summary, text) if part)


def single_days(found: Iterable[Mentioned]) -> list[str]:
    """The days that a text names as such, each once: no months, no stretches of days."""
    return list(dict.fromkeys(m.first for m in found if m.first == m.last))


def mentioned(title: str, summary: str, text: str, published: datetime) -> list[Mentioned]:
    """The days of a text that was published at ``published``, which carries the zone in which days are counted."""
    from crackwatch import dates

    return [
        Mentioned(m.start, m.end, m.first.isoformat(), m.last.isoformat(), m.precision, int(m.inferred))
        for m in dates.mentions(spoken(title, summary, text), published)
    ]
