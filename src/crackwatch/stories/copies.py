"""Whether two articles are the same text: one shortened, lengthened, retitled or reworked from the other.

The signal is *containment*: which share of the smaller text's runs of words the other one has (Broder: "On the resemblance
and containment of documents", 1997). It finds stubs, excerpts and pieces with a new lead, which resemblance does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from crackwatch.stories.boilerplate import beside_the_point, left_out
from crackwatch.stories.prints import Prints
from crackwatch.stories.thresholds import Thresholds

SHARED = 8  # runs of three words
SHARED_UNRELATED = 25
SHARED_IN_OUTLET = 80
RELATED = 1 / 3  # of what a headline says, in common with another
AGREED = 0.5  # from which two headlines vouch for what their texts share
COLUMN_SECONDS = 20 * 3600
UPDATE_SECONDS = 2 * 86400  # within which an outlet reworks an article
UNEQUAL = 0.35  # what must be contained besides, where one text is far longer than the other
RETURN_SECONDS = 7 * 86400  # after which the same event is hardly news any more, but another one of its kind may be
AGREEING = 0.5  # names and numbers of the text that has fewer which the other says too
ANOTHER = 0.85  # what must stand word for word where they do not agree, or after so long: else it is another event in the usual words
DETAILS = 3  # names and numbers; fewer tell nothing
BODY = 12  # runs of three words below its headline, from which a text is compared without the headline too
LEAD_CONTAINED = 0.3
SAME_HEADLINE_SECONDS = 3 * 86400
SAME_OUTLET_SECONDS = 6 * 3600  # an outlet repeats the headline of a column or the weather day by day


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two articles belong together: how surely (0..1) and why, in words for the reader."""

    score: float
    why: str


def same_text(a: Prints, b: Prints, thresholds: Thresholds) -> Verdict | None:
    """Why two articles in one language are the same text; None where they are not. The same for (b, a)."""
    verdict = _compared(a, b, thresholds)
    if verdict and not _agree(a, b, AGREED) and (beside := beside_the_point(a, b)):
        a, b = a.without(beside), b.without(beside)
        verdict = _compared(a, b, thresholds)
    return verdict and Verdict(verdict.score, verdict.why + left_out(a, b))


def _compared(a: Prints, b: Prints, thresholds: Thresholds) -> Verdict | None:
    if is_column(a, b) or (not (a.lead and b.lead) and abs(a.telling.at - b.telling.at) > SAME_HEADLINE_SECONDS):
        return None
    shared = a.shingles & b.shingles
    if len(shared) >= _enough(a, b):
        small, large = sorted((a, b), key=lambda prints: (len(prints.shingles), len(prints.body), prints.hashes))
        contained = _contained(shared, small)
        least = 0.0 if _may_be_one_event(a, b) else ANOTHER
        # A long piece that quotes a passage is no copy of the short text that the passage comes from, unless of most of it.
        more = UNEQUAL * (1 - len(small.shingles) / len(large.shingles))
        if contained >= max(least, thresholds.contained + more):
            return Verdict(round(contained, 3), f"{contained:.0%} of the shorter text is word for word in the other")
        reworked = _weighted(a, b)
        if reworked >= max(least, thresholds.reworked + more):
            return Verdict(round(reworked, 3), f"the same text reworked: {reworked:.0%} of its word pairs stand")
    return _same_headline(a, b)


def is_column(a: Prints, b: Prints) -> bool:
    """Whether two articles are numbers of one column, weather report or bulletin: a headline but for its date, days apart."""
    return a.column == b.column and abs(a.telling.at - b.telling.at) >= COLUMN_SECONDS


def _enough(a: Prints, b: Prints) -> int:
    """How much text two articles must share at least: more under unrelated headlines, most within one outlet.

    What an outlet says under every headline of a series, in every announcement of a programme, or to whoever has not paid, is short.
    """
    within_outlet = a.telling.outlet == b.telling.outlet
    if _agree(a, b, RELATED) and not (within_outlet and abs(a.telling.at - b.telling.at) > UPDATE_SECONDS):
        return SHARED
    return SHARED_IN_OUTLET if within_outlet else SHARED_UNRELATED


def _may_be_one_event(a: Prints, b: Prints) -> bool:
    """Whether time, names and numbers let two texts tell of one event; briefs about two of a kind share most of their words."""
    if abs(a.telling.at - b.telling.at) > RETURN_SECONDS:
        return False
    fewer = min(len(a.details), len(b.details))
    return fewer < DETAILS or len(a.details & b.details) >= AGREEING * fewer


def _agree(a: Prints, b: Prints, share: float) -> bool:
    """Whether two headlines have in common at least this share of what the shorter says."""
    ours, theirs = a.headline_terms, b.headline_terms
    return len(ours & theirs) >= share * min(len(ours), len(theirs))


def _contained(shared: frozenset[int], small: Prints) -> float:
    """The share of the smaller text's runs that both have; a new headline over the same lead does not count against it."""
    contained = len(shared) / len(small.shingles)
    if len(small.body) >= BODY:
        contained = max(contained, len(shared & small.body) / len(small.body))
    return contained


def _weighted(a: Prints, b: Prints) -> float:
    small, large = sorted((a.pairs, b.pairs), key=lambda pairs: sum(pairs.values()))
    total = sum(small.values())
    return sum(weight for pair, weight in small.items() if pair in large) / total if total else 0.0


def _same_headline(a: Prints, b: Prints) -> Verdict | None:
    if not a.headline or a.headline != b.headline:
        return None
    short, long = sorted((a.body, b.body), key=len)
    contained = len(short & long) / len(short) if short else 1.0
    within_outlet = a.telling.outlet == b.telling.outlet
    apart = SAME_OUTLET_SECONDS if within_outlet else SAME_HEADLINE_SECONDS
    if contained < LEAD_CONTAINED or abs(a.telling.at - b.telling.at) > apart:
        return None
    if not short:
        return Verdict(0.8, "the same headline, and one of them says no more")
    return Verdict(round(contained, 3), "the same headline over much the same lead")
