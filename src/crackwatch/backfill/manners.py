"""How often somebody may be asked, and what a refusal means: pauses, and when to stop."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from crackwatch.feeds.addresses import is_local_name
from crackwatch.model import Failed, FailureKind

PAUSE = 60.0  # seconds after 429 or 503: archives block who goes on (edgi-govdata-archiving/wayback#137)
LONGEST_PAUSE = 3600.0
IN_A_ROW = 3  # refusals after which a place is left alone until the next run
TRIES = 5  # of one unit, over all runs


class Pace:
    """Spaces requests. ``clock`` gives seconds that never jump; whoever sits in a private network needs no spacing."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, float] = {}

    def wait(self, url: str, seconds: float, lane: str = "") -> None:
        """Wait until ``url`` may be asked: ``seconds`` after the last request to its host in the same lane."""
        host = urlsplit(url).hostname or ""
        if is_local_name(host):
            return
        lane = f"{host} {lane}"
        now = self._clock()
        if (left := self._next.get(lane, now) - now) > 0:
            self._sleep(left)
            now += left
        self._next[lane] = now + seconds

    def rest(self, seconds: float) -> None:
        """Ask nobody for a while."""
        self._sleep(seconds)


def pause(failure: Failed) -> float:
    """Seconds for which a server wants to be left alone, 0 where it does not say so."""
    if failure.kind is not FailureKind.RATE and failure.status != 503:
        return 0.0
    said = failure.caching.retry_after
    return min(max(PAUSE, float(said)), LONGEST_PAUSE) if said.isdecimal() else PAUSE
