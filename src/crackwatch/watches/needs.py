"""What an article must hold before it is worth asking whether a query hits: a net that is never too tight.

There are some ways to answer a query, and for each way a row of sets of keys: an article can only answer like this if it
holds at least one key of each set. A key is a word in its normal form, or ``stem*``. A way without sets is open to every
article. The idea is that of Lucene's monitor ("presearcher"): a look into a dictionary puts most queries aside.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, product
from math import prod

from crackwatch.watches.tree import Alias, All, Any, Near, Node, Term, Title
from crackwatch.watches.words import forms

Need = tuple[frozenset[str], ...]

_MOST = 16  # ways that are kept apart


def ways(node: Node) -> tuple[Need, ...]:
    """The needs of which every article that ``node`` hits meets at least one."""
    match node:
        case Term(words, prefix=prefix):
            last = frozenset([words[-1] + "*", *forms(words[-1])] if prefix else [words[-1]])
            return ((*(frozenset([word]) for word in words[:-1]), last),)
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


def rarest(need: Need) -> frozenset[str]:
    """The set of which one key is met most rarely, as far as can be guessed."""
    return min(need, key=_frequency)


# Words that stand in more than one news item of a hundred, in French, English, German and Spanish.
_COMMON = frozenset(
    [
        "paris",
        "parisien",
        "france",
        "francai",
        "ville",
        "porte",
        "nord",
        "avenue",
        "boulevard",
        "arrondissement",
        "maire",
        "mairie",
        "rue",
        "quartier",
        "place",
        "police",
        "homme",
        "femme",
        "enfant",
        "pay",
        "monde",
        "president",
        "gouvernement",
        "ministre",
        "guerre",
        "equipe",
        "match",
        "prix",
        "marche",
        "annee",
        "jour",
        "heure",
        "travail",
        "sante",
        "ecole",
        "region",
        "seine",
        "capitale",
        "dan",
        "pour",
        "avec",
        "apre",
        "the",
        "and",
        "for",
        "with",
        "from",
        "new",
        "say",
        "year",
        "people",
        "world",
        "city",
        "day",
        "government",
        "state",
        "police",
        "school",
        "war",
        "der",
        "die",
        "das",
        "und",
        "mit",
        "nach",
        "von",
        "jahr",
        "stadt",
        "mensch",
        "regierung",
        "los",
        "las",
        "del",
        "con",
        "por",
        "para",
        "tra",
        "ano",
        "ciudad",
        "gobierno",
    ]
)


def _frequency(keys: frozenset[str]) -> float:
    """How many articles of a hundred hold one of the keys, guessed."""
    return sum((1.0 if key in _COMMON or len(key) < 3 + key.isalpha() else 0.02) + 2.0 ** -len(key) for key in keys)


# --- full-text search ----------------------------------------------------------------------------------------------


def expression(needs: Iterable[Need]) -> str | None:
    """The needs as an FTS5 expression of quoted words, prefixes, AND and OR; ``None`` when one of them is open."""
    said = [_conjunction(need) for need in needs]
    return " OR ".join(f"({one})" if " " in one and len(said) > 1 else one for one in said) if all(said) else None


def _conjunction(need: Need) -> str:
    alternatives = [[_quoted(key) for key in sorted(keys)] for keys in need]
    said = [" OR ".join(quoted) for quoted in alternatives if all(quoted)]
    return " AND ".join(f"({one})" if " " in one and len(said) > 1 else one for one in said)


def _quoted(key: str) -> str:
    """A key for FTS5, or nothing for scripts of which its tokenizer may think otherwise than we do."""
    word = key.rstrip("*")
    if not all(sign.isascii() or "\u0370" <= sign <= "\u051f" for sign in word):
        return ""
    return f'"{word}"{key[len(word) :]}'
