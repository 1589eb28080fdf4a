"""Polite conditional requests: a feed in, ``Fetched``, ``NotModified`` or ``Failed`` out (RFC 9110 §13).

httpx is imported when the first Courier is made.
"""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import blake2b
from itertools import count
from types import TracebackType
from typing import TYPE_CHECKING, Self

from crackwatch import __version__, urls
from crackwatch.errors import CrackwatchError
from crackwatch.feeds.addresses import is_public
from crackwatch.feeds.answers import Answer, failure, validators
from crackwatch.feeds.fault import Deadline, Fault
from crackwatch.feeds.inflate import inflated
from crackwatch.feeds.limits import SiteLimits, Steps
from crackwatch.feeds.secrets import LookUp, Veil, foreign, of_environment
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


class Courier:
    """Asks the web for feeds and pages; a context manager, safe for many threads.

    ``deadline``: seconds for a whole request, from name look-up to last byte, redirects and a retry included.
    ``max_bytes``: of a body, inflated. ``allow_private``: addresses that are not public may be asked, at every hop.
    ``resolver``: as ``socket.getaddrinfo``. ``public``: whether an IP address is. ``secrets``: gives the value of
    ``{secret:NAME}``, raising CrackwatchError where there is none; else the environment does. ``proxies``: as
    ``urllib.request.getproxies_environment`` gives them, which is asked where they are ``None``. ``spacing``: seconds between
    two requests to one site. ``clock`` never jumps; ``sleep`` waits before a retry and for a site's turn.
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
        spacing: float = 1.0,
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
        self._limits = SiteLimits(spacing=spacing, clock=clock, sleep=sleep)
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

    def asking(self, feed: Feed) -> Steps[Outcome]:
        """One conditional GET of ``feed``, as its options and its state say, in a turn of its site. Yields each other site that
        it is redirected to: go on when it is that one's turn. Whatever a server, a network or a missing secret does is a
        ``Failed``.
        """
        self._limits.asked(urls.site(feed.url))
        return self._outcome(feed, _FEEDS, self._max_bytes)

    def get(self, feed: Feed) -> Outcome:
        """The same by itself: each site is waited for."""
        return self._limits.through(urls.site(feed.url), self._outcome(feed, _FEEDS, self._max_bytes))

    def page(
        self, url: str, *, max_bytes: int | None = None, allow_private: bool | None = None, ours: bool = False
    ) -> Fetched | Failed:
        """Whatever ``url`` holds, unconditionally; each site on the way is waited for. ``allow_private``: its own host may be
        a private one. ``ours``: a person has given it, who may name secrets in it.
        """
        feed = Feed(id=0, url=url if ours else foreign(url), slug="", options=FeedOptions(allow_private=bool(allow_private)))
        outcome = self._limits.through(urls.site(url), self._outcome(feed, _PAGES, max_bytes or self._max_bytes))
        assert not isinstance(outcome, NotModified)  # a feed without a state has nothing to compare with
        return outcome

    def _outcome(self, feed: Feed, accept: str, max_bytes: int) -> Steps[Outcome]:
        from crackwatch.feeds.request import of_feed

        started = self._clock()
        veil = Veil(self._look_up)
        try:
            answer = yield from self._answer(of_feed(feed, veil, user_agent=self._user_agent, accept=accept), max_bytes)
            outcome = failure(answer, feed) or _read(feed, answer, max_bytes, veil)
        except Fault as fault:
            hint = _elsewhere(feed) if fault.kind is FailureKind.PRIVATE and feed.options.allow_private else fault.hint
            outcome = Failed(fault.kind, veil.hide(fault.message), hint)
        except CrackwatchError as error:
            outcome = Failed(FailureKind.SECRET, error.message, error.hint)
        return replace(outcome, seconds=self._clock() - started)

    def _answer(self, ask: Ask, max_bytes: int) -> Steps[Answer]:
        """The answer at the end of all redirects, after at most one retry of what passes, where it came to pass."""
        from crackwatch.feeds.journey import Journey

        journey = Journey(ask)
        deadline = Deadline(self._seconds, self._clock)
        try:
            answer = yield from self._agent.carry(ask, journey, max_bytes, deadline)
        except Fault as fault:
            if fault.kind not in _WORTH_A_RETRY or next(self._retries) > _MOST_RETRIES:
                raise
        else:
            passes = answer.status in _PASSING and not answer.field("retry-after")
            if not passes or next(self._retries) > _MOST_RETRIES:
                return answer
        pause = random.uniform(0.5, 1.5)  # noqa: S311 - it spreads load and guards nothing
        self._sleep(min(pause, deadline.left(journey.url.host) / 2))
        return (yield from self._agent.carry(ask, journey, max_bytes, deadline))


def _elsewhere(feed: Feed) -> str:
    """What to do about a feed that may be in a private network, but leads to another host there."""
    there = f"crackwatch feeds edit {feed.slug or 'FEED'} --address URL"
    return f"it leads there from its own host: give it that address with {there}, or allow it for a run with fetch --allow-private"


def _read(feed: Feed, answer: Answer, max_bytes: int, veil: Veil) -> Outcome:
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
    body = veil.cleanse(body)
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
