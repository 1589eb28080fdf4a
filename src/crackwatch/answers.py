"""What a reading command asks and what it is answered: the values between the archive, the reports and the renderers.

Times are Unix seconds (UTC), days are ISO ``YYYY-MM-DD`` in the archive's zone, spans of days and times are inclusive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from crackwatch.model import ArticleView, Link, Selection

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

By = Literal["auto", "day", "week", "month", "year"]
LIKELY = 0.5  # a hit that scores less is folded away
GapKind = Literal["not polled", "backfilled", "no capture"]


class Occurrence(NamedTuple):
    """An article as a report counts it. A named tuple, since one report reads tens of thousands of them."""

    id: int
    at: int
    day: str
    story: int | None
    outlet: int
    copy: int
    score: float | None


class Head(NamedTuple):
    """What names an article in a list."""

    title: str
    url: str
    lang: str


class Mention(NamedTuple):
    """Days that an article talks about; ``last`` is None where the text leaves the end open."""

    article: int
    first: str
    last: str | None
    precision: str
    inferred: int


class Covered(NamedTuple):
    """A time in which a feed was followed without a hole, or which was filled in later."""

    feed: int
    first: int
    last: int
    origin: str


# --- timeline ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimelineRequest:
    """``happened`` counts on the days that texts talk about; ``key_dates`` is how many days to single out."""

    selection: Selection = Selection()
    by: By = "auto"
    happened: bool = False
    key_dates: int = 0


@dataclass(frozen=True, slots=True)
class StoryLine:
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


@dataclass(frozen=True, slots=True)
class Bucket:
    """A day, week, month or year. Articles count on their own day, a story where it begins."""

    start: str
    end: str
    articles: int
    copies: int
    stories: int
    silent: bool = False  # nothing of it was polled: no article says nothing
    peak: StoryLine | None = None  # the biggest story of a bucket that stands out


@dataclass(frozen=True, slots=True)
class Gap:
    """A time of which the archive knows less than of others."""

    since: int
    until: int
    kind: GapKind


@dataclass(frozen=True, slots=True)
class KeyDate:
    """A day that matters, with the stories that name it or begin on it, biggest first."""

    date: str
    score: float
    stories: tuple[StoryLine, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """``stories`` are in the order asked for; ``hidden`` articles were folded away as unlikely."""

    since: int
    until: int
    zone: ZoneInfo
    record_begins: int | None
    by: By
    happened: bool
    buckets: tuple[Bucket, ...]
    stories: tuple[StoryLine, ...]
    gaps: tuple[Gap, ...]
    key_dates: tuple[KeyDate, ...]
    hidden: int


# --- articles ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Articles:
    """Articles that are read as they are asked for; ``hidden`` counts the unlikely ones passed over so far."""

    views: Iterator[ArticleView]
    zone: ZoneInfo
    hidden: int = 0

    def __iter__(self) -> Iterator[ArticleView]:
        return self.views


@dataclass(frozen=True, slots=True)
class ArticleDetail:
    """One article with all that hangs on it: its copies, the story that it is part of, and why."""

    view: ArticleView
    zone: ZoneInfo
    copies: tuple[ArticleView, ...]  # the other members of its copy group
    story: StoryLine | None
    members: tuple[ArticleView, ...]  # the story's articles in order of time, this one too
    links: tuple[Link, ...]


# --- sources -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourcesRequest:
    """``cited`` asks for the sources that texts cite instead of the outlets that carry them."""

    selection: Selection = Selection()
    cited: bool = False


class FeedHealth(NamedTuple):
    """What is known of a feed's polls."""

    slug: str
    paused: int
    gone: int
    checked_at: int | None
    failing_since: int | None
    error_kind: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the archive knows beside the occurrences; ids of articles, outlets, stories and feeds."""

    outlets: Mapping[int, str]
    heads: Mapping[int, Head]  # by article
    begun: Mapping[int, int]  # when each story began, also before the range
    titles: Mapping[int, Sequence[str]]  # earlier headlines of an article, in order
    roots: Mapping[int, int]  # the outlet of the original, by copy
    feeds: Mapping[int, Sequence[FeedHealth]]  # that showed an outlet's articles, by outlet


@dataclass(frozen=True, slots=True)
class OutletLine:
    """What an outlet did in a range. Lags and habits are in seconds.

    ``first_reports`` are stories of several outlets that this one told first, ``exclusives`` stories that nobody else
    told; ``median_lag`` is over the stories that another outlet told first. ``habit`` is the usual (median) time between
    two of its articles, ``quiet`` the time since the last one.
    """

    outlet: str
    articles: int
    originals: int
    copies: int
    first_reports: int
    exclusives: int
    median_lag: int | None
    headline_changes: int
    first: int
    last: int
    languages: tuple[str, ...]
    feeds: tuple[str, ...]
    health: str
    copied: tuple[tuple[str, int], ...]  # whom it copies, most first
    habit: int | None
    quiet: int


@dataclass(frozen=True, slots=True)
class Sources:
    """The outlets of a range, those with most articles first."""

    since: int
    until: int
    zone: ZoneInfo
    sources: tuple[OutletLine, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One outlet: its line, its days, and the stories that it told first or alone."""

    since: int
    until: int
    zone: ZoneInfo
    line: OutletLine
    by: By
    buckets: tuple[Bucket, ...]
    firsts: tuple[StoryLine, ...]
    exclusives: tuple[StoryLine, ...]
    copied_by: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Stories:
    """The stories of a range, newest first unless asked otherwise."""

    since: int
    until: int
    zone: ZoneInfo
    stories: tuple[StoryLine, ...]
    hidden: int
