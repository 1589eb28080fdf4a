"""How alike is alike enough. All are shares, 0..1; a run over a whole archive may be tried with others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """``contained``: runs of three words of the shorter text that the other has. ``reworked``: the same for runs of two
    words, weighted. ``translated``: weight of names, numbers and subjects that agree across languages. ``joined``:
    resemblance to a story.
    """

    contained: float = 0.45
    reworked: float = 0.42
    translated: float = 0.4
    joined: float = 0.19


USUAL = Thresholds()
