"""The days that a text talks about: French, English, German, Spanish, and the plain forms of Italian.

After the idea of HeidelTime (Strötgen & Gertz, SemEval 2010): find expressions, then resolve them against the day of
publication. Intervals are inclusive local days. Weeks begin on Monday, a weekend is Saturday and Sunday, a night from X
to Y is both days. Begin, middle and end of a month are days 1-10, 11-20 and 21 to its end; of a year its first quarter,
its middle half and its last quarter. Seasons are meteorological. "Since X" runs from X's first day to the day of
publication, "until", "before" and "by X" from that day to X's last. "Three days ago" is a day, "three weeks ago" a week,
"three years ago" a year. A bare weekday is the last one, unless the verb looks ahead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial

from crackwatch.dates.clocks import clock_at, is_time_of, midnight_at
from crackwatch.dates.day_forms import FIRST_DAY
from crackwatch.dates.days import month_at, number_at
from crackwatch.dates.frames import framed
from crackwatch.dates.near import RULES, WEEKDAY_WORDS, relative_at, weekday_at
from crackwatch.dates.page import Atom, Page
from crackwatch.dates.unit_words import SEASONS, UNITS, YEAR_PARTS
from crackwatch.dates.units import part_of_year_at, season_at, unit_at
from crackwatch.dates.words import MONTHS, SHORT_MONTHS
from crackwatch.model import Precision

_TOKENS = re.compile(r"([a-z]{2,})|\d+")
_TIME_OF_DAY = re.compile(
    r"(?:,? (?:(?:au|en|dans la|dans l'|le|in the|at|during the|am|in der|por la|de la|in|nella|late|early) ?)?"
    r"(?:petit |(?:fin|debut|milieu) (?:de |d' ?))?(?:matin|matinee|midi|apres ?- ?midi|soir|soiree|nuit|morning|noon"
    r"|afternoon|evening|night|abend|morgen|mittag|nachmittag|vormittag|nacht|fruh|manana|tarde|noche|madrugada"
    r"|mattina|pomeriggio|sera|notte)\b)?"
    r"(?:,? (?:a|vers|at|around|about|um|gegen|a las?|alle|des) \d{1,2} ?(?:h|:|uhr|heures?|am\b|pm\b|[ap]\.m\.)"
    r"(?: ?\d{2})?)?"
)
MOST = 500  # mentions in one text: what names more days is a calendar

_Reader = Callable[[Page, int], Iterator[Atom]]


@dataclass(frozen=True, slots=True)
class Mention:
    """``first`` and ``last`` are local days, both inside; ``start`` and ``end`` offsets into the text."""

    first: date
    last: date
    start: int
    end: int
    inferred: bool  # the text left a part of it to the reader: "hier", "le 13 mai" without a year
    precision: Precision


def mentions(text: str, published: datetime) -> list[Mention]:
    """The days that ``text`` talks about, in the order of the text, seen from the local day of ``published``.

    A text gives at most 500. What cannot be resolved, and what only looks like a date, is left out.
    """
    page = Page(text, published.date())
    openers = _openers()
    for token in _TOKENS.finditer(page.folded):
        read = openers.get(token[1]) if token.lastindex else _figure_at
        if read is not None and token.start() >= page.passed:
            _read(page, read, token.start())
            if len(page.atoms) >= MOST:
                break
    found = framed(page, page.atoms)
    return [Mention(a.span.first, a.span.last, a.start, a.end, a.inferred, a.span.precision) for a in found]


def _read(page: Page, read: _Reader, at: int) -> None:
    try:
        atoms = list(read(page, at))
    except (ValueError, OverflowError):  # a day that no calendar has
        return
    for atom in atoms:
        if page.atoms and atom.start < page.atoms[-1].end:
            continue
        whole = _with_time(page, atom)
        while page.atoms and is_time_of(page, page.atoms[-1], whole):
            whole = replace(whole, start=page.atoms.pop().start)
        page.atoms.append(whole)
        page.passed = whole.end
        if whole.kind == "day":
            page.last_day = whole.span.last


def _with_time(page: Page, atom: Atom) -> Atom:
    time = _TIME_OF_DAY.match(page.folded, atom.end) if atom.kind == "day" else None
    return replace(atom, end=time.end()) if time else atom


@cache
def _openers() -> dict[str, _Reader]:
    """Which reader to ask at which word: nearly all words have none, so that a text is passed over quickly."""
    openers: dict[str, _Reader] = dict.fromkeys([*MONTHS, *SHORT_MONTHS], month_at)
    for words, read in (
        *((UNITS, unit_at), (SEASONS, season_at), (YEAR_PARTS, part_of_year_at)),
        *((RULES, relative_at), (WEEKDAY_WORDS, weekday_at)),
    ):
        openers |= {word: partial(_asked, read, word) for word in words}
    openers |= {word: partial(_asked, _day_at, word) for word in ("day", "jour", "tag", "dia", "giorno")}
    openers |= {
        word: partial(_asked, midnight_at, word) for word in ("minuit", "midnight", "mitternacht", "medianoche")
    }
    openers |= dict.fromkeys(FIRST_DAY, number_at)
    return openers


def _asked(read: Callable[[Page, int, str], Iterator[Atom]], word: str, page: Page, at: int) -> Iterator[Atom]:
    return read(page, at, word)


def _figure_at(page: Page, at: int) -> Iterator[Atom]:
    dates = list(number_at(page, at))
    yield from dates or clock_at(page, at)


def _day_at(page: Page, at: int, word: str) -> Iterator[Atom]:
    yield from unit_at(page, at, word)
    yield from relative_at(page, at, word)
