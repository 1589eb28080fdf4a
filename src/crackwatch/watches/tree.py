"""What a query says, as a tree, and how it is written again.

A tree is canonical: no ``All`` lies directly in an ``All``, no ``Any`` in an ``Any``, no ``Not`` in a ``Not``, and none of
them has a single part. So a query that is printed and parsed again gives the same tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from crackwatch.watches.words import forms

Around = Literal["source", "lang", "feed", "author"]

OPERATORS = frozenset({"AND", "ET", "OR", "OU", "NOT", "SAUF", "NEAR"})


@dataclass(frozen=True, slots=True)
class Term:
    """Words in a row: a word, a phrase, a ``prefix*``, an exact ``=Form``. ``words`` are normal forms, at least one."""

    words: tuple[str, ...]
    written: str  # as in the query, without quotes, * and =
    prefix: bool = False  # the last word may go on
    exact: bool = False  # the article must write it like this, sign by sign


@dataclass(frozen=True, slots=True)
class Meta:
    """What stands around an article. ``words`` are folded but never shortened."""

    field: Around
    words: tuple[str, ...]
    written: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last ISO day, both included; ``""`` is open."""

    since: str
    until: str
    written: str


@dataclass(frozen=True, slots=True)
class All:
    """``cheapest`` are the parts in the order in which asking them costs least."""

    parts: tuple[Node, ...]
    cheapest: tuple[Node, ...] = field(init=False, repr=False, compare=False)
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cheapest", tuple(sorted(self.parts, key=weight)))
        object.__setattr__(self, "weight", sum(map(weight, self.parts)))


@dataclass(frozen=True, slots=True)
class Any:
    """Parts that are terms are filed: under the longest of their words, a prefix by its first three letters."""

    parts: tuple[Node, ...]
    by_word: dict[str, list[Term]] = field(init=False, repr=False, compare=False)
    by_head: dict[str, list[Term]] = field(init=False, repr=False, compare=False)
    others: tuple[Node, ...] = field(init=False, repr=False, compare=False)
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_word: dict[str, list[Term]] = {}
        by_head: dict[str, list[Term]] = {}
        for part in self.parts:
            if isinstance(part, Term) and part.prefix:
                for head in {word[:3] for word in (part.words[-1], *forms(part.words[-1]))}:
                    by_head.setdefault(head, []).append(part)
            elif isinstance(part, Term):
                by_word.setdefault(max(part.words, key=len), []).append(part)
        object.__setattr__(self, "by_word", by_word)
        object.__setattr__(self, "by_head", by_head)
        object.__setattr__(self, "others", tuple(part for part in self.parts if not isinstance(part, Term)))
        object.__setattr__(self, "weight", 1 + sum(map(weight, self.others)))


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True)
class Near:
    """Both in one field, in either order, with at most ``between`` words between them."""

    left: Node
    right: Node
    between: int
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", 5 + weight(self.left) + weight(self.right))


@dataclass(frozen=True, slots=True)
class Title:
    """Only what the title says counts."""

    part: Node


@dataclass(frozen=True, slots=True)
class Alias:
    """``@name``, and what it stands for."""

    name: str
    part: Node


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


# --- printing ------------------------------------------------------------------------------------------------------

_LOOSEST, _OR, _AND, _NEAR, _UNARY = range(5)
_BARE = re.compile(r"[^\W_]+")


def show(node: Node) -> str:
    """The query that ``node`` says, with no more parentheses than it needs."""
    return _show(node, _LOOSEST)


def _show(node: Node, floor: int) -> str:
    """``node`` as it stands inside something that binds as tightly as ``floor``."""
    match node:
        case Any(parts):
            return _grouped(" OR ".join(_show(part, _AND) for part in parts), floor > _OR)
        case All(parts):
            return _grouped(" ".join(_show(part, _NEAR) for part in parts), floor > _AND)
        case Near(left, right, between):
            return _grouped(f"{_show(left, _NEAR)} NEAR/{between} {_show(right, _UNARY)}", floor > _NEAR)
        case Not(part):
            return f"-{_show(part, _UNARY)}"
        case Title(part):
            return f"title:{_show(part, _UNARY)}"
        case Alias(name, _):
            return f"@{name}"
        case Days(written=written):
            return f"date:{written}"
        case Meta(name, _, written, prefix):
            return f"{name}:{_spelled(written, prefix)}"
        case Term(_, written, prefix, exact):
            return f"{'=' if exact else ''}{_spelled(written, prefix)}"


def _grouped(text: str, needed: bool) -> str:
    return f"({text})" if needed else text


def _spelled(written: str, prefix: bool) -> str:
    star = "*" if prefix else ""
    if _BARE.fullmatch(written) and written not in OPERATORS:
        return written + star
    return f'"{written}{star}"'


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
