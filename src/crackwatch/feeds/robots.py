"""What a site asks of robots (RFC 9309): which of its pages they may read, how often, and where its sitemaps are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from crackwatch.model import Failed, FailureKind, Fetched

if TYPE_CHECKING:
    from urllib.robotparser import RobotFileParser

AGENT = "crackwatch"
_MOST = 512_000  # bytes that must be read (RFC 9309 §2.5)
USUAL_DELAY = 1.0  # seconds between two pages, where a site says nothing
_LONGEST_DELAY = 30.0  # seconds between two pages; who asks for more asks to be left alone


class Courier(Protocol):
    """Somebody who asks an address, politely and guarded."""

    def page(self, url: str) -> Fetched | Failed: ...


class Robots:
    """The rules of one site after another; each is asked for once."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._rules: dict[str, RobotFileParser | None] = {}

    def refusal(self, url: str) -> Failed | None:
        """Why we may not read ``url``; ``None`` where we may. A site without rules lets us, one whose rules cannot be read
        now does not yet (RFC 9309 §2.3.1.4).
        """
        rules = self._of(url)
        if rules is None:
            return Failed(FailureKind.NETWORK, "its robots.txt cannot be read", "it is asked again later")
        return None if rules.can_fetch(AGENT, url) else Failed(FailureKind.BLOCKED, "robots.txt asks not to read it", status=403)

    def delay(self, url: str) -> float:
        """Seconds between two pages that the site asks for, at least the usual ones."""
        rules = self._of(url)
        said = rules.crawl_delay(AGENT) if rules else None
        return min(max(USUAL_DELAY, float(said)), _LONGEST_DELAY) if said else USUAL_DELAY

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the site names, else where they usually are."""
        parts, rules = urlsplit(url), self._of(url)
        return tuple((rules and rules.site_maps()) or ()) or (f"{parts.scheme}://{parts.netloc}/sitemap.xml",)

    def _of(self, url: str) -> RobotFileParser | None:
        parts = urlsplit(url)
        home = f"{parts.scheme}://{parts.netloc}"
        if home not in self._rules:
            self._rules[home] = _read(self._courier.page(f"{home}/robots.txt"))
        return self._rules[home]


def _read(answer: Fetched | Failed) -> RobotFileParser | None:
    """The rules in an answer, ``None`` where it tells none that can be relied on."""
    from urllib.robotparser import RobotFileParser

    rules = RobotFileParser()
    if isinstance(answer, Fetched):
        rules.parse(answer.body[:_MOST].decode("utf-8", "replace").splitlines())
    elif answer.kind is FailureKind.EMPTY or (answer.status is not None and answer.status < 500 and answer.status != 429):
        rules.parse([])
    else:
        return None
    rules.modified()
    return rules
