"""How alike is alike enough. All are shares, 0..1; a run over a whole archive may be tried with others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """``contained``: runs of three words of the shorter text that the other has, where both are equally long.

    ``reworked``: the same for runs of two words, weighted by what they say. ``translated``: names, numbers and subjects that
    agree across languages, by weight. ``joined``: resemblance of an article, or another story, to a story.
    """

    contained: float = 0.35
    reworked: float = 0.42
    translated: float = 0.41
    joined: float = 0.23


USUAL = Thresholds()
