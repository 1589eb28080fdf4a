"""Days, weeks, months and the like as a person types them: a whole text or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from crackwatch.dates import spans
from crackwatch.dates.spans import ONE, Part, Span
from crackwatch.dates.words import FULL_MONTHS, FULL_WEEKDAYS, MONTHS, NUMBERS, SHORT_MONTHS, WEEKDAYS, fold

_DAYS = {
    "today": 0, "aujourd'hui": 0, "aujourdhui": 0, "auj": 0, "yesterday": -1, "hier": -1, "tomorrow": 1, "demain": 1,
    "day before yesterday": -2, "avant-hier": -2, "avant hier": -2, "day after tomorrow": 2, "apres-demain": 2,
}  # fmt: skip
_UNITS = {
    "d": "day", "j": "day", "day": "day", "days": "day", "jour": "day", "jours": "day",
    "w": "week", "sem": "week", "week": "week", "weeks": "week", "semaine": "week", "semaines": "week",
    "mo": "month", "mos": "month", "month": "month", "months": "month", "mois": "month",
    "quarter": "quarter", "quarters": "quarter", "trimestre": "quarter", "trimestres": "quarter",
    "y": "year", "yr": "year", "a": "year", "an": "year", "ans": "year", "annee": "year", "annees": "year",
    "year": "year", "years": "year",
}  # fmt: skip
_WEEKENDS = ("weekend", "week-end")
_STEPS = {
    "this": 0, "current": 0, "ce": 0, "cet": 0, "cette": 0, "last": -1, "past": -1, "previous": -1, "next": 1,
    "dernier": -1, "derniere": -1, "passe": -1, "passee": -1, "prochain": 1, "prochaine": 1,
}  # fmt: skip
_ORDINALS = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4}
_ORDINALS |= {"first": 1, "third": 3, "fourth": 4, "1er": 1, "1st": 1, "2e": 2, "2eme": 2, "2nd": 2, "3e": 3, "3eme": 3}
_ORDINALS |= {"3rd": 3, "4e": 4, "4eme": 4, "4th": 4}
_SEASONS = {"printemps": 0, "spring": 0, "ete": 1, "summer": 1, "automne": 2, "autumn": 2, "fall": 2}
_PARTS: dict[str, Part] = {"debut": "early", "early": "early", "mi": "mid", "mid": "mid", "fin": "late", "late": "late"}


def span_of(text: str, today: date) -> Span | None:
    """The days that ``text`` names, seen from ``today``; None where it is not understood.

    Raises ValueError, with the reason, for an impossible day and for a text that can be read in two ways.
    """
    text = re.sub(_ARTICLES, "", fold(text).strip())
    if text in _DAYS:
        return spans.day(today + _DAYS[text] * ONE)
    for form, build in _FORMS:  # compiled as they are reached: 2021-05 needs two of them
        if found := re.fullmatch(form, text):
            return build(found, today)
    return None


def _full(found: re.Match[str], _: date) -> Span:
    return spans.day(date(int(found["y"]), int(found["m"]), int(found["d"])))


def _month(found: re.Match[str], _: date) -> Span:
    number = int(found["m"])
    if not 1 <= number <= 12:
        raise ValueError(f"there is no month {number}")
    return spans.month(int(found["y"]), number)


def _week(found: re.Match[str], _: date) -> Span:
    whole = spans.iso_week(int(found["y"]), int(found["w"]))
    return spans.day(whole.first + (int(found["d"]) - 1) * ONE) if found.groupdict().get("d") else whole


def _day_of_year(found: re.Match[str], _: date) -> Span:
    d = date(int(found["y"]), 1, 1) + (int(found["n"]) - 1) * ONE
    if d.year != int(found["y"]):
        raise ValueError(f"{found['y']} has no day {found['n']}")
    return spans.day(d)


def _quarter(found: re.Match[str], _: date) -> Span:
    return spans.quarter(int(found["y"]), _ORDINALS[found["q"]] if found["q"] in _ORDINALS else int(found["q"]))


def _half(found: re.Match[str], _: date) -> Span:
    return spans.half(int(found["y"]), _ORDINALS[found["q"]])


def _slashed(found: re.Match[str], _: date) -> Span:
    """Day and month in one order or the other: only where the calendar allows but one reading."""
    a, b, year = int(found["a"]), int(found["b"]), int(found["y"])
    if a <= 12 and b <= 12 and a != b:
        raise ValueError(f"it can mean {year}-{a:02}-{b:02} and {year}-{b:02}-{a:02}")
    return spans.day(date(year, b, a) if b <= 12 else date(year, a, b))


def _named_month(found: re.Match[str], today: date) -> Span:
    number = _month_number(found["month"])
    if found["y"]:
        return spans.month(int(found["y"]), number)
    return spans.month(today.year - (number > today.month), number)


def _named_day(found: re.Match[str], today: date) -> Span:
    number, d = _month_number(found["month"]), int(found["d"])
    if found["y"]:
        named = date(int(found["y"]), number, d)
    else:
        named = date(today.year, number, d)
        if named > today:
            named = date(today.year - 1, number, d)
    if found["weekday"] and named.weekday() != WEEKDAYS[found["weekday"]]:
        raise ValueError(f"{named} is a {FULL_WEEKDAYS['en'].split()[named.weekday()].title()}")
    return spans.day(named)


def _month_number(name: str) -> int:
    name = name.rstrip(".")
    return MONTHS[name] if name in MONTHS else SHORT_MONTHS[name]


def _weekday(found: re.Match[str], today: date) -> Span:
    """A bare one is the last, today included; "last" leaves today out."""
    step = _STEPS[found["step"]] if found["step"] else 0
    back = (today.weekday() - WEEKDAYS[found["weekday"]]) % 7
    if step > 0:
        return spans.day(today + (7 - back) * ONE)
    return spans.day(today - (back or 7 * -step) * ONE)


def _unit(found: re.Match[str], today: date) -> Span:
    step, unit = _STEPS[found["step"]], _UNITS.get(found["unit"], "weekend")
    if unit == "week":
        return spans.week(today + 7 * step * ONE)
    if unit == "month":
        return spans.months(today.year, today.month + step, 1)
    if unit == "quarter":
        return spans.months(today.year, (today.month - 1) // 3 * 3 + 1 + 3 * step, 3)
    if unit == "year":
        return spans.year(today.year + step)
    begun = spans.weekend(today)
    back = step + (step < 0 and begun.last < today)  # in the week, the last weekend is the one that we call this
    return spans.weekend(begun.first + 7 * back * ONE)


def _ago(found: re.Match[str], today: date) -> Span:
    return spans.day(_back(found, today))


def _lately(found: re.Match[str], today: date) -> Span:
    return Span(_back(found, today), today)


def _back(found: re.Match[str], today: date) -> date:
    count, unit = found["n"], _UNITS[found["unit"]]
    n = int(count) if count.isdecimal() else NUMBERS[count]
    if unit in ("day", "week"):
        return today - n * (7 if unit == "week" else 1) * ONE
    return spans.later(today, months=-n * {"month": 1, "quarter": 3, "year": 12}[unit])


def _minutes_or_months(found: re.Match[str], _: date) -> Span:
    raise ValueError(f"it can mean {found['n']}min and {found['n']}mo")


def _season(found: re.Match[str], _: date) -> Span:
    return spans.season(int(found["y"]), _SEASONS[found["season"]])


def _winter(found: re.Match[str], _: date) -> Span:
    year = int(found["y"])
    if found["z"] is None or int(found["z"]) % 100 != (year + 1) % 100:
        raise ValueError(f"a winter has two years, as in {year}-{year + 1}")
    return spans.season(year, 3)


def _part(found: re.Match[str], today: date) -> Span | None:
    whole = span_of(found["whole"], today)
    return spans.part(whole, _PARTS[found["part"]]) if whole and whole.precision in ("month", "year") else None


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_ARTICLES = r"^(?:(?:in|on|en|le|la|les|the|au|depuis|since|from)\s+|(?:a )?l'\s*)"
_YEAR = r"(?P<y>\d{4})"
_COUNT = rf"(?P<n>\d{{1,4}}|{_any(NUMBERS)})"
_UNIT = rf"(?P<unit>{_any(_UNITS)})"
_LONG_UNIT = rf"(?P<unit>{_any([*(name for name in _UNITS if len(name) > 3), 'an', *_WEEKENDS])})"
_STEP = rf"(?P<step>{_any(_STEPS)})"
_WEEKDAY = rf"(?:(?P<weekday>{_any(WEEKDAYS)}),?\s+)?"
_MONTH = rf"(?P<month>{_any(MONTHS)}|(?:{_any(SHORT_MONTHS)})\b\.?(?=[\s-]))"
_ENGLISH_MONTH = rf"(?P<month>{_any(FULL_MONTHS['en'].split())}|(?:{_any(SHORT_MONTHS)})\b\.?(?=[\s-]))"

_Build = Callable[[re.Match[str], date], Span | None]
_FORMS: tuple[tuple[str, _Build], ...] = (
    (r"(?P<y>[1-9]\d{3})", lambda found, _: spans.year(int(found["y"]))),
    (rf"{_YEAR}[-/.](?P<m>\d{{1,2}})", _month),
    (rf"{_YEAR}([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}})", _full),
    (rf"{_YEAR}(?P<m>\d\d)(?P<d>\d\d)", _full),
    (rf"{_YEAR}-(?P<n>\d{{3}})", _day_of_year),
    (rf"{_YEAR}-?(?:w|s(?=\d\d))(?P<w>\d{{1,2}})(?:-?(?P<d>[1-7]))?", _week),
    (rf"(?:w|s(?=\d\d)|(?:week|semaine)\s?)(?P<w>\d{{1,2}})(?:,?\s(?:of |de )?|-){_YEAR}", _week),
    (rf"{_YEAR}[-\s]?[qt](?P<q>\d)", _quarter),
    (rf"[qt](?P<q>\d)(?:\s(?:of |de )?|-){_YEAR}", _quarter),
    (rf"(?P<q>{_any(_ORDINALS)})\s(?:trimestre|quarter)\s(?:of |de )?{_YEAR}", _quarter),
    (rf"(?P<q>{_any(n for n in _ORDINALS if _ORDINALS[n] < 3)})\s(?:semestre|half)\s(?:of |de )?{_YEAR}", _half),
    (r"(?P<a>\d{1,2})([-/.])(?P<b>\d{1,2})\2(?P<y>\d{4})", _slashed),
    (rf"{_MONTH}(?:[\s,-]+{_YEAR})?", _named_month),
    (rf"{_YEAR}[\s-](?P<month>{_any(MONTHS)})", _named_month),
    (rf"{_WEEKDAY}(?P<d>\d{{1,2}})(?:er|st|nd|rd|th)?[\s-](?:of )?{_MONTH}(?:[\s,-]+{_YEAR})?", _named_day),
    (rf"{_WEEKDAY}{_ENGLISH_MONTH}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s{_YEAR})?", _named_day),
    (rf"(?:{_STEP}\s)?(?P<weekday>{_any(WEEKDAYS)})", _weekday),
    (rf"(?P<weekday>{_any(WEEKDAYS)})\s{_STEP}", _weekday),
    (rf"{_STEP}\s{_LONG_UNIT}(?:-ci)?", _unit),
    (rf"{_LONG_UNIT}\s{_STEP}", _unit),
    (rf"(?:-|il y a\s)?{_COUNT}\s?{_UNIT}(?:\sago)?", _ago),
    (rf"(?:last|past|ces)\s{_COUNT}\s{_UNIT}", _lately),
    (rf"(?:ces\s)?{_COUNT}\sdernier(?:e?s)?\s{_UNIT}", _lately),
    (r"-?(?P<n>\d+)\s?m", _minutes_or_months),
    (rf"(?P<season>{_any(_SEASONS)})(?:\sof)?\s{_YEAR}", _season),
    (rf"(?:hiver|winter)\s{_YEAR}(?:[-/](?P<z>\d{{4}}|\d\d))?", _winter),
    (rf"(?P<part>{_any(_PARTS)})[-\s](?:de\s|du mois de\s|d')?(?P<whole>.+)", _part),
)
