"""Many queries against one article: percolation.

Each query is filed under a few words of which every hit must hold one (``needs.rarest_keys``). An article's words lead to the
queries filed under them, the whole need of those is checked against its words, and what is left is evaluated exactly. So
the work hardly grows with the number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from crackwatch.model import Span
from crackwatch.watches.document import Document, Text
from crackwatch.watches.evaluate import answer, spans
from crackwatch.watches.needs import Need, anchor, rarest_keys, ways
from crackwatch.watches.query import Query
from crackwatch.watches.tree import Node
from crackwatch.watches.words import Folded, fold

__all__ = ["Percolator", "Text"]

_MEMORY = 1 << 18  # words of articles whose keys are remembered


class _Filed(NamedTuple):
    id: int
    root: Node
    ways: tuple[Need, ...]


class _Key(NamedTuple):
    """A key of some query, and the words besides its anchor that an article must hold."""

    key: str
    others: frozenset[str]


class _Keys(dict[str, tuple[_Key, ...]]):
    """Which keys of any query have their anchor in a word of an article; learned as words are met."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.under: dict[str, list[_Key]] = {}
        for key in keys:
            rare = anchor(key)
            others = frozenset(word for word in key.split() if word != rare and word[-1] != "*")
            self.under.setdefault(rare, []).append(_Key(key, others))
        self.lengths = sorted({len(word) - 1 for word in self.under if word[-1] == "*"})

    def __missing__(self, word: str) -> tuple[_Key, ...]:
        if len(self) >= _MEMORY:
            self.clear()
        anchors = [word, *(f"{word[:length]}*" for length in self.lengths if length <= len(word))]
        found = self[word] = tuple(key for rare in anchors for key in self.under.get(rare, ()))
        return found


class Percolator:
    """Queries, each with an id, filed so that all of them can be asked at once."""

    def __init__(self, queries: Iterable[tuple[int, Query]]) -> None:
        self._filed = [_Filed(number, query.root, ways(query.root)) for number, query in queries]
        self._always: list[int] = []
        self._under: dict[str, list[tuple[int, Need]]] = {}
        for at, filed in enumerate(self._filed):
            if not all(filed.ways):
                self._always.append(at)
                continue
            for need in filed.ways:
                filed_under = rarest_keys(need)
                rest = tuple(keys for keys in need if keys is not filed_under)
                for key in filed_under:
                    self._under.setdefault(key, []).append((at, rest))
        asked = {key for filed in self._filed for need in filed.ways for keys in need for key in keys}
        self._keys = _Keys(asked)

    def match(self, text: Text, folded: Folded | None = None) -> list[tuple[int, tuple[Span, ...]]]:
        """Which queries hit, in the order given, and where; ``folded`` is ``words.fold`` of the same article."""
        if folded is None:
            folded = fold(text.title, text.summary, text.text)
        near = self._near(folded)
        if not near:
            return []
        document = Document(text, folded)
        answers = [(self._filed[at], answer(self._filed[at].root, document)) for at in sorted(near)]
        return [(filed.id, spans(places, document)) for filed, places in answers if places is not None]

    def may_hit(self, folded: Folded) -> bool:
        """Whether some query may hit an article that is made of these words, or of some of them."""
        return bool(self._near(folded))

    def nearly(self, folded: Folded) -> bool:
        """Whether an article holds one of the words without which some query cannot hit, so that more of its text may."""
        return not self._under.keys().isdisjoint(self._present(folded))

    def _near(self, folded: Folded) -> set[int]:
        """Which queries have their needs met, by their places in the order given."""
        present = self._present(folded)
        lacks = present.isdisjoint
        near = set(self._always)
        for key in present:
            for at, rest in self._under.get(key, ()):
                if not any(map(lacks, rest)):
                    near.add(at)
        return near

    def _present(self, folded: Folded) -> set[str]:
        """The keys of any query that an article holds."""
        holds = folded.vocabulary.issuperset
        met = filter(None, map(self._keys.__getitem__, folded.vocabulary))
        return {key for keys in met for key, others in keys if not others or holds(others)}
