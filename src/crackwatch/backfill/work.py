"""Doing a unit that asks the network: what it brings, and what it leads to. Nothing is stored here."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crackwatch import dates
from crackwatch.archive.feeds import Coverage
from crackwatch.archive.units import Figures
from crackwatch.backfill import manners
from crackwatch.backfill.addresses import wanted
from crackwatch.backfill.manners import Pace
from crackwatch.backfill.tasks import Task
from crackwatch.feeds import page, sitemaps, wayback
from crackwatch.feeds.answers import lasting
from crackwatch.feeds.fetch import Courier
from crackwatch.feeds.parse import Parser
from crackwatch.feeds.robots import Robots
from crackwatch.model import Entry, Failed, FeedDocument, Fetched
from crackwatch.reports.gaps import LINGERS, merged
from crackwatch.stories.spread import day_in

DEEPEST = 3  # lists of lists of lists
PAGE_BYTES = 8 * 2**20
_DAY = 86400
_BEGUN = re.compile(r"-(20\d{12})-")


@dataclass(frozen=True, slots=True)
class Find:
    """An entry, and when it was seen (Unix seconds)."""

    entry: Entry
    seen_at: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a unit: entries, further work, and the time that an index has now told all about."""

    figures: Figures
    finds: tuple[Find, ...] = ()
    further: tuple[Task, ...] = ()
    covered: tuple[Coverage, ...] = ()


@dataclass(frozen=True, slots=True)
class Setback:
    """Why nothing came of a unit. ``lasting``: asking again would bring the same. ``pause``: seconds that its place wants."""

    figures: Figures
    lasting: bool
    pause: float = 0.0


Result = Outcome | Setback


class Hands:
    """Does one unit after another. ``now`` is Unix seconds."""

    def __init__(self, courier: Courier, parser: Parser, pace: Pace, now: int) -> None:
        self._courier = courier
        self._parser = parser
        self._pace = pace
        self._now = now
        self._robots = Robots(courier)

    def do(self, task: Task) -> Result:
        """What comes of a task; a fault of the other side is a Setback."""
        ways: dict[str, Callable[[Task], Result]] = {
            "index": self._index, "capture": self._capture, "replay": self._replay,
            "sitemap": self._sitemap, "page": self._page, "list": self._list,
        }  # fmt: skip
        return ways[task.kind](task)

    # --- archives of the web ------------------------------------------------------------------------------------------

    def _index(self, task: Task) -> Result:
        archive = wayback.named(task.archive)
        since, until = (datetime.fromtimestamp(at, UTC) for at in (task.since, task.until))
        question = wayback.Question(
            task.url, "domain" if task.whole else "exact", since, until, task.words, pages=task.whole, resume=task.resume
        )
        answer = self._asked(wayback.index_address(archive, question), archive.index_seconds, "index")
        if isinstance(answer, Failed):
            # An index that knows nothing of an address may say so with 404.
            return self._covered(task, Figures(1), False) if answer.status == 404 or answer.kind == "empty" else _setback(answer)
        try:
            captures, resume = wayback.read_index(archive, answer.body)
        except (ValueError, RecursionError):
            return Setback(Figures(1, answer.wire_bytes, reason="the index did not answer with a list of captures"), False)
        figures = Figures(1, answer.wire_bytes, len(captures))
        found = wayback.distinct((c for c in captures if self._fits(task, c)), by_address=task.whole)
        further = tuple(_of_capture(task, capture) for capture in found)
        if resume and resume != task.resume:
            return Outcome(figures, further=(*further, replace(task, resume=resume)))
        if (captures or task.resume) and not task.whole:
            return Outcome(figures, further=further)  # each capture of a feed tells of its own days
        return replace(self._covered(task, figures, bool(captures or task.resume)), further=further)

    def _fits(self, task: Task, capture: wayback.Capture) -> bool:
        return task.since <= capture.taken.timestamp() <= task.until and (not task.whole or wanted(capture.url, task.words))

    def _covered(self, task: Task, figures: Figures, held: bool) -> Outcome:
        """The index has told all that it knows of a time."""
        origin = "backfill" if held else "no capture"
        return Outcome(figures, covered=tuple(Coverage(feed, task.since, task.until, origin) for feed in task.feeds))

    def _capture(self, task: Task) -> Result:
        archive, capture, answer = self._replayed(task)
        if isinstance(answer, Failed):
            return _setback(answer)
        document = self._parser.parse(answer.body, url=capture.url, content_type=answer.content_type)
        if not isinstance(document, FeedDocument):
            return Setback(Figures(1, answer.wire_bytes, reason=document.message), True)
        shown, seen = wayback.shown_address(archive, capture), int(capture.taken.timestamp())
        finds = tuple(Find(entry._replace(capture_url=shown), seen) for entry in document.entries)
        span = tuple(Coverage(feed, _oldest(document.entries, capture.taken), seen, "backfill") for feed in task.feeds)
        return Outcome(Figures(1, answer.wire_bytes, 1, len(finds), int(document.damaged)), finds, covered=span)

    def _replay(self, task: Task) -> Result:
        archive, capture, answer = self._replayed(task)
        if isinstance(answer, Failed):
            return _setback(answer)
        shown = wayback.shown_address(archive, capture)
        entry = page.entry(answer.body, capture.url, answer.content_type, capture_url=shown)
        return _article(entry, answer, int(capture.taken.timestamp()))

    def _replayed(self, task: Task) -> tuple[wayback.WebArchive, wayback.Capture, Fetched | Failed]:
        archive, capture = wayback.named(task.archive), wayback.Capture(task.stamp, task.url)
        return archive, capture, self._asked(wayback.replay_address(archive, capture), archive.replay_seconds, "replay")

    # --- sites themselves ---------------------------------------------------------------------------------------------

    def _sitemap(self, task: Task) -> Result:
        if not task.depth:
            named = self._robots.sitemaps(task.url)
            return Outcome(Figures(1), further=tuple(replace(task, url=url, depth=1) for url in named))
        if refused := self._robots.refusal(task.url):
            return Setback(Figures(reason=refused.message), lasting(refused))
        answer = self._asked(task.url, self._robots.delay(task.url), max_bytes=sitemaps.MAX_BYTES)
        if isinstance(answer, Failed):
            return _setback(answer)
        said = sitemaps.read(answer.body)
        if said is None:
            return Setback(Figures(1, answer.wire_bytes, reason="not a sitemap"), True)
        lists = [replace(task, url=one.url, depth=task.depth + 1) for one in said.lists
                 if task.depth < DEEPEST and sitemaps.may_reach(one, task.since, task.until, page=False)]  # fmt: skip
        pages = [replace(task, kind="page", url=one.url, since=0, until=0, words=(), depth=0) for one in said.pages
                 if wanted(one.url, task.words) and sitemaps.may_reach(one, task.since, task.until, page=True)]  # fmt: skip
        return Outcome(Figures(1, answer.wire_bytes, len(said.pages)), further=(*lists, *pages), covered=tuple(_listed(said.pages, task)))

    def _page(self, task: Task) -> Result:
        if refused := self._robots.refusal(task.url):
            return Setback(Figures(reason=refused.message), lasting(refused))
        answer = self._asked(task.url, self._robots.delay(task.url))
        if isinstance(answer, Failed):
            return _setback(answer)
        return _article(page.entry(answer.body, answer.url, answer.content_type), answer, self._now)

    def _list(self, task: Task) -> Result:
        """A list of crawl files: addresses beside it, a line each, packed or not (Common Crawl's ``warc.paths.gz``)."""
        answer = self._asked(task.url, 1.0, max_bytes=sitemaps.MAX_BYTES)
        if isinstance(answer, Failed):
            return _setback(answer)
        try:
            body = gzip.decompress(answer.body) if answer.body.startswith(b"\x1f\x8b") else answer.body
        except (OSError, EOFError, zlib.error):
            return Setback(Figures(1, answer.wire_bytes, reason="the list is damaged"), False)
        base = task.url.partition("/crawl-data/")[0] + "/" if "/crawl-data/" in task.url else task.url.rpartition("/")[0] + "/"
        names = [line for line in body.decode("ascii", "replace").split() if line.endswith((".warc.gz", ".warc")) and _overlaps(line, task)]
        return Outcome(Figures(1, answer.wire_bytes), further=tuple(replace(task, kind="warc", url=base + name) for name in names))

    def _asked(self, url: str, seconds: float, lane: str = "", *, max_bytes: int = PAGE_BYTES) -> Fetched | Failed:
        self._pace.wait(url, seconds, lane)
        return self._courier.page(url, max_bytes=max_bytes)


def _listed(pages: Iterable[sitemaps.Listed], task: Task) -> Iterator[Coverage]:
    """The times of which a site's list tells: the days in its addresses, else of its changes, as far as these follow each
    other closely enough.
    """
    days = {day_in(page.url) or (page.changed and page.changed - page.changed % _DAY) for page in pages}
    for first, end in merged((day, day + LINGERS) for day in days if day):
        since, until = max(first, task.since), min(end - LINGERS + _DAY - 1, task.until)
        if since <= until:
            yield from (Coverage(feed, since, until, "backfill") for feed in task.feeds)


def _of_capture(task: Task, capture: wayback.Capture) -> Task:
    return Task("replay" if task.whole else "capture", capture.url, task.archive, feeds=task.feeds, outlet=task.outlet, lang=task.lang, stamp=capture.timestamp, key=capture.digest)


def _overlaps(name: str, task: Task) -> bool:
    """Whether a crawl file that tells in its name when it was begun, as Common Crawl's do, may hold what is asked for: one is
    written for a day at most, and news is crawled within a day. A name that tells nothing may.
    """
    said = _BEGUN.search(name)
    try:
        begun = datetime.strptime(said[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp() if said else task.since
    except ValueError:
        return True
    return task.since - _DAY <= begun <= task.until + _DAY


def _oldest(entries: Iterable[Entry], taken: datetime) -> int:
    """The time from which on a feed told all, as far as it dates its entries (Unix seconds)."""
    said = [dates.published(entry.published, UTC, taken, entry.published_from) for entry in entries if entry.published]
    return int(min([taken, *(moment.utc for moment in said if moment.utc and not moment.suspect)]).timestamp())


def _article(entry: Entry | None, answer: Fetched, seen_at: int) -> Result:
    if entry is None:
        return Setback(Figures(1, answer.wire_bytes, 1, reason="a page without a headline"), True)
    return Outcome(Figures(1, answer.wire_bytes, 1, 1), (Find(entry, seen_at),))


def _setback(failure: Failed) -> Setback:
    return Setback(Figures(1, reason=failure.message), lasting(failure), manners.pause(failure))
