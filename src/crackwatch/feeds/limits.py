"""What one site is asked at most by requests outside a round: they wait for its spacing and for a connection."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from typing import TypeVar

from crackwatch.feeds.addresses import is_local_site

PER_SITE = 2  # requests to one site at a time
_T = TypeVar("_T")
Steps = Generator[str, None, _T]  # a request that yields each other site that it is redirected to, before it is asked


class SiteLimits:
    """Thread-safe. One site is asked ``spacing`` seconds apart, without spacing in a private network, and at most
    ``per_site`` times at a time. ``clock`` never jumps.
    """

    def __init__(
        self,
        *,
        spacing: float = 1.0,
        per_site: int = PER_SITE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._spacing = spacing
        self._per_site = per_site
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._rooms: dict[str, threading.Semaphore] = {}
        self._not_before: dict[str, float] = {}

    def through(self, site: str, steps: Steps[_T]) -> _T:
        """What ``steps`` return; ``site``, and each that they yield, is waited for."""
        while True:
            with self._room(site):
                if (wait := self.asked(site)) > 0:
                    self._sleep(wait)
                try:
                    site = next(steps)
                except StopIteration as end:
                    result: _T = end.value
                    return result

    def asked(self, site: str) -> float:
        """Note that ``site`` is asked as soon as it may be; returns the seconds until then."""
        if is_local_site(site):
            return 0.0
        with self._lock:
            now = self._clock()
            at = max(now, self._not_before.get(site, now))
            self._not_before[site] = at + self._spacing
        return at - now

    def _room(self, site: str) -> threading.Semaphore:
        with self._lock:
            return self._rooms.setdefault(site, threading.Semaphore(self._per_site))
