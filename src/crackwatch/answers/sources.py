"""Who told it: all outlets, or one."""

# Annotations are objects here, not text: NamedTuple would compile each of them, on every start.

from typing import TYPE_CHECKING, NamedTuple

from crackwatch.answers.stories import StoryLine
from crackwatch.answers.timelines import Bucket, By

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from crackwatch.model import Selection


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
