"""What changed in an article, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from crackwatch.answers import ArticleDetail
from crackwatch.stories.spread import Run, changes

SENTENCES = re.compile(r"(?<=[.!?…»])\s+")
AROUND = 6  # words that are shown beside a change
NAMES = {"summary": "lead"}  # as people call them
SIGNS = {"removed": "[-{}-]", "added": "{{+{}+}}", "same": "{}"}


class Change(NamedTuple):
    """Sentences of one field that gave way to others at ``at`` (Unix seconds)."""

    at: int
    field: str
    runs: Sequence[Run]


def differences(found: ArticleDetail) -> Iterator[str]:
    """Each state of an article against the next, and when it gave way: ``[-what went-]`` and ``{+what came+}``."""
    if not found.view.revisions:
        yield "it was never changed\n"
    told = list(_changes(found))
    for state in found.view.revisions:
        yield f"# {datetime.fromtimestamp(state.replaced_at, found.zone):%Y-%m-%d %H:%M}\n"
        yield from (
            f"{NAMES.get(change.field, change.field)}: {_line(change.runs)}\n"
            for change in told
            if change.at == state.replaced_at
        )


def as_objects(found: ArticleDetail, *, lines: bool) -> Iterator[str]:
    """The same as JSON: one object with the earlier states and what changed from each to the next, or a change a line."""
    from crackwatch.render.objects import encoded, schema
    from crackwatch.render.shape_article import moment, revision

    told = [
        {
            "replaced": moment(change.at, found.zone),
            "field": change.field,
            "words": [{"kind": run.kind, "words": run.words} for run in change.runs],
        }
        for change in _changes(found)
    ]
    if lines:
        yield from (f"{encoded(change)}\n" for change in told)
        return
    article = found.view.article
    states = [revision(state, found.zone) for state in found.view.revisions]
    named = {"schema": schema("differences"), "id": article.id, "url": article.url, "title": article.title}
    yield f"{encoded({**named, 'revisions': states, 'changes': told})}\n"


def _changes(found: ArticleDetail) -> Iterator[Change]:
    article = found.view.article
    states = [(r.title, r.summary, r.text, r.replaced_at) for r in found.view.revisions]
    for before, after in pairwise([*states, (article.title, article.summary, article.text, 0)]):
        for field, old, new in zip(("title", "summary", "text"), before[:3], after[:3], strict=True):
            yield from (Change(before[3], field, runs) for runs in _changed(old, new))


def _changed(old: str, new: str) -> Iterator[Sequence[Run]]:
    """The sentences that changed, word by word; those that stayed are passed over, so that length costs little."""
    before, after = SENTENCES.split(old), SENTENCES.split(new)
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        runs = () if tag == "equal" else changes(" ".join(before[a:b]), " ".join(after[c:d]))
        if any(run.kind != "same" for run in runs):
            yield runs


def _line(runs: Sequence[Run]) -> str:
    shown = [
        SIGNS[run.kind].format(_near(run.words, n, len(runs)) if run.kind == "same" else run.words)
        for n, run in enumerate(runs)
    ]
    return " ".join(shown)


def _near(text: str, place: int, places: int) -> str:
    """Of words that stayed, those beside a change: what precedes the first change, follows the last, or lies between two."""
    words = text.split()
    end = words[:AROUND] if place else []
    start = words[-AROUND:] if place + 1 < places else []
    return text if len(words) <= len(end) + len(start) else " ".join([*end, "…", *start])
