"""What can go wrong with one request: the exception that becomes a ``Failed``, and the deadline that raises it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crackwatch.model import FailureKind


class Fault(Exception):
    """A request that came to nothing. ``message`` names the host and what happened, ``hint`` what helps."""

    def __init__(self, kind: FailureKind, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.hint = hint


class Deadline:
    """One moment for a whole request, whatever it does until then. ``clock`` gives seconds that never jump."""

    __slots__ = ("_at", "_clock")

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._at = clock() + seconds

    def left(self, host: str) -> float:
        """The seconds that remain; raises Fault(TIMEOUT) naming ``host`` when there are none."""
        left = self._at - self._clock()
        if left <= 0:
            raise Fault(
                FailureKind.TIMEOUT, f"{host} took too long to answer", "it may be overloaded; it is asked again later"
            )
        return left

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """What happens meanwhile takes nothing from the time."""
        left = self._at - self._clock()
        yield
        self._at = self._clock() + left


_CERTIFICATE = {  # OpenSSL's X509_V_ERR_*
    9: "the certificate is not valid yet",
    10: "the certificate has expired",
    18: "the certificate is self-signed",
    19: "the certificate is signed by an authority of its own",
    20: "the certificate is signed by an unknown authority",
    21: "the certificate's chain is incomplete",
    62: "the certificate is for another host",
    64: "the certificate is for another address",
}


def of(error: OSError, host: str) -> Fault:
    """The Fault for what the operating system or OpenSSL said while talking to ``host``."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = _CERTIFICATE.get(error.verify_code, "the certificate cannot be verified")
        return Fault(
            FailureKind.TLS,
            f"{host}: {why}",
            "tell the publisher; if the authority is yours, give the feed its ca file",
        )
    if isinstance(error, ssl.SSLError):
        return Fault(
            FailureKind.TLS, f"{host} does not speak TLS as expected", "does the address begin with https by mistake?"
        )
    if isinstance(error, TimeoutError):
        return Fault(
            FailureKind.TIMEOUT, f"{host} took too long to answer", "it may be overloaded; it is asked again later"
        )
    if isinstance(error, ConnectionRefusedError):
        return Fault(
            FailureKind.REFUSED, f"{host} refused the connection", "nothing listens there: check host and port"
        )
    if isinstance(error, ConnectionResetError | BrokenPipeError | ConnectionAbortedError):
        return Fault(FailureKind.RESET, f"{host} cut the connection")
    if isinstance(error, socket.gaierror):
        return _unknown_name(error, host)
    return Fault(
        FailureKind.NETWORK, f"{host} cannot be reached: {error.strerror or type(error).__name__}", "is the network up?"
    )


def _unknown_name(error: socket.gaierror, host: str) -> Fault:
    if error.errno == socket.EAI_AGAIN:
        return Fault(FailureKind.DNS, f"the name {host} could not be looked up", "is the network up?")
    return Fault(FailureKind.DNS, f"there is no host named {host}", "check the spelling; the site may have moved")
