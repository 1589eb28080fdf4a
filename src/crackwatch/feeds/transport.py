"""The transport under httpx: it carries a request, keeps connections per site, and lets nothing past its bounds.

httpx's own pool looks through all its connections for each request (encode/httpcore#1035), its time-outs begin anew with
every byte and it inflates without a bound; this one is a dictionary, a deadline and a byte count. Bodies come back raw.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple

from crackwatch.feeds import dial
from crackwatch.feeds.addresses import is_local_name
from crackwatch.feeds.fault import Deadline, Fault
from crackwatch.feeds.http import httpx
from crackwatch.feeds.proxy import Proxy, through
from crackwatch.feeds.wire import Head, Wire
from crackwatch.model import FailureKind

_IDLE_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Terms:
    """What one request may cost and whom it may reach; travels in ``request.extensions["terms"]``."""

    deadline: Deadline
    max_bytes: int  # of the body as it travels
    allow_private: bool
    proxy: Proxy | None = None
    ca: str = ""  # path of a PEM bundle, added to the public authorities


class _Site(NamedTuple):
    """Whom a connection belongs to: requests that differ in any of these never share one."""

    scheme: str
    host: str
    port: int
    terms: tuple[bool, Proxy | None, str]


class GuardedTransport(httpx.BaseTransport):
    """Thread-safe. ``handle_request`` reads the whole answer before it returns, and raises Fault where it cannot."""

    def __init__(self, resolver: dial.Resolver, public: dial.Allowed) -> None:
        self._resolver = resolver
        self._public = public
        self._lock = threading.Lock()
        self._idle: OrderedDict[Wire, _Site] = OrderedDict()  # the longest unused first
        self._by_site: dict[_Site, list[Wire]] = {}
        self._busy: set[Wire] = set()
        self._closed = False
        self._contexts: dict[str, ssl.SSLContext] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        terms: Terms = request.extensions["terms"]
        site = _site(request.url, terms)
        data = _serialised(request, terms.proxy if site.scheme == "http" else None)
        wire = self._kept(site, terms.deadline)
        if wire:
            try:
                return self._exchange(wire, site, data, terms)
            except Fault as fault:
                # The server may close a connection just as it is used again: that is no answer, and no fault of it.
                if wire.answered or fault.kind not in (FailureKind.RESET, FailureKind.PROTOCOL):
                    raise
        return self._exchange(self._opened(site, terms), site, data, terms)

    def abandon(self) -> None:
        """Wake whoever waits for an answer; they fail at once."""
        with self._lock:
            for wire in self._busy:
                wire.shut()

    def close(self) -> None:
        """Close what is idle, abandon what is under way."""
        with self._lock:
            self._closed = True
            idle, self._idle = list(self._idle), OrderedDict()
            self._by_site.clear()
        self.abandon()
        for wire in idle:
            wire.close()

    def _exchange(self, wire: Wire, site: _Site, data: bytes, terms: Terms) -> httpx.Response:
        kept = False
        try:
            wire.send(data)
            head = wire.head()
            body = wire.body(head, terms.max_bytes)
            kept = head.keeps_alive() and self._keep(wire, site)
        finally:
            if not kept:
                self._dismiss(wire)
        return _response(head, body, wire.received)

    def _kept(self, site: _Site, deadline: Deadline) -> Wire | None:
        while True:
            with self._lock:
                wires = self._by_site.get(site)
                if not wires:
                    return None
                wire = wires.pop()
                del self._idle[wire]
                self._busy.add(wire)
            if wire.is_idle():
                wire.deadline = deadline
                return wire
            self._dismiss(wire)

    def _keep(self, wire: Wire, site: _Site) -> bool:
        oldest = None
        with self._lock:
            if self._closed:
                return False
            self._busy.discard(wire)
            if len(self._idle) >= _IDLE_CONNECTIONS:
                oldest, its_site = self._idle.popitem(last=False)
                self._by_site[its_site].remove(oldest)
            self._idle[wire] = site
            self._by_site.setdefault(site, []).append(wire)
        if oldest:
            oldest.close()
        return True

    def _dismiss(self, wire: Wire) -> None:
        with self._lock:
            self._busy.discard(wire)
        wire.close()

    def _opened(self, site: _Site, terms: Terms) -> Wire:
        proxy, deadline = terms.proxy, terms.deadline
        if proxy and not terms.allow_private and is_local_name(site.host):
            raise Fault(
                FailureKind.PRIVATE,
                f"{site.host} is in a private network",
                "a proxy is not asked for it without --allow-private",
            )
        sock = self._dialled(site, terms)
        try:
            if site.scheme == "https":
                if proxy:
                    through(sock, proxy, site.host, site.port, deadline)
                sock = dial.secure(sock, site.host, self._context(terms.ca), deadline)
            whom = proxy.speaking_for(site.host) if proxy and site.scheme == "http" else site.host
            return self._enlisted(Wire(sock, whom, deadline), site)
        except BaseException:
            sock.close()
            raise

    def _dialled(self, site: _Site, terms: Terms) -> socket.socket:
        """A connection to the site, or to the proxy: whoever names one means that host, wherever it is."""
        proxy = terms.proxy
        if proxy is None:
            allowed = _anything if terms.allow_private else self._public
            return dial.connect(site.host, site.port, self._resolver, terms.deadline, allowed=allowed)
        try:
            return dial.connect(proxy.host, proxy.port, self._resolver, terms.deadline, allowed=_anything)
        except Fault as fault:
            hint = "is it the right one? it stands with the feed, or in HTTP_PROXY and HTTPS_PROXY"
            kind = fault.kind if fault.kind is FailureKind.TIMEOUT else FailureKind.NETWORK
            raise Fault(kind, f"the proxy fails: {fault.message}", hint) from fault

    def _enlisted(self, wire: Wire, site: _Site) -> Wire:
        with self._lock:
            if self._closed:
                raise Fault(FailureKind.NETWORK, f"{site.host} was not asked: the poll has ended")
            self._busy.add(wire)
        return wire

    def _context(self, ca: str) -> ssl.SSLContext:
        """The TLS settings, made when first needed: reading the public authorities costs 30 ms."""
        with self._lock:
            if ca not in self._contexts:
                context = httpx.create_ssl_context()
                if ca:
                    try:
                        context.load_verify_locations(ca)
                    except OSError as error:
                        raise Fault(
                            FailureKind.TLS,
                            f"the ca file {ca} cannot be read: {error.strerror}",
                            "give the path of a PEM file",
                        ) from error
                self._contexts[ca] = context
            return self._contexts[ca]


class _NoCookies(httpx.Cookies):
    """What one server sets is nobody else's business, and a poll has no memory of it."""

    def extract_cookies(self, response: httpx.Response) -> None:
        pass


class Client(httpx.Client):
    """httpx over ``transport``: no redirects, no cookies, nothing from the environment, nothing in a log."""

    def __init__(self, transport: GuardedTransport) -> None:
        logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it writes whole addresses, secrets included
        super().__init__(transport=transport, trust_env=False, timeout=None)  # Terms hold the deadline

    @property  # type: ignore[misc]  # there is nothing to set: no cookie outlives its request
    def cookies(self) -> httpx.Cookies:
        return _NO_COOKIES


_NO_COOKIES = _NoCookies()


def _anything(_address: str) -> bool:
    return True


def _site(url: httpx.URL, terms: Terms) -> _Site:
    host = url.raw_host.decode("ascii").strip("[]")
    port = url.port or (443 if url.scheme == "https" else 80)
    return _Site(url.scheme, host, port, (terms.allow_private, terms.proxy, terms.ca))


def _serialised(request: httpx.Request, proxy: Proxy | None) -> bytes:
    """The request as it travels: a proxy that is to fetch it is given the whole address (RFC 9112 §3.2.2)."""
    url = request.url
    target, fields = url.raw_path, request.headers.raw
    if proxy:
        target = b"http://" + url.netloc + target
        fields = [*fields, *proxy.fields()]
    return b"".join((b"GET ", target, b" HTTP/1.1\r\n", *(b"%s: %s\r\n" % field for field in fields), b"\r\n"))


def _response(head: Head, body: bytes, received: int) -> httpx.Response:
    """The answer for httpx, without its Location: httpx would make a request of it even where none is to be followed, and
    fail on what a hostile server writes there.
    """
    location = b", ".join(value for name, value in head.fields if name == b"location")
    fields = [field for field in head.fields if field[0] != b"location"] if location else head.fields
    extensions = {"received": received, "location": location}
    return httpx.Response(head.status, headers=fields, stream=httpx.ByteStream(body), extensions=extensions)
