"""Which of the keys of queries an article holds.

A key (``tree.Term.keys``) is filed under its rarest word, so that one look into a dictionary for each word of an article finds
all that it holds. What that says of a whole query, its nodes know (``may``, ``must``); places are looked up only where it
leaves the question open.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from crackwatch.watches.needs import anchor
from crackwatch.watches.tree import Alias, All, Any, Near, Node, Not, Term, Title

_MEMORY = 1 << 18  # words of articles whose keys are remembered


class Key(NamedTuple):
    """A key and the words besides its anchor that an article must hold; ``queries`` are filed under it by the percolator."""

    name: str
    others: frozenset[str]
    queries: list[int]


class Index(dict[str, tuple[Key, ...]]):
    """The keys that have their anchor in a word of an article; learned as words are met."""

    def __init__(self, roots: Iterable[Node]) -> None:
        self._keys: dict[str, Key] = {}
        self._under: dict[str, list[Key]] = {}
        self._lengths: set[int] = set()  # of the stems among the anchors
        self._aliases: set[int] = set()
        for root in roots:
            self._file(root)

    def _file(self, node: Node) -> None:
        """Every key below ``node``, those of exclusions too; an alias that several queries share is filed once."""
        match node:
            case Term(keys=keys):
                for name in keys:
                    self.key(name)
            case All(parts) | Any(parts):
                for part in parts:
                    self._file(part)
            case Near(left, right, _):
                self._file(left)
                self._file(right)
            case Not(part) | Title(part):
                self._file(part)
            case Alias(_, part) if id(part) not in self._aliases:
                self._aliases.add(id(part))
                self._file(part)

    def key(self, name: str) -> Key:
        """The key of this name; it is filed where it is new."""
        if name not in self._keys:
            rare = anchor(name)
            others = frozenset(word for word in name.split() if word != rare and word[-1] != "*")
            self._keys[name] = Key(name, others, [])
            self._under.setdefault(rare, []).append(self._keys[name])
            if rare[-1] == "*":
                self._lengths.add(len(rare) - 1)
        return self._keys[name]

    def __missing__(self, word: str) -> tuple[Key, ...]:
        if len(self) >= _MEMORY:
            self.clear()
        anchors = [word, *(f"{word[:length]}*" for length in self._lengths if length <= len(word))]
        found = self[word] = tuple(key for rare in anchors for key in self._under.get(rare, ()))
        return found

    def met(self, vocabulary: frozenset[str]) -> list[Key]:
        """The keys that an article of these words holds."""
        holds = vocabulary.issuperset
        found = filter(None, map(self.__getitem__, vocabulary))
        return [key for keys in found for key in keys if not key.others or holds(key.others)]
