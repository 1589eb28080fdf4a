"""What labels teach about the hits of a watch: the model is made from them when it is needed, and scores the hits.

A person's own yes or no is the score of the article that it was said of; below one half a hit is folded away in lists,
never removed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crackwatch.archive import read
from crackwatch.archive import watches as kept
from crackwatch.archive.connection import Archive
from crackwatch.archive.report import Scope
from crackwatch.model import Watch
from crackwatch.watches.learn import FEWEST, FEWEST_OF_A_KIND, Gain, Label, Model, cross_validate, train
from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.query import Query

Aliases = Mapping[str, str] | None


def labels(archive: Archive, watch: Watch, query: Query) -> list[Label]:
    """What a person said of a watch's articles, each with whether its query finds the article."""
    verdicts = kept.labels(archive, watch.id)
    percolator = Percolator([(watch.id, query)])
    return [Label(text, bool(percolator.match(text)), verdicts[i]) for i, text in texts(archive, sorted(verdicts))]


def model(archive: Archive, watch: Watch, query: Query, aliases: Aliases) -> Model | None:
    """What the labels of a watch teach; None where they are too few."""
    if len(kept.labels(archive, watch.id)) < FEWEST:
        return None
    return train(labels(archive, watch, query), aliases)


def wanting(verdicts: Collection[bool]) -> int:
    """How many labels are still needed before they teach anything: 20 in all, 5 of either kind."""
    yes = sum(verdicts)
    lacking = sum(max(0, FEWEST_OF_A_KIND - told) for told in (yes, len(verdicts) - yes))
    return max(FEWEST - len(verdicts), lacking)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the labels of a watch are worth: ``gain`` by cross-validation, None while ``wanting`` more are needed."""

    watch: str
    yes: int
    no: int
    wanting: int
    gain: Gain | None


def lesson(archive: Archive, watch: Watch, query: Query, aliases: Aliases) -> Lesson:
    """What learning gains for a watch, told on labels that were kept aside."""
    said = labels(archive, watch, query)
    verdicts = [label.relevant for label in said]
    yes = sum(verdicts)
    return Lesson(watch.name, yes, len(said) - yes, wanting(verdicts), cross_validate(said, aliases))


def rescore(archive: Archive, watch: Watch, query: Query, aliases: Aliases) -> int:
    """Score every hit of a watch anew, inside the caller's transaction; says how many were scored by what was learned.

    An article that somebody said yes to is a hit, whether its words are or not, and so are the copies of a hit.
    """
    verdicts = kept.labels(archive, watch.id)
    learned = model(archive, watch, query, aliases)
    kept.add_labelled(archive, watch)
    kept.settle_by_story(archive, watch)
    by_story = kept.hit_kinds(archive, watch.id)
    kept.put_scores(archive, watch.id, [(float(verdicts[i]) if i in verdicts else None, i) for i in by_story])
    unsaid = [i for i in by_story if i not in verdicts] if learned else []
    if learned:
        scored = ((learned.score(text, not by_story[i]), i) for i, text in texts(archive, unsaid))
        kept.put_scores(archive, watch.id, list(scored))
    return len(unsaid)


def texts(archive: Archive, ids: Sequence[int]) -> Iterator[tuple[int, Text]]:
    """The articles with these ids, as watches see them."""
    for told in read.told(archive, Scope(None, ids=tuple(ids)), None, unlikely=True):
        yield told.id, Text(*told[1:])


def earlier(archive: Archive, article_id: int, text: Text) -> Iterator[tuple[int, Text]]:
    """What an article was before, oldest first: until when (Unix seconds), and the words of that state."""
    for view in read.views(archive, [article_id]):
        for state in view.revisions:
            yield state.replaced_at, text._replace(title=state.title, summary=state.summary, text=state.text)


class Scorer:
    """Scores hits while articles come in; a model is made when the first hit of its watch needs it."""

    def __init__(self, archive: Archive, watches: Sequence[tuple[Watch, Query]], aliases: Aliases) -> None:
        self._archive = archive
        self._aliases = aliases
        self._watches = {watch.id: (watch, query) for watch, query in watches}
        self._models: dict[int, Model | None] = {}

    def score(self, watch_id: int, text: Text) -> float | None:
        """How likely a hit of a watch is to the point; None while too little is known."""
        if watch_id not in self._models:
            self._models[watch_id] = model(self._archive, *self._watches[watch_id], self._aliases)
        learned = self._models[watch_id]
        return learned.score(text) if learned else None
