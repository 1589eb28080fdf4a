"""Ask a server that misbehaves, as fetch would, without waiting before a retry."""

from __future__ import annotations

import socket
from typing import Any

from crackwatch.feeds.fetch import Courier
from crackwatch.model import Feed, FeedOptions, FeedState, Outcome

RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>The Canal Post</title></channel></rss>'


def feed(url: str, *, options: FeedOptions | None = None, state: FeedState | None = None) -> Feed:
    return Feed(id=1, url=url, slug="test", options=options or FeedOptions(), state=state or FeedState())


def courier(**settings: Any) -> Courier:
    """On loopback everything is private: allowed, unless a test says which addresses are to count as public."""
    defaults: dict[str, Any] = {"allow_private": "public" not in settings, "proxies": {}, "sleep": lambda _: None}
    return Courier(**(defaults | settings))


def standing() -> float:
    """A clock that stands still: a deadline is met in the one step that really waits, however slow the steps before."""
    return 0.0


def ask(asked: Feed | str, **settings: Any) -> Outcome:
    with courier(**settings) as asker:
        return asker.get(asked if isinstance(asked, Feed) else feed(asked))


def resolver(*answers: tuple[str, ...]) -> Any:
    """Answers with these addresses in turn, the last ones for ever, whatever the name."""
    left = list(answers)

    def look_up(_host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    return look_up
