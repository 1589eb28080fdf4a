"""The values that travel between the rooms: frozen, slotted, without behaviour.

Times are aware ``datetime`` in UTC where a person may see them and ``int`` Unix seconds (UTC) where the archive sorts by
them; days are ISO ``YYYY-MM-DD`` in the archive's zone. An absent text is ``""``, an absent anything else is ``None``.

A value is imported when it is first asked for: making a dataclass costs 0.7 ms, and most commands need few of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crackwatch.model.articles import Article, Link, Moment, Revision, Sighting, Story
    from crackwatch.model.asking import ArticleView, Period, Selection
    from crackwatch.model.entries import Entry, FeedDocument, FeedKind, Kept
    from crackwatch.model.feeds import (
        Caching,
        Failed,
        FailureKind,
        Feed,
        FeedOptions,
        FeedState,
        Fetched,
        NewFeed,
        NotModified,
        Outcome,
    )
    from crackwatch.model.kinds import Field, LinkKind, Origin, Precision, Relation, Whence
    from crackwatch.model.watches import Hit, Label, Span, Watch

__all__ = [
    "Article", "ArticleView", "Caching", "Entry", "Failed", "FailureKind", "Feed", "FeedDocument", "FeedKind",
    "FeedOptions", "FeedState", "Fetched", "Field", "Hit", "Kept", "Label", "Link", "LinkKind", "Moment", "NewFeed",
    "NotModified", "Origin", "Outcome", "Period", "Precision", "Relation", "Revision", "Selection", "Sighting",
    "Span", "Story", "Watch", "Whence",
]  # fmt: skip

_ROOMS = {
    "articles": (
        "Article", "Link", "Moment", "Revision", "Sighting", "Story",
    ),
    "asking": (
        "ArticleView", "Period", "Selection",
    ),
    "entries": (
        "Entry", "FeedDocument", "FeedKind", "Kept",
    ),
    "feeds": (
        "Caching", "Failed", "FailureKind", "Feed", "FeedOptions", "FeedState", "Fetched", "NewFeed",
        "NotModified", "Outcome",
    ),
    "kinds": (
        "Field", "LinkKind", "Origin", "Precision", "Relation", "Whence",
    ),
    "watches": (
        "Hit", "Label", "Span", "Watch",
    ),
}  # fmt: skip
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value
