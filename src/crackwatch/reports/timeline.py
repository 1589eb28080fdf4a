"""A timeline: stories where they begin, articles counted on their days, and the holes in the record.

Pure: occurrences in, values out. A story stands once, at its first article in range; articles count on their own day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crackwatch.answers import Bucket, By, Head, Occurrence, StoryLine

DAYS, WEEKS = 45, 366  # the longest range, in days, that is told by day, by week
PEAKS = 5


@dataclass(frozen=True, slots=True)
class Names:
    """What ids stand for: the heads of articles, outlets, and the watches that articles hit."""

    heads: Mapping[int, Head]
    outlets: Mapping[int, str]
    watches: Mapping[int, tuple[str, ...]]


def grouped(rows: Iterable[Occurrence]) -> list[list[Occurrence]]:
    """Rows in order of time as stories in order of their beginning; a row without a story is one of its own."""
    stories: defaultdict[int, list[Occurrence]] = defaultdict(list)
    for row in rows:
        stories[-row.id if row.story is None else row.story].append(row)
    return list(stories.values())


def lines(stories: Iterable[Sequence[Occurrence]], names: Names) -> list[StoryLine]:
    """The stories as lines of a timeline."""
    return [_line(rows, names) for rows in stories]


def _line(rows: Sequence[Occurrence], names: Names) -> StoryLine:
    first, last = rows[0], rows[-1]
    head = names.heads[first.id]
    outlets = tuple(names.outlets[outlet] for outlet in dict.fromkeys(row.outlet for row in rows))
    watches = tuple(dict.fromkeys(name for row in rows for name in names.watches.get(row.id, ())))
    copies = sum(row.copy for row in rows)
    return StoryLine(
        first.story, first.id, head.title, head.url, outlets[0], head.lang, first.day, first.at, last.at, len(rows), copies,
        outlets, watches,
    )  # fmt: skip


def chosen(by: By, first: date, last: date) -> By:
    """The size of buckets for a range of days: as asked, or the finest that can still be taken in."""
    if by != "auto":
        return by
    days = (last - first).days + 1
    return "day" if days <= DAYS else "week" if days <= WEEKS else "month"


def start_of(day: date, by: By) -> date:
    """The first day of the bucket that holds ``day``; weeks begin on Monday (ISO 8601)."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    if by == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if by == "year" else day


def following(start: date, by: By) -> date:
    """The first day of the next bucket."""
    if by == "day":
        return start + timedelta(days=1)
    if by == "week":
        return start + timedelta(days=7)
    return (
        start_of(start.replace(day=28) + timedelta(days=4), "month")
        if by == "month"
        else start.replace(year=start.year + 1)
    )


def buckets(
    rows: Sequence[Occurrence],
    stories: Sequence[StoryLine],
    by: By,
    first: date,
    last: date,
    silent: Iterable[tuple[date, date]],
) -> tuple[Bucket, ...]:
    """Every bucket from ``first`` to ``last``, empty ones too, and the peaks named by their biggest story.

    ``silent`` are spans of days in which nothing was polled: a bucket wholly inside one, and empty, is silent.
    """
    starts = {
        day: start_of(date.fromisoformat(day), by) for day in {row.day for row in rows} | {s.day for s in stories}
    }
    articles = Counter(starts[row.day] for row in rows)
    copies = Counter(starts[row.day] for row in rows if row.copy)
    begun = Counter(starts[story.day] for story in stories)
    unknown, found = list(silent), []
    start = start_of(first, by)
    while start <= last:
        after = following(start, by)
        end, count = after - timedelta(days=1), articles[start]
        inside = not count and any(a <= max(start, first) and min(end, last) <= z for a, z in unknown)
        found.append(Bucket(start.isoformat(), end.isoformat(), count, copies[start], begun[start], inside))
        start = after
    return _with_peaks(found, rows, starts, stories)


def _with_peaks(
    found: Sequence[Bucket], rows: Sequence[Occurrence], starts: Mapping[str, date], stories: Sequence[StoryLine]
) -> tuple[Bucket, ...]:
    """Name the buckets that hold at least twice the usual (and three articles) by the story with most articles in them."""
    filled = sorted(bucket.articles for bucket in found if bucket.articles)
    usual = filled[len(filled) // 2] if filled else 0
    high = [bucket for bucket in found if bucket.articles >= max(3, 2 * usual)]
    peaks = {bucket.start for bucket in sorted(high, key=lambda b: -b.articles)[:PEAKS]}
    if not peaks:
        return tuple(found)
    line_of = {(-s.article if s.id is None else s.id): s for s in stories}
    sizes: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        if (start := starts[row.day].isoformat()) in peaks:
            sizes[start][-row.id if row.story is None else row.story] += 1
    return tuple(
        replace(b, peak=line_of[sizes[b.start].most_common(1)[0][0]]) if b.start in peaks else b for b in found
    )
