"""What an article shows to learning: its words, their parts and the aliases that hit it."""

from __future__ import annotations

from functools import lru_cache
from math import sqrt
from typing import NamedTuple

from crackwatch.watches.document import Text
from crackwatch.watches.match import Percolator
from crackwatch.watches.query import parse
from crackwatch.watches.words import fold

Aliases = tuple[tuple[str, str], ...]  # names and queries

ALWAYS, HIT = "", "!"  # traits that no word can be

_ALIASES, _PARTS = 1.5, 0.5  # what all aliases, and all parts of a word, weigh beside all words, and beside the word
_LONGEST = 1_500  # signs of the full text that are looked at: what comes later is seldom what an article is about
_SHORTEST = 4  # letters of a word that says something; figures always do


class Trait(NamedTuple):
    """``key`` is what is learned about, ``said`` the word or @alias that a reader is shown for it."""

    key: str
    value: float
    said: str = ""


def traits(text: Text, hit: bool, aliases: Aliases) -> list[Trait]:
    """What is seen in an article. Raises ``QueryError`` for a faulty alias."""
    seen = [Trait(ALWAYS, 1.0)] + ([Trait(HIT, 1.0)] if hit else [])
    vocabulary = fold(text.title, text.summary, text.text[:_LONGEST])
    telling = sorted(word for word in vocabulary if len(word) >= _SHORTEST or word[0].isdigit())
    for word in telling:
        parts, weight = _parts(word), 1.0 / sqrt(len(telling))
        seen.append(Trait(word, weight, word))
        seen += [Trait(f"#{part}", _PARTS * weight / sqrt(len(parts)), word) for part in parts]
    hits = [f"@{aliases[number][0]}" for number, _ in _percolator(aliases).match(text)]
    return seen + [Trait(alias, _ALIASES / sqrt(len(hits)), alias) for alias in hits]


def _parts(word: str) -> list[str]:
    """The runs of four signs of a word, its ends included."""
    edged = f"^{word}$"
    return [edged[at : at + 4] for at in range(len(edged) - 3)]


@lru_cache(maxsize=4)
def _percolator(aliases: Aliases) -> Percolator:
    named = dict(aliases)
    return Percolator((number, parse(f"@{name}", named)) for number, (name, _) in enumerate(aliases))
