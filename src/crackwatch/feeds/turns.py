"""Whose turn it is: many feeds, few requests at a time, and never more of one site than is polite. Pure."""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from crackwatch import urls
from crackwatch.feeds.addresses import is_local_name
from crackwatch.model import Feed


@dataclass(slots=True, eq=False)
class _Site:
    spacing: float
    waiting: deque[Feed] = field(default_factory=deque)
    not_before: float = 0.0
    busy: int = 0
    late: int = 0  # requests that ran late: each costs the site one at a time
    offer: _Offer | None = None


class _Offer(NamedTuple):
    """A site that may be asked, in the order in which sites are; void unless it is the site's latest."""

    not_before: float
    busy: int  # with the connections that are open before another is opened
    order: int
    site: _Site


class Turns:
    """Hands out feeds: those of one site ``spacing`` seconds apart and at most ``per_site`` at a time. A site in a private
    network needs no spacing.

    The site that has waited longest comes first, so one with many feeds holds up nobody. Of those that need not wait, one
    that has just been asked comes first: its connection is still open.
    """

    def __init__(self, feeds: Sequence[Feed], *, spacing: float, per_site: int) -> None:
        self._per_site = per_site
        self._sites: dict[str, _Site] = {}
        self._left = len(feeds)
        for feed in feeds:
            self._site(feed, spacing).waiting.append(feed)
        self._ready: list[_Offer] = []  # a heap
        self._latest = 0
        for site in reversed(self._sites.values()):  # the later offer comes first
            self._offer(site)

    def next(self, now: float) -> Feed | float | None:
        """A feed that may be asked at ``now``; else the seconds until one may be, as far as time alone decides (infinity: a
        ``done`` must come first); ``None`` when all have been handed out.
        """
        if not self._left:
            return None
        while self._ready and self._ready[0].site.offer is not self._ready[0]:
            heapq.heappop(self._ready)
        if not self._ready:
            return math.inf
        if self._ready[0].not_before > now:
            return self._ready[0].not_before - now
        return self._taken(heapq.heappop(self._ready).site, now)

    def done(self, feed: Feed, *, late: bool = False) -> Sequence[Feed]:
        """The request for ``feed`` has ended, ``late`` when it ran into its deadline. Returns the feeds that will have no
        turn: those of a site that has let as many requests run late as it may have at a time.
        """
        site = self._sites[urls.site(feed.url)]
        site.busy -= 1
        site.late += late
        spared = tuple(site.waiting) if site.late >= self._per_site else ()
        if spared:
            site.waiting.clear()
            self._left -= len(spared)
        self._offer(site)
        return spared

    def _site(self, feed: Feed, spacing: float) -> _Site:
        name = urls.site(feed.url)
        if name not in self._sites:
            self._sites[name] = _Site(0.0 if is_local_name(_host(name)) else spacing)
        return self._sites[name]

    def _taken(self, site: _Site, now: float) -> Feed:
        feed = site.waiting.popleft()
        site.busy += 1
        site.not_before = now + site.spacing if site.spacing else 0.0
        self._left -= 1
        self._offer(site)
        return feed

    def _offer(self, site: _Site) -> None:
        if site.waiting and site.busy < self._per_site - site.late:
            self._latest -= 1
            site.offer = _Offer(site.not_before, site.busy, self._latest, site)
            heapq.heappush(self._ready, site.offer)
        else:
            site.offer = None


def _host(site: str) -> str:
    return site.rpartition(":")[0] if site.rpartition(":")[2].isdigit() else site
