"""An article as watches see it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crackwatch.model import Field
from crackwatch.watches.words import Folded, Passage, fold, unshortened

FIELDS: tuple[Field, ...] = ("title", "summary", "text")


@dataclass(frozen=True, slots=True)
class Text:
    """What a watch may ask about. ``day`` is ISO, in the archive's zone; ``lang`` the primary subtag, lower case."""

    title: str
    summary: str = ""
    text: str = ""
    lang: str = ""
    outlet: str = ""  # its name, as readers know it
    outlet_key: str = ""  # as a rule its registrable domain
    feed: str = ""  # slug and title of the feed that showed it
    author: str = ""
    day: str = ""


class Document:
    """A text, folded, with what was found out about it so far; every part is made when it is asked for."""

    def __init__(self, text: Text, folded: Folded | None = None) -> None:
        self.text = text
        self.folded = folded or fold(text.title, text.summary, text.text)
        self.answers: dict[tuple[int, tuple[Field, ...]], Any] = {}  # of aliases, kept by evaluate
        self._passages: dict[Field, Passage] = {}
        self._found: dict[tuple[str, Field], list[int]] = {}

    @cached_property
    def heads(self) -> frozenset[str]:
        """The first three letters of every word."""
        return frozenset(word[:3] for word in self.folded.vocabulary)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.folded.vocabulary)

    def passage(self, field: Field) -> Passage:
        """The words of one field."""
        if field not in self._passages:
            self._passages[field] = Passage(getattr(self.text, field))
        return self._passages[field]

    def find(self, word: str, field: Field) -> list[int]:
        """Where a word in its normal form stands in a field: numbers of words, ascending."""
        if word not in self.folded.vocabulary:
            return []
        key = word, field
        if key not in self._found:
            self._found[key] = _indexes(self.passage(field).words, word)
        return self._found[key]

    def going_on(self, stem: str) -> list[str]:
        """The words of the article, in their normal forms, that begin with ``stem``."""
        first = bisect_left(self._sorted, stem)
        return self._sorted[first : bisect_left(self._sorted, stem + "\U0010ffff", first)]

    def around(self, field: str) -> list[tuple[str, ...]]:
        """The folded words of what stands around the article: one or more names."""
        text = self.text
        names = {"source": (text.outlet, text.outlet_key), "feed": (text.feed,), "author": (text.author,)}
        return [unshortened(name) for name in names.get(field, (text.lang,)) if name]


def _indexes(words: tuple[str, ...], word: str) -> list[int]:
    found: list[int] = []
    at = -1
    for _ in range(words.count(word)):
        at = words.index(word, at + 1)
        found.append(at)
    return found
