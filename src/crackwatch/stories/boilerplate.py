"""What an outlet prints under one headline after the other: pleas to subscribe, disclaimers, boxes on the author, rubrics.

It is learned from the outlet's own articles, whatever its language: words that stand in several of them, under different
headlines, where no two of these are one text. Then it is left out of what these articles are compared by. What several
outlets print proves nothing, since that is what copies are; each outlet's boilerplate is learned from its articles alone.

Before anything is learned, or where nothing can be, two texts tell it themselves: what they share and what each says besides
are about different things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from crackwatch.stories.prints import Prints

ARTICLES = 3  # of an outlet, in which the same words make boilerplate
ASKED = 12  # of its articles in which they stand, among which
STRANGERS = 6  # that are not the same text are looked for
NAMED = 2  # times as many of these must not speak of it in their headlines as do
BRIEF = 80  # runs of three words; nobody's boilerplate is longer
OWN = 6  # words below its headline that an article must have of its own to be told by them

Postings = Mapping[int, Sequence[tuple[int, int]]]
SameText = Callable[[Prints, Prints], object]


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Of one outlet: its runs of three words, and the ids of the articles that it is learned from."""

    runs: frozenset[int]
    articles: frozenset[int]

    def taken_from(self, prints: Prints) -> Prints:
        """An article without it. Those that it is learned from keep its marks, so that it is learned again from them."""
        return prints.without(self.runs, proves=prints.telling.id in self.articles)


def suspected(new: Collection[Prints], postings: Postings) -> dict[int, list[int]]:
    """The marks of new articles that enough articles have to be boilerplate: mark → ids, those in ``postings`` first."""
    often = Counter(chain.from_iterable(prints.marks for prints in new))
    found = {mark: [article for _, article in postings.get(mark, ())] for mark, n in often.items() if n + len(postings.get(mark, ())) >= ARTICLES}
    if found:
        for prints in new:
            for mark in found.keys() & prints.marks:
                found[mark].append(prints.telling.id)
    return found


def by_outlet(having: Mapping[int, Sequence[int]], outlets: Mapping[int, int]) -> dict[int, dict[int, tuple[int, ...]]]:
    """Of articles that have a mark in common, those of one outlet, where they are enough: outlet → mark → ids."""
    found: dict[int, dict[int, tuple[int, ...]]] = {}
    for mark, ids in having.items():
        of: dict[int, dict[int, None]] = {}
        for article in filter(outlets.__contains__, ids):
            of.setdefault(outlets[article], {})[article] = None
        for outlet, own in of.items():
            if len(own) >= ARTICLES:
                found.setdefault(outlet, {})[mark] = tuple(own)[:ASKED]
    return found


def learned(repeating: Mapping[int, Mapping[int, tuple[int, ...]]], texts: Mapping[int, Prints], same: SameText) -> dict[int, Boilerplate]:
    """The boilerplate of each outlet, from its articles that have a mark in common; ``same`` says which two are one text."""
    found: dict[int, Boilerplate] = {}
    for outlet, some in repeating.items():
        runs: set[int] = set()
        proof: set[int] = set()
        tried: set[tuple[int, ...]] = set()
        for mark, ids in sorted(some.items()):
            if mark not in runs and ids not in tried:
                tried.add(ids)
                taught, by = _lesson([texts[i] for i in ids], same)
                runs |= taught
                proof.update(by)
        if runs:
            found[outlet] = Boilerplate(frozenset(runs), frozenset(proof))
    return found


def _lesson(articles: Sequence[Prints], same: SameText) -> tuple[frozenset[int], list[int]]:
    """What articles of one outlet teach that have a mark in common: runs of boilerplate, and the articles that prove it."""
    passages = _in_several(articles)
    if not any(prints.parted(passages)[0] for prints in articles[:ARTICLES]):
        return frozenset(), []
    strangers = _strangers(articles, same)
    passages = _in_several(strangers)
    proof = [prints for prints in strangers if not _is_named(passages, prints)]
    if len(proof) < max(ARTICLES, NAMED * (len(strangers) - len(proof))):
        return frozenset(), []
    return _in_several(proof), [prints.telling.id for prints in proof[:ARTICLES]]


def _strangers(articles: Iterable[Prints], same: SameText) -> list[Prints]:
    """The first articles of which no two have one headline or are one text."""
    chosen: list[Prints] = []
    for prints in articles:
        if len(chosen) < STRANGERS and not any(prints.column == other.column or same(prints, other) for other in chosen):
            chosen.append(prints)
    return chosen


def _in_several(articles: Iterable[Prints]) -> frozenset[int]:
    often = Counter(chain.from_iterable(prints.shingles for prints in articles))
    return frozenset(run for run, n in often.items() if n >= ARTICLES)


def _is_named(passages: frozenset[int], prints: Prints) -> bool:
    """Whether the headline speaks of what the passages say: they are of the event, then, and not of the outlet."""
    return not prints.headline_terms.isdisjoint(word.term for word in prints.parted(passages)[0])


def beside_the_point(a: Prints, b: Prints) -> frozenset[int]:
    """What two articles share, where it is about neither: both say something else, in words of which none is in it."""
    shared = a.body & b.body
    return shared if 0 < len(shared) < BRIEF and _is_foreign(shared, a) and _is_foreign(shared, b) else frozenset()


def _is_foreign(passages: frozenset[int], prints: Prints) -> bool:
    inside, own = prints.parted(passages)
    about = prints.headline_terms.union(word.term for word in own if word.term)
    return len(own) >= OWN and about.isdisjoint(word.term for word in inside)


def left_out(*articles: Prints) -> str:
    """What is to be said of a comparison in which boilerplate did not count; nothing where there was none."""
    words = sum(prints.left_out for prints in articles)
    return f"; {words} words of boilerplate left out" if words else ""
