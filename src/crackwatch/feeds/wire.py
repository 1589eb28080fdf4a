"""HTTP/1.1 as a client reads it (RFC 9112): one connection, every read under the deadline and within bounds.

Lenient where servers are sloppy and nothing is at stake (line ends, stray header lines), strict where a wrong guess
would lose or mix up bytes (lengths, framing). The body is what travelled: nothing is inflated here.
"""

from __future__ import annotations

import re
import select
import socket
from contextlib import suppress
from dataclasses import dataclass

from crackwatch.feeds.fault import Deadline, Fault, of
from crackwatch.model import FailureKind

HEAD_BYTES = 64 * 1024
HEAD_FIELDS = 200
_READ = 64 * 1024
_CHUNK_COST = 64  # what a chunk counts at least, so that a body in crumbs ends too
_INTERIM_ANSWERS = 8
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/1\.([01])[ \t]+([1-5][0-9][0-9])(?:[ \t].*)?")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")


@dataclass(frozen=True, slots=True)
class Head:
    """Status, minor version of HTTP/1 and header fields (bytes, names in lower case)."""

    status: int
    minor: int
    fields: list[tuple[bytes, bytes]]

    def all(self, name: bytes) -> list[bytes]:
        """Every element of the comma-separated lists called ``name``, in lower case."""
        return [part.strip().lower() for key, value in self.fields if key == name for part in value.split(b",")]

    def keeps_alive(self) -> bool:
        """Whether the connection can carry another request once the body is read (RFC 9112 §9.3)."""
        options = self.all(b"connection")
        keeps = b"close" not in options if self.minor else b"keep-alive" in options
        framed = self.status in (204, 304) or len(self.all(b"content-length") + self.all(b"transfer-encoding")) == 1
        return keeps and framed


class Wire:
    """A connection to ``host`` (used in messages). Raises Fault, after which only ``close`` makes sense."""

    __slots__ = ("_buffer", "_host", "_sock", "answered", "deadline", "received")

    def __init__(self, sock: socket.socket, host: str, deadline: Deadline) -> None:
        self._sock = sock
        self._host = host
        self._buffer = bytearray()
        self.deadline = deadline
        self.received = 0  # bytes, since the last request was sent
        self.answered = False  # since the last request was sent

    def send(self, data: bytes) -> None:
        self.received, self.answered = 0, False
        try:
            self._sock.settimeout(self.deadline.left(self._host))
            self._sock.sendall(data)
        except OSError as error:
            raise of(error, self._host) from error

    def head(self) -> Head:
        """The head of the final answer; interim ones (1xx) are passed over."""
        for _ in range(_INTERIM_ANSWERS):
            head = _head(self._head_bytes(), self._host)
            if head.status >= 200:
                return head
        raise self._protocol("announced answers and gave none")

    def body(self, head: Head, limit: int) -> bytes:
        """The body that belongs to ``head`` (RFC 9112 §6.3), at most ``limit`` bytes.

        Raises Fault: TRUNCATED when it ends early, TOO_LARGE past the limit, ENCODING for a transfer coding that we did
        not ask for.
        """
        if head.status in (204, 304):
            return b""
        coding = head.all(b"transfer-encoding")
        if coding:
            if coding != [b"chunked"]:
                raise Fault(FailureKind.ENCODING, f"{self._host} sent an encoding that nobody asked for")
            return self._chunked(limit)
        lengths = set(head.all(b"content-length"))
        if not lengths:
            return self._rest(limit)
        length = lengths.pop()
        if lengths or not length.isdigit() or len(length) > 15:
            raise self._protocol("sent a length that makes no sense")
        if int(length) > limit:
            raise self._too_large(limit)
        return self._exactly(int(length))

    def is_idle(self) -> bool:
        """Whether the connection is still open, with nothing left over in it: fit for another request."""
        if self._buffer:
            return False
        poller = select.poll()  # unlike select(), also for descriptors above 1023
        poller.register(self._sock, select.POLLIN)
        return not poller.poll(0)

    def shut(self) -> None:
        """Wake whoever waits for this connection, from another thread."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._sock.close()

    def _more(self) -> bool:
        """Read what is there, waiting for at least a byte; False at the end of the stream."""
        try:
            self._sock.settimeout(self.deadline.left(self._host))
            data = self._sock.recv(_READ)
        except OSError as error:
            raise of(error, self._host) from error
        self._buffer += data
        self.received += len(data)
        self.answered = self.answered or bool(data)
        return bool(data)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _head_bytes(self) -> bytes:
        searched = 0
        while True:
            end = _HEAD_END.search(self._buffer, max(0, searched - 3))
            if (end.start() if end else len(self._buffer)) > HEAD_BYTES:
                raise self._protocol(f"sent headers of more than {HEAD_BYTES // 1024} kB")
            if end:
                return self._take(end.end())[: end.start()]
            searched = len(self._buffer)
            if not self._more():
                raise self._protocol(
                    "broke off before the end of the headers" if self.answered else "hung up without an answer"
                )

    def _exactly(self, size: int) -> bytes:
        parts = [self._take(size)]
        missing = size - len(parts[0])
        while missing:
            if not self._more():
                raise self._truncated()
            parts.append(self._take(missing))
            missing -= len(parts[-1])
        return b"".join(parts)

    def _rest(self, limit: int) -> bytes:
        parts = [self._take(len(self._buffer))]
        size = len(parts[0])
        while size <= limit and self._more():
            parts.append(self._take(len(self._buffer)))
            size += len(parts[-1])
        if size > limit:
            raise self._too_large(limit)
        return b"".join(parts)

    def _chunked(self, limit: int) -> bytes:
        parts: list[bytes] = []
        total = 0
        while size := self._chunk_size():
            total += max(size, _CHUNK_COST)
            if total > limit:
                raise self._too_large(limit)
            parts.append(self._exactly(size))
            if self._line():
                raise self._protocol("sent a broken chunk")
        trailers = HEAD_FIELDS
        while self._line():
            trailers -= 1
            if not trailers:
                raise self._protocol("sent headers without end")
        return b"".join(parts)

    def _chunk_size(self) -> int:
        line = _SIZE.fullmatch(self._line())
        if not line:
            raise self._protocol("sent a broken chunk")
        return int(line[1], 16)

    def _line(self) -> bytes:
        while b"\n" not in self._buffer:
            if len(self._buffer) > HEAD_BYTES:
                raise self._protocol("sent a line without end")
            if not self._more():
                raise self._truncated()
        return self._take(self._buffer.index(b"\n") + 1).rstrip(b"\r\n")

    def _protocol(self, what: str) -> Fault:
        return Fault(FailureKind.PROTOCOL, f"{self._host} {what}")

    def _truncated(self) -> Fault:
        return Fault(
            FailureKind.TRUNCATED,
            f"{self._host} broke off in the middle of the body",
            "nothing of it was kept; it is asked again later",
        )

    def _too_large(self, limit: int) -> Fault:
        return Fault(
            FailureKind.TOO_LARGE,
            f"{self._host} sends more than {limit / 1e6:.3g} MB",
            "raise max_bytes in the settings if that is right",
        )


def _head(data: bytes, host: str) -> Head:
    first, *lines = data.split(b"\n")
    status = _STATUS.fullmatch(first.rstrip(b"\r"))
    if not status:
        said = re.sub(r"[^ -~]+", " ", first[:40].decode("latin-1")).strip()
        raise Fault(FailureKind.PROTOCOL, f"{host} does not answer in HTTP: {said!r}", "is that the right port?")
    if len(lines) > HEAD_FIELDS:
        raise Fault(FailureKind.PROTOCOL, f"{host} sent more than {HEAD_FIELDS} headers")
    fields: list[tuple[bytes, bytes]] = []
    for raw in lines:
        line = raw.rstrip(b"\r \t")
        name, colon, value = line.partition(b":")
        if line.startswith((b" ", b"\t")) and fields:  # an obsolete folded line (RFC 9112 §5.2)
            fields[-1] = fields[-1][0], fields[-1][1] + b" " + line.strip()
        elif colon and name.strip():
            fields.append((name.strip().lower(), value.strip()))
    return Head(int(status[2]), int(status[1]), fields)
