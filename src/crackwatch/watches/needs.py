"""What an article must hold to be a hit, told to those who search on our behalf: full-text search, archives of the web.

There are some ways to answer a query, and for each way a row of sets of keys: an article can only answer like this if it
holds at least one key (``tree.Term.keys``) of each set. A way without sets is open to every article.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, product
from math import prod

from crackwatch.watches.rarity import anchor, rarest
from crackwatch.watches.tree import Alias, All, Any, Near, Node, Term, Title

Need = tuple[frozenset[str], ...]

_MOST = 16  # ways that are kept apart


def ways(node: Node) -> tuple[Need, ...]:
    """The needs of which every article that ``node`` hits meets at least one."""
    match node:
        case Term():
            return ((frozenset(node.keys),),)
        case All(parts):
            return _together([ways(part) for part in parts])
        case Near(left, right, _):
            return _together([ways(left), ways(right)])
        case Any(parts):
            terms = [way for part in parts if isinstance(part, Term) for way in ways(part)]
            others = [ways(part) for part in parts if not isinstance(part, Term)]
            return _either([*([(_merged(terms),)] if terms else ()), *others])
        case Title(part) | Alias(_, part):
            return ways(part)
    return ((),)


def _either(parts: list[tuple[Need, ...]]) -> tuple[Need, ...]:
    if sum(map(len, parts)) > _MOST:
        parts = [(_merged(part),) for part in parts]
    kept = tuple(chain.from_iterable(parts))
    return kept if len(kept) <= _MOST else (_merged(kept),)


def _together(parts: list[tuple[Need, ...]]) -> tuple[Need, ...]:
    if prod(map(len, parts)) > _MOST:
        parts = [(_merged(part),) for part in parts]
    return tuple(tuple(chain.from_iterable(needs)) for needs in product(*parts))


def _merged(needs: Iterable[Need]) -> Need:
    """One need that is met wherever one of ``needs`` is."""
    needs = tuple(needs)
    return (frozenset().union(*map(rarest, needs)),) if all(needs) else ()


def anchors(need: Need) -> frozenset[str]:
    """Single words and stems one of which stands in every article that meets the need."""
    return frozenset(map(anchor, rarest(need)))


# --- full-text search ----------------------------------------------------------------------------------------------


def expression(needs: Iterable[Need]) -> str | None:
    """The needs as an FTS5 expression of quoted words, prefixes, AND and OR; ``None`` when one of them is open."""
    said = [_joined(" AND ", [_joined(" OR ", map(_quoted, sorted(keys))) for keys in need if _plain(keys)]) for need in needs]
    return _joined(" OR ", said) if all(said) else None


def _joined(by: str, parts: Iterable[str]) -> str:
    """The parts with parentheses around those that need them."""
    parts = list(parts)
    return by.join(f"({part})" if " " in part and len(parts) > 1 else part for part in parts)


def _plain(keys: Iterable[str]) -> bool:
    """Whether FTS5's tokenizer surely thinks of every key as we do; of some scripts it may not."""
    return all(sign.isascii() or "\u0370" <= sign <= "\u051f" for key in keys for sign in key)


def _quoted(key: str) -> str:
    return " AND ".join(f'"{word.rstrip("*")}"{"*" * word.endswith("*")}' for word in key.split())
