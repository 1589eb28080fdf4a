"""The days that matter in an affair, and the day on which each story happened. Pure.

Texts name the days of what they tell, later ones the days that turned out to matter: counting who names a day finds the
dates of journalists' own chronologies better than counting what was published on it (Ghalandari & Ifrim, "Examining the
State-of-the-Art in News Timeline Summarization", ACL 2020, tables 4 and 6). Copies must not count twice, so a story has
one voice; a text that names many days says less of each, so its voice is shared out (by the square root, as lengths
usually are).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from crackwatch.answers import Occurrence
from crackwatch.reports.timeline import Counts, Group, key

LATER = 7  # days after which a day is looked back on
LOOKED_BACK = 2.0  # how much more it says when a day is named that long after
YEAR = 366  # days after which a day is history
TOLD = 0.25  # what a story says of the day on which it was told

Days = Mapping[int, Collection[str]]  # the single days that an article names, each once, by its id


class Ranked(NamedTuple):
    """A day with the stories that tell of it, by key, those that say most first, each with the article that does."""

    day: str
    score: float
    told: list[tuple[int, Occurrence]]


def ranked(groups: Mapping[int, Group], days: Days, first: str, last: str, count: int) -> list[Ranked]:
    """The ``count`` best days from ``first`` to ``last``, best first."""
    scores: defaultdict[str, float] = defaultdict(float)
    voices: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for story, group in groups.items():
        for day, weight in _named(group, days).items():
            scores[day] += weight
            voices[day][story] = weight
        for day in {row.day for row in group}:
            scores[day] += TOLD
            voices[day].setdefault(story, 0.0)
    found = [(day, round(score, 4)) for day, score in scores.items() if first <= day <= last]
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return [
        Ranked(day, score, [(story, _witness(groups[story], day, days)) for story in _by_weight(voices[day], groups)])
        for day, score in found[:count]
    ]


def _witness(group: Group, day: str, days: Days) -> Occurrence:
    """The article of a story that tells of a day: the first that names it, else the first of that day."""
    naming = (row for row in group if day in days.get(row.id, ()))
    return next(naming, None) or next((row for row in group if row.day == day), group[0])


def _named(group: Iterable[Occurrence], days: Days) -> dict[str, float]:
    """What a story says of each day that it names: the most that one of its articles says."""
    best: dict[str, float] = {}
    for row in group:
        if named := days.get(row.id):
            back = _earlier(row.day, LATER)
            share = 1 / len(named) ** 0.5
            for day in named:
                weight = share if day >= back else LOOKED_BACK * share
                best[day] = max(weight, best.get(day, 0.0))
    return best


@cache
def _earlier(day: str, count: int) -> str:
    """The day so many days before."""
    return (date.fromisoformat(day) - timedelta(days=count)).isoformat()


def _by_weight(voices: Mapping[int, float], groups: Mapping[int, Group]) -> list[int]:
    """The stories of a day, those that tell of it most and longest first."""
    return sorted(
        voices, key=lambda story: (-voices[story] * len(groups[story]), -len(groups[story]), groups[story][0].at)
    )


def happened(groups: Mapping[int, Group], days: Days) -> dict[int, tuple[str, bool]]:
    """The day on which each story happened, by key, and whether that is only inferred from when it was told.

    It is the day that most of its articles name, of equals the one nearest to when it was first told; never one after
    the last article, nor one more than a year back, which is history. Where no article names such a day, it is the one
    on which the story was first told, inferred.
    """
    return {story: _happened(group, days) for story, group in groups.items()}


def _happened(group: Group, days: Days) -> tuple[str, bool]:
    told, latest = group[0].day, group[-1].day
    earliest = _earlier(told, YEAR)
    found: dict[str, int] = {}
    for row in group:
        for day in days.get(row.id, ()):
            if earliest <= day <= latest:
                found[day] = found.get(day, 0) + 1
    if len(found) < 2:
        return next(iter(found), told), not found
    start = date.fromisoformat(told)
    return min(found, key=lambda day: (-found[day], abs((date.fromisoformat(day) - start).days), day)), False


def placed(groups: Mapping[int, Group], axis: Mapping[int, tuple[str, bool]]) -> Counts:
    """How much happened on each day: articles count where their story happened."""
    counts = Counts(Counter(), Counter(), Counter())
    for story, group in groups.items():
        day = axis[story][0]
        counts.articles[day] += len(group)
        counts.copies[day] += sum(row.copy for row in group)
        counts.stories[day] += 1
    return counts


def moved(rows: Iterable[Occurrence], axis: Mapping[int, tuple[str, bool]]) -> list[Occurrence]:
    """Occurrences on the day on which their stories happened, in order of those days."""
    return sorted((row._replace(day=axis[key(row)][0]) for row in rows), key=lambda row: (row.day, row.at, row.id))
