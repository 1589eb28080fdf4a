"""Watches, and what they hit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crackwatch.model.kinds import Field


@dataclass(frozen=True, slots=True)
class Watch:
    """What somebody looks for: a name and a query in our language."""

    id: int
    name: str
    query: str
    version: int = 1
    created_at: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A place that hit: offsets into the original text of ``field``, end exclusive, and the term of the query."""

    field: Field
    start: int
    end: int
    term: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a person said of an article for a watch, by the watch's name: to the point, or beside it."""

    watch: str
    verdict: bool
    at: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A watch that an article answers. ``by_story`` marks one whose own words did not."""

    watch_id: int
    article_id: int
    spans: tuple[Span, ...] = ()
    score: float | None = None
    by_story: bool = False
    query_version: int = 1
