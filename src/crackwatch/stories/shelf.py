"""What is known while a batch is grouped, and where each article of it is put.

The conductor fills the shelf with what the archive holds for the probes of the batch; everything after that is decided
here, article by article in order of date and address, and nothing is touched but the shelf.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from crackwatch.model import Link, LinkKind
from crackwatch.stories import copies, events, translations
from crackwatch.stories.copies import Verdict
from crackwatch.stories.events import Centre
from crackwatch.stories.prints import Prints

DAYS_PER_BUCKET = 4  # of the term index: an article is looked for in its own bucket and the two beside it
ALL = 0  # no term: counts the articles themselves
PROBED_TERMS = 8  # the rarest of an article, by which stories are found
COMMON = 40  # articles; a shingle that more of them have is a phrase of the trade
COMPARED = 12  # texts that one article is compared with word by word
GROUP_LIMIT = 25
FULL = f"not folded: a copy group holds at most {GROUP_LIMIT} articles"


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
    apart: dict[int, set[int]] = field(default_factory=dict)  # pairs that a person has split
    links: list[Link] = field(default_factory=list)
    merged: dict[int, int] = field(default_factory=dict)  # story → the story that took it in
    more: Counter[int] = field(default_factory=Counter)  # what ``count`` added to ``said``; under ALL, articles
    touched: set[int] = field(default_factory=set)  # stories that changed

    # --- features --------------------------------------------------------------------------------------------------

    def count(self, new: Iterable[Prints]) -> None:
        """Count the words of a batch before any of it is placed, so that order within it does not matter."""
        for prints in new:
            self.more.update(prints.terms.keys())
            self.more[ALL] += 1
        for term, often in self.more.items():
            self.said[term] = self.said.get(term, 0) + often
        self.articles += self.more[ALL]

    def rarest(self, prints: Prints) -> list[int]:
        """The terms by which an article's story is found."""
        return sorted(prints.terms, key=lambda term: (self.said.get(term, 0), term))[:PROBED_TERMS]

    def probes(self, prints: Prints) -> list[int]:
        """The features under which articles that may belong to this one are found."""
        bucket = bucket_of(prints.telling.at)
        terms = [windowed(term, b) for term in self.rarest(prints) for b in (bucket - 1, bucket, bucket + 1)]
        return [*prints.marks, *prints.glimpses, *terms]

    def features(self, prints: Prints) -> list[int]:
        """The features under which an article is found later."""
        bucket = bucket_of(prints.telling.at)
        terms = [windowed(term, bucket) for term in self.rarest(prints)]
        marks = [mark for mark in prints.marks if len(self.postings.get(mark, ())) < COMMON]
        return [*marks, *prints.glimpses, *terms]

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
        bucket = bucket_of(prints.telling.at)
        votes: dict[int, float] = {}
        for term in self.rarest(prints):
            weight = events.rarity(self.said.get(term, 0), self.articles)
            for b in (bucket - 1, bucket, bucket + 1):
                for article in self.postings.get(windowed(term, b), ()):
                    votes[article] = votes.get(article, 0.0) + weight
        votes.pop(prints.telling.id, None)
        return votes

    # --- decisions -------------------------------------------------------------------------------------------------

    def place(self, prints: Prints, *, only_copies: bool = False) -> Place | None:
        """Find an article's copies and its story, and take it in; with ``only_copies`` not unless it has one."""
        telling = prints.telling
        known = self.places.get(telling.id)
        votes = self.related(prints)
        twins = self._twins(prints, votes)
        if only_copies and not twins:
            return None
        place = known or Place(0, telling.id, telling.outlet, prints.lang, telling.at, telling.rank)
        self.places[telling.id] = place
        self.prints[telling.id] = prints
        self.groups.setdefault(place.root, {telling.id})
        terms = events.weighted(prints.terms, self.said, self.articles)
        if not place.story:
            place.story = self._story(prints, terms, votes, twins)
            self.stories[place.story].add(terms, telling.at)
            self.touched.add(place.story)
        for other, kind, verdict in twins:
            self._join(telling.id, other, kind, verdict)
        for feature in self.features(prints):
            found = self.postings.setdefault(feature, [])
            if telling.id not in found:
                found.append(telling.id)
        return place

    def _twins(self, prints: Prints, votes: dict[int, float]) -> list[tuple[int, LinkKind, Verdict]]:
        found: list[tuple[int, LinkKind, Verdict]] = []
        barred = self.apart.get(prints.telling.id, set())
        for other in self.alike(prints):
            twin = self.prints.get(other)
            verdict = twin and other not in barred and copies.same_text(prints, twin)
            if twin and verdict:
                found.append((other, "update" if twin.telling.outlet == prints.telling.outlet else "copy", verdict))
        for other in self.foreign(prints, votes):
            twin = self.prints.get(other)
            verdict = twin and other not in barred and translations.same_in_other_words(prints, twin, self.said, self.articles)
            if verdict:
                found.append((other, "translation", verdict))
        return found

    def foreign(self, prints: Prints, votes: dict[int, float]) -> list[int]:
        """Ids of articles in other languages that may be a translation, the likeliest first."""
        others = [a for a in votes if a in self.places and self.places[a].lang != prints.lang]
        return sorted(others, key=lambda a: (-votes[a], a))[:COMPARED]

    def _story(
        self, prints: Prints, terms: dict[int, float], votes: dict[int, float], twins: list[tuple[int, LinkKind, Verdict]]
    ) -> int:
        """The story of the best twin, else the one that resembles most, else a new one."""
        if twins:
            best = max(twins, key=lambda twin: (twin[2].score, -twin[0]))
            return self.places[best[0]].story
        barred = {self.places[a].story for a in self.apart.get(prints.telling.id, ()) if a in self.places}
        chosen, most = 0, events.JOIN
        for story in sorted({self.places[a].story for a in votes if a in self.places} - barred):
            score = events.resemblance(terms, prints.telling.at, self.stories[story])
            if score > most:
                chosen, most = story, score
        if chosen:
            return chosen
        self.stories[self.next_story] = Centre(prints.telling.at, prints.telling.at)
        self.next_story += 1
        return self.next_story - 1

    def _join(self, article: int, other: int, kind: LinkKind, verdict: Verdict) -> None:
        mine, theirs = self.places[article], self.places[other]
        later, earlier = sorted((article, other), key=lambda a: self.places[a].rank, reverse=True)
        if mine.root != theirs.root:
            together = self.groups[mine.root] | self.groups[theirs.root]
            if len(together) > GROUP_LIMIT:
                self.links.append(Link(later, earlier, "story", verdict.score, f"{verdict.why}; {FULL}"))
                return
            if mine.story != theirs.story:
                self._merge(mine.story, theirs.story)
            del self.groups[mine.root], self.groups[theirs.root]
            root = min(together, key=lambda a: self.places[a].rank)
            self.groups[root] = together
            for member in together:
                self.places[member].root = root
        self.links.append(Link(later, earlier, kind, verdict.score, verdict.why))

    def _merge(self, a: int, b: int) -> None:
        """Make two stories one: the one that began first takes the other in."""
        keep, gone = sorted((a, b), key=lambda s: (self.stories[s].first_at, s))
        self.stories[keep].absorb(self.stories.pop(gone))
        self.merged[gone] = keep
        self.touched.add(keep)
        self.touched.discard(gone)
        for place in self.places.values():
            if place.story == gone:
                place.story = keep


_TERM_BITS = 40


def bucket_of(at: int) -> int:
    return at // (DAYS_PER_BUCKET * 86400)


def windowed(term: int, bucket: int) -> int:
    """A term within a span of days. Days stand first, so that what is written together lies together."""
    return -((bucket << _TERM_BITS | term & ((1 << _TERM_BITS) - 1)) + 1)
