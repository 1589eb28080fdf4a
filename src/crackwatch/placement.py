"""When and where an entry stands: its address, its date, its day and its outlet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crackwatch import dates, identity, urls
from crackwatch.archive.outlets import Outlets
from crackwatch.model import Entry, Feed, Moment, Origin
from crackwatch.stories.spread import standing

UNDATED = Moment(raw="", utc=None, whence="first_seen")
QUARTER = 900  # seconds; every zone's offset is a multiple of it


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it. ``seen_at`` is when it was seen: the poll's time, the import's, the capture's (Unix seconds)."""

    origin: Origin
    seen_at: int
    zone: ZoneInfo  # in which dates without a zone are read
    feed: Feed | None = None
    outlet: str = ""
    lang: str = ""


class Place(NamedTuple):
    """``at`` is the entry's own time, ``published`` its date where it has one (Unix seconds), ``day`` that of ``at``."""

    moment: Moment
    published: int | None
    at: int
    day: str
    outlet: int


class Placement:
    """Places entries, with the ``outlets`` of an archive, and days in its ``zone``."""

    def __init__(self, outlets: Outlets, zone: ZoneInfo) -> None:
        self._outlets = outlets
        self._zone = zone
        self._days: dict[int, str] = {}
        self._keys: dict[str, str] = {}

    def address(self, source: Source, entry: Entry) -> tuple[str, str]:
        """(the address of an entry as given, or what stands for it; the same in normal form)."""
        if entry.url:
            return entry.url, urls.canonical(entry.url) or entry.url
        place = self.place(source, entry, "")
        day = "" if place.published is None else place.day
        key = self._key(source, entry, "")
        url = identity.addressless(entry, key, day, followed=source.feed is not None)
        return url, url

    def place(self, source: Source, entry: Entry, canonical: str) -> Place:
        """Where an entry of this address, in normal form, stands. Its outlet is made where it is new."""
        moment, at = standing(_moment(source, entry), entry.url, source.seen_at, self._zone)
        published = int(moment.utc.timestamp()) if moment.utc else None
        return Place(moment, published, at, self._day(at), self._outlet(source, entry, canonical))

    def _day(self, at: int) -> str:
        quarter = at // QUARTER
        if quarter not in self._days:
            self._days[quarter] = datetime.fromtimestamp(at, self._zone).date().isoformat()
        return self._days[quarter]

    def _key(self, source: Source, entry: Entry, canonical: str) -> str:
        """The key of the outlet that an entry names, else of its feed's, else of the import's, else its address's host."""
        name = _named(source, entry)
        if name:
            if name not in self._keys:
                self._keys[name] = identity.folded(name)
            return self._keys[name]
        return urls.host(urls.canonical(entry.outlet_url) if entry.outlet_url else canonical) or "unknown"

    def _outlet(self, source: Source, entry: Entry, canonical: str) -> int:
        key = self._key(source, entry, canonical)
        found = self._outlets.find(key)
        if found is None:
            name = _named(source, entry)
            found = self._outlets.add(key, name or key)
            if name and (entry.outlet_url or _at_home(source, entry)):
                self._outlets.alias(urls.host(urls.canonical(entry.outlet_url) if entry.outlet_url else canonical), found)
        return found


def _named(source: Source, entry: Entry) -> str:
    return entry.outlet or (source.feed.outlet if source.feed else "") or source.outlet


def _at_home(source: Source, entry: Entry) -> bool:
    """Whether an entry lies on its feed's own site, so that it tells where its outlet is at home."""
    return source.feed is not None and not entry.outlet and urls.site(source.feed.url) == urls.site(entry.url)


def _moment(source: Source, entry: Entry) -> Moment:
    seen = datetime.fromtimestamp(source.seen_at, UTC)
    for raw, whence in ((entry.published, entry.published_from), (entry.updated, "updated")):
        if raw:
            moment = dates.published(raw, source.zone, seen, whence)
            if moment.utc:
                return moment
    return UNDATED
