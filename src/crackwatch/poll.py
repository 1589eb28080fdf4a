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
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

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
from crackwatch.model import Failed, FailureKind, Feed, FeedDocument, FeedState, Fetched, NotModified, Outcome
from crackwatch.polled import FeedProblem, PollOptions, PollReport, exit_code

if TYPE_CHECKING:
    from crackwatch.intake import Intake, Taken

FEEDS_A_COMMIT = 100
ENTRIES_A_COMMIT = 1500
SECONDS_A_COMMIT = 2.0


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
    report.exit_code = exit_code(report, options)
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
        self._whole = whole
        self._asked = founding.watching(archive, config, report.warnings.append)
        self._asked()  # what is wrong with a watch is told of, whether or not there is anything to ask it about
        self.courier = Courier(
            user_agent=f"{USER_AGENT} {config.fetch.contact}".rstrip(),
            allow_private=options.allow_private,
            deadline=config.fetch.deadline,
            max_bytes=config.fetch.max_bytes,
            secrets=lambda name: config.secret(name).reveal(),
            spacing=config.fetch.spacing,
            sleep=sleep,
        )

    @cached_property
    def _intake(self) -> Intake:
        """Made for the first document: most polls bring none, and need nothing of what judges texts."""
        from crackwatch.intake import Intake

        aliases, everything = founding.aliases(self._config), self._config.stories == "all"
        return Intake(self._archive, self._asked, aliases=aliases, everything=everything, almost=self._whole)

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
        brings = any(document for _, _, document in ready)
        with self._archive.undone_if(self._options.dry_run), self._intake.batch() if brings else self._archive.transaction():
            self._report.asked -= len(ready)
            ready = self._following.still(ready)
            self._report.asked += len(ready)
            unchanged = [feed.id for feed, outcome, _ in ready if isinstance(outcome, NotModified)]
            kept.extend_coverage(self._archive, unchanged, self._now)
            self._report.unchanged += len(unchanged)
            states: list[tuple[int, FeedState]] = []
            polls: list[kept.PollRow] = []
            for feed, outcome, document in ready:
                taken = self._take(feed, document) if document else None
                new = taken.new if taken else 0
                state = schedule.after(feed, outcome, now=self._now, document=document, new=new, jitter=self._jitter.random())
                states.append((feed.id, self._told(feed, outcome, state)))
                polls.extend(self._row(feed, outcome, taken))
            kept.save_states(self._archive, states)
            kept.record_polls(self._archive, polls)

    def _take(self, feed: Feed, document: FeedDocument) -> Taken:
        from crackwatch.intake import Source

        source = Source("live", self._now, self._archive.zone, feed=feed, lang=document.lang)
        taken = self._intake.take(source, document.entries)
        if not (feed.title and feed.lang):
            kept.describe(self._archive, feed.id, document.title, document.lang)
        self._cover(feed, taken)
        report = self._report
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

    def _row(self, feed: Feed, outcome: Outcome, taken: Taken | None) -> Iterator[kept.PollRow]:
        if isinstance(outcome, Failed):
            yield kept.PollRow(feed.id, self._now, outcome.kind.value, outcome.message, seconds=outcome.seconds)
        elif isinstance(outcome, Fetched) and taken:
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
