"""Which of the keys of queries an article holds.

A key (``tree.Term.keys``) is filed under its rarest word, and of each word that articles hold is learned whether a key may be
met in it: of most none is, so one difference of sets leaves few to be looked at. What that says of a whole query, its nodes know (``may``, ``must``); places are looked up only where it
leaves the question open.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from crackwatch.watches.rarity import anchor
from crackwatch.watches.tree import Alias, All, Any, Near, Node, Not, Term, Title

_MEMORY = 1 << 18  # words of articles of which is remembered what they say of keys


class Key(NamedTuple):
    """A key that an article may hold, and the words besides its anchor that it must hold for that."""

    name: str
    others: frozenset[str]


class Index(dict[str, tuple[Key, ...]]):
    """The keys that have their anchor in a word of an article, the word itself aside; learned as words are met."""

    def __init__(self, roots: Iterable[Node]) -> None:
        self._names: set[str] = set()
        self._under: dict[str, list[Key]] = {}
        self._lengths: set[int] = set()  # of the stems among the anchors
        self._aliases: set[int] = set()
        self._dull: set[str] = set()  # words that say nothing of any key
        for root in roots:
            self._file(root)

    def _file(self, node: Node) -> None:
        """Every key below ``node``, those of exclusions too; an alias that several queries share is filed once."""
        match node:
            case Term(keys=keys):
                for name in keys:
                    self._add(name)
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

    def _add(self, name: str) -> None:
        if name in self._names:
            return
        self._names.add(name)
        rare = anchor(name)
        others = frozenset(word for word in name.split() if word != rare and word[-1] != "*")
        self._under.setdefault(rare, []).append(Key(name, others))
        if rare[-1] == "*":
            self._lengths.add(len(rare) - 1)

    def __missing__(self, word: str) -> tuple[Key, ...]:
        anchors = (word, *(f"{word[:length]}*" for length in self._lengths if length <= len(word)))
        keys = [key for rare in anchors for key in self._under.get(rare, ())]
        if len(self) + len(self._dull) >= _MEMORY:
            self.clear()
            self._dull.clear()
        if not keys:
            self._dull.add(word)
            return ()
        found = self[word] = tuple(key for key in keys if key.name != word)
        return found

    def met(self, vocabulary: frozenset[str]) -> frozenset[str]:
        """The names of the keys that an article of these words holds, and perhaps more of its words."""
        telling = vocabulary - self._dull
        more = [name for keys in map(self.__getitem__, telling) for name, others in keys if others <= vocabulary]
        return telling.union(more) if more else telling
