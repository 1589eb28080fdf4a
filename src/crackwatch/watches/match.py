"""Many queries against one article: percolation.

Each query is filed under a few words of which every hit must hold one (``needs.rarest_keys``). An article's words lead to the
queries filed under them; which of their terms it holds decides nearly all of these (``presence``), and what is left is
evaluated exactly. So the work hardly grows with the number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crackwatch.watches.document import Document, Text
from crackwatch.watches.evaluate import answer, spans
from crackwatch.watches.needs import rarest_keys, ways
from crackwatch.watches.presence import Index, Key
from crackwatch.watches.tree import Held
from crackwatch.watches.words import Folded, fold

if TYPE_CHECKING:
    from crackwatch.model import Span
    from crackwatch.watches.query import Query

__all__ = ["Percolator", "Text"]


class Percolator:
    """Queries, each with an id, filed so that all of them can be asked at once."""

    def __init__(self, queries: Iterable[tuple[int, Query]]) -> None:
        self._queries = [(number, query.root) for number, query in queries]
        self._index = Index(root for _, root in self._queries)
        self._always: list[int] = []
        for at, (_, root) in enumerate(self._queries):
            needs = ways(root)
            if not all(needs):
                self._always.append(at)
                continue
            for key in frozenset[str]().union(*map(rarest_keys, needs)):
                self._index.key(key).queries.append(at)

    def match(self, text: Text, folded: Folded | None = None) -> list[tuple[int, tuple[Span, ...]]]:
        """Which queries hit, in the order given, and where; ``folded`` is ``words.fold`` of the same article."""
        if folded is None:
            folded = fold(text.title, text.summary, text.text)
        met, near = self._near(folded)
        if not near:
            return []
        keys = {key.name for key in met}
        held = Held(keys, keys)
        asked = [self._queries[at] for at in sorted(near) if self._queries[at][1].may(held)]
        if not asked:
            return []
        document = Document(text, folded, keys)
        answers = [(number, answer(root, document)) for number, root in asked]
        return [(number, spans(places, document)) for number, places in answers if places is not None]

    def may_hit(self, folded: Folded) -> bool:
        """Whether some query may hit an article that is made of these words, or of some of them."""
        met, near = self._near(folded)
        held = Held({key.name for key in met}, frozenset())
        return any(self._queries[at][1].may(held) for at in near)

    def nearly(self, folded: Folded) -> bool:
        """Whether an article holds one of the words without which some query cannot hit, so that more of its text may."""
        return any(key.queries for key in self._index.met(folded.vocabulary))

    def _near(self, folded: Folded) -> tuple[list[Key], set[int]]:
        """The keys that an article holds, and the places in the order given of the queries to which they lead."""
        met = self._index.met(folded.vocabulary)
        return met, set(self._always).union(*[key.queries for key in met])
