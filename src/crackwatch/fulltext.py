"""The whole text of articles that a watch hits, or almost: their own pages → intake.

What a feed tells in brief is read whole once, so that watches, copies, days and quotes see all of it. A page that cannot be
read leaves its article as it was, and is asked for again later, ever more rarely.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from crackwatch import identity, urls
from crackwatch.archive import pages
from crackwatch.archive.connection import Archive
from crackwatch.archive.feeds import all_feeds
from crackwatch.archive.pages import Teaser
from crackwatch.config import FetchSettings
from crackwatch.errors import UsageError
from crackwatch.feeds.answers import lasting
from crackwatch.feeds.fetch import Courier
from crackwatch.feeds.round import poll
from crackwatch.feeds.visits import SPARED, Visitor
from crackwatch.model import Entry, Failed, FailureKind, Feed, Fetched, Outcome

if TYPE_CHECKING:
    from crackwatch.intake import Intake

FRESH = 30 * 86400  # seconds; the pages of older hits are left to backfill
TRIES = 5  # of one page
PAGES_A_COMMIT = 20
HOUR = 3600
SHORTEST = 200  # characters of a text; fewer are a menu or a teaser


@dataclass(frozen=True, slots=True)
class PageFailure:
    """An article whose page could not be read, and the time of the archive's zone after which that is tried again, if ever."""

    article: int
    url: str
    reason: str
    due: datetime | None


@dataclass(slots=True)
class Reading:
    """What came of it: pages read, hits that only the whole text made, what still waits, and what could not be read."""

    read: int = 0
    hits: int = 0
    left: int = 0
    failures: list[PageFailure] = field(default_factory=list)


def require() -> None:
    """Raises UsageError where the reader of pages is not installed."""
    if find_spec("trafilatura") is None:
        raise UsageError("reading whole articles needs trafilatura", "install it, in the clone of crackwatch: pip install '.[fulltext]'")


def read(
    archive: Archive,
    intake: Intake,
    courier: Courier,
    settings: FetchSettings,
    reading: Reading,
    *,
    now: int,
    seconds: float | None,
    sleep: Callable[[float], None],
) -> None:
    """Read the pages that are to be read at ``now`` (Unix seconds), and store their texts as they come; counts in ``reading``.

    It takes at most ``seconds``. A page may lie in a private network where a feed of its site may.
    """
    with archive.transaction():
        pages.want_hits(archive, now - FRESH)
    wanted = {teaser.id: teaser for teaser in pages.teasers(archive, now, settings.full_text_pages)}
    asked = [Feed(teaser.id, teaser.url, "") for teaser in wanted.values()]
    private = {urls.site(feed.url) for feed in all_feeds(archive) if feed.options.allow_private}
    visitor = Visitor(courier, private, sleep)
    ready: list[tuple[Teaser, Entry | Failed]] = []
    with closing(poll(asked, visitor, jobs=settings.jobs, spacing=settings.spacing, per_site=1, max_time=seconds)) as answers:
        try:
            for feed, outcome in answers:
                ready.append((wanted[feed.id], _whole(wanted[feed.id], outcome)))
                if len(ready) >= PAGES_A_COMMIT:
                    _store(archive, intake, ready, now, reading)
                    ready = []
        finally:
            _store(archive, intake, ready, now, reading)
            reading.left = pages.waiting(archive)


def _whole(teaser: Teaser, outcome: Outcome) -> Entry | Failed:
    """What an article's page says; a page that tells no more than we know is a failure like any other."""
    if not isinstance(outcome, Fetched):
        assert isinstance(outcome, Failed)  # a page is never asked for conditionally
        return outcome
    from crackwatch.feeds import page

    entry = page.entry(outcome.body, outcome.url, outcome.content_type)
    if entry is None:
        return _useless("its page has no headline")
    if not identity.related(teaser.title, teaser.summary, entry.title, entry.summary):
        return _useless("its page tells of something else")
    if len(entry.text) < max(SHORTEST, len(teaser.summary)):
        return _useless("its page says no more than its feed")
    return entry


def _useless(why: str) -> Failed:
    return Failed(FailureKind.EMPTY, why)


def _store(archive: Archive, intake: Intake, ready: Sequence[tuple[Teaser, Entry | Failed]], now: int, reading: Reading) -> None:
    """Commit texts together with what became of their pages."""
    told = [(teaser, said) for teaser, said in ready if isinstance(said, Entry)]
    ids = [teaser.id for teaser, _ in told]
    before = pages.hits(archive, ids)
    with intake.batch():
        intake.tell(told)
        for teaser, said in ready:
            if isinstance(said, Entry):
                pages.close(archive, teaser.id)
            elif said is not SPARED:
                reading.failures.append(_noted(archive, teaser, said, now))
    reading.read += len(told)
    reading.hits += pages.hits(archive, ids) - before


def _noted(archive: Archive, teaser: Teaser, said: Failed, now: int) -> PageFailure:
    """Keep why a page could not be read, and when it is asked for again: ever more rarely, and then no more."""
    due = None
    if lasting(said) or teaser.tries + 1 >= TRIES:
        pages.close(archive, teaser.id, said.message)
    else:
        due_at = now + (2 << teaser.tries) * HOUR
        pages.put_off(archive, teaser.id, due_at, said.message)
        due = datetime.fromtimestamp(due_at, archive.zone)
    return PageFailure(teaser.id, teaser.url, said.message, due)
