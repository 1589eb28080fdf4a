"""What a person types after --since and --until. Strict: what is not understood, or can be read in two ways, is an error."""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta, tzinfo
from typing import Literal

from crackwatch.dates.flag_days import span_of
from crackwatch.dates.spans import ONE, Span
from crackwatch.dates.words import NUMBERS, fold
from crackwatch.dates.zones import named_zone
from crackwatch.errors import DateError
from crackwatch.model import Period
from crackwatch.text import clean, cut

Side = Literal["since", "until"]
EXAMPLES = 'write for example 2021-05, "13 mai 2021" or 3d'

_CLOCK = (
    r"(?P<day>.+?)(?:(?<=\d)T|,?\s+(?:(?:à|a|at)\s+)?)"
    r"(?:(?P<h>\d{1,2})(?::(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d{1,9})?)?(?:\s?(?P<half>[ap]m))?"
    r"|\s?h(?:eures?)?\s?(?P<hm>\d{2})?|\s?(?P<half2>[ap]m))|(?<=T)(?P<th>\d{2})(?:(?P<tm>\d{2})(?P<ts>\d{2})?)?)"
    r"\s?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?|UTC|GMT|CES?T|[A-Za-z]+/[A-Za-z_/]+)?"
)
_EXACT = r"(?:-|il y a )?(\d{1,4}|[a-z]+)\s?(?:(h|hours?|heures?)|min|minutes?)(?: ago)?"


def period(since: str | None, until: str | None, now: datetime, zone: tzinfo) -> Period:
    """The closed interval that the two flags mean; ``A..B`` in ``since`` alone is a range, either end may be missing.

    Raises DateError where a text is no date, can be read in two ways, or the interval ends before it begins.
    """
    if since is not None and ".." in since:
        if until is not None:
            raise DateError(f"--since {_shown(since)} is a range already", "leave --until out")
        first, _, last = since.partition("..")
        since, until = first.strip() or None, last.strip() or None
        if since is None and until is None:
            raise DateError('".." names no date', EXAMPLES)
    start = None if since is None else instant(since, now, zone, "since")
    end = None if until is None else instant(until, now, zone, "until")
    if start and end and start > end:
        raise DateError(f"{_shown(since or '')} begins after {_shown(until or '')} ends", "put the earlier date first")
    return Period(int(start.timestamp()) if start else None, int(end.timestamp()) if end else None)


def instant(text: str, now: datetime, zone: tzinfo, side: Side = "since") -> datetime:
    """The first instant (``since``) or the last second (``until``) of what ``text`` names, in ``zone``.

    Raises DateError with three examples of what can be written.
    """
    try:
        found = _instant(clean(text), now.astimezone(zone), zone, side)
    except (ValueError, OverflowError) as error:
        raise DateError(f"{_shown(text)} is no date: {error}", EXAMPLES) from None
    if found is None:
        raise DateError(f"cannot read {_shown(text)} as a date", EXAMPLES)
    if found.year in (MINYEAR, MAXYEAR):
        raise DateError(f"{_shown(text)} lies where the calendar ends", f"leave --{side} out for no end")
    return found


def _instant(text: str, now: datetime, zone: tzinfo, side: Side) -> datetime | None:
    span = span_of(text, now.date())
    if span is None:
        return _exact(fold(text), now, zone) or _timed(text, now, zone, side)
    if side == "since":
        return _midnight(span.first, zone)
    return (_midnight(span.last + ONE, zone).astimezone(UTC) - timedelta(seconds=1)).astimezone(zone)


def _exact(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """Hours and minutes count from the clock, not from midnight."""
    if text in ("now", "maintenant"):
        return now
    found = re.fullmatch(_EXACT, text)
    count = found and (int(found[1]) if found[1].isdecimal() else NUMBERS.get(found[1]))
    if not found or not count:
        return None
    return (now.astimezone(UTC) - (timedelta(hours=count) if found[2] else timedelta(minutes=count))).astimezone(zone)


def _timed(text: str, now: datetime, zone: tzinfo, side: Side) -> datetime | None:
    found = re.fullmatch(_CLOCK, text, re.IGNORECASE)
    span = found and span_of(found["day"], now.date())
    return _at(span, found, zone, side) if found and span else None


def _at(span: Span, found: re.Match[str], zone: tzinfo, side: Side) -> datetime:
    if span.first != span.last:
        raise ValueError(f"a time of day needs one day, not {_shown(found['day'])}")
    own = named_zone(found["zone"]) if found["zone"] else zone
    if own is None:
        raise ValueError(f"nobody knows the zone {_shown(found['zone'])}")
    hour, minute, second = (
        found["h"] or found["th"],
        found["m"] or found["hm"] or found["tm"],
        found["s"] or found["ts"],
    )
    half = found["half"] or found["half2"]
    hours = int(hour) if not half else _of_half(int(hour), half)
    day = span.first + ONE if (late := hours == 24 and not int(minute or 0)) else span.first
    local = datetime(day.year, day.month, day.day, 0 if late else hours, int(minute or 0), int(second or 0), tzinfo=own)
    if side == "until":
        local = local.replace(fold=1, minute=local.minute if minute else 59, second=local.second if second else 59)
    utc = local.astimezone(UTC)
    if utc.astimezone(own).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"the clocks of {own} skipped that hour")
    return utc.astimezone(zone)


def _of_half(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise ValueError(f"there is no {hour} {half}")
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _midnight(d: date, zone: tzinfo) -> datetime:
    """When ``d`` begins: where clocks skip midnight, what they show instead."""
    return datetime(d.year, d.month, d.day, tzinfo=zone).astimezone(UTC).astimezone(zone)


def _shown(text: str) -> str:
    return f'"{cut(clean(text), 40)}"'
