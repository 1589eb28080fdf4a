"""Stretches of whole days, and the arithmetic of the calendar. Impossible days raise ValueError."""

# Annotations are objects here, not text: NamedTuple would compile each of them, on every start.

from datetime import date, timedelta
from typing import Literal, NamedTuple

from crackwatch.model import Precision

Part = Literal["early", "mid", "late"]
ONE = timedelta(days=1)


class Span(NamedTuple):
    """``first`` and ``last`` are both inside."""

    first: date
    last: date
    precision: Precision = "day"


def day(d: date) -> Span:
    return Span(d, d)


def week(d: date) -> Span:
    """Monday to Sunday around ``d``."""
    monday = d - d.weekday() * ONE
    return Span(monday, monday + 6 * ONE)


def iso_week(year: int, number: int) -> Span:
    """ISO 8601: week 1 holds the year's first Thursday; some years have a week 53."""
    return week(date.fromisocalendar(year, number, 1))


def weekend(d: date) -> Span:
    """Saturday and Sunday: those around ``d``, or else the last before it."""
    saturday = d - (d.weekday() + 2) % 7 * ONE
    return Span(saturday, saturday + ONE)


def month(year: int, number: int) -> Span:
    return Span(date(year, number, 1), date(year, number, days_in(year, number)), "month")


def months(year: int, number: int, count: int) -> Span:
    """``count`` months from the first of month ``number``, which may lie outside 1 to 12."""
    first = later(date(year, 1, 1), months=number - 1)
    return Span(first, later(first, months=count) - ONE, "month")


def quarter(year: int, number: int) -> Span:
    if number not in (1, 2, 3, 4):
        raise ValueError(f"there is no quarter {number}")
    return months(year, number * 3 - 2, 3)


def half(year: int, number: int) -> Span:
    return months(year, number * 6 - 5, 6)


def season(year: int, number: int) -> Span:
    """Meteorological: 0 is spring (March to May); winter, 3, begins in December of ``year``."""
    return months(year, 3 + 3 * number, 3)


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number, 12, 31), "year")


def part(span: Span, which: Part) -> Span:
    """Of a month days 1-10, 11-20 or 21 to its end; of a year its first quarter, its middle half or its last quarter."""
    if span.precision == "year":
        start, count = {"early": (1, 3), "mid": (4, 6), "late": (10, 3)}[which]
        return months(span.first.year, start, count)
    first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, span.last.day)}[which]
    return Span(span.first.replace(day=first), span.first.replace(day=last))


def later(d: date, *, months: int = 0, years: int = 0) -> date:
    """The same day of another month, or that month's last day where it has no such day."""
    count = d.year * 12 + d.month - 1 + months + 12 * years
    at, number = count // 12, count % 12 + 1
    return date(at, number, min(d.day, days_in(at, number)))


def days_in(year: int, month: int) -> int:
    return 31 if month == 12 else (date(year, month + 1, 1) - ONE).day
