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
    before: list[tuple[int, dict[int, float]]] = []
    for prints in tellings:
        ours = weighted(prints.terms, lambda term: rarity(term, said.get(term, 0), stories))
        found = [(_shared(ours, theirs), -article) for article, theirs in (*before[:1], *before[1:][-NEAR:])]
        shared, other = max(found, key=lambda one: (sum(one[0].values()), one[1]), default=({}, 0))
        if shared:
            why = f"both tell of {', '.join(_written(prints.telling, shared))}"
            yield Link(prints.telling.id, -other, "story", round(sum(shared.values()), 3), why)
        before.append((prints.telling.id, ours))


def _shared(ours: Mapping[int, float], theirs: Mapping[int, float]) -> dict[int, float]:
    return {term: weight * theirs[term] for term, weight in ours.items() if term in theirs}


def _written(telling: Telling, shared: Mapping[int, float]) -> list[str]:
    """The words of a telling that weigh most among the ``shared`` ones, as it writes them."""
    written: dict[int, str] = {}
    for raw in words.tokens(f"{telling.title} {telling.summary} {telling.text}"):
        written.setdefault(words.word(raw).term, raw)
    heaviest = sorted(shared, key=lambda term: (-shared[term], term))
    return [written[term] for term in heaviest if term in written][:NAMED]
