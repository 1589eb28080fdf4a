"""What is known while a batch is grouped, and which articles may belong to one of it.

The conductor fills the shelf with what the archive holds for the probes of the batch; ``placing.py`` decides on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import nsmallest

from crackwatch.model import Link
from crackwatch.stories import events
from crackwatch.stories.events import Centre
from crackwatch.stories.prints import Prints
from crackwatch.stories.thresholds import USUAL, Thresholds

BUCKET_SECONDS = 16 * 86400  # spans of the term index
ALL = 0  # no term: counts the articles themselves
POSTED_TERMS = 20  # of an article, by which it is found later: those of its headline, then the rarest
PROBED_TERMS = 12  # of an article, by which others are found: the rarest that any other has
COMMON = 40  # articles; a shingle that more of them have is a phrase of the trade
COMPARED = 12  # texts that one article is compared with word by word
_TERM_BITS = 40


@dataclass(slots=True)
class Place:
    """Where an article stands: its story, the root of its copy group (itself where it is one), and what decides both."""

    story: int
    root: int
    outlet: int
    lang: str
    at: int
    rank: tuple[int, int, int]


@dataclass(slots=True)
class Shelf:
    """Everything by id. ``postings``: which articles have a feature. ``said``: in how many articles a term occurs."""

    articles: int = 0
    next_story: int = 1
    said: dict[int, int] = field(default_factory=dict)
    postings: dict[int, list[int]] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    prints: dict[int, Prints] = field(default_factory=dict)
    stories: dict[int, Centre] = field(default_factory=dict)
    groups: dict[int, set[int]] = field(default_factory=dict)
    parted: list[tuple[int, int]] = field(default_factory=list)  # articles that a person has put into two stories
    weighted: dict[int, dict[int, float]] = field(default_factory=dict)  # terms of the articles of this batch
    links: list[Link] = field(default_factory=list)
    merged: dict[int, int] = field(default_factory=dict)  # story → the story that took it in
    more: Counter[int] = field(default_factory=Counter)  # what ``count`` added to ``said``; under ALL, articles
    touched: set[int] = field(default_factory=set)  # stories that changed
    thresholds: Thresholds = USUAL

    # --- features --------------------------------------------------------------------------------------------------

    def count(self, new: Iterable[Prints]) -> None:
        """Count the words of a batch before any of it is placed, so that order within it does not matter."""
        for prints in new:
            self.more.update(prints.terms.keys())
            self.more[ALL] += 1
        for term, often in self.more.items():
            self.said[term] = self.said.get(term, 0) + often
        self.articles += self.more[ALL]

    def probes(self, prints: Prints) -> list[int]:
        """The features under which articles that may belong to this one are found."""
        return [*prints.marks, *prints.glimpses, *self._windows(prints)]

    def features(self, prints: Prints) -> list[int]:
        """The features under which an article is found later."""
        bucket = prints.telling.at // BUCKET_SECONDS
        terms = sorted(prints.terms, key=lambda term: (prints.terms[term] < 1, self.said.get(term, 0), term))[:POSTED_TERMS]
        marks = [mark for mark in prints.marks if len(self.postings.get(mark, ())) < COMMON]
        return [*marks, *prints.glimpses, *(windowed(term, bucket) for term in terms)]

    def _windows(self, prints: Prints) -> dict[int, int]:
        """The rarest terms that others have too, in each span of days near an article: feature → term."""
        met = [term for term in prints.terms if self.said.get(term, 0) > 1]
        at = prints.telling.at
        buckets = range((at - events.WINDOW_SECONDS) // BUCKET_SECONDS, (at + events.WINDOW_SECONDS) // BUCKET_SECONDS + 1)
        rarest = nsmallest(PROBED_TERMS, met, key=lambda term: (self.said[term], term))
        return {windowed(term, bucket): term for term in rarest for bucket in buckets}

    # --- candidates ------------------------------------------------------------------------------------------------

    def alike(self, prints: Prints) -> list[int]:
        """Ids of articles that may be the same text, the likeliest first."""
        votes: Counter[int] = Counter()
        for mark in prints.marks:
            found = self.postings.get(mark, ())
            if len(found) < COMMON:
                votes.update(found)
        needed = 2 if len(prints.marks) > 3 else 1
        for glimpse in prints.glimpses:
            for article in self.postings.get(glimpse, ())[:COMMON]:
                votes[article] += needed
        votes.pop(prints.telling.id, None)
        return [article for article, seen in sorted(votes.items(), key=lambda v: (-v[1], v[0])) if seen >= needed][:COMPARED]

    def related(self, prints: Prints) -> dict[int, float]:
        """Articles that share rare terms in time, with the weight of what they share."""
        votes: dict[int, float] = {}
        for feature, term in self._windows(prints).items():
            weight = events.rarity(term, self.said[term], self.articles)
            for article in self.postings.get(feature, ()):
                votes[article] = votes.get(article, 0.0) + weight
        votes.pop(prints.telling.id, None)
        return votes

    def foreign(self, prints: Prints, votes: dict[int, float]) -> list[int]:
        """Ids of articles in other languages that may be a translation, the likeliest first."""
        others = [a for a in votes if a in self.places and self.places[a].lang != prints.lang]
        return sorted(others, key=lambda a: (-votes[a], a))[:COMPARED]


def windowed(term: int, bucket: int) -> int:
    """A term within a span of days. Days stand first, so that what is written together lies together."""
    return -((bucket << _TERM_BITS | term & ((1 << _TERM_BITS) - 1)) + 1)
