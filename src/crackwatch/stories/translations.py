"""Whether two articles in different languages are the same text, one translated from the other.

What survives a translation is compared: names, numbers, dates, concepts of the news and cognates (Pouliquen et al.:
"Multilingual and cross-lingual news topic tracking", COLING 2004), each by how rarely it is said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from crackwatch.stories.copies import Verdict
from crackwatch.stories.prints import Prints

WINDOW_SECONDS = 72 * 3600
ALIKE = 0.4
RARE_SHARED = 2


def same_in_other_words(a: Prints, b: Prints, said: Mapping[int, int], articles: int) -> Verdict | None:
    """Why one is a translation of the other; None where it is not. The same for (b, a)."""
    if a.lang == b.lang or abs(a.telling.at - b.telling.at) > WINDOW_SECONDS:
        return None
    shared = a.terms.keys() & b.terms.keys()
    if len(shared) < RARE_SHARED:
        return None

    def rarity(term: int) -> float:
        return math.log((articles + 50) / (said.get(term, 0) + 0.5))

    common = sum(rarity(term) for term in shared)
    smaller = min(sum(map(rarity, a.terms)), sum(map(rarity, b.terms)))
    alike = common / smaller
    if alike < ALIKE:
        return None
    return Verdict(round(alike, 3), f"{alike:.0%} of names, numbers and subjects agree across {a.lang or '?'} and {b.lang or '?'}")
