"""Whether an article tells an event that a story already tells.

A story is the sum of its articles' weighted terms (tf-idf); an article joins the one whose centre it resembles most, when
the resemblance, which fades with the time between them, is high enough. One pass in order of time: Allan et al.,
"Topic detection and tracking pilot study", 1998. A term is as rare as the *stories* that say it are: one event that everybody
tells makes its words no more common.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import mul

FADE_SECONDS = 1.5 * 86400  # for headlines; longer for texts of more than TERMS terms, by the square root
TERMS = 8
LONGER = 2.2  # at most
WINDOW_SECONDS = 6 * 86400
PRIOR = 600  # stories that every archive is taken to hold besides its own, so that a young one has an idea of rarity
SEEN = 2  # of them say any given term
SEEN_COMMON = 7  # of them say a term that is odd: small numbers and the vocabulary of reporting
CENTRE_TERMS = 64
LONE = 2 / 3  # of a resemblance is believed that rests on one term: a first name, a small town, "gastro"


@dataclass(slots=True)
class Centre:
    """What a story's articles say together. Times are Unix seconds."""

    first_at: int
    last_at: int
    articles: int = 0
    terms: dict[int, float] = field(default_factory=dict)
    _length: float = 0.0  # 0: not known
    _breadth: float = 0.0  # the same

    @property
    def length(self) -> float:
        """Of the vector of terms."""
        if not self._length:
            self._length = math.hypot(*self.terms.values()) or 1.0
        return self._length

    @property
    def breadth(self) -> float:
        """The square root of how many terms an article has, on the whole: what n equal weights of length 1 add up to."""
        if not self._breadth:
            self._breadth = sum(self.terms.values()) / self.articles
        return self._breadth

    def add(self, terms: Mapping[int, float], at: int) -> None:
        """Take an article in."""
        self._stretch(at, at)
        self.articles += 1
        self._length = self._breadth = 0.0
        for term, weight in terms.items():
            self.terms[term] = self.terms.get(term, 0.0) + weight

    def reweigh(self, old: Mapping[int, float], new: Mapping[int, float]) -> None:
        """Weigh the terms of an article otherwise."""
        self._length = self._breadth = 0.0
        for term, weight in new.items():
            self.terms[term] = max(self.terms[term] + weight - old[term], 0.0)

    def absorb(self, other: Centre) -> None:
        """Take another story in."""
        articles = self.articles + other.articles
        self._stretch(other.first_at, other.last_at)
        self.add(other.terms, self.first_at)
        self.articles = articles

    def _stretch(self, first_at: int, last_at: int) -> None:
        """An event lasts from its first to its last article, but for a copy that is printed, or dated, long before or after."""
        if max(first_at - self.last_at, self.first_at - last_at) <= WINDOW_SECONDS:
            self.first_at, self.last_at = min(self.first_at, first_at), max(self.last_at, last_at)

    def kept(self) -> tuple[int, int, int, dict[int, float]]:
        """First and last time, number of articles, and the terms that weigh most: what is stored."""
        terms = self.terms
        if len(terms) > CENTRE_TERMS:
            terms = dict(sorted(terms.items(), key=lambda item: (-item[1], item[0]))[:CENTRE_TERMS])
        return self.first_at, self.last_at, self.articles, terms


def rarity(term: int, said: int, stories: int) -> float:
    """How much it says that a text has ``term``, which ``said`` of so many stories have."""
    return max(math.log((stories + PRIOR) / (said + (SEEN_COMMON if term & 1 else SEEN))), 0.01)


def weighted(terms: Mapping[int, float], rarity_of: Callable[[int], float]) -> dict[int, float]:
    """tf-idf of length 1; ``rarity_of`` says how rare a term is."""
    found = list(map(mul, map(rarity_of, terms), terms.values()))
    length = math.hypot(*found) or 1.0
    return {term: weight / length for term, weight in zip(terms, found, strict=True)}


def resemblance(a: Centre, b: Centre) -> float:
    """0..1: how much two stories, or an article and a story, tell the same, faded by the time between their middles."""
    if max(a.first_at - b.last_at, b.first_at - a.last_at) > WINDOW_SECONDS:
        return 0.0
    ours, theirs = a.terms, b.terms
    shared = ours.keys() & theirs.keys()
    common = sum([ours[term] * theirs[term] for term in shared]) * (LONE if len(shared) == 1 else 1.0)
    apart = abs(a.first_at + a.last_at - b.first_at - b.last_at) / 2
    longer = min(max(min(a.breadth, b.breadth) / math.sqrt(TERMS), 1.0), LONGER)
    return common / (a.length * b.length) * math.exp(-apart / (FADE_SECONDS * longer))
