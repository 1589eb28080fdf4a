"""What a reading command asks and what it is answered: the values between the archive, the reports and the renderers.

Times are Unix seconds (UTC), days are ISO ``YYYY-MM-DD`` in the archive's zone, spans of days and times are inclusive.
They are named tuples, frozen and slotted as dataclasses would be: a timeline is made of thousands, and a class is ready
in a quarter of the time, which counts in a process that lives a tenth of a second (bench/reports.py).
"""

# Annotations are objects here, not text: NamedTuple would compile each of them, on every start.

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from crackwatch.model import ArticleView, Link, Selection

By = Literal["auto", "day", "week", "month", "year"]
GapKind = Literal["not polled", "backfilled", "no capture"]
LIKELY = 0.5  # a hit that scores less is folded away


# --- rows of the archive -------------------------------------------------------------------------------------------


class Occurrence(NamedTuple):
    """An article as a report counts it."""

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


class Mentioned(NamedTuple):
    """Days that a text talks about, both inside, and where in ``mentioned.spoken`` it does."""

    start: int
    end: int
    first: str
    last: str
    precision: str
    inferred: int = 0  # the text leaves a part of it to the reader: "hier", a day without its year


class Said(NamedTuple):
    """What somebody is quoted as saying in one article, and where in ``mentioned.spoken`` it stands."""

    start: int
    end: int
    words: str
    speaker: str
    role: str
    anonymous: int
    reported: int  # told in other words


class Covered(NamedTuple):
    """A time in which a feed was followed without a hole, or which was filled in later."""

    feed: int
    first: int
    last: int
    origin: str


class FeedHealth(NamedTuple):
    """What is known of a feed's polls."""

    slug: str
    paused: int
    gone: int
    checked_at: int | None
    failing_since: int | None
    error_kind: str


class Names(NamedTuple):
    """What ids stand for: the heads of articles, outlets, and the watches that articles hit."""

    heads: Mapping[int, Head]
    outlets: Mapping[int, str]
    watches: Mapping[int, tuple[str, ...]]


class Facts(NamedTuple):
    """What a summary of sources needs beside the occurrences; ids of articles, outlets, stories and feeds."""

    outlets: Mapping[int, str]
    heads: Mapping[int, Head]  # by article
    begun: Mapping[int, int]  # when each story began, also before the range
    titles: Mapping[int, Sequence[str]]  # earlier headlines of an article, in order
    roots: Mapping[int, int]  # the outlet of the original, by copy
    feeds: Mapping[int, Sequence[FeedHealth]]  # that showed an outlet's articles, by outlet


# --- articles ------------------------------------------------------------------------------------------------------


class Articles:
    """Articles that are read as they are asked for; ``hidden`` counts the unlikely ones passed over so far."""

    __slots__ = ("hidden", "views", "zone")

    def __init__(self, zone: "ZoneInfo") -> None:
        self.views: Iterator[ArticleView] = iter(())
        self.zone = zone
        self.hidden = 0

    def __iter__(self) -> Iterator["ArticleView"]:
        return self.views


# --- stories -------------------------------------------------------------------------------------------------------


class TimelineRequest(NamedTuple):
    """``happened`` counts on the days that texts talk about; ``key_dates`` is how many days to single out."""

    selection: "Selection"
    by: By = "auto"
    happened: bool = False
    key_dates: int = 0


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


class Bucket(NamedTuple):
    """A day, week, month or year. Articles count on their own day, a story where it begins."""

    start: str
    end: str
    articles: int
    copies: int
    stories: int
    silent: bool = False  # nothing of it was polled: no article says nothing
    peak: StoryLine | None = None  # the biggest story of a bucket that stands out


class Gap(NamedTuple):
    """A time of which the archive knows less than of others."""

    since: int
    until: int
    kind: GapKind


class KeyDate(NamedTuple):
    """A day that matters, with the stories that name it or begin on it, biggest first."""

    date: str
    score: float
    stories: tuple[StoryLine, ...]


class Timeline(NamedTuple):
    """``stories`` are in the order asked for, ``left_out`` more were not; ``hidden`` articles were folded as unlikely."""

    since: int
    until: int
    zone: "ZoneInfo"
    record_begins: int | None
    by: By
    happened: bool
    buckets: tuple[Bucket, ...]
    stories: tuple[StoryLine, ...]
    left_out: int
    gaps: tuple[Gap, ...]
    key_dates: tuple[KeyDate, ...]
    hidden: int

    @property
    def begins_late(self) -> bool:
        """Whether the record begins on a later day than the first one of the range."""
        from datetime import datetime

        def day(at: int) -> str:
            return datetime.fromtimestamp(at, self.zone).date().isoformat()

        return self.record_begins is not None and day(self.record_begins) > day(self.since)


class Stories(NamedTuple):
    """The stories of a range, in the order asked for."""

    since: int
    until: int
    zone: "ZoneInfo"
    stories: tuple[StoryLine, ...]
    left_out: int
    hidden: int


class ArticleDetail(NamedTuple):
    """One article with all that hangs on it: its copies, the story that it is part of, and why."""

    view: "ArticleView"
    zone: "ZoneInfo"
    copies: tuple["ArticleView", ...]  # the other members of its copy group
    story: StoryLine | None
    members: tuple["ArticleView", ...]  # the story's articles in order of time, this one too
    links: tuple["Link", ...]


class StoryDetail(NamedTuple):
    """One story with its articles in order of time, and why they belong together."""

    line: StoryLine
    zone: "ZoneInfo"
    members: tuple["ArticleView", ...]
    links: tuple["Link", ...]


# --- sources -------------------------------------------------------------------------------------------------------


class SourcesRequest(NamedTuple):
    """Which articles a summary of sources is about."""

    selection: "Selection"


class OutletLine(NamedTuple):
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


class Sources(NamedTuple):
    """The outlets of a range, those with most articles first."""

    since: int
    until: int
    zone: "ZoneInfo"
    sources: tuple[OutletLine, ...]
    hidden: int


class SourcePage(NamedTuple):
    """One outlet: its line, its days, the stories that it told first or alone, and who copies it."""

    since: int
    until: int
    zone: "ZoneInfo"
    line: OutletLine
    by: By
    buckets: tuple[Bucket, ...]
    firsts: tuple[StoryLine, ...]
    exclusives: tuple[StoryLine, ...]
    copied_by: tuple[tuple[str, int], ...]


# --- voices --------------------------------------------------------------------------------------------------------


class QuoteLine(NamedTuple):
    """What somebody is quoted as saying, once, however many articles carry it; told by the first of them."""

    speaker: str  # "" where the text names nobody
    role: str
    words: str
    anonymous: bool
    reported: bool  # told in other words
    article: int
    outlet: str
    url: str
    lang: str
    at: int
    day: str
    articles: int
    outlets: tuple[str, ...]


class Quotes(NamedTuple):
    """The quotes of a range, newest first; ``left_out`` more were not asked for."""

    since: int
    until: int
    zone: "ZoneInfo"
    quotes: tuple[QuoteLine, ...]
    left_out: int


class CitedLine(NamedTuple):
    """Somebody whom articles cite. Unnamed sources count by their role: "une source policière"."""

    speaker: str
    role: str
    anonymous: bool
    quotes: int
    articles: int
    outlets: tuple[str, ...]
    first: int
    last: int


class Cited(NamedTuple):
    """Whom the articles of a range cite, those with most quotes first."""

    since: int
    until: int
    zone: "ZoneInfo"
    cited: tuple[CitedLine, ...]


# --- dossier -------------------------------------------------------------------------------------------------------


class Dossier(NamedTuple):
    """All that a report prints: a timeline with the biggest stories, when it happened, who told it, who said what."""

    title: str
    asked: tuple[tuple[str, str], ...]  # the queries behind it, by name
    made_at: int
    timeline: Timeline  # the axis of publication
    happened: tuple[Bucket, ...]  # the same stories on the days that they talk about
    inferred: int  # how many of them name no day
    sources: tuple[OutletLine, ...]
    quotes: tuple[QuoteLine, ...]
    feeds: int  # how many are followed


Value = Articles | ArticleDetail | Timeline | Stories | StoryDetail | Sources | SourcePage | Quotes | Cited
