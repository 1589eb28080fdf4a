"""What a site asks of robots (RFC 9309): which of its pages they may read, how often, and where its sitemaps are."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from crackwatch.model import Failed, FailureKind, Fetched

AGENT = "crackwatch"
_MOST = 512_000  # bytes that must be read (RFC 9309 §2.5)
_LONGEST_DELAY = 30.0  # seconds between two pages; who asks for more asks to be left alone


class Courier(Protocol):
    """Somebody who asks an address, politely and guarded."""

    def page(self, url: str) -> Fetched | Failed: ...


class Robots:
    """The rules of one site after another; each is asked for once."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._rules: dict[str, RobotFileParser] = {}

    def allows(self, url: str) -> bool:
        """Whether the site lets us read ``url``. A site without rules does, one whose rules cannot be read does not."""
        return self._of(url).can_fetch(AGENT, url)

    def delay(self, url: str) -> float:
        """Seconds between two pages that the site asks for; 1 where it says nothing."""
        said = self._of(url).crawl_delay(AGENT)
        return min(max(1.0, float(said)), _LONGEST_DELAY) if said else 1.0

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the site names, else where they usually are."""
        parts = urlsplit(url)
        return tuple(self._of(url).site_maps() or ()) or (f"{parts.scheme}://{parts.netloc}/sitemap.xml",)

    def _of(self, url: str) -> RobotFileParser:
        parts = urlsplit(url)
        home = f"{parts.scheme}://{parts.netloc}"
        if home not in self._rules:
            self._rules[home] = _read(self._courier.page(f"{home}/robots.txt"))
        return self._rules[home]


def _read(answer: Fetched | Failed) -> RobotFileParser:
    rules = RobotFileParser()
    if isinstance(answer, Fetched):
        rules.parse(answer.body[:_MOST].decode("utf-8", "replace").splitlines())
    elif answer.kind is FailureKind.EMPTY or (answer.status is not None and answer.status < 500 and answer.status != 429):
        rules.parse([])
    else:
        rules.parse(["User-agent: *", "Disallow: /"])
    rules.modified()
    return rules
