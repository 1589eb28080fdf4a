"""Whose turn it is: many feeds, few requests at a time, and never more of one site than is polite. Pure."""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from crackwatch import urls
from crackwatch.feeds.addresses import is_local_site
from crackwatch.feeds.limits import Steps
from crackwatch.model import Feed, Outcome


@dataclass(slots=True, eq=False)
class Turn:
    """The turn of ``feed``: whom to ask for it now, and how far the request has come that was redirected there."""

    feed: Feed
    site: _Site
    steps: Steps[Outcome] | None = None


@dataclass(slots=True, eq=False)
class _Site:
    spacing: float
    waiting: deque[Turn] = field(default_factory=deque)
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
    """Hands out turns: those of one site ``spacing`` seconds apart and at most ``per_site`` at a time. A site in a private
    network needs no spacing.

    The site that has waited longest comes first, so one with many feeds holds up nobody. Of those that need not wait, one
    that has just been asked comes first: its connection is still open.
    """

    def __init__(self, feeds: Sequence[Feed], *, spacing: float, per_site: int) -> None:
        self._spacing = spacing
        self._per_site = per_site
        self._sites: dict[str, _Site] = {}
        self._left = len(feeds)
        for feed in feeds:
            site = self._site(urls.site(feed.url))
            site.waiting.append(Turn(feed, site))
        self._ready: list[_Offer] = []  # a heap
        self._latest = 0
        for site in reversed(self._sites.values()):  # the later offer comes first
            self._offer(site)

    def next(self, now: float) -> Turn | float | None:
        """The turn of a feed that may be asked at ``now``; else the seconds until one may be, as far as time alone decides
        (infinity: a ``done`` must come first); ``None`` when all have been handed out.
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

    def go_on(self, turn: Turn, name: str) -> bool:
        """The request goes on at the site of this name, in a turn of that site; False where it has no turns any more."""
        turn.site.busy -= 1
        self._offer(turn.site)
        site = turn.site = self._site(name)
        if site.late >= self._per_site:
            return False
        site.waiting.appendleft(turn)
        self._left += 1
        self._offer(site)
        return True

    def done(self, turn: Turn, *, late: bool = False) -> Sequence[Feed]:
        """The request of ``turn`` has ended, ``late`` when it ran into its deadline. Returns the feeds that will have no
        turn: those of a site that has let as many requests run late as it may have at a time.
        """
        site = turn.site
        site.busy -= 1
        site.late += late
        spared = tuple(waiting.feed for waiting in site.waiting) if site.late >= self._per_site else ()
        if spared:
            site.waiting.clear()
            self._left -= len(spared)
        self._offer(site)
        return spared

    def _site(self, name: str) -> _Site:
        if name not in self._sites:
            self._sites[name] = _Site(0.0 if is_local_site(name) else self._spacing)
        return self._sites[name]

    def _taken(self, site: _Site, now: float) -> Turn:
        turn = site.waiting.popleft()
        site.busy += 1
        site.not_before = now + site.spacing if site.spacing else 0.0
        self._left -= 1
        self._offer(site)
        return turn

    def _offer(self, site: _Site) -> None:
        if site.waiting and site.busy < self._per_site - site.late:
            self._latest -= 1
            site.offer = _Offer(site.not_before, site.busy, self._latest, site)
            heapq.heappush(self._ready, site.offer)
        else:
            site.offer = None
