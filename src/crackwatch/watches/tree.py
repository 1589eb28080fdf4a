"""What a query says, as a tree.

Each node knows what follows for it from the terms whose words an article holds, wherever they stand: whether it ``may`` be
answered, and whether it ``must``. Both are told the ``keys`` of the terms that the article holds, other words among them, and
the ``sure`` ones, which stand in the fields that are asked about.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Literal

from crackwatch.watches.rarity import rarest
from crackwatch.watches.words import forms

Around = Literal["source", "lang", "feed", "author"]
Keys = AbstractSet[str]


class _Open:
    """What words cannot decide."""

    __slots__ = ()

    def may(self, keys: Keys, sure: Keys) -> bool:
        """Whether an article that holds these terms can answer: sometimes wrongly yes, never wrongly no."""
        del keys, sure
        return True

    def must(self, keys: Keys, sure: Keys) -> bool:
        """Whether every article that holds these terms answers: sometimes wrongly no, never wrongly yes."""
        del keys, sure
        return False


@dataclass(frozen=True, slots=True)
class Term(_Open):
    """Words in a row: a word, a phrase, a ``prefix*``, an exact ``=Form``. ``words`` are normal forms, at least one.

    An article must hold one of its ``keys``: the words with spaces between, the last perhaps a ``stem*``, all of which it needs.
    """

    words: tuple[str, ...]
    written: str  # as in the query, without quotes, * and =
    prefix: bool = False  # the last word may go on
    exact: bool = False  # the article must write it like this, sign by sign
    keys: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        *before, last = self.words
        lasts = [f"{last}*", *(form for form in forms(last) if not form.startswith(last))] if self.prefix else [last]
        object.__setattr__(self, "keys", tuple(" ".join((*before, form)) for form in lasts))

    @property
    def is_sure(self) -> bool:
        """Whether the term stands in every article that holds its words."""
        return len(self.words) == 1 and not self.exact

    def may(self, keys: Keys, sure: Keys) -> bool:
        del sure
        return not keys.isdisjoint(self.keys)

    def must(self, keys: Keys, sure: Keys) -> bool:
        del keys
        return self.is_sure and not sure.isdisjoint(self.keys)


@dataclass(frozen=True, slots=True)
class Meta(_Open):
    """What stands around an article. ``words`` are folded but never shortened."""

    field: Around
    words: tuple[str, ...]
    written: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Days(_Open):
    """From the first to the last ISO day, both included; ``""`` is open."""

    since: str
    until: str
    written: str


@dataclass(frozen=True, slots=True)
class All(_Open):
    """``cheapest`` are the parts in the order in which asking them costs least; without a key of the ``net`` none answers."""

    parts: tuple[Node, ...]
    cheapest: tuple[Node, ...] = field(init=False, repr=False, compare=False)
    net: frozenset[str] = field(init=False, repr=False, compare=False)
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cheapest", tuple(sorted(self.parts, key=weight)))
        object.__setattr__(self, "net", rarest(filter(None, map(net, self.parts))))
        object.__setattr__(self, "weight", sum(map(weight, self.parts)))

    def may(self, keys: Keys, sure: Keys) -> bool:
        if self.net and self.net.isdisjoint(keys):
            return False
        for part in self.cheapest:  # noqa: SIM110 (most articles are decided here, and a generator takes twice as long)
            if not part.may(keys, sure):
                return False
        return True

    def must(self, keys: Keys, sure: Keys) -> bool:
        for part in self.cheapest:  # noqa: SIM110
            if not part.must(keys, sure):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Any(_Open):
    """``terms`` are the parts that are terms, plain ones first, filed by their keys.

    One of the ``enough`` keys is enough for it to be possible, one of the ``sure`` keys for it to be certain, whichever part
    they are of; ``besides`` are the parts of parts that may answer without. Without a key of the ``net`` none does.
    """

    parts: tuple[Node, ...]
    terms: tuple[Term, ...] = field(init=False, repr=False, compare=False)
    others: tuple[Node, ...] = field(init=False, repr=False, compare=False)
    by_key: dict[str, list[int]] = field(init=False, repr=False, compare=False)
    keys: frozenset[str] = field(init=False, repr=False, compare=False)
    enough: frozenset[str] = field(init=False, repr=False, compare=False)
    sure: frozenset[str] = field(init=False, repr=False, compare=False)
    besides: tuple[Node, ...] = field(init=False, repr=False, compare=False)
    net: frozenset[str] = field(init=False, repr=False, compare=False)
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        terms = sorted((part for part in self.parts if isinstance(part, Term)), key=lambda term: term.prefix)
        by_key: dict[str, list[int]] = {}
        for number, term in enumerate(terms):
            for key in term.keys:
                by_key.setdefault(key, []).append(number)
        alone = list(map(_alone, self.parts))
        enough = frozenset[str]().union(*(keys for keys, _, _ in alone))
        besides = tuple(part for _, _, parts in alone for part in parts)
        nets = list(map(net, besides))
        object.__setattr__(self, "terms", tuple(terms))
        object.__setattr__(self, "others", tuple(part for part in self.parts if not isinstance(part, Term)))
        object.__setattr__(self, "by_key", by_key)
        object.__setattr__(self, "keys", frozenset(by_key))
        object.__setattr__(self, "enough", enough)
        object.__setattr__(self, "sure", frozenset[str]().union(*(keys for _, keys, _ in alone)))
        object.__setattr__(self, "besides", besides)
        object.__setattr__(self, "net", enough.union(*nets) if all(nets) else frozenset())
        object.__setattr__(self, "weight", 1 + sum(map(weight, self.others)))

    def may(self, keys: Keys, sure: Keys) -> bool:
        if not self.enough.isdisjoint(keys):
            return True
        if self.net and self.net.isdisjoint(keys):
            return False
        for part in self.besides:  # noqa: SIM110
            if part.may(keys, sure):
                return True
        return False

    def must(self, keys: Keys, sure: Keys) -> bool:
        if not self.sure.isdisjoint(sure):
            return True
        for part in self.besides:  # noqa: SIM110
            if part.must(keys, sure):
                return True
        return False

    def promising(self, keys: Keys, sure: Keys) -> list[Node]:
        """The parts that may be answered."""
        numbers = {number for key in self.keys & keys for number in self.by_key[key]}
        return [*[self.terms[number] for number in sorted(numbers)], *[part for part in self.others if part.may(keys, sure)]]


@dataclass(frozen=True, slots=True)
class Not(_Open):
    part: Node

    def may(self, keys: Keys, sure: Keys) -> bool:
        return not self.part.must(keys, sure)

    def must(self, keys: Keys, sure: Keys) -> bool:
        return not self.part.may(keys, sure)


@dataclass(frozen=True, slots=True)
class Near(_Open):
    """Both in one field, in either order, with at most ``between`` words between them."""

    left: Node
    right: Node
    between: int
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", 5 + weight(self.left) + weight(self.right))

    def may(self, keys: Keys, sure: Keys) -> bool:
        return self.left.may(keys, sure) and self.right.may(keys, sure)


@dataclass(frozen=True, slots=True)
class Title(_Open):
    """Only what the title says counts."""

    part: Node

    def may(self, keys: Keys, sure: Keys) -> bool:
        del sure  # of a single field nothing is
        return self.part.may(keys, frozenset())


@dataclass(frozen=True, slots=True)
class Alias(_Open):
    """``@name``, and what it stands for."""

    name: str
    part: Node

    def may(self, keys: Keys, sure: Keys) -> bool:
        return self.part.may(keys, sure)

    def must(self, keys: Keys, sure: Keys) -> bool:
        return self.part.must(keys, sure)


Node = Term | Meta | Days | All | Any | Not | Near | Title | Alias


def weight(node: Node) -> int:
    """What it costs to ask a node, roughly; an exclusion comes last, since it seldom decides."""
    match node:
        case All() | Any() | Near():
            return node.weight
        case Not(part):
            return 1000 + weight(part)
        case Title(part) | Alias(_, part):
            return weight(part)
    return 1


# --- what follows from keys ----------------------------------------------------------------------------------------


def net(node: Node) -> frozenset[str]:
    """Keys of which an article must hold one to answer ``node``; none where nothing is needed."""
    match node:
        case Term():
            return frozenset(node.keys)
        case All() | Any():
            return node.net
        case Near(left, right, _):
            return rarest(filter(None, (net(left), net(right))))
        case Title(part) | Alias(_, part):
            return net(part)
    return frozenset()


def _alone(node: Node) -> tuple[frozenset[str], frozenset[str], tuple[Node, ...]]:
    """Keys one of which makes ``node`` possible, keys one of which makes it certain, and what may answer it without them."""
    match node:
        case Term():
            keys = frozenset(node.keys)
            return keys, keys if node.is_sure else frozenset(), ()
        case Any():
            return node.enough, node.sure, node.besides
        case Alias(_, part):
            return _alone(part)
        case Title(part):
            enough, _, besides = _alone(part)
            return enough, frozenset(), (node,) if besides else ()
    return frozenset(), frozenset(), (node,)
