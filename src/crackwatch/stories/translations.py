"""Whether two articles in different languages are the same text, one translated from the other.

What survives a translation is compared: names, numbers, dates, concepts of the news and cognates (Pouliquen et al.:
"Multilingual and cross-lingual news topic tracking", COLING 2004), each by how rarely it is said.
"""

from __future__ import annotations

from collections.abc import Callable

from crackwatch.stories.boilerplate import left_out
from crackwatch.stories.copies import Verdict
from crackwatch.stories.prints import Prints
from crackwatch.stories.thresholds import Thresholds

WINDOW_SECONDS = 72 * 3600
NAMED = 1  # names or large numbers that both have


def same_in_other_words(a: Prints, b: Prints, rarity_of: Callable[[int], float], thresholds: Thresholds) -> Verdict | None:
    """Why one is a translation of the other; None where it is not. The same for (b, a)."""
    if not (a.lang and b.lang) or a.lang == b.lang:  # a language that nobody knows is no other language
        return None
    if abs(a.telling.at - b.telling.at) > WINDOW_SECONDS:
        return None
    if not (a.lead and b.lead):  # a headline alone says too little
        return None
    agreement, named = alike(a, b, rarity_of)
    if agreement < thresholds.translated or named < NAMED:
        return None
    langs = " and ".join(sorted((a.lang, b.lang)))
    return Verdict(round(agreement, 3), f"{agreement:.0%} of names, numbers and subjects agree in {langs}{left_out(a, b)}")


def alike(a: Prints, b: Prints, rarity_of: Callable[[int], float]) -> tuple[float, int]:
    """(weight of the shorter text's terms that the other has too, 0..1; how many names and large numbers are among them).

    A name that is spelled otherwise in the other language counts where its consonants are the same.
    """
    shared = a.terms.keys() & b.terms.keys()
    here = {sound: term for term, sound in sorted(a.sounds.items()) if term not in shared}
    there = {sound: term for term, sound in sorted(b.sounds.items()) if term not in shared}
    respelled = [(here[sound], there[sound]) for sound in here.keys() & there.keys()]
    rarity = {term: rarity_of(term) for term in a.terms.keys() | b.terms.keys()}
    common = sum(rarity[term] for term in shared) + sum(min(rarity[x], rarity[y]) for x, y in respelled)
    smaller = min(sum(rarity[term] for term in side) for side in (a.terms, b.terms))
    return common / smaller, sum(1 - (term & 1) for term in shared) + len(respelled)
