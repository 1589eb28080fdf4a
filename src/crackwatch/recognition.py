"""Which stored article each entry of a source is: by address, by an address it had before, by guid; or none of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from crackwatch import identity
from crackwatch.archive import write
from crackwatch.archive.connection import Archive
from crackwatch.archive.write import Known, NewArticle, remembered
from crackwatch.model import Entry


class Recognition:
    """What the archive knows that a source's entries may be, kept true while they are stored.

    ``places`` are (address as given, canonical address) of the entries; ``guids`` are theirs where the feed may have shown
    them before, else "".
    """

    def __init__(self, archive: Archive, feed_id: int, places: Sequence[tuple[str, str]], guids: Sequence[str]) -> None:
        self._archive = archive
        self._feed_id = feed_id
        self._articles: dict[int, Known] = {}
        known = write.known(archive, feed_id, list({canonical for _, canonical in places}))
        self._parts = {canonical: [self._keep(part) for part in parts] for canonical, parts in known.items()}
        strange = list({url for url, canonical in places if canonical not in known})
        moved = write.known_addresses(archive, feed_id, strange) if strange else {}
        self._moved = {url: self._keep(article) for url, article in moved.items()}
        elsewhere = [guid for (url, c), guid in zip(places, guids, strict=True) if guid and c not in known and url not in moved]
        shown = write.known_guids(archive, feed_id, elsewhere) if elsewhere else {}
        self._guids = {guid: self._keep(article) for guid, article in shown.items()}
        self._repeated = {canonical for canonical, times in Counter(c for _, c in places).items() if times > 1}

    def shown(self, url: str, canonical: str, hashed: int) -> Known | None:
        """The article that the source has shown at this address before with exactly these words."""
        for article in map(self._articles.__getitem__, self._parts.get(canonical, ())):
            if article.shown == hashed and article.url == url:
                return article
        return None

    def _keep(self, article: Known) -> int:
        self._articles[article.id] = article
        return article.id

    def article(self, entry: Entry, url: str, canonical: str, published: int | None, hashed: int, seen_at: int) -> Known | None:
        """The stored article that an entry is; None where it is news."""
        ids = self._parts.get(canonical) or ([self._moved[url]] if url in self._moved else [])
        if ids and entry.part is not None and canonical in self._parts:
            return next((self._articles[i] for i in ids if self._articles[i].part == entry.part), None)
        if ids:
            parts = [self._articles[i] for i in ids]
            if canonical.startswith(identity.ADDRESSLESS) and not (self._feed_id or entry.guid):
                return _text(parts, entry, hashed)
            return self._part(parts, entry, published, hashed, seen_at)
        shown = self._articles.get(self._guids.get(entry.guid, 0))
        if shown and identity.related(shown.title, shown.summary, entry.title, entry.summary):
            return shown
        return None

    def _part(self, parts: Sequence[Known], entry: Entry, published: int | None, hashed: int, seen_at: int) -> Known | None:
        """Which of the articles at one address it is. An unrelated headline long after the last one is another article."""
        for part in parts:
            if hashed in (part.shown, part.hash) or part.title == entry.title:
                return part
        latest = parts[-1]
        if identity.is_live(entry.title, entry.url) or identity.related(latest.title, latest.summary, entry.title, entry.summary):
            return latest
        if latest.published and published is not None:
            apart = abs(published - latest.published)
        else:
            apart = seen_at - latest.changed_at
        return None if apart >= identity.TICKER_SECONDS else latest

    def next_part(self, canonical: str) -> int:
        """The part that a further article at one address is."""
        return 1 + max((self._articles[i].part for i in self._parts.get(canonical, ())), default=-1)

    def add(self, article: NewArticle, *, shown: bool) -> None:
        """A new article, ``shown`` by a feed: remembered where the source names its address again."""
        if article.canonical_url in self._repeated:
            self._parts.setdefault(article.canonical_url, []).append(self._keep(remembered(article, shown=shown)))

    def moved(self, url: str, article: Known) -> None:
        """An article has come under a further address."""
        self._moved[url] = article.id

    def refresh(self, article: Known) -> None:
        """An article has changed in the archive."""
        again: Iterable[Known] = write.known(self._archive, self._feed_id, [article.canonical_url])[article.canonical_url]
        self._articles.update((part.id, part) for part in again)


def _text(parts: Sequence[Known], entry: Entry, hashed: int) -> Known | None:
    """Which of the texts under one headline it is, where neither an address nor a feed says so."""
    same = (part for part in parts if hashed == part.hash)
    alike = (part for part in parts if identity.one_text((part.summary, part.text), (entry.summary, entry.text)))
    return next(same, None) or next(alike, None)
