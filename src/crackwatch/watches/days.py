"""The value of ``date:``: a year, a month or a day, or two of them with .. between."""

from __future__ import annotations

import re

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def days(written: str) -> tuple[str, str] | None:
    """First and last ISO day of ``2021``, ``2021-05``, ``2021-05-13``, ``A..B``, ``A..`` or ``..B``, ``""`` where open.

    ``None`` for anything else, days that no calendar knows and a range that ends before it begins.
    """
    since, dots, until = written.partition("..")
    first, last = _limits(since), _limits(until if dots else since)
    if first is None or last is None or (first[0] == last[1] == ""):
        return None
    return (first[0], last[1]) if not last[1] or first[0] <= last[1] else None


def _limits(written: str) -> tuple[str, str] | None:
    """First and last day of one date; two empty texts for none."""
    if not written:
        return "", ""
    if not (parts := _DATE.fullmatch(written)):
        return None
    from calendar import monthrange

    year, month, day = parts.groups()
    if year == "0000" or (month and not 1 <= int(month) <= 12):
        return None
    if month is None:
        return f"{year}-01-01", f"{year}-12-31"
    length = monthrange(int(year), int(month))[1]
    if day is None:
        return f"{year}-{month}-01", f"{year}-{month}-{length}"
    return (written, written) if 1 <= int(day) <= length else None
