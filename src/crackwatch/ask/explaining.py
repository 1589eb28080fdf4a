"""Why watches find an article, or do not: their words, its earlier states, its copies, what was learned and what was said."""

from __future__ import annotations

from dataclasses import dataclass

from crackwatch import founding, learning
from crackwatch.archive import read, report, write
from crackwatch.archive import watches as kept
from crackwatch.archive.connection import Archive
from crackwatch.config import Config
from crackwatch.errors import UsageError
from crackwatch.model import Watch
from crackwatch.watches.explain import Explanation, explain
from crackwatch.watches.learn import Reason
from crackwatch.watches.match import Text


@dataclass(frozen=True, slots=True)
class Explained:
    """How one watch reads an article.

    ``words`` are explained on the state ``earlier`` of the article, Unix seconds until which it stood, None for now.
    ``copies`` is the hit of which it is a copy, where its own words hit nothing. ``score``, 0 to 1, and ``reasons`` are
    learned; None where too little is known. ``verdict`` is what a person said.
    """

    watch: str
    words: Explanation
    earlier: int | None = None
    copies: int | None = None
    score: float | None = None
    reasons: tuple[Reason, ...] = ()
    verdict: bool | None = None


def explained(archive: Archive, config: Config, article_id: int, *, name: str | None = None) -> list[Explained]:
    """How every watch reads an article, or the one named. Raises UsageError for an article or a watch that there is not."""
    text = next((text for _, text in learning.texts(archive, [article_id])), None)
    if text is None:
        raise UsageError(f"there is no article {article_id}", "see the ids with: crackwatch list")
    chosen = [kept.find(archive, name)] if name else kept.all_watches(archive)
    return [_by(archive, config, watch, article_id, text) for watch in chosen]


def _by(archive: Archive, config: Config, watch: Watch, article_id: int, text: Text) -> Explained:
    query, aliases = founding.parsed(watch, config), founding.aliases(config)
    words, earlier = explain(query, text), None
    if not words.hit:
        for until, state in learning.earlier(archive, article_id, text):
            before = explain(query, state)
            if before.hit:
                words, earlier = before, until
    hit = watch.id in report.watches_of(archive, [article_id]).get(article_id, ())
    learned = learning.model(archive, watch, query, aliases) if hit else None
    return Explained(
        watch.name,
        words,
        earlier,
        copies=_original(archive, watch, article_id) if hit and not words.hit else None,
        score=learned.score(text, words.hit) if learned else None,
        reasons=learned.reasons(text, words.hit) if learned else (),
        verdict=kept.labels(archive, watch.id).get(article_id),
    )


def _original(archive: Archive, watch: Watch, article_id: int) -> int | None:
    """The first article of a copy group that a watch hits by its words; None where there is none, or it is this one."""
    group = read.copy_group(archive, read.articles_by_id(archive, [article_id])[article_id])
    by_words = write.watches_of(archive, group)
    found = next((i for i in group if watch.id in by_words.get(i, ())), article_id)
    return None if found == article_id else found
