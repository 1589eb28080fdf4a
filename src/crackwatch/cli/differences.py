"""What changed in an article, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from difflib import Differ
from itertools import pairwise

from crackwatch.answers import ArticleDetail

SENTENCES = re.compile(r"(?<=[.!?…»])\s+")


def differences(found: ArticleDetail) -> Iterator[str]:
    """Each state of an article against the next: ``-`` what went, ``+`` what came, and when."""
    article = found.view.article
    states = [(r.title, r.summary, r.text, r.replaced_at) for r in found.view.revisions]
    if not states:
        yield "it was never changed\n"
    for before, after in pairwise([*states, (article.title, article.summary, article.text, 0)]):
        yield f"# {datetime.fromtimestamp(before[3], found.zone):%Y-%m-%d %H:%M}\n"
        yield from _changes(_lines(*before[:3]), _lines(*after[:3]))


def _changes(before: list[str], after: list[str]) -> Iterator[str]:
    return (f"{line}\n" for line in Differ().compare(before, after) if line[0] in "+-")


def _lines(title: str, summary: str, text: str) -> list[str]:
    return [title, *SENTENCES.split(summary), *SENTENCES.split(text if text != summary else "")]
