"""Relevance learned from a reader's yes and no: logistic regression over words, parts of words and the aliases that hit.

The model starts from the watch: without evidence a hit scores above one half and anything else below. Labels move the
weights away from there only as far as they agree (a Gaussian prior around the start, which is L2 regularisation), by
AdaGrad (Duchi, Hazan, Singer: Adaptive Subgradient Methods, JMLR 2011) over a fixed order, so that the same labels always
give the same model. It is made from the labels whenever it is needed, and never stored.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import exp, sqrt
from typing import NamedTuple
from zlib import crc32

from crackwatch.watches import default
from crackwatch.watches.document import Text
from crackwatch.watches.evidence import ALWAYS, HIT, Aliases, Trait, traits

FEWEST = 20  # labels before anything is learned
FEWEST_OF_A_KIND = 5

_START = {ALWAYS: -1.0, HIT: 2.0}
_ROUNDS, _RATE, _PULL = 20, 0.3, 0.01
_FOLDS = 5


class Label(NamedTuple):
    """An article, whether the watch hits it, and whether the reader called it relevant."""

    text: Text
    hit: bool
    relevant: bool


class Reason(NamedTuple):
    """A word or an @alias of an article, and how far it moved the score: above 0 towards yes, below towards no."""

    said: str
    weight: float


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned from labels: a weight for each trait that two of them share."""

    weights: Mapping[str, float]
    aliases: Aliases

    def score(self, text: Text, hit: bool = True) -> float:
        """How likely the article is relevant, 0 to 1; below one half it is rather not. ``hit``: what the watch says."""
        return _likely(self.weights, traits(text, hit, self.aliases))

    def reasons(self, text: Text, hit: bool = True, most: int = 8) -> tuple[Reason, ...]:
        """The words and aliases of the article that decided, the strongest first."""
        moved: defaultdict[str, float] = defaultdict(float)
        for trait in traits(text, hit, self.aliases):
            moved[trait.said] += self.weights.get(trait.key, 0.0) * trait.value
        ranked = sorted(moved.items(), key=lambda item: (-abs(item[1]), item[0]))
        return tuple(Reason(said, round(weight, 3)) for said, weight in ranked if said and abs(weight) >= 0.005)[:most]


class Scores(NamedTuple):
    """Precision, recall and F1 on labels, each 0 to 1."""

    precision: float
    recall: float
    f1: float


class Gain(NamedTuple):
    """How the watch alone, and the watch with what it learned, tell labelled articles that were kept aside."""

    watch: Scores
    learned: Scores


def train(labels: Iterable[Label], aliases: Mapping[str, str] | None = None) -> Model | None:
    """What labels teach, in whatever order; ``None`` where they are too few: under 20, or under 5 of one kind.

    ``aliases`` are those of the configuration, the shipped ones unless given. Raises ``QueryError`` for a faulty alias.
    """
    lessons = _lessons(labels, named := _named(aliases))
    return Model(_fitted(lessons), named) if _enough(lessons) else None


def cross_validate(labels: Iterable[Label], aliases: Mapping[str, str] | None = None) -> Gain | None:
    """What learning gains: every fifth label is told by a model of the others. ``None`` where ``train`` gives none."""
    lessons = _lessons(labels, _named(aliases))
    if not _enough(lessons):
        return None
    kept = []
    for turn in range(_FOLDS):
        weights = _fitted([lesson for at, lesson in enumerate(lessons) if at % _FOLDS != turn])
        kept += [lesson for lesson in lessons[turn::_FOLDS] if lesson.hit and _likely(weights, lesson.seen) >= 0.5]
    hits = [lesson for lesson in lessons if lesson.hit]
    relevant = sum(lesson.relevant for lesson in lessons)
    return Gain(_scores(hits, relevant), _scores(kept, relevant))


def _named(aliases: Mapping[str, str] | None) -> Aliases:
    return tuple((default.aliases() if aliases is None else aliases).items())


# --- learning ------------------------------------------------------------------------------------------------------


class _Lesson(NamedTuple):
    seen: list[Trait]
    hit: bool
    relevant: bool


def _lessons(labels: Iterable[Label], aliases: Aliases) -> list[_Lesson]:
    """The labels with their traits in an order that depends on their texts alone, yes and no mixed."""
    mixed = sorted(labels, key=lambda label: (crc32(label.text.title.encode()), label.text.summary, label.relevant))
    return [_Lesson(traits(label.text, label.hit, aliases), label.hit, label.relevant) for label in mixed]


def _enough(lessons: list[_Lesson]) -> bool:
    yes = sum(lesson.relevant for lesson in lessons)
    return len(lessons) >= FEWEST and min(yes, len(lessons) - yes) >= FEWEST_OF_A_KIND


def _likely(weights: Mapping[str, float], seen: Iterable[Trait]) -> float:
    total = sum(weights.get(trait.key, 0.0) * trait.value for trait in seen)
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, total))))


def _fitted(lessons: list[_Lesson]) -> dict[str, float]:
    """The weights that these lessons teach; yes and no count the same, however many there are of each."""
    shared = Counter(key for lesson in lessons for key in {trait.key for trait in lesson.seen})
    weights = {key: _START.get(key, 0.0) for key, times in shared.items() if times > 1} | _START
    yes = sum(lesson.relevant for lesson in lessons)
    share = {True: len(lessons) / (2 * yes), False: len(lessons) / (2 * (len(lessons) - yes))}
    rows = [(list(_summed(lesson.seen, weights)), lesson.relevant) for lesson in lessons]
    steepness = dict.fromkeys(weights, 0.01)
    for _ in range(_ROUNDS):
        for row, relevant in rows:
            total = sum(weights[key] * value for key, value in row)
            error = (1.0 / (1.0 + exp(-max(-30.0, min(30.0, total)))) - relevant) * share[relevant]
            for key, value in row:
                slope = error * value + _PULL * (weights[key] - _START.get(key, 0.0))
                steepness[key] += slope * slope
                weights[key] -= _RATE * slope / sqrt(steepness[key])
    return weights


def _summed(seen: list[Trait], weights: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Each trait that has a weight once, with its whole value."""
    values: defaultdict[str, float] = defaultdict(float)
    for trait in seen:
        values[trait.key] += trait.value
    return ((key, value) for key, value in values.items() if key in weights)


def _scores(told: list[_Lesson], relevant: int) -> Scores:
    right = sum(lesson.relevant for lesson in told)
    precision, recall = right / len(told) if told else 0.0, right / relevant
    return Scores(precision, recall, 2 * right / (len(told) + relevant))
