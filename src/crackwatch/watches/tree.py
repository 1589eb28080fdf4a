"""What a query says, as a tree.

A tree is canonical: no ``All`` lies directly in an ``All``, no ``Any`` in an ``Any``, no ``Not`` in a ``Not``, and none of
them has a single part. So a query that is printed and parsed again gives the same tree.

Each node knows what follows for it from the terms whose words an article holds, wherever they stand: whether it ``may`` be
answered, and whether it ``must``.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from crackwatch.watches.words import forms

Around = Literal["source", "lang", "feed", "author"]


class Held(NamedTuple):
    """The keys of terms that an article holds, and those that surely stand in the fields that are asked about."""

    keys: AbstractSet[str]
    sure: AbstractSet[str]

    def within(self) -> Held:
        """What is known of one of its fields: nothing stands there for sure."""
        return Held(self.keys, frozenset())


class _Open:
    """What words cannot decide."""

    __slots__ = ()

    def may(self, held: Held) -> bool:
        """Whether an article that holds these terms can answer: sometimes wrongly yes, never wrongly no."""
        del held
        return True

    def must(self, held: Held) -> bool:
        """Whether every article that holds these terms answers: sometimes wrongly no, never wrongly yes."""
        del held
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

    def may(self, held: Held) -> bool:
        return not held.keys.isdisjoint(self.keys)

    def must(self, held: Held) -> bool:
        return self.is_sure and not held.sure.isdisjoint(self.keys)


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
    """``cheapest`` are the parts in the order in which asking them costs least."""

    parts: tuple[Node, ...]
    cheapest: tuple[Node, ...] = field(init=False, repr=False, compare=False)
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cheapest", tuple(sorted(self.parts, key=weight)))
        object.__setattr__(self, "weight", sum(map(weight, self.parts)))

    def may(self, held: Held) -> bool:
        for part in self.cheapest:  # noqa: SIM110 (most articles are decided here, and a generator takes twice as long)
            if not part.may(held):
                return False
        return True

    def must(self, held: Held) -> bool:
        return all(part.must(held) for part in self.cheapest)


@dataclass(frozen=True, slots=True)
class Any(_Open):
    """``terms`` are the parts that are terms, plain ones first, filed by their keys; the ``sure`` keys answer without a look."""

    parts: tuple[Node, ...]
    terms: tuple[Term, ...] = field(init=False, repr=False, compare=False)
    others: tuple[Node, ...] = field(init=False, repr=False, compare=False)
    by_key: dict[str, list[int]] = field(init=False, repr=False, compare=False)
    keys: frozenset[str] = field(init=False, repr=False, compare=False)
    sure: frozenset[str] = field(init=False, repr=False, compare=False)
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        terms = sorted((part for part in self.parts if isinstance(part, Term)), key=lambda term: term.prefix)
        by_key: dict[str, list[int]] = {}
        for number, term in enumerate(terms):
            for key in term.keys:
                by_key.setdefault(key, []).append(number)
        object.__setattr__(self, "terms", tuple(terms))
        object.__setattr__(self, "others", tuple(part for part in self.parts if not isinstance(part, Term)))
        object.__setattr__(self, "by_key", by_key)
        object.__setattr__(self, "keys", frozenset(by_key))
        object.__setattr__(self, "sure", frozenset(key for term in terms if term.is_sure for key in term.keys))
        object.__setattr__(self, "weight", 1 + sum(map(weight, self.others)))

    def may(self, held: Held) -> bool:
        if not self.keys.isdisjoint(held.keys):
            return True
        for part in self.others:  # noqa: SIM110
            if part.may(held):
                return True
        return False

    def must(self, held: Held) -> bool:
        return not self.sure.isdisjoint(held.sure) or any(part.must(held) for part in self.others)

    def promising(self, held: Held) -> list[Node]:
        """The parts that may be answered."""
        numbers = {number for key in self.keys & held.keys for number in self.by_key[key]}
        return [*(self.terms[number] for number in sorted(numbers)), *(part for part in self.others if part.may(held))]


@dataclass(frozen=True, slots=True)
class Not(_Open):
    part: Node

    def may(self, held: Held) -> bool:
        return not self.part.must(held)

    def must(self, held: Held) -> bool:
        return not self.part.may(held)


@dataclass(frozen=True, slots=True)
class Near(_Open):
    """Both in one field, in either order, with at most ``between`` words between them."""

    left: Node
    right: Node
    between: int
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", 5 + weight(self.left) + weight(self.right))

    def may(self, held: Held) -> bool:
        return self.left.may(held) and self.right.may(held)


@dataclass(frozen=True, slots=True)
class Title(_Open):
    """Only what the title says counts."""

    part: Node

    def may(self, held: Held) -> bool:
        return self.part.may(held.within())


@dataclass(frozen=True, slots=True)
class Alias(_Open):
    """``@name``, and what it stands for."""

    name: str
    part: Node

    def may(self, held: Held) -> bool:
        return self.part.may(held)

    def must(self, held: Held) -> bool:
        return self.part.must(held)


Node = Term | Meta | Days | All | Any | Not | Near | Title | Alias


def all_of(parts: Iterable[Node]) -> Node:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,))]
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def any_of(parts: Iterable[Node]) -> Node:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Any) else (part,))]
    return flat[0] if len(flat) == 1 else Any(tuple(flat))


def negated(part: Node) -> Node:
    return part.part if isinstance(part, Not) else Not(part)


def asks_for_something(node: Node) -> bool:
    """Whether an article must hold something to answer ``node``; a query that can only exclude does not ask."""
    match node:
        case All(parts):
            return any(map(asks_for_something, parts))
        case Any(parts):
            return all(map(asks_for_something, parts))
        case Not():
            return False
        case Title(part) | Alias(_, part):
            return asks_for_something(part)
    return True


def can_be_near(node: Node) -> bool:
    """Whether places in a text answer ``node``: words, and what OR and NEAR make of them."""
    match node:
        case Term() | Near():
            return True
        case Any(parts):
            return all(map(can_be_near, parts))
        case Title(part) | Alias(_, part):
            return can_be_near(part)
    return False


def only_words(node: Node) -> bool:
    """Whether ``node`` asks about nothing but the words of an article, in whatever field."""
    match node:
        case Meta() | Days():
            return False
        case All(parts) | Any(parts):
            return all(map(only_words, parts))
        case Near(left, right, _):
            return only_words(left) and only_words(right)
        case Not(part) | Title(part) | Alias(_, part):
            return only_words(part)
    return True


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
