"""Carries a request to its last answer, through proxies and redirects, over one pool of connections."""

from __future__ import annotations

from collections.abc import Mapping

from crackwatch.feeds.answers import Answer, fields_of
from crackwatch.feeds.dial import Allowed, Resolver
from crackwatch.feeds.fault import Deadline
from crackwatch.feeds.http import httpx
from crackwatch.feeds.journey import REDIRECTS, Journey
from crackwatch.feeds.limits import Steps
from crackwatch.feeds.proxy import Proxy, chosen, parse
from crackwatch.feeds.request import Ask, origin
from crackwatch.feeds.transport import Client, GuardedTransport, Terms

_PROXIES_SAY = frozenset((407, 502, 504))  # what a proxy answers of its own accord (RFC 9110 §15.5.8, §15.6.3, §15.6.5)


class Agent:
    """Thread-safe. ``allow_private``: every hop may be in a private network; else only the host of a feed that says so."""

    def __init__(self, *, resolver: Resolver, public: Allowed, proxies: Mapping[str, str], allow_private: bool) -> None:
        self._proxies = proxies
        self._allow_private = allow_private
        self._transport = GuardedTransport(resolver, public)
        self._client = Client(self._transport)

    def carry(self, ask: Ask, journey: Journey, max_bytes: int, deadline: Deadline) -> Steps[Answer]:
        """The answer at the end of all redirects. Yields each other site that one leads to: go on when it is its turn, which
        does not count in the deadline. Raises Fault.
        """
        while True:
            proxy = self._proxy(ask, journey.url)
            response = self._exchanged(ask, journey.url, proxy, max_bytes, deadline)
            location = response.extensions["location"]
            if response.status_code not in REDIRECTS or not location:
                break
            if site := journey.follow(response.status_code, location):
                with deadline.suspended():
                    yield site
        return Answer(
            status=response.status_code,
            fields=fields_of(response.headers.raw),
            body=b"".join(response.iter_raw()),
            host=proxy.speaking_for(journey.url.host) if proxy and response.status_code in _PROXIES_SAY else journey.url.host,
            url=journey.shown(),
            moved_to=journey.moved_to(),
            wire_bytes=response.extensions["received"],
        )

    def abandon(self) -> None:
        """Let whoever waits for an answer fail at once."""
        self._transport.abandon()

    def close(self) -> None:
        """Close every connection, and abandon what is under way."""
        self._client.close()

    def _exchanged(
        self, ask: Ask, url: httpx.URL, proxy: Proxy | None, max_bytes: int, deadline: Deadline
    ) -> httpx.Response:
        private = self._allow_private or (ask.options.allow_private and url.host == ask.url.host)
        terms = Terms(deadline, max_bytes, private, proxy, ask.options.ca)
        request = httpx.Request("GET", url, headers=ask.fields_for(url), extensions={"terms": terms})
        return self._client.send(request, stream=True)

    def _proxy(self, ask: Ask, url: httpx.URL) -> Proxy | None:
        if ask.options.proxy:
            return parse(ask.options.proxy)
        return chosen(self._proxies, *origin(url)) if self._proxies else None
