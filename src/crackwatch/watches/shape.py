"""How trees are put together, and what they are like.

A tree is canonical: no ``All`` lies directly in an ``All``, no ``Any`` in an ``Any``, no ``Not`` in a ``Not``, and none of
them has a single part. So a query that is printed and parsed again gives the same tree.
"""

from __future__ import annotations

from collections.abc import Iterable

from crackwatch.watches.tree import Alias, All, Any, Days, Meta, Near, Node, Not, Term, Title


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
