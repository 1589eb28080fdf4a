"""An article as watches see it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import Any, NamedTuple

from crackwatch.model import Field
from crackwatch.watches.words import Passage, unshortened

FIELDS: tuple[Field, ...] = ("title", "summary", "text")


class Text(NamedTuple):  # one for every article, whether or not it hits: a dataclass takes four times as long to make
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

    def __init__(self, text: Text, folded: frozenset[str], keys: frozenset[str]) -> None:
        self.text = text
        self.folded = folded
        self.keys = keys  # of those who ask
        self.answers: dict[tuple[int, tuple[Field, ...]], Any] = {}  # of aliases, kept by evaluate
        self._passages: dict[Field, Passage] = {}

    def sure(self, fields: tuple[Field, ...]) -> frozenset[str]:
        """The keys that stand in these fields, as far as is known without a look into them."""
        return self.keys if fields == FIELDS else frozenset()

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.folded)

    def passage(self, field: Field) -> Passage:
        """The words of one field."""
        if field not in self._passages:
            self._passages[field] = Passage(getattr(self.text, field))
        return self._passages[field]

    def find(self, word: str) -> list[tuple[Field, int]]:
        """Where a word in its normal form stands: fields and numbers of words, in the order of reading."""
        return self._places.get(word, [])

    @cached_property
    def _places(self) -> dict[str, list[tuple[Field, int]]]:
        places = defaultdict[str, list[tuple[Field, int]]](list)
        for field in FIELDS:
            for number, word in enumerate(self.passage(field).words):
                places[word].append((field, number))
        return places

    def going_on(self, stem: str) -> list[str]:
        """The words of the article, in their normal forms, that begin with ``stem``."""
        first = bisect_left(self._sorted, stem)
        return self._sorted[first : bisect_left(self._sorted, stem + "\U0010ffff", first)]

    def around(self, field: str) -> list[tuple[str, ...]]:
        """The folded words of what stands around the article: one or more names."""
        text = self.text
        names = {"source": (text.outlet, text.outlet_key), "feed": (text.feed,), "author": (text.author,)}
        return [unshortened(name) for name in names.get(field, (text.lang,)) if name]

