"""Text that fits a column and cannot trip a terminal. Titles are hostile input everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from crackwatch.text import clean

BARS = "▁▂▃▄▅▆▇█"
PLAIN_BARS = "_.-:=+*#"
UNKNOWN = "·"


def width(s: str) -> int:
    """How many columns of a terminal ``s`` takes (Unicode TR 11; marks that combine take none)."""
    if s.isascii():
        return len(s)
    if all(sign < "\u0300" or "\u2010" <= sign <= "\u2027" for sign in s):
        return len(s)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in s)


def fit(s: str, columns: int) -> str:
    """``s``, cleaned, in at most so many columns, ending in "…" where something was left out."""
    s = clean(s)
    if width(s) <= columns:
        return s
    kept, taken = [], 0
    for sign in s:
        taken += width(sign)
        if taken >= columns:
            break
        kept.append(sign)
    return "".join(kept).rstrip() + "…"


def column(s: str, columns: int) -> str:
    """``s`` in exactly so many columns."""
    shown = fit(s, columns)
    return shown + " " * (columns - width(shown))


def sparkline(counts: Sequence[int | None], columns: int, bars: str = BARS) -> str:
    """Counts as a row of bars, joined until they fit; None is a time that is not known, and 0 the lowest bar."""
    step = -(-len(counts) // columns) if counts else 1
    joined = [_sum(counts[i : i + step]) for i in range(0, len(counts), step)]
    high = max((n for n in joined if n), default=0)
    return "".join(_bar(n, high, bars) for n in joined)


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [n for n in counts if n is not None]
    return sum(known) if known else None


def _bar(n: int | None, high: int, bars: str) -> str:
    if n is None:
        return UNKNOWN if bars == BARS else " "
    return bars[0] if not n else bars[1 + (n * (len(bars) - 1) - 1) // high] if high else bars[0]
