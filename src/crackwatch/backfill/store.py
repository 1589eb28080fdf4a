"""The one writer: what came of a unit, its further work and its articles, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from crackwatch.archive import feeds as kept
from crackwatch.archive import units
from crackwatch.archive.connection import Archive
from crackwatch.archive.others import Others
from crackwatch.archive.units import Unit
from crackwatch.backfill.manners import TRIES
from crackwatch.backfill.tasks import Task
from crackwatch.backfill.work import Find, Outcome, Result, Setback
from crackwatch.intake import Intake, Source
from crackwatch.model import Feed

if TYPE_CHECKING:
    from crackwatch.backfill.run import Report


class Store:
    """Keeps results and counts them in ``report``. ``now`` is Unix seconds."""

    def __init__(self, archive: Archive, intake: Intake, report: Report, now: int) -> None:
        self._archive = archive
        self._intake = intake
        self._report = report
        self._now = now
        self._others = Others(archive)
        self._feeds: dict[int, Feed] = {}

    def keep(self, unit: Unit, task: Task, result: Result) -> None:
        """Commit what came of a unit. One that is on the list no more is not taken twice."""
        self._report.requests += result.figures.requests
        self._report.bytes += result.figures.bytes
        if isinstance(result, Setback):
            self._set_back(unit, result)
            return
        with self._intake.batch():
            units.add(self._archive, (further.row() for further in result.further))
            for span in result.covered:
                kept.add_coverage(self._archive, span)
            self._take(task, result)
            units.close(self._archive, unit, "done", self._now, result.figures)
        self._report.done += 1
        self._report.damaged += result.figures.damaged

    def _set_back(self, unit: Unit, result: Setback) -> None:
        bad = result.lasting or unit.tries + 1 >= TRIES
        with self._archive.transaction():
            if bad:
                units.close(self._archive, unit, "bad", self._now, result.figures)
            else:
                units.put_off(self._archive, unit, result.figures)
        self._report.bad += bad
        self._report.put_off += not bad

    def _take(self, task: Task, result: Outcome) -> None:
        feed = self._feed(task.feeds[0]) if task.kind == "capture" else None
        for seen_at, finds in _by_time(result.finds):
            source = Source("backfill", seen_at, self._archive.zone, feed=feed, outlet=task.outlet, lang=task.lang)
            taken = self._intake.take(source, [find.entry for find in finds])
            self._report.new += taken.new
            self._report.revised += taken.revised
            self._report.hits += taken.hits

    def _feed(self, feed_id: int) -> Feed | None:
        """The feed whose captures are read; none where it is followed no more."""
        if self._others.have_written() or not self._feeds:
            self._feeds = {feed.id: feed for feed in kept.all_feeds(self._archive)}
        return self._feeds.get(feed_id)


def _by_time(finds: Iterable[Find]) -> Iterable[tuple[int, Iterable[Find]]]:
    """Oldest first, so that later states of an article become its later states."""
    return groupby(sorted(finds, key=_seen), key=_seen)


def _seen(find: Find) -> int:
    return find.seen_at
