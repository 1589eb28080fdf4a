"""Weeks, months, quarters and seasons: "la semaine dernière", "this year", "premier trimestre 2021", "l'été 2020"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from crackwatch.dates import spans
from crackwatch.dates.counted import counted_at, moved, whole
from crackwatch.dates.page import Atom, Page
from crackwatch.dates.spans import Span
from crackwatch.dates.unit_words import ORDINALS, SEASONS, UNITS, YEAR_PARTS, Unit
from crackwatch.dates.words import MONTHS

_WEEK_END = re.compile(r"\b(?:fin de |fine )$")  # the weekend in Spanish and Italian
_THAT_WEEKEND = re.compile(r"\b(?:au cours du|(?:durant|pendant) le|(?:over|during|at) the|am|durante el|nel) $")
_UNTIL = re.compile(
    r"(?:avant |d' ?ici (?:a )?|jusqu' ?a )l' ?$|\b(?:before|until|by|bis zum|vor dem|antes del) (?:the )?$"
)
_SINCE = re.compile(r"\bdepuis (?:l' ?|le )$|\b(?:since|seit|desde) (?:the |dem |el |la )?$")
_AFTER = re.compile(
    r"(?:-ci\b| (?:(?P<last>derniere?|passee?|ecoulee?|precedente?|pasad[oa]|scors[oa])"
    r"|(?P<next>prochaine?|proxim[oa]|que viene|prossim[oa]|entrante))\b)"
)
_BEFORE = re.compile(
    r"\b(?:(?P<last>last|letzte[nmrs]?|vergangene[nmrs]?|vorige[nmrs]?|pasad[oa]|ultim[oa]|scors[oa])"
    r"|(?P<next>next|coming|nachste[nmrs]?|kommende[nmrs]?|proxim[oa]|prossim[oa])|(?P<lately>(?:over )?the past)"
    r"|ce|cet|cette|this|diese[nmrs]?|este|esta|questo|questa) $|\bquest'$"
)
_PART_BEFORE = re.compile(
    r"\b(?:debut|fin|milieu|mi|beginning|start|end|middle|anfang|ende|mitte|principios|comienzos|finales|fines|mediados"
    r"|inizio|fine|meta)-? ?(?:de la |de |du |of |des |del |dell'|di |d' ?)?(?:l' ?|la |le |the |this |el |dieses )?$"
)
_NAME_AFTER = re.compile(rf" ?(?:de |d' ?|of |di )?(?:[12]\d{{3}}|{'|'.join(MONTHS)})\b")
_NTH_BEFORE = re.compile(rf"\b({'|'.join(ORDINALS)}) $")
_YEAR_AFTER = re.compile(r" (?:de |of |del |von |des jahres )?(?P<y>[12]\d{3})(?:[-/](?:[12]\d{3}|\d\d))?\b")


class _Step(NamedTuple):
    """How many units from the present one, and where the words that say so begin and end."""

    number: int | None
    start: int
    end: int
    lately: bool = False  # "the past week": seven days, not Monday to Sunday


def unit_at(page: Page, at: int, word: str) -> Iterator[Atom]:
    """What a word for a unit of time names together with what stands around it."""
    unit, end = UNITS[word], at + len(word)
    if word == "week" and page.folded.startswith("-end", end):
        unit, end = "weekend", end + 4
    elif unit == "week" and (found := _WEEK_END.search(page.behind(at))):
        unit, at = "weekend", at - len(found[0])
    if counted := counted_at(page, at, end, unit):
        yield counted
    elif unit in ("quarter", "half"):
        yield from _share_of_year(page, at, end, 3 if unit == "quarter" else 6)
    elif unit in ("week", "weekend", "month", "year"):
        yield from _stepped(page, at, end, unit)


def season_at(page: Page, at: int, word: str) -> Iterator[Atom]:
    """A season with a year, or with "last" and the like: alone, the words mean too many other things."""
    end, number = at + len(word), SEASONS[word]
    if year := _YEAR_AFTER.match(page.folded, end):
        yield Atom(at, year.end(), spans.season(int(year["y"]), number), "other", inferred=False)
        return
    step, behind, today = _step(page, at, end), page.behind(at), page.today
    seasons = [spans.season(today.year + n, number) for n in (-2, -1, 0, 1)]
    if step.number == 1 or (step.number is None and _UNTIL.search(behind)):
        span = min((s for s in seasons if s.first > today), key=lambda s: s.first)
    elif step.number == -1 and not step.lately:
        span = max((s for s in seasons if s.last < today), key=lambda s: s.first)
    elif step.number is None and _SINCE.search(behind):
        span = max((s for s in seasons if s.first <= today), key=lambda s: s.first)
    elif step.number == 0:
        span = min(seasons, key=lambda s: max(s.first - today, today - s.last))
    else:
        return
    yield Atom(step.start, step.end, span, "other", inferred=True)


def part_of_year_at(page: Page, at: int, word: str) -> Iterator[Atom]:
    """The begin or the end of this year, in one word."""
    span = spans.part(spans.year(page.today.year), YEAR_PARTS[word])
    yield Atom(at, at + len(word), span, "other", inferred=True)


def _step(page: Page, at: int, end: int) -> _Step:
    before, after = _BEFORE.search(page.behind(at)), _AFTER.match(page.folded, end)
    said = after if after and after.lastgroup else before
    number = None if said is None else {"last": -1, "next": 1, "lately": -1}.get(said.lastgroup or "", 0)
    return _Step(
        number=0 if number is None and after else number,
        start=at - len(before[0]) if before else at,
        end=after.end() if after else end,
        lately=said is not None and said.lastgroup == "lately",
    )


def _stepped(page: Page, at: int, end: int, unit: Unit) -> Iterator[Atom]:
    step = _step(page, at, end)
    number = step.number
    if number is None and _asked_for(page, at, end, unit):
        number = 0
    if number is None or page.folded.startswith("-la", step.end):
        return
    if unit == "weekend":
        yield Atom(step.start, step.end, _weekend(page, number, at, end), "other", inferred=True)
    elif day := moved(page, unit, number):
        span = Span(day.first, page.today) if step.lately else whole(unit, day)
        kind = unit if unit in ("month", "year") and not step.lately else "other"
        yield Atom(step.start, step.end, span, kind, inferred=True)


def _asked_for(page: Page, at: int, end: int, unit: Unit) -> bool:
    """The present one, though no "this" says so: "la fin du mois", "au cours du week-end"."""
    if unit in ("month", "year"):
        return _PART_BEFORE.search(page.behind(at)) is not None and not _NAME_AFTER.match(page.folded, end)
    return unit == "weekend" and _THAT_WEEKEND.search(page.behind(at)) is not None


def _weekend(page: Page, step: int, at: int, end: int) -> Span:
    """In the week "this weekend" is the last one, unless the verb announces it."""
    begun = spans.weekend(page.today)
    weeks = step
    if begun.last < page.today and step <= 0:
        weeks = 1 if step == 0 and page.sense(at, end) > 0 else 0
    return spans.weekend(begun.first + 7 * weeks * spans.ONE)


def _share_of_year(page: Page, at: int, end: int, length: int) -> Iterator[Atom]:
    """Quarters and halves, ``length`` months long."""
    nth, year, step = _NTH_BEFORE.search(page.behind(at)), _YEAR_AFTER.match(page.folded, end), _step(page, at, end)
    if nth and (year or length == 3) and ORDINALS[nth[1]] * length <= 12:
        number = (ORDINALS[nth[1]] - 1) * length + 1
        span = spans.months(int(year["y"]) if year else page.today.year, number, length)
        yield Atom(at - len(nth[0]), year.end() if year else end, span, "other", inferred=not year)
    elif step.number is not None:
        first = (page.today.month - 1) // length * length + 1 + step.number * length
        yield Atom(step.start, step.end, spans.months(page.today.year, first, length), "other", inferred=True)
