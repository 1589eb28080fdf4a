"""How often, and when, a document asks to be polled (RSS 2.0: ttl, skipHours, skipDays; RSS 1.0: mod_syndication)."""

from __future__ import annotations

from collections.abc import Iterable

_PERIOD = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def seconds(ttl: str, period: str, frequency: str) -> int | None:
    """Seconds between polls: ``ttl`` counts minutes; else ``frequency`` times a ``period``; ``None`` where nothing is said."""
    minutes = _number(ttl)
    if minutes:
        return minutes * 60
    length = _PERIOD.get(period.strip().lower())
    return length // max(_number(frequency) or 1, 1) if length else None


def hours(named: Iterable[str]) -> frozenset[int]:
    """UTC hours in which nobody should poll; RSS 0.91 counts them from 1 to 24."""
    return frozenset(n % 24 for n in map(_number, named) if n is not None and n <= 24)


def days(named: Iterable[str]) -> frozenset[int]:
    """Days on which nobody should poll, Monday is 0."""
    return frozenset(_DAYS.index(d) for d in (n.strip().lower() for n in named) if d in _DAYS)


def _number(written: str) -> int | None:
    digits = written.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None
