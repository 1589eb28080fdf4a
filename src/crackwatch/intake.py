"""The only way into the archive: entry → article, state, sighting, hits, copies and story.

Live feeds, backfill and import all pass here. A batch is one transaction: either all that its sources said is stored, or
nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crackwatch import dates, identity, urls
from crackwatch.annotation import annotate
from crackwatch.archive import pages, write
from crackwatch.archive.connection import Archive
from crackwatch.archive.outlets import Outlets
from crackwatch.archive.pages import Teaser
from crackwatch.grouping import group
from crackwatch.matching import Asked, Matching
from crackwatch.model import Entry, Feed, Hit, Moment, Origin
from crackwatch.recognition import Recognition
from crackwatch.stories.spread import standing
from crackwatch.watches.match import Text
from crackwatch.watches.words import fold

UNDATED = Moment(raw="", utc=None, whence="first_seen")


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it. ``seen_at`` is when it was seen: the poll's time, the import's, the capture's (Unix seconds)."""

    origin: Origin
    seen_at: int
    zone: ZoneInfo  # in which dates without a zone are read
    feed: Feed | None = None
    outlet: str = ""
    lang: str = ""


@dataclass(slots=True)
class Taken:
    """What became of a source's entries."""

    entries: int = 0
    new: int = 0
    revised: int = 0
    hits: int = 0
    overlap: bool = False  # something in it had been shown by the same feed before
    oldest_at: int | None = None


class _Place(NamedTuple):
    """When and where an entry stands: its dates, its outlet's id, its address as given and in normal form."""

    moment: Moment
    published: int | None
    at: int
    outlet: int
    url: str
    canonical: str


@dataclass(slots=True)
class _Pending:
    """Rows that wait for the end of a source."""

    articles: list[write.NewArticle] = field(default_factory=list)
    addresses: list[tuple[str, int]] = field(default_factory=list)
    sightings: list[tuple[int, int, int, int, str | None]] = field(default_factory=list)
    matched: list[tuple[int, Entry, int, str]] = field(default_factory=list)  # article id, what it says, outlet, day
    earlier: set[int] = field(default_factory=set)  # articles of which ``matched`` holds a state that is not their present one


class Intake:
    """One run's way into an archive.

    ``asked`` gives the watches that are asked of every article, as they stand at each batch; what labels taught about them, with ``aliases`` (None: the shipped ones), scores
    their hits. With ``everything``, articles that no watch asked for are grouped too; with ``almost``, those that a watch
    would hit if they said a little more are put on the list of pages to be read.
    """

    def __init__(
        self,
        archive: Archive,
        asked: Asked,
        *,
        aliases: Mapping[str, str] | None = None,
        everything: bool = False,
        almost: bool = False,
    ) -> None:
        self._archive = archive
        self._matching = Matching(archive, asked, aliases)
        self._everything = everything
        self._nearly = self._matching.nearly if almost else lambda _: False
        self._outlets = Outlets(archive)
        self._days: dict[int, str] = {}
        self._keys: dict[str, str] = {}
        self._words: list[tuple[int, str]] = []
        self._touched: list[int] = []
        self._watched: set[int] = set()
        self._almost: list[int] = []
        self._next_id = 0

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction; ``take`` is called within it. What is taken is grouped when the block ends."""
        with self._archive.transaction():
            if self._matching.renew():
                self._outlets.forget()
            self._next_id = write.next_id(self._archive)
            self._words, self._touched, self._watched, self._almost = [], [], set(), []
            try:
                yield
                self._finish()
            except BaseException:
                self._outlets.forget()
                raise

    def take(self, source: Source, entries: Sequence[Entry]) -> Taken:
        """Store what a source says: new articles, changed ones, and that it showed them."""
        taken, pending = Taken(entries=len(entries)), _Pending()
        feed_id = source.feed.id if source.feed else 0
        seen = datetime.fromtimestamp(source.seen_at, UTC)
        placed = [self._place(source, entry, seen) for entry in entries]
        taken.oldest_at = min((place.at for place in placed), default=None)
        guids = [e.guid if e.guid != e.url else "" for e in entries] if _was_polled(source) else [""] * len(entries)
        known = Recognition(self._archive, feed_id, [(place.url, place.canonical) for place in placed], guids)
        for entry, place in zip(entries, placed, strict=True):
            hashed = identity.digest(entry)
            old = known.article(entry, place.url, place.canonical, place.published, hashed, source.seen_at)
            if old is None:
                part = known.next_part(place.canonical) if entry.part is None else entry.part
                article = self._new(source, entry, place, part, hashed)
                pending.articles.append(article)
                pending.matched.append((article.id, entry, place.outlet, article.day))
                known.add(place.canonical, partial(_remembered, article, source))
                taken.new += 1
                self._show(pending, source, entry, article.id, hashed)
                continue
            taken.overlap |= old.shown is not None
            if place.url != old.url:
                pending.addresses.append((place.url, old.id))
                known.moved(place.url, old)
            if old.shown != hashed:
                if pending.articles and old.id >= pending.articles[0].id:
                    # A document that names one address twice: what is changed must be stored first.
                    self._flush(source, pending, taken)
                    pending = _Pending()
                if self._changed(pending, source, entry, old, hashed, place.at):
                    taken.revised += 1
                    known.refresh(old)
                self._show(pending, source, entry, old.id, hashed)
        self._flush(source, pending, taken)
        return taken

    def tell(self, told: Sequence[tuple[Teaser, Entry]]) -> None:
        """Give stored articles, within a batch, the whole text that their own pages hold; what else is known of them stays."""
        pending = _Pending()
        for known, page in told:
            write.fill(self._archive, known.id, known.summary, page.text, page.lang)
            entry = page._replace(title=known.title, summary=known.summary, author=known.author, lang=known.lang or page.lang)
            pending.matched.append((known.id, entry, known.outlet_id, known.day))
        self._flush(Source("live", 0, self._archive.zone), pending, Taken())

    def _place(self, source: Source, entry: Entry, seen: datetime) -> _Place:
        moment, at = standing(self._moment(source, entry, seen), entry.url, source.seen_at, self._archive.zone)
        published = int(moment.utc.timestamp()) if moment.utc else None
        canonical = urls.canonical(entry.url) if entry.url else ""
        outlet, key = self._outlet(source, entry, canonical)
        url = entry.url or identity.addressless(entry, key, "" if published is None else self._day(at), followed=source.feed is not None)
        return _Place(moment, published, at, outlet, url, canonical or url)

    def _moment(self, source: Source, entry: Entry, seen: datetime) -> Moment:
        for raw, whence in ((entry.published, entry.published_from), (entry.updated, "updated")):
            if raw:
                moment = dates.published(raw, source.zone, seen, whence)
                if moment.utc:
                    return moment
        return UNDATED

    def _day(self, at: int) -> str:
        quarter = at // 900  # every zone's offset is a multiple of 15 minutes
        if quarter not in self._days:
            self._days[quarter] = datetime.fromtimestamp(at, self._archive.zone).date().isoformat()
        return self._days[quarter]

    def _outlet(self, source: Source, entry: Entry, canonical: str) -> tuple[int, str]:
        """(id, key) of the outlet that an entry names, else its feed's, else the import's, else its address's."""
        name = entry.outlet or (source.feed.outlet if source.feed else "") or source.outlet
        if name not in self._keys:
            self._keys[name] = identity.folded(name)
        home = urls.canonical(entry.outlet_url) if entry.outlet_url else canonical
        key = self._keys[name] if name else urls.host(home) or "unknown"
        found = self._outlets.find(key)
        if found is None:
            found = self._outlets.add(key, name or key)
            if name and (entry.outlet_url or _at_home(source, entry)):
                self._outlets.alias(urls.host(home), found)
        return found, key

    def _new(self, source: Source, entry: Entry, place: _Place, part: int, hashed: int) -> write.NewArticle:
        article_id, self._next_id = self._next_id, self._next_id + 1
        moment = place.moment
        return write.NewArticle(
            article_id, place.url, place.canonical, part, place.outlet,
            entry.title, entry.lang or (source.feed.lang if source.feed else "") or source.lang, entry.author,
            place.at, self._day(place.at), place.published, moment.raw, moment.precision, moment.whence, moment.suspect, source.seen_at, source.origin, hashed,
            entry.capture_url, entry.summary, entry.text,
        )  # fmt: skip

    def _show(self, pending: _Pending, source: Source, entry: Entry, article_id: int, hashed: int) -> None:
        if source.feed:
            guid = entry.guid if entry.guid and entry.guid != entry.url else None
            pending.sightings.append((source.feed.id, article_id, source.seen_at, hashed, guid))

    def _changed(self, pending: _Pending, source: Source, entry: Entry, old: write.Known, hashed: int, at: int) -> bool:
        """Keep another state of a stored article; says whether it is one."""
        if hashed == old.hash:
            return False
        now = (entry.title, entry.summary or old.summary, entry.text or old.text)
        if source.feed and old.shown is None and entry.title == old.title:
            # Another feed's way to show it is no change, but may say more.
            write.fill(self._archive, old.id, entry.summary, entry.text, entry.lang)
            return False
        if source.origin == "backfill" and not source.feed and entry.text and not old.text:
            # The page of an article of which a feed gave the headline: no other state of it, but all of its words.
            write.fill(self._archive, old.id, entry.summary, entry.text, entry.lang)
            known = entry._replace(title=old.title, summary=old.summary or entry.summary)
            pending.matched.append((old.id, known, old.outlet_id, self._day(at)))
            return False
        if now == (old.title, old.summary, old.text):
            return False
        if (not source.feed or old.shown is None) and now in write.states(self._archive, old.id):
            return False
        # What a feed shows now is how an article stands, whatever an archive saw last.
        if source.seen_at >= old.changed_at and (source.origin != "backfill" or old.origin != "live"):
            write.revise(self._archive, old, *now, hashed, source.seen_at)
        else:
            write.keep_earlier(self._archive, old, *now, source.seen_at)
            pending.earlier.add(old.id)
        pending.matched.append((old.id, entry, old.outlet_id, self._day(at)))
        return True

    def _flush(self, source: Source, pending: _Pending, taken: Taken) -> None:
        write.insert_articles(self._archive, pending.articles)
        write.add_addresses(self._archive, pending.addresses)
        write.record_sightings(self._archive, pending.sightings)
        hits: list[Hit] = []
        standing = write.watches_of(self._archive, sorted(pending.earlier))
        feed = f"{source.feed.slug} {source.feed.title}" if source.feed else ""
        for article_id, entry, outlet_id, day in pending.matched:
            folded = fold(entry.title, entry.summary, entry.text)
            self._words.append((article_id, " ".join(folded)))
            key, name = self._outlets.described(outlet_id)
            text = Text(entry.title, entry.summary, entry.text, entry.lang or source.lang, name, key, feed, entry.author, day)
            found = self._matching.match(text, folded)
            if not found and self._nearly(folded):
                self._almost.append(article_id)
            for watch_id, spans in found:
                if watch_id not in standing.get(article_id, ()):
                    places = () if article_id in pending.earlier else spans  # no places in words that it no longer says
                    hits.append(self._matching.hit(watch_id, article_id, text, places))
            self._touched.append(article_id)
        write.store_hits(self._archive, hits)
        self._watched.update(standing, (hit.article_id for hit in hits))
        taken.hits += len(hits)

    def _finish(self) -> None:
        """Fill the full-text index, find copies and stories, note days and quotes, and what almost hit."""
        write.index_words(self._archive, self._words)
        grouped = group(self._archive, self._touched, watched=self._watched, everything=self._everything)
        write.store_hits(self._archive, [Hit(w, article, by_story=True) for article, w in grouped.by_story])
        inherited = {article for article, _ in grouped.by_story}
        annotate(self._archive, self._touched if self._everything else sorted(self._watched | inherited))
        pages.want(self._archive, self._almost)


def _at_home(source: Source, entry: Entry) -> bool:
    """Whether an entry lies on its feed's own site, so that it tells where its outlet is at home."""
    return source.feed is not None and not entry.outlet and urls.site(source.feed.url) == urls.site(entry.url)


def _was_polled(source: Source) -> bool:
    """Whether a feed has been polled before, so that its guids may be known."""
    return source.feed is not None and source.feed.state.checked_at is not None


def _remembered(article: write.NewArticle, source: Source) -> write.Known:
    return write.Known(
        article.id, article.url, article.canonical_url, article.part, article.title, article.summary, article.text,
        article.hash, article.first_seen, article.first_seen, article.published, article.outlet_id,
        article.hash if source.feed else None, article.origin,
    )  # fmt: skip
