"""Which of several possible days a text means: the year that it leaves out, the Monday that it speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from crackwatch.dates import spans
from crackwatch.dates.spans import ONE, Span

SOON = 120  # days ahead that a date without year and verb may lie
CLOSE = 21  # days within which a date without year needs no verb
FAR = 240  # days ahead beyond which nobody leaves the year out, whatever the verb


def weekday(today: date, wanted: int, step: int, sense: int) -> date:
    """The last such day, today included; ``step`` -1 or 1 says "last" or "next", ``sense`` what the verb tells."""
    back = (today.weekday() - wanted) % 7
    if step < 0:
        return today - (back or 7) * ONE
    if step > 0:
        return today + (7 - back) * ONE
    return today + (7 - back) % 7 * ONE if sense > 0 else today - back * ONE


def this_weekday(today: date, wanted: int, sense: int) -> date:
    """What "ce vendredi" means: the nearest, where no verb tells; yesterday needs none."""
    back = (today.weekday() - wanted) % 7
    coming = back > 3 if not sense else sense > 0 and back > 1
    return today + (7 - back) * ONE if back and coming else today - back * ONE


def month(today: date, number: int, step: int, sense: int) -> Span:
    """``step`` -1 or 1 leaves the running month out."""
    years = range(today.year - 1, today.year + 2)
    options = [spans.month(y, number) for y in years if not step or (y, number) != (today.year, today.month)]
    return _likely(today, options, step or sense, close=0)


def day(today: date, month: int, number: int, sense: int, wanted: int | None = None) -> date | None:
    """Day ``number`` of ``month`` in the likeliest year; None where no year has it.

    A ``wanted`` weekday decides, where one of the neighbouring years has the day on it.
    """
    options = [d for y in range(today.year - 4, today.year + 2) if (d := possible(y, month, number))]
    fitting = [d for d in options if d.weekday() == wanted and abs(d - today) < 400 * ONE]
    if fitting:
        return min(fitting, key=lambda d: abs(d - today))
    if not options:
        return None
    likely = _likely(today, map(spans.day, options), sense).first
    return likely if likely - today <= FAR * ONE else _likely(today, map(spans.day, options), -1).first


def numbered_weekday(today: date, number: int, wanted: int) -> date | None:
    """The nearest "Friday 14": up to three months back or one ahead."""
    near = (today + n * ONE for n in sorted(range(-92, 32), key=abs))
    return next((d for d in near if d.day == number and d.weekday() == wanted), None)


def possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _likely(today: date, options: Iterable[Span], sense: int, close: int = CLOSE) -> Span:
    """Of the same days in neighbouring years: the verb decides; without one the nearest, leaning to the past.

    What is ``close`` needs no verb.
    """
    options = list(options)
    begun = max((s for s in options if s.first <= today), key=lambda s: s.first, default=None)
    coming = min((s for s in options if s.last >= today), key=lambda s: s.first, default=None)
    if begun is None or coming is None:
        return begun or coming or options[0]
    ahead, ago = (coming.first - today).days, (today - begun.last).days
    if sense and min(ahead, ago) > close:
        return coming if sense > 0 else begun
    return coming if ahead < ago and ahead <= SOON else begun
