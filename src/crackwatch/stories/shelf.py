"""What is known while a batch is grouped, and which articles may belong to one of it.

The conductor fills the shelf with what the archive holds for the probes of the batch; ``placing.py`` decides on it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from crackwatch.model import Link
from crackwatch.stories import copies, events
from crackwatch.stories.events import Centre
from crackwatch.stories.prints import Prints
from crackwatch.stories.thresholds import USUAL, Thresholds

SPAN_SECONDS = 8 * 86400  # of the term index
ALL = 0  # no term: counts the stories themselves
PROBED_TERMS = 12  # of an article, by which others are found: the rarest that any other has
FEWEST_TERMS = 5  # of them, also where so few are in many articles
NEW_TERMS = 10  # of an article, that no other has yet, by which it may be found
FULL = 60  # articles in which a term is looked up, for each span of days, or as much of it as is near the batch
VISITED = 100  # articles that may share a term with one, of which the nearest are looked at
RELATED = 10  # articles whose stories are compared with one
TRANSLATED = 5  # texts in other languages that one article is compared with
COMMON = 40  # articles; a shingle that more of them have is a phrase of the trade
COMPARED = 12  # texts that one article is compared with word by word
TERM_BITS = 40
TERM_MASK = (1 << TERM_BITS) - 1


@dataclass(slots=True)
class Place:
    """Where an article stands: its story, the root of its copy group (itself where it is one), and what decides both.

    ``rank`` is known of articles that may be copies of one of the batch, and of the members of their groups.
    """

    story: int
    root: int
    outlet: int
    lang: str
    at: int
    rank: tuple[int, int, int] = (0, 0, 0)


class Rarities(dict[int, float]):
    """How much it says that a text has a term; worked out when it is first asked for."""

    def __init__(self, said: Mapping[int, int], total: int) -> None:
        self._often, self._total = said.get, total

    def __missing__(self, term: int) -> float:
        found = self[term] = events.rarity(term, self._often(term, 0), self._total)
        return found


Postings = dict[int, list[tuple[int, int]]]  # feature → (time, id) of the articles that have it, the earliest first


@dataclass(slots=True)
class Shelf:
    """Everything by id. ``said``: in how many stories a term occurs. ``latest``: no article is later."""

    total: int = 0  # stories
    next_story: int = 1
    latest: int = 1 << 40
    said: dict[int, int] = field(default_factory=dict)
    postings: Postings = field(default_factory=dict)  # of what was stored before
    fresh: Postings = field(default_factory=dict)  # of the batch itself
    kept: dict[int, list[int]] = field(default_factory=dict)  # features of the articles of the batch, to be stored
    places: dict[int, Place] = field(default_factory=dict)
    prints: dict[int, Prints] = field(default_factory=dict)
    stories: dict[int, Centre] = field(default_factory=dict)
    langs: set[str] = field(default_factory=set)  # of all articles that have a place
    groups: dict[int, set[int]] = field(default_factory=dict)
    parted: list[tuple[int, int]] = field(default_factory=list)  # articles that a person has put into two stories
    near: dict[int, list[int]] = field(default_factory=dict)  # to each article of this batch, those that share most with it
    weighted: dict[int, dict[int, float]] = field(default_factory=dict)  # terms of the articles of this batch
    links: list[Link] = field(default_factory=list)
    merged: dict[int, int] = field(default_factory=dict)  # story → the story that took it in
    more: Counter[int] = field(default_factory=Counter)  # how many more stories say a term than before; under ALL, how many more there are
    _coming: Counter[int] = field(default_factory=Counter)  # in how many articles of the batch; part of ``said`` until ``recount``
    _told: Counter[int] = field(default_factory=Counter)  # what ``recount`` will add to ``more``
    touched: set[int] = field(default_factory=set)  # stories that changed
    thresholds: Thresholds = USUAL
    _stored: dict[int, dict[int, float]] = field(default_factory=dict)
    _rarities: Rarities = field(init=False)
    _probed: dict[int, dict[int, int]] = field(default_factory=dict)
    _first_new: int = field(init=False)

    def __post_init__(self) -> None:
        self._rarities = Rarities(self.said, self.total)
        self._first_new = self.next_story

    # --- features --------------------------------------------------------------------------------------------------

    def count(self, new: Iterable[Prints]) -> None:
        """Count the words of articles as if each were a story; of a whole batch before any of it is placed."""
        fresh: Counter[int] = Counter()
        for prints in new:
            fresh.update(prints.terms.keys())
            fresh[ALL] += 1
        self._coming.update(fresh)
        self._add(fresh)

    def recount(self) -> None:
        """Count the batch by its stories, now that these are known."""
        self._told.subtract(self._coming)
        self._add(self._told)
        self._told.update(self._coming)
        self.more.update(self._told)
        self._coming.clear()
        self._told.clear()

    def _add(self, more: Counter[int]) -> None:
        for term, often in more.items():
            self.said[term] = self.said.get(term, 0) + often
        self.total += more[ALL]
        self._rarities = Rarities(self.said, self.total)

    # --- stories ---------------------------------------------------------------------------------------------------

    def tell(self, story: int, terms: dict[int, float], at: int) -> None:
        """Put an article of weighted ``terms`` into a story, which is new if there is none of that id."""
        centre = self.stories.get(story)
        if centre is None:
            centre = self.stories[story] = Centre(at, at)
            self._told[ALL] += 1
        self._told.update(terms.keys() - centre.terms.keys())
        centre.add(terms, at)
        self.touched.add(story)

    def stands(self, story: int) -> bool:
        """Whether a story was there before the batch, so that people may know it."""
        return story < self._first_new

    def unite(self, a: int, b: int) -> tuple[int, int]:
        """Make two stories one: one that stood before, of two the one that began first; says which remains and which is gone."""
        keep, gone = sorted((a, b), key=lambda story: (not self.stands(story), self.stories[story].first_at, story))
        taken = self.stories.pop(gone)
        self._told.subtract([ALL, *(taken.terms.keys() & self.stories[keep].terms.keys())])
        self.stories[keep].absorb(taken)
        self.merged[gone] = keep
        self.touched.add(keep)
        self.touched.discard(gone)
        return keep, gone

    def probes(self, prints: Prints) -> list[int]:
        """The features under which articles that may be the same text are found, and other numbers of a column."""
        return [*prints.marks, *prints.glimpses, prints.column]

    def windows(self, prints: Prints) -> Iterable[int]:
        """The features under which articles that may tell the same event are found."""
        return self._windows(prints).keys()

    def features(self, prints: Prints) -> list[int]:
        """The features under which an article is found later; a list that is full says too little to grow further.

        Of terms: those by which it looked for others, and new ones, by which others may look for it.
        """
        often, span = self.said.get, (prints.telling.at // SPAN_SECONDS,)
        new = windowed([term for term in prints.terms if often(term, 0) < 2][:NEW_TERMS], span)
        known = windowed(dict.fromkeys(self._windows(prints).values()), span)
        return [*self._open([*prints.marks, *prints.proof, *prints.glimpses], COMMON), prints.column, *self._open(known, FULL), *new]

    def _open(self, features: Iterable[int], most: int) -> list[int]:
        """Those of the features that fewer than ``most`` articles have."""
        stored, fresh = self.postings, self.fresh
        return [f for f in features if (f not in stored and f not in fresh) or len(self._having(f)) < most]

    def shelve(self, prints: Prints) -> None:
        """Make an article known to those that come after it in the batch."""
        found = self.kept[prints.telling.id] = self.features(prints)
        posting, fresh = (prints.telling.at, prints.telling.id), self.fresh
        for feature in found:
            if feature in fresh:
                fresh[feature].append(posting)
            else:
                fresh[feature] = [posting]

    def _having(self, feature: int) -> list[tuple[int, int]]:
        stored, fresh = self.postings.get(feature), self.fresh.get(feature)
        return stored + fresh if stored and fresh else stored or fresh or []

    def _windows(self, prints: Prints) -> dict[int, int]:
        """The rarest terms that others have too, in each span of days near an article, the likeliest first: feature → term."""
        found = self._probed.get(prints.telling.id)
        if found is None:
            at, said = prints.telling.at, self.said
            last = min(at + events.WINDOW_SECONDS, self.latest) // SPAN_SECONDS
            spans = range((at - events.WINDOW_SECONDS) // SPAN_SECONDS, last + 1)
            # Those of the headline come first: a lead shares its rarest with its copies, and they would leave no room for others.
            main = prints.headline_terms
            met = sorted([(term not in main, said[term], term) for term in prints.terms if said.get(term, 0) > 1])[:PROBED_TERMS]
            before = list(accumulate([often for _, often, _ in met], initial=0))
            enough = max(bisect_left(before, VISITED), FEWEST_TERMS)
            found = self._probed[prints.telling.id] = windowed([term for _, _, term in met[:enough]], spans)
        return found

    # --- candidates ------------------------------------------------------------------------------------------------

    def alike(self, prints: Prints) -> list[int]:
        """Ids of articles that may be the same text, the likeliest first."""
        stored, fresh = self.postings, self.fresh
        votes: dict[int, int] = {}
        for mark in prints.marks:
            if mark in stored or mark in fresh:
                found = self._having(mark)
                if len(found) < COMMON:
                    for _, article in found:
                        votes[article] = votes.get(article, 0) + 1
        needed = 2 if len(prints.marks) > 3 else 1
        for glimpse in prints.glimpses:
            if glimpse in stored or glimpse in fresh:
                for _, article in self._having(glimpse)[:COMMON]:
                    votes[article] = votes.get(article, 0) + needed
        votes.pop(prints.telling.id, None)
        return [article for article, seen in sorted(votes.items(), key=lambda v: (-v[1], v[0])) if seen >= needed][:COMPARED]

    def columns(self, prints: Prints) -> set[int]:
        """Stories of earlier and later numbers of the column that an article belongs to, if it does."""
        others = [self.places[a] for _, a in self._having(prints.column) if a in self.places and a != prints.telling.id]
        return {place.story for place in others if abs(place.at - prints.telling.at) >= copies.COLUMN_SECONDS}

    def stored(self, prints: Prints) -> dict[int, float]:
        """Articles from before the batch that share rare terms within the window, with the weight of what they share."""
        found = self._stored.get(prints.telling.id)
        if found is None:
            found = self._stored[prints.telling.id] = self._sharing(prints, self.postings)
        return found

    def recent(self, prints: Prints) -> dict[int, float]:
        """The same for articles of the batch."""
        return self._sharing(prints, self.fresh)

    def _sharing(self, prints: Prints, postings: Postings) -> dict[int, float]:
        votes: dict[int, float] = {}
        budget = VISITED
        first, last = prints.telling.at - events.WINDOW_SECONDS, prints.telling.at + events.WINDOW_SECONDS
        for feature, term in self._windows(prints).items():
            if found := postings.get(feature):
                weight = self._rarities[term]
                near = [article for at, article in found if first <= at <= last]
                for article in near:
                    votes[article] = votes.get(article, 0.0) + weight
                budget -= len(near)
                if budget < 0:
                    break
        votes.pop(prints.telling.id, None)
        return votes

    @property
    def rarity(self) -> Callable[[int], float]:
        """Says of a term how much it says that a text has it, after all that was counted so far."""
        return self._rarities.__getitem__

    def nearest(self, votes: dict[int, float]) -> list[int]:
        """The articles that share most; of equals, those found by the rarer term."""
        return sorted(votes, key=votes.__getitem__, reverse=True)[:RELATED]

    def foreign(self, prints: Prints, votes: dict[int, float]) -> list[int]:
        """Ids of articles in other languages that may be a translation, the likeliest first."""
        if self.langs <= {prints.lang}:
            return []
        others = [a for a in votes if a in self.places and self.places[a].lang != prints.lang]
        return sorted(others, key=votes.__getitem__, reverse=True)[:TRANSLATED]


def windowed(terms: Iterable[int], spans: Iterable[int]) -> dict[int, int]:
    """Terms within spans of days: feature → term. Days stand first, so that what is written together lies together."""
    heads = [span << TERM_BITS for span in spans]
    return {~(head | term & TERM_MASK): term for term in terms for head in heads}
