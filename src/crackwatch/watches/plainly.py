"""A query in the few plain words that any search engine understands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from crackwatch.watches.query import Query
from crackwatch.watches.shown import show
from crackwatch.watches.tree import Alias, All, Any, Days, Meta, Near, Node, Not, Term, Title

_RICH = re.compile(r"[@:*=/]|\bNEAR\b")


class _Choice(NamedTuple):
    """Words that one way to answer a query needs, and in how many alternatives the rarest of them stands."""

    terms: tuple[str, ...]
    weight: int


def plainly(query: Query, most: int = 4) -> tuple[str, ...]:
    """Searches that together find most of what ``query`` is about, the closest first; at most ``most``.

    A query that is plain itself is given as it is. Else each of its alternatives gives the words that stand in most of them,
    where several would do; what excludes, and what stands around an article, is left to the watch.
    """
    said = str(query)
    if not _RICH.search(said):
        return (said,)
    alternatives = query.root.parts if isinstance(query.root, Any) else (query.root,)
    often = Counter(words for part in alternatives for words in {term.words for term in _terms(part)})
    ranked = sorted((choice for part in alternatives if (choice := _best(part, often))), key=lambda choice: -choice.weight)
    chosen: list[frozenset[str]] = []
    searches: list[str] = []
    for choice in ranked:
        words = frozenset(choice.terms)
        if not any(known <= words for known in chosen):
            chosen.append(words)
            searches.append(" ".join(choice.terms))
    return tuple(searches[:most])


def _terms(node: Node) -> Iterator[Term]:
    """The words that an article may hold to be a hit."""
    match node:
        case Term():
            yield node
        case All(parts) | Any(parts):
            for part in parts:
                yield from _terms(part)
        case Near(left, right, _):
            yield from _terms(left)
            yield from _terms(right)
        case Title(part) | Alias(_, part):
            yield from _terms(part)


def _best(node: Node, often: Counter[tuple[str, ...]]) -> _Choice | None:
    """The most telling words with which an article can answer; None where it needs none."""
    match node:
        case Term(words, written):
            return _Choice((show(Term(words, written)),), often[words])
        case Any(parts):
            return max(filter(None, (_best(part, often) for part in parts)), key=lambda choice: choice.weight, default=None)
        case All(parts):
            return _joined([_best(part, often) for part in parts])
        case Near(left, right, _):
            return _joined([_best(left, often), _best(right, often)])
        case Alias(name, part):  # named for its subject, as a rule
            return _best(next((term for term in _terms(part) if term.words == (name,)), part), often)
        case Title(part):
            return _best(part, often)
        case Not() | Meta() | Days():
            return None


def _joined(parts: list[_Choice | None]) -> _Choice | None:
    needed = [part for part in parts if part]
    if not needed:
        return None
    terms = dict.fromkeys(term for part in needed for term in part.terms)
    return _Choice(tuple(terms), min(part.weight for part in needed))
