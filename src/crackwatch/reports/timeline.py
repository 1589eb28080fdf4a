"""A timeline: stories where they begin, articles counted on their days, peaks named by what made them.

Pure: occurrences in order of time in, values out. A story stands once, at its first article in range; articles count on
their own day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

from crackwatch.answers import Believed, Bucket, By, Latest, Names, Occurrence, StoryLine

DAYS, WEEKS = 45, 366  # the longest range, in days, that is told by day, by week
PEAKS = 5

Group = list[Occurrence]
_day = attrgetter("day")


class Counts(NamedTuple):
    """How many fall on each day that has any."""

    articles: Counter[str]
    copies: Counter[str]
    stories: Counter[str]


def key(row: Occurrence) -> int:
    """What the articles of one story share; an article without a story is one of its own."""
    return -row.id if row.story is None else row.story


def grouped(rows: Iterable[Occurrence]) -> dict[int, Group]:
    """The stories by key, in order of their beginning."""
    groups: defaultdict[int, Group] = defaultdict(list)
    for row in rows:
        groups[-row.id if row.story is None else row.story].append(row)
    return groups


def as_told(group: Group, believed: Believed) -> Group:
    """The articles of a story in the order in which they can be taken to have appeared."""
    if not any(row.id in believed for row in group):
        return group

    def order(row: Occurrence) -> tuple[int, bool, int]:
        at, sure = believed.get(row.id, (row.at, True))
        return at, not sure, row.id

    return sorted(group, key=order)


def newest(told: Group) -> Occurrence | None:
    """The article, in the order of ``as_told``, that can say how a story went on: of its last day after the first, and nobody
    else's copy; an update by whoever told it first before what somebody adds.
    """
    first = told[0]
    later = [row for row in told if row.day > first.day and (not row.copy or row.outlet == first.outlet)]
    return max(reversed(later), key=lambda row: (row.day, row.copy), default=None)


def line(group: Group, names: Names) -> StoryLine:
    """A story as a line of a timeline: it stands where its first article does, and is told by whoever had it first."""
    first, told = group[0], as_told(group, names.believed)
    head = names.heads[told[0].id]
    newer = newest(told)
    outlets = tuple(names.outlets[outlet] for outlet in dict.fromkeys(row.outlet for row in told))
    watches = tuple(dict.fromkeys(name for row in group for name in names.watches.get(row.id, ())))
    return StoryLine(
        first.story, told[0].id, head.title, head.url, outlets[0], head.lang, first.day, first.at, group[-1].at,
        len(group), sum(row.copy for row in group), outlets, watches, doubtful=bool(names.heads[first.id].doubtful), latest=_latest(newer, names, head.title) if newer else None,
    )  # fmt: skip


def _latest(row: Occurrence, names: Names, headline: str) -> Latest | None:
    """How a story went on, where that is told under another headline."""
    head = names.heads[row.id]
    return None if head.title == headline else Latest(row.id, head.title, head.url, names.outlets[row.outlet], row.day)


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
    return start_of(start + timedelta(days=31), "month") if by == "month" else start.replace(year=start.year + 1)


def counted(rows: Iterable[Occurrence], groups: Iterable[Group]) -> Counts:
    """Articles count on their own day, a story where it begins."""
    told = list(rows)
    copies = Counter(row.day for row in told if row.copy)
    return Counts(Counter(map(_day, told)), copies, Counter(group[0].day for group in groups))


def buckets(counts: Counts, by: By, first: date, last: date, silent: Sequence[tuple[date, date]]) -> list[Bucket]:
    """Every bucket from ``first`` to ``last``, empty ones too.

    ``silent`` are spans of days in which nothing was polled: a bucket wholly inside one, and empty, is silent.
    """
    starts = _starts(counts.articles, by)
    articles, copies, stories = (_summed(count, starts) for count in counts)
    found = []
    start = start_of(first, by)
    while start <= last:
        after = following(start, by)
        name, end = start.isoformat(), after - timedelta(days=1)
        unknown = not articles[name] and any(a <= max(start, first) and min(end, last) <= z for a, z in silent)
        found.append(Bucket(name, end.isoformat(), articles[name], copies[name], stories[name], unknown))
        start = after
    return found


def _summed(count: Mapping[str, int], starts: Mapping[str, str]) -> Counter[str]:
    """The counts of days as those of buckets."""
    found: Counter[str] = Counter()
    for day, n in count.items():
        found[starts[day]] += n
    return found


def _starts(days: Iterable[str], by: By) -> dict[str, str]:
    """The first day of the bucket of each day."""
    if by == "week":
        return {day: start_of(date.fromisoformat(day), by).isoformat() for day in days}
    kept, rest = {"day": (10, ""), "month": (7, "-01"), "year": (4, "-01-01")}[by]
    return {day: day[:kept] + rest for day in days}


def peaks(found: Sequence[Bucket], rows: Iterable[Occurrence]) -> dict[str, int]:
    """The buckets that stand out, by their first day, and the key of the story with most articles in each.

    A peak holds at least three articles and twice as many as the median of those that hold any.
    """
    filled = sorted(bucket.articles for bucket in found if bucket.articles)
    usual = filled[len(filled) // 2] if len(filled) > 1 else 0
    high = sorted((bucket for bucket in found if bucket.articles >= max(3, 2 * usual)), key=lambda b: -b.articles)[
        :PEAKS
    ]
    if not high:
        return {}
    sizes = {bucket.start: Counter[int]() for bucket in high}
    told = list(rows)
    inside = {day: b.start for day in set(map(_day, told)) for b in high if b.start <= day <= b.end}
    for row in told:
        if row.day in inside:
            sizes[inside[row.day]][key(row)] += 1
    return {start: count.most_common(1)[0][0] for start, count in sizes.items()}
