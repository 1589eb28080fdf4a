"""How a feed fares, told from what its polls left behind. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from crackwatch.model import Feed
from crackwatch.reports.sources import middle

Health = Literal["paused", "dead", "failing", "new", "empty", "silent", "truncated", "moved", "no hits", "ok"]

DAY = 86_400
HABITS = 4  # usual gaps without an article that are silence
QUIET = 7 * DAY  # shorter is never silence
WRONG: frozenset[Health] = frozenset({"dead", "failing", "empty", "silent", "truncated"})


class Record(NamedTuple):
    """What is known of a feed. ``times`` are its latest articles', Unix seconds, in any order; ``holes`` counts the polls of
    the last week that shared nothing with the one before, ``missed`` about how many articles that hid, None where nobody knows.
    """

    feed: Feed
    articles: int = 0
    hits: int = 0
    times: Sequence[int] = ()
    holes: int = 0
    missed: int | None = None


class Checked(NamedTuple):
    """The verdict on a feed: the worst that holds of it, and everything worth saying in words."""

    record: Record
    health: Health
    why: str

    @property
    def wrong(self) -> bool:
        """Whether somebody should look after the feed."""
        return self.health in WRONG


def judge(record: Record, zone: ZoneInfo) -> Checked:
    """How a feed fares; days are told in ``zone``."""
    found = list(_findings(record, zone))
    health = found[0][0] if found else "ok"
    return Checked(record, health, "; ".join(why for _, why in found if why))


def counts(checked: Iterable[Checked]) -> str:
    """How many feeds fare how, most first: ``12 feeds: 10 ok, 2 silent``."""
    tally = Counter(feed.health for feed in checked)
    total = sum(tally.values())
    parts = ", ".join(f"{count} {health}" for health, count in tally.most_common())
    return f"{_many(total, 'feed')}{': ' if parts else ''}{parts}"


def _findings(record: Record, zone: ZoneInfo) -> Iterator[tuple[Health, str]]:
    """What holds of a feed, the worst first."""
    feed, state = record.feed, record.feed.state
    if feed.paused or feed.gone:
        yield ("dead", "its publisher says that it is no more") if feed.gone else ("paused", "")
        return
    if state.failures:
        since = "" if state.failing_since is None else f"since {_day(state.failing_since, zone)}"
        times = f", {state.failures} times in a row" if state.failures > 1 else ""
        yield "failing", f"{since} ({state.error_kind}{times}) {state.error}".strip()
    if state.checked_at is None:
        if not state.failures:
            yield "new", "never polled"
        return
    if not record.articles and not state.failures:
        yield "empty", "it has never shown an article"
    yield from _silence(record, state.checked_at, zone)
    if record.holes:
        missed = "some articles" if record.missed is None else f"about {_many(record.missed, 'article')}"
        yield "truncated", f"it shows too few articles for how often it is asked: {missed} may have been missed in the last week"
    if state.moved_to:
        yield "moved", f"it answers from {state.moved_to}"
    if record.articles and not record.hits:
        yield "no hits", f"{_many(record.articles, 'article')}, found by no watch"


def _silence(record: Record, checked_at: int, zone: ZoneInfo) -> Iterator[tuple[Health, str]]:
    """A feed is silent when nothing came for far longer than it is used to; the time in which nobody asked does not count."""
    times = sorted(set(record.times))
    usual = middle([after - before for before, after in pairwise(times)])
    if usual is not None and checked_at - times[-1] > max(HABITS * usual, QUIET):
        yield "silent", f"since {_day(times[-1], zone)}; usually {_lasting(usual)} between articles"


def _lasting(seconds: int) -> str:
    for unit, name in ((DAY, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * unit:
            return f"{seconds // unit} {name}"
    return "minutes"


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _day(at: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, zone).date().isoformat()
