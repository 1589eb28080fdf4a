"""Crawl files: scanned side by side by a pure function, stored by one writer."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from zoneinfo import ZoneInfo

from crackwatch import dates, urls
from crackwatch.archive.feeds import Coverage
from crackwatch.archive.units import Figures
from crackwatch.backfill import pool
from crackwatch.backfill.sieve import Sieve
from crackwatch.backfill.tasks import Task
from crackwatch.backfill.work import Find, Outcome, Result, Setback
from crackwatch.feeds import page, warc
from crackwatch.feeds.download import download
from crackwatch.feeds.fault import Fault
from crackwatch.feeds.inflate import inflated
from crackwatch.model import Entry
from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.query import parse
from crackwatch.watches.words import fold

Queries = tuple[tuple[int, str], ...]
Aliases = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker needs to scan a file: where it is, and what is looked for (ids with queries, and what their aliases mean)."""

    unit: int
    task: Task
    queries: Queries
    aliases: Aliases
    zone: str
    user_agent: str
    allow_private: bool = False


def scan(job: Job) -> Result:
    """The articles of a file that some query hits, seen when they were captured. Fetches the file where it is far away, and
    once more where its end was missing; what is whole is kept in any case.
    """
    try:
        found, cut = _read(job)
    except Fault as fault:
        return Setback(Figures(1, reason=fault.message), lasting=False)
    except (OSError, ValueError) as error:
        return Setback(Figures(reason=str(error)), lasting=True)
    return _once_more(job, found) if cut and found.figures.requests else found


def _once_more(job: Job, found: Outcome) -> Outcome:
    try:
        again, _ = _read(job)
    except (Fault, OSError, ValueError):
        return found
    return replace(again, figures=replace(again.figures, requests=2, bytes=found.figures.bytes + again.figures.bytes))


def _read(job: Job) -> tuple[Outcome, bool]:
    """What a file holds, and whether it ends in the middle of a record."""
    account = warc.Account()
    with _local(job) as (path, travelled):
        return _scanned(job, path, travelled, account), account.cut


@contextmanager
def _local(job: Job) -> Iterator[tuple[Path, int]]:
    """Where the file lies on this machine, and the bytes that travelled; what was fetched goes when it was read."""
    url = job.task.url
    if not urls.is_web(url):
        yield Path(url), 0
        return
    folder = Path(tempfile.gettempdir()) / f"crackwatch-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{blake2b(url.encode(), digest_size=12).hexdigest()}.warc.gz"
    travelled = download(url, path, user_agent=job.user_agent, allow_private=job.allow_private)
    try:
        yield path, travelled
    finally:
        path.unlink(missing_ok=True)


def _scanned(job: Job, path: Path, travelled: int, account: warc.Account) -> Outcome:
    sieve, percolator = _tools(job.queries, job.aliases)
    zone, finds, strange = ZoneInfo(job.zone), [], 0
    origin = job.task.url if urls.is_web(job.task.url) else ""

    def worth(words: str) -> bool:
        return percolator.may_hit(fold("", "", words))

    for one in warc.pages(path, account, sieve.may_hold):
        body = one.body
        if one.coding:
            try:
                body, _ = inflated(body, [one.coding], warc.RECORD_BYTES, one.url)
            except Fault:
                account.damaged += 1
                continue
            if not sieve.may_hold(body):
                continue
        if (entry := page.entry(body, one.url, one.content_type, capture_url=origin, worth=worth)) and _fits(job.task, entry, one.seen_at, zone):
            text = Text(entry.title, entry.summary, entry.text, entry.lang, outlet_key=urls.outlet_key(one.url), author=entry.author)
            if percolator.match(text):
                strange += not one.intact
                finds.append(Find(entry, one.seen_at))
    size = travelled or path.stat().st_size
    damaged = account.damaged + account.oversize
    return Outcome(Figures(int(bool(travelled)), size, account.pages, len(finds), damaged, _told(account, strange)), tuple(finds), covered=tuple(_covered(job.task, account)))


def _covered(task: Task, account: warc.Account) -> Iterator[Coverage]:
    """The time in which a file was captured, as far as it is asked for: news is crawled within a day."""
    first, last = max(account.first, task.since), min(account.last, task.until)
    if account.first and first <= last:
        yield Coverage(None, first, last, "backfill")


def _told(account: warc.Account, strange: int) -> str:
    said = ((account.damaged, "damaged, left out"), (account.oversize, "too large, left out"), (strange, "kept although their digest is wrong"))
    return "; ".join(f"{count} {what}" for count, what in said if count)


def _fits(task: Task, entry: Entry, seen_at: int, zone: ZoneInfo) -> bool:
    """Whether it was published, else captured, in the time that is asked for."""
    moment = dates.published(entry.published, zone, datetime.fromtimestamp(seen_at, UTC), entry.published_from)
    at = int(moment.utc.timestamp()) if moment.utc and not moment.suspect else seen_at
    return task.since <= at <= task.until


@lru_cache(maxsize=4)
def _tools(queries: Queries, aliases: Aliases) -> tuple[Sieve, Percolator]:
    """Made once in each worker."""
    parsed = [(number, parse(text, dict(aliases))) for number, text in queries]
    return Sieve(query for _, query in parsed), Percolator(parsed)


def mapped(jobs: Iterator[Job], *, workers: int | None, address: str) -> Iterator[tuple[Job, Result]]:
    """Every job with what came of it, from processes of this machine or from a cluster."""
    with _makers(workers, address) as (make, count):
        for job, result in pool.mapped(scan, jobs, make, workers=count):
            yield job, Setback(Figures(reason=str(result) or type(result).__name__), True) if isinstance(result, Exception) else result


@contextmanager
def _makers(workers: int | None, address: str) -> Iterator[tuple[Callable[[], Executor], int]]:
    if not address:
        yield pool.processes(workers), workers or os.cpu_count() or 1
        return
    with pool.cluster(address) as make:
        yield make, workers or 64
