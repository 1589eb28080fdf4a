"""Articles: many of them, or one with all that hangs on it."""

# Annotations are objects here, not text: NamedTuple would compile each of them, on every start.

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from crackwatch.answers.stories import Step, StoryLine

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from crackwatch.model import ArticleView, Link


class Articles:
    """Articles that are read as they are asked for; ``hidden`` counts the unlikely ones passed over so far."""

    __slots__ = ("hidden", "views", "zone")

    def __init__(self, zone: "ZoneInfo") -> None:
        self.views: Iterator[ArticleView] = iter(())
        self.zone = zone
        self.hidden = 0

    def __iter__(self) -> Iterator["ArticleView"]:
        return self.views


class Unread(NamedTuple):
    """Why the page of an article could not be read for its whole text, and when that is tried again, if ever."""

    reason: str
    due_at: int | None


class ArticleDetail(NamedTuple):
    """One article with all that hangs on it: its copies, the story that it is part of, why, and how that went round."""

    view: "ArticleView"
    zone: "ZoneInfo"
    copies: tuple["ArticleView", ...]  # the other members of its copy group
    story: StoryLine | None
    members: tuple["ArticleView", ...]  # the story's articles in order of time, this one too
    links: tuple["Link", ...]
    spread: tuple[Step, ...] = ()  # of the story
    unread: Unread | None = None
