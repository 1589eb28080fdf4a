"""Stories that tell one event, made one: looked for when a batch stands, the likest first.

What one pass in order of time cuts into pieces, because the first reports have few words in common, comes together here:
agglomerative clustering by the cosine of centres (Manning, Raghavan, Schütze: "Introduction to Information Retrieval", 2008,
chapter 17), started from the stories that the pass has made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from heapq import heapify, heappop, heappush

from crackwatch.stories import events
from crackwatch.stories.shelf import Shelf

STANDING = 1.2  # times as much resemblance is asked of two stories that stood before: each batch would be another occasion

Pairs = defaultdict[int, set[int]]  # story → stories, both ways


def gather(shelf: Shelf, articles: Collection[int]) -> None:
    """Weigh a batch of articles again, now that its stories are known, and make one of stories what resembles each other."""
    shelf.recount()
    for article in articles:
        if old := shelf.weighted.get(article):
            new = shelf.weighted[article] = events.weighted(shelf.prints[article].terms, shelf.rarity)
            shelf.stories[shelf.places[article].story].reweigh(old, new)
    _unite(shelf, _near(shelf, articles), _barred(shelf, articles))
    for place in shelf.places.values():
        while place.story in shelf.merged:
            place.story = shelf.merged[place.story]
    shelf.recount()


def _near(shelf: Shelf, articles: Iterable[int]) -> Pairs:
    """Stories of articles that share rare terms."""
    near: Pairs = defaultdict(set)
    for article in articles:
        _pair(near, shelf.places[article].story, {shelf.places[a].story for a in shelf.near[article] if a in shelf.places})
    return near


def _barred(shelf: Shelf, articles: Iterable[int]) -> Pairs:
    """Stories that must not be one: a person has put articles of theirs into two, or they hold numbers of one column."""
    barred: Pairs = defaultdict(set)
    places = shelf.places
    for a, b in shelf.parted:
        if a in places and b in places:
            _pair(barred, places[a].story, {places[b].story})
    for article in articles:
        _pair(barred, places[article].story, shelf.columns(shelf.prints[article]))
    return barred


def _pair(pairs: Pairs, story: int, others: Iterable[int]) -> None:
    for other in others:
        if other != story:
            pairs[story].add(other)
            pairs[other].add(story)


def _unite(shelf: Shelf, near: Pairs, barred: Pairs) -> None:
    """Make two stories one, the likest first, until none are alike enough; what was near or barred to one is to both."""
    stories, joined = shelf.stories, shelf.thresholds.joined

    def likely(story: int, others: Iterable[int]) -> list[tuple[float, int, int]]:
        least = joined * STANDING if shelf.stands(story) else joined
        alike = [(-events.resemblance(stories[story], stories[other]), story, other) for other in others]
        return [pair for pair in alike if -pair[0] > (least if shelf.stands(pair[2]) else joined)]

    queue = [pair for story in sorted(near) for pair in likely(story, sorted(o for o in near[story] if o > story))]
    heapify(queue)
    while queue:
        score, a, b = heappop(queue)
        if a not in stories or b not in stories or b in barred[a] or score != -events.resemblance(stories[a], stories[b]):
            continue  # one of them has changed since
        keep, gone = shelf.unite(a, b)
        for pairs in (near, barred):
            for other in pairs.pop(gone, set()):
                pairs[other].discard(gone)
                _pair(pairs, keep, {other})
        for pair in likely(keep, sorted(near[keep])):
            heappush(queue, pair)
