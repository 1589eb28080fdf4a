"""Many queries against one article: percolation.

Each query is filed under a few words of which every hit must hold one (``needs.anchors``). An article's words lead to the
queries filed under them, the whole need of those is checked against its words, and what is left is evaluated exactly. So
the work hardly grows with the number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from crackwatch.model import Span
from crackwatch.watches.document import Document, Text
from crackwatch.watches.evaluate import answer, spans
from crackwatch.watches.needs import Need, OneOf, anchors, met, needs
from crackwatch.watches.query import Query
from crackwatch.watches.tree import Node
from crackwatch.watches.words import Folded, fold

__all__ = ["Percolator", "Text"]

_MEMORY = 1 << 18  # words of articles whose keys are remembered


class _Filed(NamedTuple):
    id: int
    root: Node
    need: Need | None


class _Keys(dict[str, tuple[str, ...]]):
    """Which keys of any query a word of an article answers; learned as words are met."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.words: set[str] = set()
        self.stems: set[str] = set()
        for key in keys:
            (self.stems if key[-1] == "*" else self.words).add(key)
        self.lengths = sorted({len(stem) - 1 for stem in self.stems})

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MEMORY:
            self.clear()
        stems = [word[:length] + "*" for length in self.lengths if length <= len(word)]
        found = (word,) if word in self.words else ()
        keys = self[word] = found + tuple(stem for stem in stems if stem in self.stems)
        return keys


class Percolator:
    """Queries, each with an id, filed so that all of them can be asked at once."""

    def __init__(self, queries: Iterable[tuple[int, Query]]) -> None:
        self._filed = [_Filed(number, query.root, needs(query.root)) for number, query in queries]
        self._always: list[int] = []
        self._under: dict[str, list[int]] = {}
        asked: set[str] = set()
        for at, filed in enumerate(self._filed):
            if filed.need is None:
                self._always.append(at)
                continue
            asked |= _all_keys(filed.need)
            for key in anchors(filed.need):
                self._under.setdefault(key, []).append(at)
        self._keys = _Keys(asked)

    def match(self, text: Text, folded: Folded | None = None) -> list[tuple[int, tuple[Span, ...]]]:
        """Which queries hit, in the order given, and where; ``folded`` is ``words.fold`` of the same article."""
        if folded is None:
            folded = fold(text.title, text.summary, text.text)
        present = {key for keys in map(self._keys.__getitem__, folded.vocabulary) if keys for key in keys}
        near = {at for key in present if key in self._under for at in self._under[key]}
        if not near and not self._always:
            return []
        document = Document(text, folded)
        hits = []
        for at in sorted(near.union(self._always)):
            number, root, need = self._filed[at]
            if (need is None or met(need, present)) and (places := answer(root, document)) is not None:
                hits.append((number, spans(places, document)))
        return hits


def _all_keys(need: Need) -> set[str]:
    keys: set[str] = set(need.keys) if isinstance(need, OneOf) else set()
    return keys.union(*map(_all_keys, need.parts))
