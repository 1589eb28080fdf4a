"""A round: many feeds, or pages, asked for side by side, each when it is its site's turn; redirects wait for theirs."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Generator, Sequence
from queue import Empty, SimpleQueue
from typing import Protocol

from crackwatch.feeds.limits import PER_SITE, Steps
from crackwatch.feeds.turns import Turn, Turns
from crackwatch.model import Failed, FailureKind, Feed, Fetched, Outcome

_MOST_UNREAD = 2 * 2**20  # bytes of bodies that wait to be read: then the network waits too
_SPARED = Failed(
    FailureKind.TIMEOUT,
    "its site kept other requests waiting and was not asked again in this run",
    "it is asked again later",
)
_GLANCE = 0.2  # seconds between two looks at whether to stop


class Asker(Protocol):
    """Somebody who asks for one feed, or page, at a time; what they yield are sites whose turn it must be to go on."""

    def asking(self, feed: Feed) -> Steps[Outcome]: ...

    def abandon(self) -> None: ...


def poll(
    feeds: Sequence[Feed],
    courier: Asker,
    *,
    jobs: int = 8,
    spacing: float = 1.0,
    per_site: int = PER_SITE,
    stop: threading.Event | None = None,
    max_time: float | None = None,
) -> Generator[tuple[Feed, Outcome], None, None]:
    """Ask for every feed, at most ``jobs`` at a time, and yield each with its outcome as they complete.

    One site (``urls.site``) is asked ``spacing`` seconds apart, without spacing in a private network, and at most
    ``per_site`` times at a time, for its own feeds and for those that others redirect to it; once so many have run into the
    deadline, the rest of the site fails without being asked. When ``stop`` is set or ``max_time`` seconds have passed, what
    is complete is yielded and the rest left unasked or abandoned; so it is when the iterator is closed.
    """
    queue = _Round(Turns(feeds, spacing=spacing, per_site=per_site), courier)
    end = math.inf if max_time is None else time.monotonic() + max_time
    patience = None if stop is None and max_time is None else _GLANCE
    left = len(feeds)
    for number in range(min(jobs, left)):
        threading.Thread(target=queue.work, name=f"fetch-{number}", daemon=True).start()
    try:
        while left and not (stop and stop.is_set()) and time.monotonic() < end:
            if pair := queue.take(patience):
                left -= 1
                yield pair
        queue.end()
        while pair := queue.take(0):
            yield pair
    finally:
        queue.end()
        if left:
            courier.abandon()


class _Round:
    """What the threads of one poll share: the turns, and a queue of what is complete. While too many bytes lie there
    unread, nobody asks for more.
    """

    def __init__(self, turns: Turns, courier: Asker) -> None:
        self._turns = turns
        self._courier = courier
        self._unread = 0
        self._changed = threading.Condition()
        self._complete: SimpleQueue[tuple[Feed, Outcome | Exception]] = SimpleQueue()
        self._over = False

    def work(self) -> None:
        while turn := self._next():
            outcome: Outcome | Exception
            try:
                turn.steps = turn.steps or self._courier.asking(turn.feed)
                self._go_on(turn, next(turn.steps))
                continue
            except StopIteration as end:
                outcome = end.value
            except Exception as error:  # a fault of ours: raised where somebody sees it
                outcome = error
            self._done(turn, outcome)

    def take(self, patience: float | None) -> tuple[Feed, Outcome] | None:
        """What has been complete for longest; ``None`` when nothing is within ``patience`` seconds (``None``: for ever)."""
        try:
            feed, outcome = self._complete.get(patience != 0, patience or None)
        except Empty:
            return None
        if isinstance(outcome, Exception):
            raise outcome
        if isinstance(outcome, Fetched):
            with self._changed:
                self._unread -= len(outcome.body)
                self._changed.notify()
        return feed, outcome

    def end(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def _next(self) -> Turn | None:
        with self._changed:
            while not self._over:
                turn = self._turns.next(time.monotonic()) if self._unread < _MOST_UNREAD else math.inf
                if turn is None:
                    self._changed.notify_all()
                if turn is None or isinstance(turn, Turn):
                    return turn
                self._changed.wait(min(turn, threading.TIMEOUT_MAX))
        return None

    def _go_on(self, turn: Turn, site: str) -> None:
        with self._changed:
            if not self._turns.go_on(turn, site):
                self._complete.put((turn.feed, _SPARED))
            self._changed.notify()

    def _done(self, turn: Turn, outcome: Outcome | Exception) -> None:
        late = isinstance(outcome, Failed) and outcome.kind is FailureKind.TIMEOUT
        with self._changed:
            self._unread += len(outcome.body) if isinstance(outcome, Fetched) else 0
            self._complete.put((turn.feed, outcome))
            for spared in self._turns.done(turn, late=late):
                self._complete.put((spared, _SPARED))
            self._changed.notify()
