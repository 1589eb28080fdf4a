"""What an article must hold before it is worth asking whether a query hits: a net that is never too tight.

There are some ways to answer a query, and for each way a row of sets of keys: an article can only answer like this if it
holds at least one key (``tree.Term.keys``) of each set. A way without sets is open to every article. The idea is that of Lucene's monitor
("presearcher"): a look into a dictionary puts most queries aside.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, product
from math import prod

from crackwatch.watches.tree import Alias, All, Any, Near, Node, Term, Title

Need = tuple[frozenset[str], ...]

_MOST = 16  # ways that are kept apart

# Words that stand in more than one news item of a hundred, in French, English, German and Spanish.
_OFTEN = (
    "paris parisien france francai ville porte nord avenue boulevard arrondissement maire mairie rue quartier place police "
    "homme femme enfant pay monde president gouvernement ministre guerre equipe match prix marche annee jour heure travail "
    "sante ecole region seine capitale dan pour avec apre the and for with from new say year people world city day government "
    "state school war der die das und mit nach von jahr stadt mensch regierung los las del con por para tra ano ciudad gobierno"
)
_COMMON = frozenset(_OFTEN.split())


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
    return (frozenset().union(*map(rarest_keys, needs)),) if all(needs) else ()


def rarest_keys(need: Need) -> frozenset[str]:
    """The set of which one key is met most rarely, as far as can be guessed."""
    return min(need, key=lambda keys: sum(map(_frequency, keys)))


def rarest(need: Need) -> frozenset[str]:
    """Single words and stems one of which stands in every article that meets the need."""
    return frozenset(map(anchor, rarest_keys(need)))


def anchor(key: str) -> str:
    """The word of a key that is met most rarely, as far as can be guessed."""
    return min(key.split(), key=_frequency)


def _frequency(key: str) -> float:
    """How many articles of a hundred hold a key, guessed by its length: long words are rare, and so are figures."""
    often = key in _COMMON or len(key) < 3 + key.isalpha()
    return (1.0 if often else 0.02) + 2.0 ** -len(key)


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
