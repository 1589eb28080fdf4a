"""Polite conditional requests: feeds in, ``Fetched``, ``NotModified`` or ``Failed`` out (RFC 9110 §13).

httpx is imported when the first Courier is made.
"""

from __future__ import annotations

import math
import random
import socket
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import count
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from crackwatch import __version__
from crackwatch.errors import CrackwatchError
from crackwatch.feeds.addresses import is_public
from crackwatch.feeds.answers import Answer, failure, validators
from crackwatch.feeds.fault import Deadline, Fault
from crackwatch.feeds.inflate import inflated
from crackwatch.feeds.secrets import LookUp, Veil, of_environment
from crackwatch.feeds.turns import Turns
from crackwatch.model import Failed, FailureKind, Feed, FeedOptions, Fetched, NotModified, Outcome

if TYPE_CHECKING:
    from crackwatch.feeds.dial import Resolver
    from crackwatch.feeds.request import Ask

USER_AGENT = f"crackwatch/{__version__} (news feed tracker)"
_FEEDS = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"
_PAGES = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"
_WORTH_A_RETRY = frozenset((FailureKind.REFUSED, FailureKind.RESET))
_PASSING = frozenset((500, 502, 503, 504))
_MOST_RETRIES = 50  # of one Courier: where everything fails, asking twice helps nobody
_MOST_UNREAD = 2 * 2**20  # bytes of bodies that wait to be read: then the network waits too
_SPARED = Failed(
    FailureKind.TIMEOUT,
    "its site kept other requests waiting and was not asked again in this run",
    "it is asked again later",
)
_GLANCE = 0.2  # seconds between two looks at whether to stop


class Courier:
    """Asks the web for feeds and pages; a context manager, safe for many threads.

    ``deadline``: seconds for a whole request, from name look-up to last byte, redirects and a retry included.
    ``max_bytes``: of a body, inflated. ``allow_private``: addresses that are not public may be asked, at every hop.
    ``resolver``: as ``socket.getaddrinfo``. ``public``: whether an IP address is. ``secrets``: gives the value of
    ``{secret:NAME}``, raising CrackwatchError where there is none; else the environment does. ``proxies``: as
    ``urllib.request.getproxies_environment`` gives them, which is asked where they are ``None``. ``clock`` never jumps;
    ``sleep`` waits before a retry.
    """

    def __init__(
        self,
        *,
        user_agent: str = USER_AGENT,
        allow_private: bool = False,
        deadline: float = 20.0,
        max_bytes: int = 5 * 2**20,
        resolver: Resolver = socket.getaddrinfo,
        public: Callable[[str], bool] = is_public,
        secrets: LookUp | None = None,
        proxies: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        from urllib.request import getproxies_environment

        from crackwatch.feeds.agent import Agent

        self._user_agent = user_agent
        self._seconds = deadline
        self._max_bytes = max_bytes
        self._look_up = secrets or of_environment()
        self._clock = clock
        self._sleep = sleep
        self._retries = count(1)
        proxies = getproxies_environment() if proxies is None else proxies
        self._agent = Agent(resolver=resolver, public=public, proxies=proxies, allow_private=allow_private)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection; what other threads wait for fails at once."""
        self._agent.close()

    def abandon(self) -> None:
        """Let every request that is under way fail at once."""
        self._agent.abandon()

    def get(self, feed: Feed) -> Outcome:
        """One conditional GET of ``feed``, as its options and its state say. Whatever a server, a network or a missing
        secret does is a ``Failed``.
        """
        return self._outcome(feed, _FEEDS, self._max_bytes)

    def page(self, url: str, *, max_bytes: int | None = None, allow_private: bool | None = None) -> Fetched | Failed:
        """Whatever ``url`` holds, unconditionally. ``allow_private``: its own host may be a private one."""
        feed = Feed(id=0, url=url, slug="", options=FeedOptions(allow_private=bool(allow_private)))
        outcome = self._outcome(feed, _PAGES, max_bytes or self._max_bytes)
        assert not isinstance(outcome, NotModified)  # a feed without a state has nothing to compare with
        return outcome

    def _outcome(self, feed: Feed, accept: str, max_bytes: int) -> Outcome:
        from crackwatch.feeds.request import of_feed

        started = self._clock()
        veil = Veil(self._look_up)
        try:
            answer = self._answer(of_feed(feed, veil, user_agent=self._user_agent, accept=accept), max_bytes)
            outcome = failure(answer, feed.slug) or _read(feed, answer, max_bytes)
        except Fault as fault:
            outcome = Failed(fault.kind, veil.hide(fault.message), fault.hint)
        except CrackwatchError as error:
            outcome = Failed(FailureKind.SECRET, error.message, error.hint)
        return replace(outcome, seconds=self._clock() - started)

    def _answer(self, ask: Ask, max_bytes: int) -> Answer:
        """The answer at the end of all redirects, after at most one retry of what passes."""
        deadline = Deadline(self._seconds, self._clock)
        try:
            answer = self._agent.carry(ask, max_bytes, deadline)
        except Fault as fault:
            if fault.kind not in _WORTH_A_RETRY or next(self._retries) > _MOST_RETRIES:
                raise
        else:
            passes = answer.status in _PASSING and not answer.field("retry-after")
            if not passes or next(self._retries) > _MOST_RETRIES:
                return answer
        pause = random.uniform(0.5, 1.5)  # noqa: S311 - it spreads load and guards nothing
        self._sleep(min(pause, deadline.left(ask.url.host) / 2))
        return self._agent.carry(ask, max_bytes, deadline)


def _read(feed: Feed, answer: Answer, max_bytes: int) -> Outcome:
    state, caching, moved_to = feed.state, answer.caching(), answer.moved_to
    etag, modified = validators(answer, state)
    if answer.status == 304:
        if not (state.etag or state.last_modified):
            return Failed(
                FailureKind.PROTOCOL,
                f"{answer.host} says that nothing has changed although it was not asked",
                status=304,
            )
        return NotModified(
            etag or state.etag, modified or state.last_modified, "304", caching, moved_to, answer.wire_bytes
        )
    codings = [coding.strip().lower() for coding in answer.field("content-encoding").split(",")]
    body, note = inflated(answer.body, codings, max_bytes, answer.host)
    if not body or body.isspace():
        return Failed(
            FailureKind.EMPTY,
            f"{answer.host} sent an empty document",
            "it is asked again later",
            status=answer.status,
            caching=caching,
        )
    body_hash = blake2b(body, digest_size=16).hexdigest()
    if body_hash == state.body_hash:
        return NotModified(etag, modified, "same body", caching, moved_to, answer.wire_bytes)
    return Fetched(
        body=body,
        url=answer.url,
        content_type=answer.field("content-type"),
        etag=etag,
        last_modified=modified,
        body_hash=body_hash,
        caching=caching,
        moved_to=moved_to,
        wire_bytes=answer.wire_bytes,
        note=note,
    )


class Asker(Protocol):
    """Somebody who asks for one feed, or page, at a time."""

    def get(self, feed: Feed) -> Outcome: ...

    def abandon(self) -> None: ...


def poll(
    feeds: Sequence[Feed],
    courier: Asker,
    *,
    jobs: int = 8,
    spacing: float = 1.0,
    per_site: int = 2,
    stop: threading.Event | None = None,
    max_time: float | None = None,
) -> Generator[tuple[Feed, Outcome], None, None]:
    """Ask for every feed, at most ``jobs`` at a time, and yield each with its outcome as they complete.

    Feeds of one site (``urls.site``) are asked ``spacing`` seconds apart, without spacing in a private network, and at most
    ``per_site`` at a time; once so many have run into the deadline, the rest of the site fails without being asked. When
    ``stop`` is set or ``max_time`` seconds have passed, what is complete is yielded and the rest left unasked or abandoned;
    so it is when the iterator is closed.
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
        while feed := self._next():
            outcome: Outcome | Exception
            try:
                outcome = self._courier.get(feed)
            except Exception as error:  # a fault of ours: raised where somebody sees it
                outcome = error
            self._done(feed, outcome)

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

    def _next(self) -> Feed | None:
        with self._changed:
            while not self._over:
                turn = self._turns.next(time.monotonic()) if self._unread < _MOST_UNREAD else math.inf
                if turn is None:
                    self._changed.notify_all()
                if turn is None or isinstance(turn, Feed):
                    return turn
                self._changed.wait(min(turn, threading.TIMEOUT_MAX))
        return None

    def _done(self, feed: Feed, outcome: Outcome | Exception) -> None:
        late = isinstance(outcome, Failed) and outcome.kind is FailureKind.TIMEOUT
        with self._changed:
            self._unread += len(outcome.body) if isinstance(outcome, Fetched) else 0
            self._complete.put((feed, outcome))
            for spared in self._turns.done(feed, late=late):
                self._complete.put((spared, _SPARED))
            self._changed.notify()
