"""Stories: many of them, or one."""

# Annotations are objects here, not text: NamedTuple would compile each of them, on every start.

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from crackwatch.model import ArticleView, Link, Relation


class Latest(NamedTuple):
    """Where a story stood last: its newest article of a later day that is nobody else's copy."""

    article: int
    headline: str
    url: str
    outlet: str
    day: str


class StoryLine(NamedTuple):
    """A story within a range: told by its first article there. ``day`` is where it stands on the axis."""

    id: int | None  # None for an article that was never grouped
    article: int
    headline: str
    url: str
    outlet: str
    lang: str
    day: str
    first_at: int
    last_at: int
    articles: int
    copies: int
    outlets: tuple[str, ...]
    watches: tuple[str, ...]
    happened: str = ""  # the day that it talks about most, "" where no text was asked
    inferred: bool = False  # no text names a day: ``happened`` is the day of publication
    doubtful: bool = False  # its first article gives no day of its own that can be trusted
    latest: Latest | None = None


class Step(NamedTuple):
    """One outlet's first article of a story. ``lag``: seconds after the first outlet; ``sure``: its time can be relied on."""

    article: int
    outlet: str
    at: int
    lag: int
    relation: "Relation"
    sure: bool
    headlines: tuple[str, ...]  # what the outlet called it, in order


class Stories(NamedTuple):
    """The stories of a range, in the order asked for."""

    since: int
    until: int
    zone: "ZoneInfo"
    stories: tuple[StoryLine, ...]
    left_out: int
    hidden: int


class StoryDetail(NamedTuple):
    """One story with its articles in order of time, why they belong together, and how it went from outlet to outlet."""

    line: StoryLine
    zone: "ZoneInfo"
    members: tuple["ArticleView", ...]
    links: tuple["Link", ...]
    spread: tuple[Step, ...] = ()
