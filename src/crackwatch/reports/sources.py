"""Who carried what: outlets by articles, copies, first reports, lag behind the first, and silence. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from math import inf

from crackwatch.answers import Facts, FeedHealth, Occurrence, OutletLine
from crackwatch.reports.timeline import Group, as_told, grouped


@dataclass(slots=True)
class _Tally:
    """What stories say of outlets, by outlet id."""

    firsts: Counter[int]
    exclusives: Counter[int]
    lags: defaultdict[int, list[int]]


def sources(rows: Sequence[Occurrence], facts: Facts, now: int) -> tuple[OutletLine, ...]:
    """A line for each outlet, most articles first, then most firsts, least lag, by name. ``rows`` are in order of time."""
    of_outlet: defaultdict[int, list[Occurrence]] = defaultdict(list)
    for row in rows:
        of_outlet[row.outlet].append(row)
    tally = _tally(rows, facts)
    found = (_line(outlet, own, tally, facts, now) for outlet, own in of_outlet.items())
    return tuple(sorted(found, key=_rank))


def _rank(line: OutletLine) -> tuple[int, int, float, str]:
    """Where an outlet stands; one that was never late, nor first, comes behind those of which a lag is known."""
    lag = inf if line.median_lag is None else line.median_lag
    return -line.articles, -line.first_reports, lag, line.outlet.casefold()


def led(rows: Sequence[Occurrence], facts: Facts, outlet: int) -> tuple[list[Group], list[Group]]:
    """The stories that an outlet told before others, and those that it told alone, newest first."""
    firsts: list[Group] = []
    alone: list[Group] = []
    for story in grouped(rows).values():
        if told_first(story, facts) == outlet:
            (firsts if len({row.outlet for row in story}) > 1 else alone).append(story)
    return firsts[::-1], alone[::-1]


def told_first(story: Group, facts: Facts) -> int | None:
    """The outlet that can be taken to have told a story first; None where that was before the range."""
    if story[0].story is not None and facts.begun.get(story[0].story, story[0].at) < story[0].at:
        return None
    return as_told(story, facts.believed)[0].outlet


def _tally(rows: Sequence[Occurrence], facts: Facts) -> _Tally:
    tally = _Tally(Counter(), Counter(), defaultdict(list))
    for story in grouped(rows).values():
        earliest: dict[int, int] = {}
        for row in as_told(story, facts.believed):
            earliest.setdefault(row.outlet, facts.believed[row.id][0] if row.id in facts.believed else row.at)
        first = told_first(story, facts)
        began = earliest[first] if first is not None else facts.begun[story[0].story or 0]
        if len(earliest) == 1 and first is not None:
            tally.exclusives[first] += 1
            continue
        if first is not None:
            tally.firsts[first] += 1
        for outlet, at in earliest.items():
            if outlet != first:
                tally.lags[outlet].append(at - began)
    return tally


def _line(outlet: int, rows: Sequence[Occurrence], tally: _Tally, facts: Facts, now: int) -> OutletLine:
    copies = [row.id for row in rows if row.copy and facts.roots.get(row.id) != outlet]  # its own updates copy nobody
    copied = Counter(facts.outlets[facts.roots[i]] for i in copies if i in facts.roots)
    health = facts.feeds.get(outlet, ())
    between = [b.at - a.at for a, b in pairwise(rows)]
    return OutletLine(
        outlet=facts.outlets[outlet],
        articles=len(rows),
        originals=len(rows) - len(copies),
        copies=len(copies),
        first_reports=tally.firsts[outlet],
        exclusives=tally.exclusives[outlet],
        median_lag=middle(tally.lags[outlet]),
        headline_changes=sum(_changes(facts.titles.get(row.id, ())) for row in rows),
        first=rows[0].at,
        last=rows[-1].at,
        languages=tuple(facts.languages.get(outlet, ())),
        feeds=tuple(feed.slug for feed in health),
        health=summed([state(feed) for feed in health]),
        copied=tuple(copied.most_common()),
        habit=middle(between),
        quiet=max(0, now - rows[-1].at),
    )


def middle(values: Sequence[int]) -> int | None:
    """The median, rounded down; None of nothing. The module ``statistics`` takes longer to import than a report to make."""
    if not values:
        return None
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) // 2


def _changes(titles: Iterable[str]) -> int:
    """How often a headline was changed for another one."""
    return sum(a != b for a, b in pairwise(titles))


def state(feed: FeedHealth) -> str:
    """How a feed fares, in words that scripts may test for their beginning."""
    if feed.gone or feed.paused:
        return "gone" if feed.gone else "paused"
    if feed.failing_since is not None:
        return f"failing since {datetime.fromtimestamp(feed.failing_since, UTC).date()}: {feed.error_kind}"
    return "ok" if feed.checked_at is not None else "never polled"


def summed(states: Sequence[str]) -> str:
    """The states of an outlet's feeds in one phrase; ``""`` where it came without a feed."""
    bad = [s for s in states if s != "ok"]
    if not bad:
        return "ok" if states else ""
    return bad[0] if len(states) == 1 else f"{len(bad)} of {len(states)} feeds {bad[0]}"
