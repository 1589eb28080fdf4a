"""The conductor of ``fetch``: due feeds → fetch → parse → intake.

Workers fetch; this thread parses and stores. Whole feeds are committed together, with the validators that would keep the
server from showing them again, so that whatever ends a run loses nothing.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from crackwatch import founding, fulltext
from crackwatch.archive import feeds as kept
from crackwatch.archive.connection import Archive
from crackwatch.archive.lock import run_lock
from crackwatch.config import Config
from crackwatch.feeds import schedule
from crackwatch.feeds.fetch import USER_AGENT, Courier
from crackwatch.feeds.parse import Parser
from crackwatch.feeds.round import poll
from crackwatch.following import Answer, Following, moved
from crackwatch.fulltext import Reading
from crackwatch.intake import Intake, Source, Taken
from crackwatch.model import Failed, FailureKind, Feed, FeedDocument, FeedState, Fetched, NotModified, Outcome

FEEDS_A_COMMIT = 100
ENTRIES_A_COMMIT = 1500
SECONDS_A_COMMIT = 2.0


@dataclass(frozen=True, slots=True)
class PollOptions:
    """What the command line asks of a run. ``names`` are ids, addresses or slugs; none means every feed that is due."""

    names: tuple[str, ...] = ()
    force: bool = False
    jobs: int | None = None
    allow_private: bool = False
    dry_run: bool = False
    fail_after: int = 3
    strict: bool = False
    quiet: bool = False
    wait: float = 0.0
    max_time: float | None = None
    full_text: Literal["matched", "never"] | None = None  # None: as the settings say


@dataclass(frozen=True, slots=True)
class FeedProblem:
    """A feed that failed. ``failures`` counts runs in a row; ``due`` says that a person should be told now."""

    feed: Feed
    failure: Failed
    failures: int
    due: bool


@dataclass(slots=True)
class PollReport:
    """What a run did. Counts are feeds, but for entries, new, revised and hits. ``warnings`` ask for a person, ``details`` are for the curious."""

    followed: int = 0
    asked: int = 0
    changed: int = 0
    unchanged: int = 0
    entries: int = 0
    new: int = 0
    revised: int = 0
    hits: int = 0
    starters: int = 0
    interrupted: bool = False
    seconds: float = 0.0
    problems: list[FeedProblem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    texts: Reading = field(default_factory=Reading)
    exit_code: int = 0

    @property
    def done(self) -> int:
        """Feeds that answered, one way or another."""
        return self.changed + self.unchanged + len(self.problems)


Progress = Callable[[PollReport], None]


def fetch(config: Config, options: PollOptions, *, progress: Progress = lambda _: None, sleep: Callable[[float], None] = time.sleep) -> PollReport:
    """Ask the feeds that are due, or those named, and store what is new.

    Raises Locked while another run is under way, UsageError for a name that no feed has. A feed that fails is reported,
    never raised. A KeyboardInterrupt stores what has arrived, then goes on up.
    """
    began = time.monotonic()
    report = PollReport()
    whole = (options.full_text or config.fetch.full_text) == "matched"
    if whole:
        fulltext.require()
    with run_lock(config.db, wait=options.wait, sleep=sleep), founding.open_archive(config) as archive:
        now, following = config.clock(), Following(archive)
        report.starters = founding.follow_starters(archive, int(now.timestamp()))
        chosen = _chosen(archive, options, int(now.timestamp()), report)
        if chosen or whole:
            run = _Run(archive, config, options, now, report, whole, sleep, following)
            try:
                run.through(chosen, progress)
                if whole and not options.dry_run:
                    run.read_pages(began, sleep)
            except (KeyboardInterrupt, SystemExit):
                report.interrupted = True
                run.store()
                raise
            finally:
                run.courier.close()
                report.seconds = time.monotonic() - began
                progress(report)
    report.exit_code = _exit_code(report, options)
    return report


def _chosen(archive: Archive, options: PollOptions, now: int, report: PollReport) -> list[Feed]:
    followed = list({feed.id: feed for feed in (kept.find(archive, name) for name in options.names)}.values())
    if not options.names:
        followed = [feed for feed in kept.all_feeds(archive) if not feed.paused and not feed.gone]
    report.followed = len(followed)
    due = schedule.due(followed, now)
    if not (options.force or options.names):
        return due
    early = {feed.id for feed in followed} - {feed.id for feed in due}
    backing_off = [feed for feed in followed if feed.id in early and feed.state.failures]
    if not options.force:  # who names a feed need not wait for its pace, but for what its server says
        for feed in backing_off:
            until = datetime.fromtimestamp(feed.state.due_at or now, archive.zone)
            report.notes.append(f"{feed.slug} is left alone until {until:%Y-%m-%d %H:%M}: {feed.state.error}; --force asks it")
        return [feed for feed in followed if feed not in backing_off]
    if early:
        some = f", {len(backing_off)} of them while they back off after failures" if backing_off else ""
        report.details.append(f"{len(early)} asked before they are due{some}")
        report.details += [f"{feed.slug} backs off" for feed in backing_off]
    return followed


class _Run:
    """One run over the chosen feeds."""

    def __init__(
        self, archive: Archive, config: Config, options: PollOptions, now: datetime, report: PollReport, whole: bool, sleep: Callable[[float], None],
        following: Following,
    ) -> None:  # fmt: skip
        self._archive = archive
        self._following = following
        self._config = config
        self._options = options
        self._now = int(now.timestamp())
        self._report = report
        self._ready: list[Answer] = []
        self._jitter = random.Random()  # noqa: S311 - spreads polls, keeps no secret
        self._intake = Intake(archive, founding.watching(archive, config, report.warnings.append), aliases=founding.aliases(config), everything=config.stories == "all", almost=whole)
        self.courier = Courier(
            user_agent=f"{USER_AGENT} {config.fetch.contact}".rstrip(),
            allow_private=options.allow_private,
            deadline=config.fetch.deadline,
            max_bytes=config.fetch.max_bytes,
            secrets=lambda name: config.secret(name).reveal(),
            spacing=config.fetch.spacing,
            sleep=sleep,
        )

    def through(self, chosen: Sequence[Feed], progress: Progress) -> None:
        """Ask every feed and store the answers as they come."""
        self._report.asked = len(chosen)
        settings, jobs = self._config.fetch, self._options.jobs or self._config.fetch.jobs
        answering = closing(poll(chosen, self.courier, jobs=jobs, spacing=settings.spacing, max_time=self._options.max_time))
        with Parser() as parser, _unhurried(), answering as answers:
            since, entries = time.monotonic(), 0
            for feed, outcome in answers:
                answer = _read(parser, feed, outcome)
                self._ready.append(answer)
                entries += len(answer[2].entries) if answer[2] else 0
                if len(self._ready) >= FEEDS_A_COMMIT or entries >= ENTRIES_A_COMMIT or time.monotonic() - since > SECONDS_A_COMMIT:
                    self.store()
                    since, entries = time.monotonic(), 0
                progress(self._report)
            self.store()

    def read_pages(self, began: float, sleep: Callable[[float], None]) -> None:
        """Read the pages of articles that match, or almost do, in what is left of the time since ``began``."""
        settings, most = self._config.fetch, self._options.max_time
        fulltext.read(
            self._archive, self._intake, self.courier, settings._replace(jobs=self._options.jobs or settings.jobs), self._report.texts,
            now=self._now, seconds=None if most is None else most - (time.monotonic() - began), sleep=sleep,
        )  # fmt: skip

    def store(self) -> None:
        """Commit the answers that wait: articles, validators and what the poll brought, together."""
        ready, self._ready = self._ready, []
        if not ready:
            return
        with self._archive.undone_if(self._options.dry_run), self._intake.batch():
            self._report.asked -= len(ready)
            ready = self._following.still(ready)
            self._report.asked += len(ready)
            kept.extend_coverage(self._archive, [feed.id for feed, outcome, _ in ready if isinstance(outcome, NotModified)], self._now)
            states: list[tuple[int, FeedState]] = []
            polls: list[kept.PollRow] = []
            for feed, outcome, document in ready:
                taken = self._take(feed, outcome, document)
                state = schedule.after(feed, outcome, now=self._now, document=document, new=taken.new, jitter=self._jitter.random())
                states.append((feed.id, self._told(feed, outcome, state)))
                polls.extend(self._row(feed, outcome, taken))
            kept.save_states(self._archive, states)
            kept.record_polls(self._archive, polls)

    def _take(self, feed: Feed, outcome: Outcome, document: FeedDocument | None) -> Taken:
        report = self._report
        if isinstance(outcome, NotModified):
            report.unchanged += 1
        if document is None:
            return Taken()
        source = Source("live", self._now, self._archive.zone, feed=feed, lang=document.lang)
        taken = self._intake.take(source, document.entries)
        kept.describe(self._archive, feed.id, document.title, document.lang)
        self._cover(feed, taken)
        report.changed += 1
        report.entries += taken.entries
        report.new += taken.new
        report.revised += taken.revised
        report.hits += taken.hits
        return taken

    def _cover(self, feed: Feed, taken: Taken) -> None:
        """Keep the account of what may have escaped: a document that shows nothing of the last one leaves a hole."""
        last = kept.last_coverage(self._archive, feed.id)
        if last is None:
            oldest = taken.oldest_at if taken.oldest_at is not None else self._now
            kept.add_coverage(self._archive, kept.Coverage(feed.id, min(oldest, self._now), self._now))
        elif taken.overlap or not taken.entries:
            kept.extend_coverage(self._archive, [feed.id], self._now)
        else:
            missed = schedule.missed(feed.state.posts_per_day, last.last_at, self._now, taken.entries)
            oldest = max(last.last_at, min(taken.oldest_at or self._now, self._now))
            kept.add_coverage(self._archive, kept.Coverage(feed.id, oldest, self._now, missed=missed))

    def _told(self, feed: Feed, outcome: Outcome, state: FeedState) -> FeedState:
        """Note what a person should hear of a feed: that it fails, has moved, is gone; the state that remembers it."""
        if not isinstance(outcome, Failed):
            state, notes = moved(self._archive, feed, state)
            self._report.notes += notes
            return state
        due = schedule.report_due(state, self._options.fail_after, self._now)
        self._report.problems.append(FeedProblem(feed, outcome, state.failures, due or self._options.strict))
        if outcome.kind is FailureKind.GONE and state.gone_seen >= schedule.GONE_AFTER:
            kept.set_gone(self._archive, feed.id)
            self._report.notes.append(f"{feed.slug} is gone: its publisher said so {state.gone_seen} times; resume it with feeds resume")
        return replace(state, reported_at=self._now) if due else state

    def _row(self, feed: Feed, outcome: Outcome, taken: Taken) -> Iterator[kept.PollRow]:
        if isinstance(outcome, Failed):
            yield kept.PollRow(feed.id, self._now, outcome.kind.value, outcome.message, seconds=outcome.seconds)
        elif isinstance(outcome, Fetched):
            counts = taken.entries, taken.new, outcome.wire_bytes
            yield kept.PollRow(feed.id, self._now, "changed", outcome.note, *counts, outcome.seconds)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Look for garbage seldom: modules last as long as the run, entries until they are stored, and little goes before."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(10_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _read(parser: Parser, feed: Feed, outcome: Outcome) -> Answer:
    """An answer with the document that its body is; a body that is none is a failure."""
    if not isinstance(outcome, Fetched):
        return feed, outcome, None
    said = parser.parse(outcome.body, url=outcome.url, content_type=outcome.content_type)
    if isinstance(said, FeedDocument):
        return feed, replace(outcome, body=b""), said
    return feed, said, None


def _exit_code(report: PollReport, options: PollOptions) -> int:
    persistent = [p for p in report.problems if options.strict or p.failures >= options.fail_after]
    if report.problems and len(report.problems) == report.asked and (not options.quiet or len(persistent) == report.asked):
        return 4
    return 3 if persistent else 0
