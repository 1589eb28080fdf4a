"""Publication dates as feeds write them: RFC 822, ISO 8601, SQL, Unix time, and words in five languages.

What is impossible or not understood is None, never a guess: a date that is wrong puts an article where nobody finds it.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as time_of_day
from functools import lru_cache
from typing import NamedTuple

from crackwatch.dates.words import MONTHS, SHORT_MONTHS, fold
from crackwatch.dates.zones import named_zone
from crackwatch.model import Moment, Precision, Whence

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=48)

_MONTHS = SHORT_MONTHS | MONTHS
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})")
_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
_ISO = re.compile(rf"(\d{{4}})-(\d{{2}})-(\d{{2}})(?:(?:T|t|\s+){_CLOCK}\s*(\S.*)?)?")
_RFC_DAY = r"(?:[A-Za-z]{2,9},?\s+)?(\d{1,2})[\s-]([A-Za-z]{3,9})[\s-](\d{4}|\d{2})"
_RFC = re.compile(rf"{_RFC_DAY}\s+{_CLOCK}\s*(\S.*)?")
_UNIX = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{10})\d{3}")

# The patient reader's forms, on folded text, in this order: the first that is found decides.
_NAME = r"(?P<month>[a-z]{3,10})\.?"
_DAY = r"(?<!\d)(?P<d>\d{1,2})(?:er|st|nd|rd|th|\.|º|°)?"
_OF = r"(?:[\s,/-]|de[l]?\s|of\s)+"
_FORMS = (
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?=t?(?:\d{4}|\d{6})?z?$)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})([-/.])(?P<m>\d{1,2})(?:\2(?P<d>\d{1,2}))?(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})([-/.])(?P<m>\d{1,2})\2(?P<y>\d{4}|\d{2})(?!\d)"),
    re.compile(rf"{_DAY}{_OF}{_NAME}{_OF}(?P<y>\d{{4}}|\d{{2}}(?!\s?[\d:h]))(?!\d)"),
    re.compile(rf"{_NAME}\s+{_DAY}(?:,\s*|\s+)(?P<y>\d{{4}})(?!\d)"),
    re.compile(rf"{_NAME}\s+{_DAY}\s+[\d:]+\s+(?:(?:[a-z]{{1,5}}|[+-]\d{{4}})\s+)?(?P<y>\d{{4}})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<y>\d{{4}})[\s-]{_NAME}[\s-](?P<d>\d{{1,2}})(?!\d)"),
    re.compile(rf"(?<![a-z\d]){_NAME}\s+(?P<y>\d{{4}})(?!\d)"),
)
_TIME = re.compile(
    r"(?<![\d:])(\d{1,2})"
    r"(?:\s?[:h.]\s?(\d{2})(?!\d)(?:\s?[:m.]\s?(\d{2})(?!\d)(?:[.,]\d+)?)?|(?=\s?(?:h\b|heures?\b|uhr\b|[ap]\.?m\b)))"
    r"\s?(?:h\b|heures?\b|uhr\b)?\s?(?:([ap])\.?m\b)?"
)
_COMPACT_TIME = re.compile(r"t?(\d{2})(\d{2})(\d{2})?z?")
_ZONE = re.compile(r"[\s,.(\[]*([+-]\d{1,2}:?\d{2}|[A-Za-z]+/[A-Za-z_/]+|[A-Za-z]{1,5}(?:[+-]\d{1,2}(?::?\d{2})?)?)")


class _Time(NamedTuple):
    hour: int = 0
    minute: int = 0
    second: int = 0
    precision: Precision = "day"  # where no time of day is written
    zone: tzinfo | None = None


def parse_published(raw: str, zone: tzinfo, now: datetime | None = None) -> datetime | None:
    """The instant, in UTC, that a feed's date means, or None where it is none that anybody could have published at.

    A text without a zone is read in ``zone``. Dates before 1990 or more than 48 hours after ``now`` (the system's
    clock, where none is given) are not believed.
    """
    read = _read(raw, zone)
    return read[0] if read and OLDEST <= read[0] <= (now or datetime.now(UTC)) + AHEAD else None


def published(raw: str, zone: tzinfo, first_seen: datetime, whence: Whence = "feed") -> Moment:
    """``raw`` as a publication time; suspect before 1990 and more than 48 hours after ``first_seen``.

    ``utc`` is None where the text gives no possible date; a suspect one is kept for showing, not for trusting.
    """
    read = _read(raw, zone)
    if read is None:
        return Moment(raw, None, whence=whence)
    utc, precision = read
    return Moment(raw, utc, precision, whence, suspect=not OLDEST <= utc <= first_seen + AHEAD)


def _read(raw: str, zone: tzinfo) -> tuple[datetime, Precision] | None:
    raw = raw.strip()[:120]
    try:
        return _usual(raw) or _fast(raw, zone) or _patient(raw, zone)
    except (ValueError, OverflowError, OSError):  # what no calendar or clock shows
        return None


def _usual(raw: str) -> tuple[datetime, Precision] | None:
    """ISO 8601 and RFC 822 to the letter, with seconds and a zone; None for all else, and for what no calendar shows."""
    try:
        if _STAMP.fullmatch(raw):
            return datetime.fromisoformat(raw).astimezone(UTC), "second"
        written, clock, named = raw.rsplit(" ", 2)
        day, zone = _rfc_day(written), named_zone(named)
        if day and zone and clock[2::3] == "::":
            return datetime.combine(day, time_of_day.fromisoformat(clock), zone).astimezone(UTC), "second"
    except (ValueError, OverflowError):
        pass
    return None


@lru_cache(maxsize=256)
def _rfc_day(written: str) -> date | None:
    found = re.fullmatch(_RFC_DAY, written)
    month = _MONTHS.get(found[2].lower()) if found else None
    return date(_full_year(found[3]), month, int(found[1])) if found and month else None


def _fast(raw: str, zone: tzinfo) -> tuple[datetime, Precision] | None:
    """ISO 8601 and RFC 822 with what is left out or added to them: seconds, zones, 24:00; None hands over to the patient reader."""
    if found := _ISO.fullmatch(raw):
        year, month, day, hour, minute, second, named = found.groups()
        date = int(year), int(month), int(day)
    elif (found := _RFC.fullmatch(raw)) and (number := _MONTHS.get(found[2].lower(), 0)):
        day, _, year, hour, minute, second, named = found.groups()
        date = _full_year(year), number, int(day)
    else:
        return None
    if hour is None:
        return _utc(*date, _Time(), zone), "day"
    own = named_zone(named) if named else zone
    if own is None:
        return None
    time = _Time(int(hour), int(minute), int(second or 0), "second" if second else "minute")
    return _utc(*date, time, own), time.precision


def _patient(raw: str, zone: tzinfo) -> tuple[datetime, Precision] | None:
    if found := _UNIX.fullmatch(raw):
        return datetime.fromtimestamp(int(found[1] or found[2]), UTC), "second"
    text = fold(raw)
    for form in _FORMS:
        for found in form.finditer(text):
            parts = found.groupdict()
            month = _MONTHS.get(parts["month"], 0) if "month" in parts else int(parts["m"])
            if "month" in parts and not month:
                continue
            for name in ("y", "m", "d", "month"):
                if parts.get(name):
                    text = text[: found.start(name)] + " " * len(parts[name]) + text[found.end(name) :]
            return _dated(raw, text, month, parts, zone)
    return None


def _dated(raw: str, rest: str, month: int, parts: dict[str, str], zone: tzinfo) -> tuple[datetime, Precision]:
    """``rest`` is the folded text without its date; offsets are those of ``raw``."""
    time, year = _time(raw, rest), _full_year(parts["y"])
    day = int(parts.get("d") or 0)
    if "m" in parts and day and (month > 12 or re.search(r"[ap]\.?m\b", rest)) and day <= 12:
        day, month = month, day  # 05/18/2021, or the clock of those who write the month first
    utc = _utc(year, month, day or 1, time, time.zone or zone)
    return utc, time.precision if day else "month"


def _time(raw: str, rest: str) -> _Time:
    found = _COMPACT_TIME.fullmatch(rest.strip()) or _TIME.search(rest)
    if not found:
        return _Time()
    hour, half = int(found[1]), found[4] if found.re is _TIME else None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    precision: Precision = "second" if found[3] else "minute" if found[2] else "hour"
    if found.re is not _TIME:
        return _Time(hour, int(found[2]), int(found[3] or 0), precision, UTC if rest.rstrip().endswith("z") else None)
    named = _ZONE.match(raw, found.end())
    return _Time(hour, int(found[2] or 0), int(found[3] or 0), precision, named_zone(named[1]) if named else None)


def _utc(year: int, month: int, day: int, time: _Time, zone: tzinfo) -> datetime:
    """Midnight may be written 24:00 (ISO 8601), and a leap second 60 (RFC 5322)."""
    late = time.hour == 24 and time.minute == time.second == 0
    local = datetime(year, month, day, 0 if late else time.hour, time.minute, min(time.second, 59), tzinfo=zone)
    if late:
        local += timedelta(days=1)
    return local if zone is UTC else local.astimezone(UTC)


def _full_year(year: str) -> int:
    """Two digits mean 1950 to 2049 (RFC 5322 §4.3)."""
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 50 else 1900)
