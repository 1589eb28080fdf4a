"""Many queries against one article: percolation.

Each query is filed under a few words of which every hit must hold one (``tree.net``): the idea of Lucene's monitor
("presearcher"). An article's words lead to the queries filed under them; which of their terms it holds decides nearly all of
these (``presence``), and what is left is evaluated exactly. So the work hardly grows with the number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from crackwatch.watches.document import Document, Text
from crackwatch.watches.evaluate import answer, spans
from crackwatch.watches.presence import Index
from crackwatch.watches.tree import net
from crackwatch.watches.words import fold

if TYPE_CHECKING:
    from crackwatch.model import Span
    from crackwatch.watches.query import Query

__all__ = ["Percolator", "Text"]


class Percolator:
    """Queries, each with an id, filed so that all of them can be asked at once."""

    def __init__(self, queries: Iterable[tuple[int, Query]]) -> None:
        self._queries = [(number, query.root) for number, query in queries]
        self._index = Index(root for _, root in self._queries)
        self._always = [at for at, (_, root) in enumerate(self._queries) if not net(root)]
        self._under = defaultdict[str, list[int]](list)
        for at, (_, root) in enumerate(self._queries):
            for key in net(root):
                self._under[key].append(at)
        self._nets = frozenset(self._under)

    def match(self, text: Text, folded: frozenset[str] | None = None) -> list[tuple[int, tuple[Span, ...]]]:
        """Which queries hit, in the order given, and where; ``folded`` is ``words.fold`` of the same article."""
        if folded is None:
            folded = fold(text.title, text.summary, text.text)
        keys = self._index.met(folded)
        asked = [self._queries[at] for at in sorted(self._near(keys)) if self._queries[at][1].may(keys, keys)]
        if not asked:
            return []
        document = Document(text, folded, keys)
        answers = [(number, answer(root, document)) for number, root in asked]
        return [(number, spans(places, document)) for number, places in answers if places is not None]

    def may_hit(self, folded: frozenset[str]) -> bool:
        """Whether some query may hit an article that is made of these words, or of some of them."""
        keys = self._index.met(folded)
        return any(self._queries[at][1].may(keys, frozenset()) for at in self._near(keys))

    def nearly(self, folded: frozenset[str]) -> bool:
        """Whether an article holds one of the words without which some query cannot hit, so that more of its text may."""
        return not self._nets.isdisjoint(self._index.met(folded))

    def _near(self, keys: frozenset[str]) -> set[int]:
        """The places in the order given of the queries to which the keys that an article holds lead."""
        return set(self._always).union(*map(self._under.__getitem__, self._nets & keys))
