"""Whether two articles in different languages are the same text, one translated from the other.

What survives a translation is compared: names, numbers, dates, concepts of the news and cognates (Pouliquen et al.:
"Multilingual and cross-lingual news topic tracking", COLING 2004), each by how rarely it is said.
"""

from __future__ import annotations

from collections.abc import Mapping

from crackwatch.stories import events
from crackwatch.stories.copies import Verdict
from crackwatch.stories.prints import Prints
from crackwatch.stories.thresholds import Thresholds

WINDOW_SECONDS = 72 * 3600
RARE_SHARED = 2


def same_in_other_words(a: Prints, b: Prints, said: Mapping[int, int], articles: int, thresholds: Thresholds) -> Verdict | None:
    """Why one is a translation of the other; None where it is not. The same for (b, a)."""
    if a.lang == b.lang or abs(a.telling.at - b.telling.at) > WINDOW_SECONDS:
        return None
    shared = a.terms.keys() & b.terms.keys()
    if len(shared) < RARE_SHARED:
        return None
    rarity = {term: events.rarity(said.get(term, 0), articles) for term in a.terms.keys() | b.terms.keys()}
    common = sum(rarity[term] for term in shared)
    smaller = min(sum(rarity[term] for term in side) for side in (a.terms, b.terms))
    alike = common / smaller
    if alike < thresholds.translated:
        return None
    return Verdict(round(alike, 3), f"{alike:.0%} of names, numbers and subjects agree across {a.lang or '?'} and {b.lang or '?'}")
