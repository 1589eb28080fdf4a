"""Articles' own pages, asked for as their sites let robots, and never more of a site than it wants."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from crackwatch import urls
from crackwatch.feeds.fetch import Courier
from crackwatch.feeds.limits import Steps
from crackwatch.feeds.robots import USUAL_DELAY, Robots
from crackwatch.model import Failed, FailureKind, Feed, Fetched, Outcome

SPARED = Failed(FailureKind.RATE, "its site asks for fewer requests")  # it was not asked
_ELSEWHERE = Failed(FailureKind.BLOCKED, "its address leads to a site that only lists", status=403)
_TIRED = frozenset((429, 503))


class Visitor:
    """Asks for pages where ``round.poll`` would ask for feeds: at most one at a time of a site, ``USUAL_DELAY`` apart.

    ``private``: the sites that may lie in a private network. A site that wants a rest has it until the end of the run.
    """

    def __init__(self, courier: Courier, private: Collection[str] = (), sleep: Callable[[float], None] = time.sleep) -> None:
        self._courier = courier
        self._private = private
        self._sleep = sleep
        self._robots = Robots(self)
        self._tired: set[str] = set()

    def asking(self, feed: Feed) -> Steps[Outcome]:
        """The same, where no turn of another site is waited for: ``page`` does that."""
        yield from ()
        return self.get(feed)

    def get(self, feed: Feed) -> Outcome:
        """The page at ``feed.url``; SPARED where its site has asked for a rest."""
        if urls.is_listing(feed.url):
            return _ELSEWHERE
        site = urls.site(feed.url)
        if site in self._tired:
            return SPARED
        if refused := self._robots.refusal(feed.url):
            return refused
        self._sleep(self._robots.delay(feed.url) - USUAL_DELAY)
        outcome = self.page(feed.url)
        if isinstance(outcome, Failed) and outcome.status in _TIRED:
            self._tired.add(site)
        return outcome

    def page(self, url: str) -> Fetched | Failed:
        """Whatever ``url`` holds."""
        return self._courier.page(url, allow_private=urls.site(url) in self._private)

    def abandon(self) -> None:
        """Let every request that is under way fail at once."""
        self._courier.abandon()
