"""Days, months and years that a text writes out: "13 mai", "May 10-14", "03/05/2021", "im April", "depuis 2019"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from crackwatch.dates import spans, when
from crackwatch.dates.day_forms import (
    BETWEEN,
    CAPITAL_BEFORE,
    CAPITAL_MONTHS,
    COUNTED_AFTER,
    COUNTED_BEFORE,
    DAY_MONTH,
    DECADE,
    FIGURES,
    FIRST_DAY,
    ISO,
    ITALIAN_BEFORE,
    ITALIAN_MONTHS,
    MONTH_ALONE,
    MONTH_DAY,
    MONTH_YEAR,
    NAMED_AFTER,
    NAMED_BEFORE,
    NUMBERED_BEFORE,
    PLURAL_AFTER,
    QUARTER,
    SLASHED,
    SMALL_BEFORE,
    SMALL_MONTHS,
    STEP_AFTER,
    STEP_BEFORE,
    YEAR_BEFORE,
)
from crackwatch.dates.page import Atom, Page
from crackwatch.dates.spans import ONE, Span
from crackwatch.dates.words import MONTHS, SHORT_MONTHS


def number_at(page: Page, at: int, wanted: int | None = None) -> Iterator[Atom]:
    """What begins with the figure, or the word for the first day, at ``at``; ``wanted`` is the weekday that stands before it."""
    before = page.folded[max(0, at - 2) : at]
    if before.endswith(("$", "€", "£", "#")) or (before[-1:] in ".,/:-" and before[:1].isdigit()):
        return
    if found := DAY_MONTH.match(page.folded, at):
        if _written_as_month(page, found):
            page.passed = found.end()  # also where it is a name, or no day of any calendar
            if not _is_name(page, found):
                yield from _written_out(page, found, wanted)
    elif found := ISO.match(page.folded, at) or FIGURES.match(page.folded, at):
        yield from _in_figures(page, found)
    elif found := SLASHED.match(page.folded, at):
        d = when.day(page.today, int(found["m"]), int(found["d"]), page.sense(at, found.end()), wanted)
        if d:
            yield Atom(at, found.end(), spans.day(d), "day", inferred=True, month=d.month, day=d.day)
    elif found := QUARTER.match(page.folded, at):
        yield Atom(at - 1, found.end(), spans.quarter(int(found["y"]), int(found["q"])), "other", inferred=False)
    elif decade := DECADE.match(page.folded, at):
        digits = decade["y"] or decade["y2"] or decade["y3"]
        first = int(digits) if len(digits) == 4 else 1900 + int(digits)
        yield Atom(at, decade.end(), Span(date(first, 1, 1), date(first + 9, 12, 31), "year"), "other", inferred=False)
    elif page.folded[at : at + 4].isdecimal() and _is_year(page, at):
        year = int(page.folded[at : at + 4])
        yield Atom(at, at + 4, spans.year(year), "year", inferred=False, year=year)


def month_at(page: Page, at: int, wanted: int | None = None) -> Iterator[Atom]:
    """What begins with the name of a month at ``at``."""
    if page.capital(at) and (found := MONTH_DAY.match(page.folded, at)):
        page.passed = found.end()
        if not _is_name(page, found):
            yield from _written_out(page, found, wanted)
    elif (found := MONTH_YEAR.match(page.folded, at)) and not _is_name(page, found):
        number, year = _number(found["month"]), int(found["y"])
        yield Atom(at, found.end(), spans.month(year, number), "month", inferred=False, year=year, month=number)
    elif (found := MONTH_ALONE.match(page.folded, at)) and _stands_alone(page, found):
        after, before = STEP_AFTER.match(page.folded, found.end()), STEP_BEFORE.search(page.behind(at))
        end, number = (after or found).end(), MONTHS[found["month"]]
        step = _step(after or before)
        yield Atom(
            at, end, when.month(page.today, number, step, page.sense(at, end)), "month", inferred=True, month=number
        )


def _written_out(page: Page, found: re.Match[str], wanted: int | None) -> Iterator[Atom]:
    """One day, a range of days, or two days of one month."""
    start, month, year = found.start(), _number(found["month"]), int(found["y"]) if found["y"] else None
    step = STEP_AFTER.match(page.folded, found.end())
    end = (step or found).end()
    number = _day_number(found["d2"] or found["d"])
    last = (
        when.possible(year, month, number)
        if year
        else when.day(page.today, month, number, _step(step) or page.sense(start, end), wanted)
    )
    first = when.possible(last.year, month, _day_number(found["d"])) if last else None
    if first is None or last is None:
        return
    apart = found["and"] and first + ONE != last and not BETWEEN.search(page.behind(start))
    if apart or first > last:
        yield Atom(found.start("d"), found.end("d"), spans.day(first), "day", year is None, year, month, first.day)
        yield Atom(found.start("d2"), end, spans.day(last), "day", year is None, year, month, last.day)
    else:
        yield Atom(start, end, Span(first, last), "day", year is None, year, month, first.day, wanted)


def _in_figures(page: Page, found: re.Match[str]) -> Iterator[Atom]:
    """Day and month stand in the order of Europe, unless only the other one gives a day."""
    parts = found.groupdict()
    year, month, number = int(parts["y"] or "20" + parts["y2"]), int(parts["m"] or parts["m2"]), parts["d"]
    if number:
        d = when.possible(year, month, int(number))
        if d is None and found.re is FIGURES:
            d = when.possible(year, int(number), month)
        if d:
            yield Atom(*found.span(), spans.day(d), "day", inferred=False, year=year, month=d.month, day=d.day)
    elif 1 <= month <= 12 and not NUMBERED_BEFORE.search(page.behind(found.start())):
        yield Atom(*found.span(), spans.month(year, month), "month", inferred=False, year=year, month=month)


def _is_year(page: Page, at: int) -> bool:
    """Four figures after a word that asks for a year, and not a law's, a page's or a crowd's number."""
    behind, year = page.behind(at), int(page.folded[at : at + 4])
    if not 1500 <= year <= page.today.year + 50 or COUNTED_AFTER.match(page.folded, at + 4):
        return False
    if NUMBERED_BEFORE.search(behind) or COUNTED_BEFORE.search(behind):
        return False
    if not year % 100 and PLURAL_AFTER.match(page.folded, at + 4):
        return False
    return YEAR_BEFORE.search(behind) is not None or page.follows(at, "year")


def _is_name(page: Page, found: re.Match[str]) -> bool:
    """A street, a stadium, a movement. With hyphens a date is always a name: the 8-Mai-1945."""
    parts = found.groupdict()
    if parts.get("d2"):
        return False
    if "d" in parts and "-" in page.folded[found.end("d") : found.start("month")]:
        return True
    around = NAMED_BEFORE.search(page.behind(found.start())) or NAMED_AFTER.match(page.folded, found.end())
    return around is not None


def _written_as_month(page: Page, found: re.Match[str]) -> bool:
    """English and German write months with a capital, so that "5 may leave" is no date."""
    name = found["month"].rstrip(".")
    return name in SMALL_MONTHS or name in SHORT_MONTHS or bool(found["y"]) or page.capital(found.start("month"))


def _stands_alone(page: Page, found: re.Match[str]) -> bool:
    """Whether the name means the month: after a word that asks for one, written as its language writes it."""
    start, end, name = found.start(), found.end(), found["month"]
    behind, capital = page.behind(start), page.capital(start)
    if page.follows(start, "month"):
        return True
    if capital and name in CAPITAL_MONTHS and CAPITAL_BEFORE.search(behind):
        return page.folded[end : end + 1] != "'"
    if name in SMALL_MONTHS and (not capital or page.text[start:end].isupper()):
        asked = SMALL_BEFORE.search(behind) or STEP_AFTER.match(page.folded, end)
        return bool(asked or (name in ITALIAN_MONTHS and ITALIAN_BEFORE.search(behind)))
    return False


def _day_number(written: str) -> int:
    return 1 if written in FIRST_DAY else int(written)


def _step(found: re.Match[str] | None) -> int:
    return 0 if found is None else 1 if found["next"] else -1


def _number(name: str) -> int:
    name = name.rstrip(".")
    return MONTHS[name] if name in MONTHS else SHORT_MONTHS[name]
