"""What an article must hold before it is worth asking whether a query hits: a net that is never too tight.

A need is a set of keys of which one must be there, or several needs that must all be met, or several of which one must.
A key is a word in its normal form, or ``stem*``. ``None`` needs nothing: every article must be read. The idea is that of
Lucene's monitor ("presearcher"): most queries are put aside by a look into a dictionary.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from crackwatch.watches.words import forms
from crackwatch.watches.tree import Alias, All, Any, Near, Node, Term, Title


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    keys: frozenset[str]
    parts: tuple[Need, ...] = ()


Need = AllOf | OneOf


def needs(node: Node) -> Need | None:
    """What every article that ``node`` hits holds."""
    match node:
        case Term(words, prefix=prefix):
            last = frozenset([words[-1] + "*", *forms(words[-1])] if prefix else [words[-1]])
            return _all([*(OneOf(frozenset([word])) for word in words[:-1]), OneOf(last)])
        case All(parts):
            return _all([needs(part) for part in parts])
        case Near(left, right, _):
            return _all([needs(left), needs(right)])
        case Any(parts):
            return _one([needs(part) for part in parts])
        case Title(part) | Alias(_, part):
            return needs(part)
    return None


def _all(parts: list[Need | None]) -> Need | None:
    flat: list[Need] = []
    for part in parts:
        if isinstance(part, AllOf):
            flat.extend(part.parts)
        elif part is not None:
            flat.append(part)
    return AllOf(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None


def _one(parts: list[Need | None]) -> Need | None:
    words: set[str] = set()
    deeper: list[Need] = []
    for part in parts:
        if part is None:
            return None
        if isinstance(part, OneOf):
            words |= part.keys
            deeper.extend(part.parts)
        else:
            deeper.append(part)
    return OneOf(frozenset(words), tuple(deeper))


def met(need: Need, present: AbstractSet[str]) -> bool:
    """Whether an article that holds these keys, of all keys that were asked for, meets the need."""
    if isinstance(need, AllOf):
        return all(met(part, present) for part in need.parts)
    return not need.keys.isdisjoint(present) or any(met(part, present) for part in need.parts)


def anchors(need: Need) -> frozenset[str]:
    """Keys one of which every article that meets the need holds, as rare ones as can be guessed."""
    if isinstance(need, AllOf):
        return min(map(anchors, need.parts), key=_frequency)
    return need.keys.union(*map(anchors, need.parts))


def _frequency(keys: frozenset[str]) -> float:
    """How often one of the keys will be met, guessed by their lengths: long words are rare, and so are figures."""
    return sum(4.0 * 2.0 ** -len(key) if key[-1] == "*" or key[0].isdigit() else 2.0 ** -len(key) for key in keys)


# --- full-text search ----------------------------------------------------------------------------------------------


def expression(need: Need | None) -> str | None:
    """The need as an FTS5 expression of quoted words, prefixes, AND and OR; ``None`` when it needs nothing."""
    if need is None:
        return None
    if isinstance(need, AllOf):
        parts = [said for part in need.parts if (said := expression(part))]
        return " AND ".join(f"({part})" if " OR " in part else part for part in parts) or None
    said = [_quoted(key) for key in sorted(need.keys)] + [expression(part) for part in need.parts]
    parts = [part for part in said if part]
    if len(parts) < len(said):
        return None
    return " OR ".join(f"({part})" if " AND " in part else part for part in parts)


def _quoted(key: str) -> str | None:
    """A key for FTS5, or ``None`` for scripts of which its tokenizer may think otherwise than we do."""
    word = key.rstrip("*")
    if not all(sign.isascii() or "\u0370" <= sign <= "\u051f" for sign in word):
        return None
    return f'"{word}"{key[len(word):]}'
