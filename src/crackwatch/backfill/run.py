"""One run: what is planned is done, unit by unit, until nothing is left or somebody must not be asked any more."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from crackwatch import founding, urls
from crackwatch.archive import feeds as kept
from crackwatch.archive import units
from crackwatch.archive.connection import Archive
from crackwatch.archive.lock import run_lock
from crackwatch.backfill import manners, plan
from crackwatch.backfill.addresses import address_words
from crackwatch.backfill.manners import Pace
from crackwatch.backfill.standing import Standing, standing
from crackwatch.backfill.store import Store
from crackwatch.backfill.tasks import NETWORK, read
from crackwatch.backfill.work import Hands, Setback
from crackwatch.config import Config
from crackwatch.errors import UsageError
from crackwatch.feeds.fetch import USER_AGENT, Courier
from crackwatch.feeds.parse import Parser
from crackwatch.intake import Intake
from crackwatch.model import Feed, NewFeed, Period, Watch
from crackwatch.watches.query import Query

Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks. ``names`` are ids, slugs or addresses of feeds, none means all; an address that is not
    followed yet is followed from now on. ``words`` ``None``: those of the watch. ``jobs``: processes that read crawls.
    """

    period: Period
    names: tuple[str, ...] = ()
    watch: str = ""
    vias: tuple[str, ...] = ()
    archive: str = "wayback"
    words: tuple[str, ...] | None = None
    warcs: tuple[str, ...] = ()
    dry_run: bool = False
    retry: bool = False
    max_requests: int | None = None
    jobs: int | None = None
    cluster: str = ""
    allow_private: bool = False
    wait: float = 0.0


@dataclass(slots=True)
class Report:
    """What a run did, and where the work stands after it.

    ``stopped`` names who must not be asked any more, and why; ``warnings`` the watches that could not be asked.
    """

    planned: int = 0
    done: int = 0
    bad: int = 0
    put_off: int = 0
    requests: int = 0
    bytes: int = 0
    new: int = 0
    revised: int = 0
    hits: int = 0
    damaged: int = 0
    left: int = 0
    seconds: float = 0.0
    words: tuple[str, ...] = ()
    stopped: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    standing: Standing | None = None
    exit_code: int = 0


Progress = Callable[[Report], None]


def backfill(
    config: Config,
    options: Options,
    *,
    progress: Progress = lambda _: None,
    sleep: Sleep = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Report:
    """Fill the archive's past. With ``dry_run`` nothing is asked and nothing is kept but an archive that was not there yet.

    Raises UsageError for a feed, a watch, a way or an archive that there is not, Locked while another run is under way.
    What others refuse is reported, never raised; a KeyboardInterrupt leaves the rest for the next run.
    """
    began = time.monotonic()
    report = Report()
    with run_lock(config.db, wait=options.wait, sleep=sleep), founding.open_archive(config) as archive:
        asked = founding.watching(archive, config, report.warnings.append)
        every = asked()
        watches = _chosen(every, options.watch) if options.watch else every
        with archive.undone_if(options.dry_run):
            _plan(archive, config, options, watches, report)
            report.standing = standing(archive)
        if not options.dry_run:
            intake = Intake(archive, asked, aliases=founding.aliases(config), everything=config.stories == "all")
            store = Store(archive, intake, report, int(config.clock().timestamp()))
            run = _Run(archive, config, options, report, watches, store)
            try:
                run.through(progress, sleep, clock)
            finally:
                report.standing = standing(archive)
                report.left = report.standing.todo
                report.seconds = time.monotonic() - began
                progress(report)
    report.exit_code = _exit_code(report)
    return report


def _chosen(watches: Sequence[tuple[Watch, Query]], name: str) -> list[tuple[Watch, Query]]:
    """The watch with a name or a number. Raises UsageError."""
    chosen = [(watch, query) for watch, query in watches if name in (watch.name, str(watch.id))]
    if not chosen:
        raise UsageError(f"no watch that can be asked is named {name!r}", "see: crackwatch watch list")
    return chosen


def _plan(archive: Archive, config: Config, options: Options, watches: Sequence[tuple[Watch, Query]], report: Report) -> None:
    now = config.clock()
    vias = options.vias or (("warc",) if options.warcs else ("wayback", "captures"))
    report.words = options.words if options.words is not None else address_words(query for _, query in watches)
    since, until = plan.span(options.period, now)
    asked = "\n".join(str(query) for _, query in watches)
    wish = plan.Wish(since, until, archive.zone, vias, options.archive, report.words, options.warcs, asked)
    with archive.transaction():
        feeds = [] if set(vias) == {"warc"} else _feeds(archive, options.names, int(now.timestamp()))
        if options.retry:
            units.reopen_bad(archive)
        report.planned = units.add(archive, [task.row() for task in plan.tasks(wish, feeds)])


def _feeds(archive: Archive, names: Sequence[str], now: int) -> list[Feed]:
    """The feeds that are named, else all that are followed; an archive that follows none begins with the starters."""
    if names:
        return list({feed.id: feed for feed in (_feed(archive, name, now) for name in names)}.values())
    founding.follow_starters(archive, now)
    return kept.all_feeds(archive)


def _feed(archive: Archive, name: str, now: int) -> Feed:
    try:
        return kept.find(archive, name)
    except UsageError:
        if not urls.is_web(name):
            raise
        return kept.add(archive, NewFeed(name), now)[0]


class _Run:
    """One run over all that is to be done."""

    def __init__(
        self, archive: Archive, config: Config, options: Options, report: Report, watches: Sequence[tuple[Watch, Query]], store: Store
    ) -> None:
        self._archive = archive
        self._config = config
        self._options = options
        self._report = report
        self._watches = watches
        self._now = int(config.clock().timestamp())
        self._refused: dict[str, int] = {}
        self._store = store

    def through(self, progress: Progress, sleep: Sleep, clock: Callable[[], float]) -> None:
        """Do the units that ask the network, one after another, then those that read crawls, side by side."""
        with self._courier(sleep) as courier, Parser() as parser:
            hands = Hands(courier, parser, Pace(clock, sleep), self._now)
            while unit := self._next():
                result = hands.do(read(unit.task))
                self._store.keep(unit, read(unit.task), result)
                self._judge(unit, result, sleep)
                self._tell(progress)
        self._crawls(progress)

    def _crawls(self, progress: Progress) -> None:
        """Have crawl files scanned by others, and store what they find. What was just done elsewhere is taken once."""
        waiting = {unit.id: unit for unit in units.todo(self._archive, ("warc",), 1 << 30)}
        if not waiting:
            return
        try:
            from crackwatch.backfill import crawls

            queries = tuple((watch.id, query.text) for watch, query in self._watches)
            aliases = tuple(founding.aliases(self._config).items())
            setting = (queries, aliases, self._archive.zone_name, self._agent(), self._options.allow_private)
            jobs = (crawls.Job(unit.id, read(unit.task), *setting) for unit in waiting.values())
            for job, result in crawls.mapped(jobs, workers=self._options.jobs, address=self._options.cluster):
                self._store.keep(waiting[job.unit], job.task, result)
                self._tell(progress)
        except ModuleNotFoundError as error:
            extra = "cluster" if error.name == "distributed" else "warc"
            raise UsageError(f"reading crawls needs {error.name}", f"install it, in the clone of crackwatch: pip install '.[{extra}]'") from error

    def _tell(self, progress: Progress) -> None:
        self._report.left = units.waiting(self._archive)
        progress(self._report)

    def _next(self) -> units.Unit | None:
        most = self._options.max_requests
        if most is not None and self._report.requests >= most:
            return None
        return next(iter(units.todo(self._archive, NETWORK, 1, but=tuple(self._report.stopped))), None)

    def _judge(self, unit: units.Unit, result: object, sleep: Sleep) -> None:
        """Count refusals in a row; after some of them a place is asked no more in this run."""
        if not isinstance(result, Setback) or result.lasting:
            self._refused.pop(unit.place, None)
            return
        self._refused[unit.place] = self._refused.get(unit.place, 0) + 1
        if self._refused[unit.place] >= manners.IN_A_ROW:
            self._report.stopped[unit.place] = result.figures.reason
        elif result.pause:
            sleep(result.pause)

    def _courier(self, sleep: Sleep) -> Courier:
        settings = self._config.fetch
        return Courier(
            user_agent=self._agent(),
            allow_private=self._options.allow_private,
            deadline=max(settings.deadline, 60.0),  # archives read from tape-slow disks
            max_bytes=settings.max_bytes,
            secrets=lambda name: self._config.secret(name).reveal(),
            spacing=settings.spacing,
            sleep=sleep,
        )

    def _agent(self) -> str:
        return f"{USER_AGENT} {self._config.fetch.contact}".rstrip()


def _exit_code(report: Report) -> int:
    if not report.stopped:
        return 0
    return 3 if report.done else 4
