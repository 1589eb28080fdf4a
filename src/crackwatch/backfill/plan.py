"""From what a person asks to the first units of work. The same question gives the same units."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from urllib.parse import urlsplit

from crackwatch import urls
from crackwatch.backfill.tasks import VIAS, Task
from crackwatch.errors import UsageError
from crackwatch.feeds import wayback
from crackwatch.model import Feed, Period

CRAWL = "https://data.commoncrawl.org/crawl-data/CC-NEWS"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: a time (Unix seconds), where to look, and words of which one must stand in an address.

    ``warcs`` are paths, patterns, addresses, lists that end in ``paths.gz``, ``cc-news``, or the address of a mirror of it
    (``…/CC-NEWS``); ``asked`` tells one question to crawls from another. ``zone`` is the one whose months an index is asked for, one by one.
    """

    since: int
    until: int
    zone: tzinfo
    vias: tuple[str, ...]
    archive: str = "wayback"
    words: tuple[str, ...] = ()
    warcs: tuple[str, ...] = ()
    asked: str = ""


def span(period: Period, now: datetime) -> tuple[int, int]:
    """First and last second. An open end is yesterday's (UTC), so that asking again today asks for the same.

    Raises UsageError without a beginning, or where nothing lies between.
    """
    if period.since is None:
        raise UsageError("backfill needs a beginning", "say since when: crackwatch backfill --since 2021-05")
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = int((today - timedelta(seconds=1)).timestamp())
    until = yesterday if period.until is None or period.until > now.timestamp() else period.until
    if until < period.since:
        raise UsageError("there is no past since then", "feeds tell what is new; name an earlier day")
    return period.since, until


def tasks(wish: Wish, feeds: Sequence[Feed]) -> Iterator[Task]:
    """The first units of a wish about these feeds. Raises UsageError for a way that there is not."""
    for via in wish.vias:
        if via not in VIAS:
            raise UsageError(f"there is no way into the past called {via!r}", f"choose of {', '.join(VIAS)}")
    if "captures" in wish.vias:
        yield from _captures(wish, feeds)
    if "wayback" in wish.vias:
        yield from _addresses(wish, feeds)
    if "sitemap" in wish.vias:
        for home, theirs in _by_site(feeds).items():
            yield _about(theirs, Task("sitemap", home, since=wish.since, until=wish.until, words=wish.words))
    if "warc" in wish.vias:
        yield from _crawls(wish)


def _captures(wish: Wish, feeds: Sequence[Feed]) -> Iterator[Task]:
    wayback.named(wish.archive)
    for feed in feeds:
        if "{secret:" not in feed.url:  # nobody else has seen it
            yield _about([feed], Task("index", feed.url, wish.archive, wish.since, wish.until))


def _addresses(wish: Wish, feeds: Sequence[Feed]) -> Iterator[Task]:
    wayback.named(wish.archive)
    since, until = (datetime.fromtimestamp(at, wish.zone) for at in (wish.since, wish.until))
    for home, theirs in _by_site(feeds).items():
        for first, last in wayback.months(since, until):
            span = int(first.timestamp()), int(last.timestamp())
            yield _about(theirs, Task("index", urls.site(home), wish.archive, *span, wish.words, whole=True))


def _crawls(wish: Wish) -> Iterator[Task]:
    if not wish.warcs:
        raise UsageError("no crawl is named", "name files or addresses: --warc 'crawl/*.warc.gz', or --warc cc-news")
    for name in wish.warcs:
        for url in _files(name, wish):
            yield Task("list" if url.endswith("paths.gz") else "warc", url, since=wish.since, until=wish.until, key=wish.asked)


def _files(name: str, wish: Wish) -> list[str]:
    """The addresses and absolute paths that a name means."""
    base = CRAWL if name == "cc-news" else name.rstrip("/")
    if base.endswith("/CC-NEWS") and urls.is_web(base):
        since, until = (datetime.fromtimestamp(at, UTC) for at in (wish.since, wish.until))
        return [f"{base}/{first:%Y/%m}/warc.paths.gz" for first, _ in wayback.months(since, until)]
    if urls.is_web(name):
        return [name]
    found = [str(Path(path).absolute()) for path in sorted(glob.glob(name, recursive=True))]  # noqa: PTH207 - absolute or not
    if not found:
        raise UsageError(f"there is no file {name}", "name crawl files that exist, or quote the pattern")
    return found


def _by_site(feeds: Sequence[Feed]) -> dict[str, list[Feed]]:
    """The feeds of each site, by the address of its home."""
    found: dict[str, list[Feed]] = {}
    homes: dict[str, str] = {}
    for feed in feeds:
        if (site := urls.site(feed.url)) and not urls.is_listing(feed.url):
            parts = urlsplit(feed.url)
            home = homes.setdefault(site, f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/")
            found.setdefault(home, []).append(feed)
    return found


def _about(feeds: Sequence[Feed], task: Task) -> Task:
    """A task with what it must know of the feeds whose past it fills."""
    outlets, langs = {feed.outlet for feed in feeds}, {feed.lang for feed in feeds}
    return replace(
        task,
        feeds=tuple(feed.id for feed in feeds),
        outlet=outlets.pop() if len(outlets) == 1 else "",
        lang=langs.pop() if len(langs) == 1 else "",
    )
