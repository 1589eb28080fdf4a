"""A site's own lists of its pages (sitemaps.org/protocol): lists of lists, archives by month, lists of news."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError, XMLParser

from crackwatch import urls
from crackwatch.feeds.parse import unsafe

MOST = 50_000  # addresses of one sitemap, as the protocol has it
MAX_BYTES = 50 * 2**20  # as above, inflated
_OF_LIST = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_/.]?(0[1-9]|1[0-2]))?(?!\d)")
_OF_PAGE = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?=[/-])")


@dataclass(frozen=True, slots=True)
class Listed:
    """An address on a list. ``changed`` is the last change that the list tells, Unix seconds, ``None`` where it does not."""

    url: str
    changed: int | None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one document lists: further lists, and pages."""

    lists: tuple[Listed, ...] = ()
    pages: tuple[Listed, ...] = ()


def read(body: bytes) -> Sitemap | None:
    """What ``body`` lists; ``None`` where it is no sitemap, or one that could harm."""
    if unsafe(body):
        return None
    parser = XMLParser()  # noqa: S314  # entities were refused before
    try:
        parser.feed(body)
        root = parser.close()
    except (ParseError, ValueError, LookupError):
        return _plain(body)
    kind = root.tag.rpartition("}")[2]
    if kind == "sitemapindex":
        return Sitemap(lists=_listed(root, "sitemap"))
    return Sitemap(pages=_listed(root, "url")) if kind == "urlset" else None


def _plain(body: bytes) -> Sitemap | None:
    """A list as plain text, one address a line."""
    lines = [line.strip() for line in body[:MAX_BYTES].decode("utf-8", "replace").splitlines()[:MOST]]
    found = tuple(Listed(line, None) for line in lines if urls.is_web(line))
    return Sitemap(pages=found) if found and len(found) == sum(map(bool, lines)) else None


def _listed(root: Element, name: str) -> tuple[Listed, ...]:
    found = []
    for element in root.findall(f"{{*}}{name}")[:MOST]:
        url = (element.findtext("{*}loc") or "").strip()
        if urls.is_web(url):
            said = element.findtext("{*}lastmod") or element.findtext("{*}news/{*}publication_date") or ""
            found.append(Listed(url, _seconds(said.strip())))
    return tuple(found)


def _seconds(said: str) -> int | None:
    """W3C date and time; the end of what it names, so that nothing is left out that may be inside a period."""
    try:
        moment = datetime.fromisoformat(f"{said}T23:59:59" if len(said) == 10 else said)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def may_reach(listed: Listed, since: int, until: int, *, page: bool) -> bool:
    """Whether a page, or a list, may hold what was published in a period (Unix seconds).

    What was last changed before it began cannot; nor can an address that names a month (a list: or a year) outside it,
    give or take a month.
    """
    if listed.changed is not None and listed.changed < since:
        return False
    first, last = (_months(datetime.fromtimestamp(at, UTC)) for at in (since, until))
    path = "/" + listed.url.partition("://")[2].partition("/")[2]
    for year, month in (_OF_PAGE if page else _OF_LIST).findall(path):
        begins = int(year) * 12 + int(month or 1)
        if begins + (0 if month else 11) < first - 1 or begins > last + 1:
            return False
    return True


def _months(moment: datetime) -> int:
    return moment.year * 12 + moment.month
