"""The redirects that one request leads to (RFC 9110 §15.4): where to go next, and where it is not safe to."""

from __future__ import annotations

import re
from contextlib import suppress

from crackwatch import urls
from crackwatch.feeds.fault import Fault
from crackwatch.feeds.http import httpx
from crackwatch.feeds.request import Ask, askable, at_home
from crackwatch.feeds.secrets import foreign, redact
from crackwatch.model import FailureKind

REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PERMANENT = frozenset((301, 308))
_MOST_HOPS = 5


class Journey:
    """Where ``ask`` has led so far; ``url`` is whom to ask now."""

    __slots__ = ("_ask", "_hops", "_moved_to", "_permanent", "url")

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._hops = [ask.url]
        self._permanent = True
        self._moved_to: httpx.URL | None = None
        self.url = ask.url

    def follow(self, status: int, location: bytes) -> str:
        """Take the next step; returns the site that it leads to where that is another one, else ``""``.

        Raises Fault: UNSAFE_REDIRECT, DOWNGRADE, REDIRECTS.
        """
        url = self._target(location)
        if (self.url.scheme, url.scheme) == ("https", "http") and not self._ask.options.allow_downgrade:
            raise Fault(
                FailureKind.DOWNGRADE,
                f"{self.url.host} redirects from https to http",
                "allow that for this feed if it is acceptable",
            )
        self._hops.append(url)
        if url in self._hops[:-1] or len(self._hops) > _MOST_HOPS + 1:
            way = " → ".join(self._ask.veil.hide(redact(str(hop))) for hop in self._hops)
            raise Fault(
                FailureKind.REDIRECTS,
                f"{self._ask.url.host} redirects without end: {way}",
                "open it in a browser and follow the feed from where that ends",
            )
        before, self.url = self.url, url
        self._permanent = self._permanent and status in _PERMANENT
        if self._permanent:
            self._moved_to = url
        site = urls.site(str(url))
        return site if site != urls.site(str(before)) else ""

    def shown(self) -> str:
        """``url`` with the names of secrets in their places."""
        return self._ask.veil.hide(str(self.url))

    def moved_to(self) -> str:
        """Where the permanent redirects that the way began with end, ``""`` if there were none. The user name and password
        of the feed stay in it as long as the host does.
        """
        if self._moved_to is None:
            return ""
        text = self._ask.veil.hide(str(self._moved_to))
        if self._ask.userinfo and at_home(self._ask.url, self._moved_to):
            text = re.sub(r"(?<=://)", lambda _: f"{self._ask.userinfo}@", text, count=1)
        return text

    def _target(self, location: bytes) -> httpx.URL:
        try:
            text = location.decode("utf-8")
        except UnicodeDecodeError:
            text = location.decode("latin-1")
        with suppress(httpx.InvalidURL, ValueError):
            url = self.url.join(foreign(text)).copy_with(userinfo=b"", fragment=None)
            if askable(url):
                return url
        scheme = re.match(r"(?!https?:)([a-z]{1,20}):", text, re.IGNORECASE)
        where = f"{scheme[1].lower()}:, which is not the web" if scheme else "an address that makes no sense"
        raise Fault(
            FailureKind.UNSAFE_REDIRECT,
            f"{self.url.host} redirects to {where}",
            "it was not followed; tell the publisher",
        )
