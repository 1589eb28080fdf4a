"""Why tellings that are no copies are one story: for each the earlier one that it resembles most, and the words that both say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crackwatch.model import Link
from crackwatch.stories import words
from crackwatch.stories.events import rarity, weighted
from crackwatch.stories.prints import Prints, Telling

NAMED = 5  # words
NEAR = 50  # tellings, the last before each one, with which it is compared; and the first of all


def in_common(tellings: Sequence[Prints], said: Mapping[int, int], stories: int) -> Iterator[Link]:
    """Of tellings in order of time, all but the first, each with its reason; none where two say nothing alike.

    ``said``: in how many of so many ``stories`` of the archive each term occurs.
    """
    before: list[tuple[Prints, dict[int, float]]] = []
    for prints in tellings:
        ours = weighted(prints.terms, lambda term: rarity(term, said.get(term, 0), stories))
        found = [(_shared(ours, theirs), other.telling) for other, theirs in (*before[:1], *before[1:][-NEAR:])]
        shared, other = max(found, key=lambda one: sum(one[0].values()), default=({}, prints.telling))
        if shared:
            why = f"both tell of {', '.join(_named(shared, prints.telling, other))}"
            yield Link(prints.telling.id, other.id, "story", round(sum(shared.values()), 3), why)
        before.append((prints, ours))


def _shared(ours: Mapping[int, float], theirs: Mapping[int, float]) -> dict[int, float]:
    return {term: weight * theirs[term] for term, weight in ours.items() if term in theirs}


def _named(shared: Mapping[int, float], telling: Telling, other: Telling) -> list[str]:
    """The words that weigh most among the ``shared`` ones, as the one writes them, and in parentheses as the other does."""
    ours, theirs = _written(telling), _written(other)
    heaviest = [term for term in sorted(shared, key=lambda term: (-shared[term], term)) if term in ours and term in theirs][:NAMED]
    same = [words.fold(ours[term]) == words.fold(theirs[term]) for term in heaviest]
    return [ours[term] if alike else f"{ours[term]} ({theirs[term]})" for term, alike in zip(heaviest, same, strict=True)]


def _written(telling: Telling) -> dict[int, str]:
    """The first word of each term."""
    written: dict[int, str] = {}
    for raw in words.tokens(f"{telling.title} {telling.summary} {telling.text}"):
        written.setdefault(words.word(raw).term, raw)
    return written
