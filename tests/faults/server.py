"""A server that misbehaves on purpose: whatever bytes a test wants, whenever it wants them, on loopback only.

    with FaultServer(says(answer(b"<rss/>"))) as server: ... server.url ... server.requests

A behaviour is a function of an Exchange. It is called once for each request; afterwards the connection is closed, unless
the behaviour says ``exchange.stay()``. pytest-httpserver serves what is legal as well; this one serves the rest.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

GZIP = ("Content-Encoding", "gzip")


@dataclass
class Request:
    """A request as it arrived; field names in lower case."""

    target: str
    fields: dict[str, str]
    at: tuple[str, int]  # of the client: tells connections apart


@dataclass
class Exchange:
    """One request, and the ways to answer it badly."""

    sock: socket.socket
    request: Request
    over: threading.Event
    stays: bool = field(default=False)

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def drip(self, data: bytes, every: float) -> None:
        """A byte at a time, ``every`` seconds apart, until the server is closed."""
        for byte in data:
            self.sock.sendall(bytes([byte]))
            if self.over.wait(every):
                return

    def flood(self, data: bytes) -> None:
        """The same bytes until nobody wants them any more."""
        while not self.over.is_set():
            self.sock.sendall(data)

    def keep_silent(self) -> None:
        self.over.wait()

    def reset(self) -> None:
        """Close with a TCP RST instead of a FIN."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def stay(self) -> None:
        self.stays = True


Behaviour = Callable[[Exchange], None]


def answer(body: bytes = b"", *fields: tuple[str, str], status: str = "200 OK", length: int | None = None) -> bytes:
    """A whole HTTP/1.1 answer; ``length`` lies about the body, -1 leaves Content-Length out."""
    size = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields)]
    lines += [] if size < 0 else [f"Content-Length: {size}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """A whole answer in chunks; ``end`` without its last chunk is one that was cut off."""
    head = answer(b"", ("Transfer-Encoding", "chunked"), length=-1)
    return head + b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end


def says(*answers: bytes, stay: bool = False) -> Behaviour:
    """Gives these answers in turn, the last one for ever."""
    left = list(answers)
    lock = threading.Lock()

    def behave(exchange: Exchange) -> None:
        with lock:
            data = left.pop(0) if len(left) > 1 else left[0]
        if stay:
            exchange.stay()
        exchange.send(data)

    return behave


def redirect(location: str, status: str = "302 Found") -> bytes:
    return answer(b"", ("Location", location), status=status)


class FaultServer:
    """Listens on ``host`` (a loopback address) until the ``with`` block ends."""

    def __init__(self, behaviour: Behaviour, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self._behaviour = behaviour
        self._tls = tls
        self._over = threading.Event()
        self._listener = socket.create_server((host, 0), backlog=128)
        self._open: set[socket.socket] = set()
        self.host, self.port = self._listener.getsockname()[:2]
        self.requests: list[Request] = []

    @property
    def url(self) -> str:
        return self.at(self.host)

    def at(self, host: str, path: str = "/feed.xml") -> str:
        """The address of this server under another name."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in list(self._open):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sock, client = self._listener.accept()
                self._open.add(sock)
                threading.Thread(target=self._serve, args=(sock, client), daemon=True).start()

    def _serve(self, sock: socket.socket, client: tuple[str, int]) -> None:
        with suppress(OSError), self._wrapped(sock) as wrapped:
            for request in _requests(wrapped, client):
                self.requests.append(request)
                exchange = Exchange(wrapped, request, self._over)
                self._behaviour(exchange)
                if not exchange.stays:
                    break
        self._open.discard(sock)

    def _wrapped(self, sock: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(sock, server_side=True) if self._tls else sock


def _requests(sock: socket.socket, client: tuple[str, int]) -> Iterator[Request]:
    data = b""
    while True:
        while b"\r\n\r\n" not in data:
            more = sock.recv(65536)
            if not more:
                return
            data += more
        head, _, data = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        yield Request(first.split(" ")[1], fields, client)
