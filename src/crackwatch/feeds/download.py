"""Large files over HTTP, in pieces (RFC 9110 §14): what is cut off goes on where it ended, and the size is checked."""

from __future__ import annotations

import random
import re
import socket
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import getproxies_environment

from crackwatch import urls
from crackwatch.feeds.addresses import is_public
from crackwatch.feeds.fault import Deadline, Fault
from crackwatch.feeds.limits import SiteLimits
from crackwatch.model import FailureKind

if TYPE_CHECKING:
    from crackwatch.feeds.agent import Agent
    from crackwatch.feeds.request import Ask

PIECE = 16 * 2**20  # bytes asked for at a time
PATIENCE = 300.0  # seconds for a piece
TRIES = 5  # of a piece; storage says "SlowDown" when it is pressed
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


def download(
    url: str, target: Path, *, user_agent: str, allow_private: bool = False, piece: int = PIECE, sleep: Callable[[float], None] = time.sleep
) -> int:
    """Bring ``url`` to ``target``, beside which a ``.part`` grows that another run goes on with; gives the bytes that
    travelled. Raises Fault where it cannot be had. A file that changed meanwhile begins anew.
    """
    from crackwatch.feeds.agent import Agent
    from crackwatch.feeds.request import whole

    part = target.with_name(f"{target.name}.part")
    travelled, etag = 0, ""
    agent = Agent(resolver=socket.getaddrinfo, public=is_public, proxies=getproxies_environment(), allow_private=allow_private)
    limits = SiteLimits(sleep=sleep)
    with closing(agent):
        ask = whole(url, user_agent)
        while True:
            start = part.stat().st_size if part.exists() else 0
            body, total, version = _patiently(partial(_piece, agent, limits, ask, start, piece), sleep)
            travelled += len(body)
            if etag not in ("", version):
                part.unlink()
                etag = ""
                continue
            etag = version
            with part.open("ab") as file:
                file.write(body)
            if start + len(body) >= total:
                break
    if part.stat().st_size != total:
        part.unlink()
        raise Fault(FailureKind.TRUNCATED, f"{url} is not as long as its server says", "it is asked again later")
    part.replace(target)
    return travelled


def _patiently(ask: Callable[[], tuple[bytes, int, str]], sleep: Callable[[float], None]) -> tuple[bytes, int, str]:
    """Ask again after a failure, later each time, with full jitter."""
    for tried in range(TRIES):
        try:
            return ask()
        except Fault as fault:
            if tried == TRIES - 1 or fault.kind in (FailureKind.HTTP, FailureKind.PRIVATE, FailureKind.TOO_LARGE, FailureKind.TLS):
                raise
        sleep(random.uniform(0, 2.0**tried))  # noqa: S311 - it spreads load and guards nothing
    raise AssertionError


def _piece(agent: Agent, limits: SiteLimits, ask: Ask, start: int, size: int) -> tuple[bytes, int, str]:
    """A piece from an offset on, the size of the whole, and the version that the server names."""
    reach = (b"Range", f"bytes={start}-{start + size - 1}".encode())
    from crackwatch.feeds.journey import Journey

    ask = replace(ask, fields=(*ask.fields, reach))
    answer = limits.through(urls.site(str(ask.url)), agent.carry(ask, Journey(ask), 2 * size, Deadline(PATIENCE, time.monotonic)))
    said = _RANGE.fullmatch(answer.field("content-range"))
    if answer.status == 206 and said and int(said[1]) == start:
        return answer.body, int(said[3]), answer.field("etag")
    if answer.status == 200 and not start:
        return answer.body, len(answer.body), answer.field("etag")
    if answer.status == 416 and answer.field("content-range") == f"bytes */{start}":
        return b"", start, answer.field("etag")
    kind = FailureKind.RATE if answer.status in (429, 503) else FailureKind.HTTP
    raise Fault(kind, f"{answer.host} answers with status {answer.status}", "check the address; it is asked again later")
