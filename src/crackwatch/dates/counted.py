"""Counted units of time: "il y a trois jours", "two weeks ago", "seit einem Jahr", "los últimos diez días"."""

from __future__ import annotations

import re
from datetime import timedelta

from crackwatch.dates import spans
from crackwatch.dates.page import Atom, Page
from crackwatch.dates.spans import ONE, Span
from crackwatch.dates.unit_words import COUNTS, Unit

_COUNT = rf"(?P<n>\d{{1,3}}|{'|'.join(COUNTS)})"
_ABOUT = (
    r"(?:(?:environ|pres de|presque|a peine|tout juste|about|around|nearly|almost|just|only|etwa|rund|fast|casi|unos|unas"
    r"|circa|quasi) )*"
)
_LAST = r"(?:derniers|dernieres|last|past|letzten|vergangenen|ultimos|ultimas|ultimi|ultime)"
_BEFORE = re.compile(
    rf"\b(?:(?P<ago>il y a|voici|voila|vor|hace)|(?P<since>depuis|desde hace|seit)|(?P<within>d'ici(?: a)?)"
    rf"|(?P<ahead>dans|dentro de|(?P<perhaps>fra|tra|in|en))"
    rf"|(?:ces|les|des|the|over|den|der|los|las|gli|le|nelle|negli)(?P<lately> {_LAST})?)"
    rf" {_ABOUT}{_COUNT} (?P<late>{_LAST} )?$"
)
_COUNT_BEFORE = re.compile(rf"\b{_ABOUT}{_COUNT} $")
_AGO_AFTER = re.compile(r" (?:ago|fa)\b")
_LATE_AFTER = re.compile(r" (?:derniers|dernieres|pasados|pasadas|scorsi|scorse)\b")


def counted_at(page: Page, at: int, end: int, unit: Unit) -> Atom | None:
    """What a number before the unit, and "ago" or "since" around them, make of it."""
    behind = page.behind(at, 60)
    found = _BEFORE.search(behind)
    if found is None:
        count, ago = _COUNT_BEFORE.search(behind), _AGO_AFTER.match(page.folded, end)
        span = _around(page, unit, -_value(count["n"])) if count and ago else None
        return Atom(at - len(count[0]), ago.end(), span, "other", inferred=True) if count and ago and span else None
    late = _LATE_AFTER.match(page.folded, end)
    start, end = at - len(found[0]), late.end() if late else end
    span = _meant(page, found, unit, lately=bool(late or found["lately"] or found["late"]), place=(start, end))
    return Atom(start, end, span, "other", inferred=True) if span else None


def moved(page: Page, unit: Unit, n: int) -> Span | None:
    """The day that lies ``n`` units from today; hours count only where they make whole days."""
    if unit == "hour":
        return spans.day(page.today + timedelta(hours=n)) if n % 24 == 0 else None
    if unit in ("day", "week"):
        return spans.day(page.today + n * (7 if unit == "week" else 1) * ONE)
    if unit in ("month", "year"):
        return spans.day(spans.later(page.today, months=n if unit == "month" else 12 * n))
    return None


def whole(unit: Unit, span: Span) -> Span:
    """The week, month or year around a day."""
    d = span.first
    return spans.week(d) if unit == "week" else spans.month(d.year, d.month) if unit == "month" else spans.year(d.year)


def _meant(page: Page, found: re.Match[str], unit: Unit, *, lately: bool, place: tuple[int, int]) -> Span | None:
    n = _value(found["n"])
    if found["ago"]:
        return _around(page, unit, -n)
    if found["within"]:
        last = moved(page, unit, n)
        return Span(page.today, last.first) if last else None
    if found["ahead"]:
        return _around(page, unit, n) if not found["perhaps"] or page.sense(*place) > 0 else None
    first = moved(page, unit, -n) if found["since"] or lately else None
    return Span(first.first, page.today) if first else None


def _around(page: Page, unit: Unit, n: int) -> Span | None:
    """As precise as people speak: "two weeks ago" is a week, "a year ago" a year."""
    day = moved(page, unit, n)
    return day if day is None or unit in ("day", "hour") else whole(unit, day)


def _value(count: str) -> int:
    return int(count) if count.isdecimal() else COUNTS[count]
