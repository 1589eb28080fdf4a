"""What changed in an article, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise

from crackwatch.answers import ArticleDetail
from crackwatch.stories.spread import Run, changes

SENTENCES = re.compile(r"(?<=[.!?…»])\s+")
AROUND = 6  # words that are shown beside a change
SIGNS = {"removed": "[-{}-]", "added": "{{+{}+}}", "same": "{}"}


def differences(found: ArticleDetail) -> Iterator[str]:
    """Each state of an article against the next, and when it gave way: ``[-what went-]`` and ``{+what came+}``."""
    article = found.view.article
    states = [(r.title, r.summary, r.text, r.replaced_at) for r in found.view.revisions]
    if not states:
        yield "it was never changed\n"
    for before, after in pairwise([*states, (article.title, article.summary, article.text, 0)]):
        yield f"# {datetime.fromtimestamp(before[3], found.zone):%Y-%m-%d %H:%M}\n"
        for name, old, new in zip(("title", "lead", "text"), before[:3], after[:3], strict=True):
            yield from (f"{name}: {line}\n" for line in _changed(old, new))


def _changed(old: str, new: str) -> Iterator[str]:
    """The sentences that changed, with the words that did; those that stayed are passed over, so that length costs little."""
    before, after = SENTENCES.split(old), SENTENCES.split(new)
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        runs = () if tag == "equal" else changes(" ".join(before[a:b]), " ".join(after[c:d]))
        if any(run.kind != "same" for run in runs):
            yield _line(runs)


def _line(runs: Sequence[Run]) -> str:
    shown = [SIGNS[run.kind].format(_near(run.words, n, len(runs)) if run.kind == "same" else run.words) for n, run in enumerate(runs)]
    return " ".join(shown)


def _near(text: str, place: int, places: int) -> str:
    """Of words that stayed, those beside a change: what precedes the first change, follows the last, or lies between two."""
    words = text.split()
    end = words[:AROUND] if place else []
    start = words[-AROUND:] if place + 1 < places else []
    return text if len(words) <= len(end) + len(start) else " ".join([*end, "…", *start])
