"""HTTP proxies: which one a feed goes through, and the tunnel through it (RFC 9110 §9.3.6)."""

from __future__ import annotations

import base64
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # in the standard library, not in its stubs

from crackwatch.feeds.fault import Deadline, Fault
from crackwatch.feeds.wire import Wire
from crackwatch.model import FailureKind


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy; ``authorization`` is the value of its header, ``""`` for none."""

    host: str
    port: int
    authorization: str = ""

    def fields(self) -> list[tuple[bytes, bytes]]:
        """The header fields that only the proxy may see."""
        return [(b"Proxy-Authorization", self.authorization.encode("latin-1"))] if self.authorization else []

    def speaking_for(self, host: str) -> str:
        """Who answers where the proxy itself was asked to fetch from ``host``."""
        return f"the proxy {self.host}, asked for {host},"


def basic(user: str, password: str) -> str:
    """The value of an Authorization field (RFC 7617, UTF-8)."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


@lru_cache(maxsize=64)
def parse(address: str) -> Proxy:
    """``http://[user:password@]host:port`` as a Proxy. Raises Fault for anything else; never repeats the address."""
    parts = urlsplit(address if "://" in address else f"http://{address}")
    try:
        port = parts.port or 80
    except ValueError:
        port = 0
    if parts.scheme != "http" or not parts.hostname or not port:
        raise Fault(
            FailureKind.NETWORK,
            "the proxy is not one that crackwatch can use",
            "write it as http://host:port; SOCKS and https proxies are not supported",
        )
    login = basic(unquote(parts.username), unquote(parts.password or "")) if parts.username else ""
    return Proxy(parts.hostname, port, login)


def chosen(proxies: Mapping[str, str], scheme: str, host: str, port: int) -> Proxy | None:
    """The proxy for a host among ``proxies``, a mapping as ``urllib.request.getproxies`` makes it from HTTP_PROXY,
    HTTPS_PROXY, ALL_PROXY and NO_PROXY (key ``no``).
    """
    address = proxies.get(scheme) or proxies.get("all")
    if not address or proxy_bypass_environment(f"{host}:{port}", dict(proxies)):
        return None
    return parse(address)


def through(sock: socket.socket, proxy: Proxy, host: str, port: int, deadline: Deadline) -> None:
    """Make ``sock``, connected to ``proxy``, a tunnel to ``host``. Raises Fault."""
    authority = (f"[{host}]:{port}" if ":" in host else f"{host}:{port}").encode("ascii")
    fields = [(b"Host", authority), *proxy.fields()]
    wire = Wire(sock, f"the proxy {proxy.host}", deadline)
    wire.send(
        b"".join((b"CONNECT ", authority, b" HTTP/1.1\r\n", *(b"%s: %s\r\n" % field for field in fields), b"\r\n"))
    )
    status = wire.head().status
    if status != 200:
        asks = "its user name or password is wrong" if proxy.authorization else "it asks for a user name and password"
        hint = f"{asks}: write http://USER:PASSWORD@host:port, with the feed or in HTTPS_PROXY" if status == 407 else ""
        raise Fault(FailureKind.NETWORK, f"the proxy {proxy.host} refuses to connect to {host} (status {status})", hint)
