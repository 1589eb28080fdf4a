"""Text that fits a column and cannot trip a terminal. Titles are hostile input everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

BARS = "▁▂▃▄▅▆▇█"
PLAIN_BARS = "_.-:=+*#"
UNKNOWN = "·"


def clean(s: str) -> str:
    """``s`` as one line that no terminal trips over, as ``text.clean`` makes it; what is stored is clean as a rule."""
    if s.isprintable():
        return s
    from crackwatch.text import clean

    return clean(s)


def width(s: str) -> int:
    """How many columns of a terminal ``s`` takes (Unicode TR 11; marks that combine take none)."""
    if s.isascii():
        return len(s)
    try:
        s.encode("cp1252")  # what western Europe writes takes a column a sign; this is fifty times as fast
    except UnicodeEncodeError:
        return _measured(s)
    return len(s)


def _measured(s: str) -> int:
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in s)


def fit(s: str, columns: int) -> str:
    """``s``, cleaned, in at most so many columns, ending in "…" where something was left out."""
    s = clean(s)
    if width(s) <= columns:
        return s
    kept = s[: max(columns - 1, 0)]
    while width(kept) >= columns > 0:
        kept = kept[:-1]
    return kept.rstrip() + "…"


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


def pieces(s: str, places: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """``s`` cut where places begin and end, each piece with whether it lies inside one.

    A text that has to be cleaned is one piece: the places no longer fit.
    """
    if clean(s) != s:
        return [(clean(s), False)]
    found, reached = [], 0
    for start, end in sorted(places):
        if start >= reached and end <= len(s):
            found += [(s[reached:start], False), (s[start:end], True)]
            reached = end
    return [piece for piece in [*found, (s[reached:], False)] if piece[0]]
