"""What the watches find in what comes in: as they stand when it is stored, not when the run began."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crackwatch.archive import watches as kept
from crackwatch.archive.connection import Archive
from crackwatch.archive.others import Others
from crackwatch.learning import Aliases, Scorer
from crackwatch.model import Hit, Span, Watch
from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.query import Query

Asked = Callable[[], Sequence[tuple[Watch, Query]]]


class Matching:
    """The watches that ``asked`` gives, again whenever another program has changed one; ``aliases`` are for what was learned."""

    def __init__(self, archive: Archive, asked: Asked, aliases: Aliases) -> None:
        self._archive = archive
        self._asked = asked
        self._aliases = aliases
        self._others = Others(archive)
        self._load()

    def renew(self) -> bool:
        """Take the watches as they stand, within a transaction; says whether another program has written since the last time."""
        if not self._others.have_written():
            return False
        if self._standing != kept.versions(self._archive):
            self._load()
        return True

    def _load(self) -> None:
        self._standing = kept.versions(self._archive)
        watches = self._asked()
        self._percolator = Percolator([(watch.id, query) for watch, query in watches])
        self._scorer = Scorer(self._archive, watches, self._aliases)

    def match(self, text: Text, folded: frozenset[str]) -> list[tuple[int, tuple[Span, ...]]]:
        """Which watches find an article, by id, and where; ``folded`` is what ``words.fold`` makes of it."""
        return self._percolator.match(text, folded)

    def hit(self, watch_id: int, article_id: int, text: Text, spans: tuple[Span, ...]) -> Hit:
        """A watch's hit, scored by what was learned."""
        return Hit(watch_id, article_id, spans, self._scorer.score(watch_id, text), query_version=self._standing[watch_id])

    def nearly(self, folded: frozenset[str]) -> bool:
        """Whether more words of an article might make it a hit."""
        return self._percolator.nearly(folded)
