"""Whose turn it is: many feeds, few requests at a time, and never more of one site than is polite. Pure."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from crackwatch import urls
from crackwatch.feeds.addresses import is_local_name
from crackwatch.model import Feed


@dataclass(slots=True)
class _Site:
    spacing: float
    waiting: deque[Feed] = field(default_factory=deque)
    not_before: float = 0.0
    busy: int = 0
    listed: bool = False


class Turns:
    """Hands out feeds: those of one site ``spacing`` seconds apart and at most ``per_site`` at a time. A site in a private
    network needs no spacing.

    The site that has waited longest comes first, so one with many feeds holds up nobody. Of those that need not wait, the
    one that was asked last comes first: its connection is still open.
    """

    def __init__(self, feeds: Sequence[Feed], *, spacing: float, per_site: int) -> None:
        self._per_site = per_site
        self._sites: dict[str, _Site] = {}
        self._ready: list[tuple[float, int, _Site]] = []  # a heap: not before, tie-break
        self._newest = 0
        self._left = len(feeds)
        for feed in feeds:
            self._site(feed, spacing).waiting.append(feed)
        for place, site in enumerate(self._sites.values()):
            site.listed = True
            self._ready.append((0.0, place, site))

    def next(self, now: float) -> Feed | float | None:
        """A feed that may be asked at ``now``; else the seconds until one may be, as far as time alone decides (infinity: a
        ``done`` must come first); ``None`` when all have been handed out.
        """
        if not self._left:
            return None
        if not self._ready:
            return float("inf")
        if self._ready[0][0] > now:
            return self._ready[0][0] - now
        site = heapq.heappop(self._ready)[2]
        site.listed = False
        site.busy += 1
        site.not_before = now + site.spacing if site.spacing else 0.0
        self._left -= 1
        feed = site.waiting.popleft()
        self._list(site)
        return feed

    def done(self, feed: Feed) -> None:
        """The request for ``feed`` has ended."""
        site = self._sites[urls.site(feed.url)]
        site.busy -= 1
        self._list(site)

    def _site(self, feed: Feed, spacing: float) -> _Site:
        name = urls.site(feed.url)
        if name not in self._sites:
            self._sites[name] = _Site(0.0 if is_local_name(_host(name)) else spacing)
        return self._sites[name]

    def _list(self, site: _Site) -> None:
        if site.waiting and not site.listed and site.busy < self._per_site:
            site.listed = True
            self._newest -= 1
            heapq.heappush(self._ready, (site.not_before, self._newest, site))


def _host(site: str) -> str:
    return site.rpartition(":")[0] if site.rpartition(":")[2].isdigit() else site
