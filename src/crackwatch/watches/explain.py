"""Why a query hits an article, or does not."""

from __future__ import annotations

from dataclasses import dataclass

from crackwatch.watches.document import Text
from crackwatch.watches.query import Query


@dataclass(frozen=True, slots=True)
class Explanation:
    """Which terms hit where, which branch failed, which alias."""

    hit: bool


def explain(query: Query, text: Text) -> Explanation:
    """Both outcomes."""
    raise NotImplementedError
