"""When it was told: stories on an axis of time."""

# Annotations are objects here, not text: NamedTuple would compile each of them, on every start.

from typing import TYPE_CHECKING, Literal, NamedTuple

from crackwatch.answers.stories import StoryLine

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from crackwatch.model import Selection


By = Literal["auto", "day", "week", "month", "year"]
GapKind = Literal["not polled", "backfilled", "no capture"]


class TimelineRequest(NamedTuple):
    """``happened`` counts on the days that texts talk about; ``key_dates`` is how many days to single out."""

    selection: "Selection"
    by: By = "auto"
    happened: bool = False
    key_dates: int = 0


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
