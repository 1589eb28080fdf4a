"""Many queries against one article."""

from __future__ import annotations

from collections.abc import Iterable

from crackwatch.model import Span
from crackwatch.watches.document import Text
from crackwatch.watches.query import Query
from crackwatch.watches.words import Folded

__all__ = ["Percolator", "Text"]


class Percolator:
    """All watches at once."""

    def __init__(self, queries: Iterable[tuple[int, Query]]) -> None:
        raise NotImplementedError

    def match(self, text: Text, folded: Folded | None = None) -> list[tuple[int, tuple[Span, ...]]]:
        """Which watches hit, in the order given, and where; ``folded`` is ``words.fold`` of the same article."""
        raise NotImplementedError
