"""Times of day without a day of their own: "vers 22h30", "at 3 pm", "um 15 Uhr", and the "18h05 :" of a live report.

Such a time belongs to the day that the text named last (the anaphoric times of HeidelTime, Strötgen & Gertz, SemEval
2010); where it has named none, the time says nothing of a day. How long something takes is no time of day, nor is when
something is open; hours that are written out are taken for one only with their minutes or their part of the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crackwatch.dates import spans
from crackwatch.dates.page import Atom, Page

_PART = r" ?(?:du matin|du soir|de l'apres-midi|de la nuit)\b"
_CLOCK = re.compile(
    r"(?:[01]?\d|2[0-3])(?: ?h(?:eures?)? ?(?P<minutes>[0-5]\d)|:(?P<colon>[0-5]\d)| ?h| ?uhr| ?[ap]\.?m\b\.?"
    rf"| ?heures?(?={_PART}))(?![\w%])(?:{_PART})?(?: gmt| utc)?"
)
_LASTING = re.compile(r" (?:de|d'|du|par|sur|plus|pour|apres|durant|avant|of|per|long)\b|-| ?/")
_AT = re.compile(
    r"(?:(?<![\w'])a|\b(?:vers|des|at|around|um|gegen|a las?|hacia las?|alle|verso le|(?:autour|alentours) de))"
    r" (?:environ |pres de |exactement )?$"
)
_ABOUT_MINUTES = re.compile(r"\b(?:avant|apres|depuis|entre|jusqu'a|before|after|since|until|by|nach|vor|seit|bis) $")
_HABIT = re.compile(
    r"\b(?:chaque|tou(?:s|tes) les|every|each|jeden?|cada|ogni|ouvert\w*|fermet\w*|horaires?|open|daily|geoffnet|abiert[oa]s?)\b"
    r"|\b(?:de|from|von|dalle) \d{1,2} ?(?:h|:|uhr|heures)?(?: ?\d\d)? (?:a|to|bis|alle) $"
)
_ENTRY_BEGINS = re.compile(r"(?:^|[.!?:…»\"”)\]–-])\s*\[?$|\n\s*\[?$")
_ENTRY_GOES_ON = re.compile(r"\]?\s*(?:[:.|–—-]\s|\n)|\]?\s+(?=[A-ZÀ-Þ«])")
_ON_DAY = re.compile(r"[ ,]*(?:le |on |am |el |il |dans la nuit d[eu] |in the night from )?")


def clock_at(page: Page, at: int) -> Iterator[Atom]:
    """The time of day that begins with the figure at ``at``."""
    found = _CLOCK.match(page.folded, at) if page.last_day else None
    if page.last_day and found and (_is_told(page, found) or _opens_entry(page, found)):
        yield Atom(at, found.end(), spans.day(page.last_day), "clock", inferred=True)


def midnight_at(page: Page, at: int, word: str) -> Iterator[Atom]:
    """Midnight, where a word says that something happens then."""
    if page.last_day and _AT.search(page.behind(at)) and not _HABIT.search(page.behind(at)):
        yield Atom(at, at + len(word), spans.day(page.last_day), "clock", inferred=True)


def is_time_of(page: Page, clock: Atom, day: Atom) -> bool:
    """Whether a day follows that says which one the time is of: "à 15h, mardi"."""
    return clock.kind == "clock" and day.kind == "day" and bool(_ON_DAY.fullmatch(page.folded, clock.end, day.start))


def _is_told(page: Page, found: re.Match[str]) -> bool:
    """Whether a word says that something is at that time. Hours without minutes are often how long it takes."""
    behind, exact = page.behind(found.start()), found["minutes"] or found["colon"]
    if not (_AT.search(behind) or (exact and _ABOUT_MINUTES.search(behind))):
        return False
    return not _LASTING.match(page.folded, found.end()) and not _HABIT.search(behind)


def _opens_entry(page: Page, found: re.Match[str]) -> bool:
    """Whether a part of a live report begins with it."""
    before = page.text[max(0, found.start() - 6) : found.start()]
    return bool(_ENTRY_BEGINS.search(before) and _ENTRY_GOES_ON.match(page.text, found.end()))
