"""From a host to a socket: look the name up, check every address, connect to a checked one, wrap it in TLS.

The address that is checked is the address that is connected, so a name that answers differently the second time (DNS
rebinding) gains nothing.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from typing import Any

from crackwatch.feeds.fault import Deadline, Fault, of
from crackwatch.model import FailureKind

Resolver = Callable[..., Sequence[tuple[Any, ...]]]
Allowed = Callable[[str], bool]
_SHARE = 4  # an address that does not answer may cost this part of the time while there are others to try
_HANDSHAKE = 2  # and a TLS handshake this part


def connect(host: str, port: int, resolver: Resolver, deadline: Deadline, *, allowed: Allowed) -> socket.socket:
    """A connected socket to the first address of ``host`` that may be asked and answers.

    ``resolver`` is called as ``socket.getaddrinfo(host, port, type=SOCK_STREAM)``; ``allowed`` judges each address that
    it gives. Raises Fault: DNS, PRIVATE when no address is allowed, else the trouble with the last one.
    """
    found = lookup(host, port, resolver, deadline)
    candidates = [info for info in found if allowed(info[4][0])]
    if not candidates:
        raise Fault(
            FailureKind.PRIVATE,
            f"{host} is in a private network ({found[0][4][0]})",
            "if that is meant, allow it for this feed: --allow-private",
        )
    for others, info in zip(range(len(candidates) - 1, -1, -1), candidates, strict=True):
        left = deadline.left(host)
        try:
            return _dial(info, left / _SHARE if others else left)
        except OSError as error:
            trouble = of(error, host)
    raise trouble


def _dial(info: tuple[Any, ...], patience: float) -> socket.socket:
    family, kind, protocol, _, address = info
    sock = socket.socket(family, kind, protocol)
    try:
        sock.settimeout(patience)
        sock.connect(address)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock


def lookup(host: str, port: int, resolver: Resolver, deadline: Deadline) -> Sequence[tuple[Any, ...]]:
    """What ``resolver`` says, at most until the deadline: the system's resolver itself knows none."""
    answers: SimpleQueue[Sequence[tuple[Any, ...]] | OSError | UnicodeError] = SimpleQueue()

    def look() -> None:
        try:
            answers.put(resolver(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    if _is_address(host):  # nobody needs to be asked
        look()
    else:
        threading.Thread(target=look, name="lookup", daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left(host))
    except Empty:
        raise Fault(FailureKind.DNS, f"the name {host} could not be looked up in time", "is the network up?") from None
    if isinstance(answer, OSError):
        raise of(answer, host)
    if isinstance(answer, UnicodeError) or not answer:
        raise Fault(FailureKind.DNS, f"there is no host named {host}", "check the spelling; the site may have moved")
    return answer


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def secure(sock: socket.socket, host: str, context: ssl.SSLContext, deadline: Deadline) -> ssl.SSLSocket:
    """``sock`` wrapped in TLS for ``host``. Raises Fault(TLS), also for a server that keeps silent."""
    try:
        sock.settimeout(deadline.left(host) / _HANDSHAKE)
        return context.wrap_socket(sock, server_hostname=host)
    except TimeoutError as error:
        raise Fault(
            FailureKind.TLS, f"{host} does not answer in TLS", "does the address begin with https by mistake?"
        ) from error
    except OSError as error:
        raise of(error, host) from error
