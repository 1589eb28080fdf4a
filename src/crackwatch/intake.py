"""The only way into the archive: entry → article, state, sighting, hits, copies and story.

Live feeds, backfill and import all pass here. A batch is one transaction: either all that its sources said is stored, or
nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from crackwatch import identity
from crackwatch.annotation import annotate
from crackwatch.archive import pages, write
from crackwatch.archive.connection import Archive
from crackwatch.archive.outlets import Outlets
from crackwatch.archive.pages import Teaser
from crackwatch.grouping import group
from crackwatch.matching import Asked, Matching
from crackwatch.model import Entry, Hit
from crackwatch.placement import Place, Placement, Source
from crackwatch.recognition import Recognition
from crackwatch.watches.match import Text
from crackwatch.watches.words import fold

__all__ = ["Intake", "Source", "Taken"]


@dataclass(slots=True)
class Taken:
    """What became of a source's entries."""

    entries: int = 0
    new: int = 0
    revised: int = 0
    hits: int = 0
    overlap: bool = False  # something in it had been shown by the same feed before
    oldest_at: int | None = None

    def saw(self, at: int, *, again: bool) -> None:
        """An entry that stands at ``at`` was seen, by its feed not for the first time where ``again``."""
        self.overlap |= again
        self.oldest_at = at if self.oldest_at is None or at < self.oldest_at else self.oldest_at


class _Told(NamedTuple):
    """What an article says, for the watches; ``earlier`` where that is not its present state."""

    article: int
    entry: Entry
    outlet: int
    day: str
    earlier: bool = False


@dataclass(slots=True)
class _Pending:
    """Rows that wait for the end of a source."""

    articles: list[write.NewArticle] = field(default_factory=list)
    addresses: list[tuple[str, int]] = field(default_factory=list)
    sightings: list[tuple[int, int, int, int, str | None]] = field(default_factory=list)
    told: list[_Told] = field(default_factory=list)

    def add(self, article: write.NewArticle, entry: Entry) -> None:
        self.articles.append(article)
        self.told.append(_Told(article.id, entry, article.outlet_id, article.day))


class Intake:
    """One run's way into an archive.

    ``asked`` gives the watches that are asked of every article, as they stand at each batch; what labels taught about them,
    with ``aliases`` (None: the shipped ones), scores their hits. With ``everything``, articles that no watch asked for are grouped too; with ``almost``, those that a watch
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
        self._everything = everything
        self._outlets = Outlets(archive)
        self._placement = Placement(self._outlets, archive.zone)
        self._matching = Matching(archive, asked, aliases)
        self._nearly = self._matching.nearly if almost else lambda _: False
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
        addresses = [self._placement.address(source, entry) for entry in entries]
        guids = [e.guid if e.guid != e.url else "" for e in entries] if _was_polled(source) else [""] * len(entries)
        known = Recognition(self._archive, feed_id, addresses, guids)
        for entry, (url, canonical) in zip(entries, addresses, strict=True):
            hashed = identity.digest(entry)
            if same := known.shown(url, canonical, hashed):
                taken.saw(same.at, again=True)
                continue
            place = self._placement.place(source, entry, canonical)
            old = known.article(entry, url, canonical, place.published, hashed, source.seen_at)
            taken.saw(place.at, again=old is not None and old.shown is not None)
            if old is None:
                part = known.next_part(canonical) if entry.part is None else entry.part
                article = self._new(source, entry, url, canonical, part, place, hashed)
                pending.add(article, entry)
                known.add(article, shown=source.feed is not None)
                taken.new += 1
                _show(pending, source, entry, article.id, hashed)
                continue
            if url != old.url:
                pending.addresses.append((url, old.id))
                known.moved(url, old)
            if old.shown != hashed:
                if pending.articles and old.id >= pending.articles[0].id:
                    # A document that names one address twice: what is changed must be stored first.
                    self._flush(source, pending, taken)
                    pending = _Pending()
                if self._changed(pending, source, entry, old, hashed, place.day):
                    taken.revised += 1
                    known.refresh(old)
                _show(pending, source, entry, old.id, hashed)
        self._flush(source, pending, taken)
        return taken

    def tell(self, told: Sequence[tuple[Teaser, Entry]]) -> None:
        """Give stored articles, within a batch, the whole text that their own pages hold; what else is known of them stays."""
        pending = _Pending()
        for known, page in told:
            write.fill(self._archive, known.id, known.summary, page.text, page.lang)
            entry = page._replace(title=known.title, summary=known.summary, author=known.author, lang=known.lang or page.lang)
            pending.told.append(_Told(known.id, entry, known.outlet_id, known.day))
        self._flush(Source("live", 0, self._archive.zone), pending, Taken())

    def _new(self, source: Source, entry: Entry, url: str, canonical: str, part: int, place: Place, hashed: int) -> write.NewArticle:
        article_id, self._next_id = self._next_id, self._next_id + 1
        moment = place.moment
        return write.NewArticle(
            article_id, url, canonical, part, place.outlet,
            entry.title, entry.lang or (source.feed.lang if source.feed else "") or source.lang, entry.author,
            place.at, place.day, place.published, moment.raw, moment.precision, moment.whence, moment.suspect,
            source.seen_at, source.origin, hashed, entry.capture_url, entry.summary, entry.text,
        )  # fmt: skip

    def _changed(self, pending: _Pending, source: Source, entry: Entry, old: write.Known, hashed: int, day: str) -> bool:
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
            pending.told.append(_Told(old.id, known, old.outlet_id, day))
            return False
        if now == (old.title, old.summary, old.text):
            return False
        if (not source.feed or old.shown is None) and now in write.states(self._archive, old.id):
            return False
        # What a feed shows now is how an article stands, whatever an archive saw last.
        present = source.seen_at >= old.changed_at and (source.origin != "backfill" or old.origin != "live")
        if present:
            write.revise(self._archive, old, *now, hashed, source.seen_at)
        else:
            write.keep_earlier(self._archive, old, *now, source.seen_at)
        pending.told.append(_Told(old.id, entry, old.outlet_id, day, earlier=not present))
        return True

    def _flush(self, source: Source, pending: _Pending, taken: Taken) -> None:
        write.insert_articles(self._archive, pending.articles)
        write.add_addresses(self._archive, pending.addresses)
        write.record_sightings(self._archive, pending.sightings)
        hits = self._matched(source, pending.told)
        write.store_hits(self._archive, hits)
        taken.hits += len(hits)

    def _matched(self, source: Source, told: Sequence[_Told]) -> list[Hit]:
        """Ask the watches; an earlier state hits where the present one does not, without places in words that are gone."""
        hits: list[Hit] = []
        earlier = {state.article for state in told if state.earlier}
        standing = write.watches_of(self._archive, sorted(earlier))
        feed = f"{source.feed.slug} {source.feed.title}" if source.feed else ""
        for article, entry, outlet, day, _ in told:
            folded = fold(entry.title, entry.summary, entry.text)
            self._words.append((article, " ".join(folded)))
            self._touched.append(article)
            key, name = self._outlets.described(outlet)
            text = Text(entry.title, entry.summary, entry.text, entry.lang or source.lang, name, key, feed, entry.author, day)
            found = self._matching.match(text, folded)
            if not found and self._nearly(folded):
                self._almost.append(article)
            for watch, spans in found:
                if watch not in standing.get(article, ()):
                    hits.append(self._matching.hit(watch, article, text, () if article in earlier else spans))
        self._watched.update(standing, (hit.article_id for hit in hits))
        return hits

    def _finish(self) -> None:
        """Fill the full-text index, find copies and stories, note days and quotes, and what almost hit."""
        write.index_words(self._archive, self._words)
        grouped = group(self._archive, self._touched, watched=self._watched, everything=self._everything)
        write.store_hits(self._archive, [Hit(w, article, by_story=True) for article, w in grouped.by_story])
        inherited = {article for article, _ in grouped.by_story}
        annotate(self._archive, self._touched if self._everything else sorted(self._watched | inherited))
        pages.want(self._archive, self._almost)


def _was_polled(source: Source) -> bool:
    """Whether a feed has been polled before, so that its guids may be known."""
    return source.feed is not None and source.feed.state.checked_at is not None


def _show(pending: _Pending, source: Source, entry: Entry, article_id: int, hashed: int) -> None:
    if source.feed:
        guid = entry.guid if entry.guid and entry.guid != entry.url else None
        pending.sightings.append((source.feed.id, article_id, source.seen_at, hashed, guid))
