"""One line a record, in 80 columns, for pipes, mails and ``grep``; lines that begin with ``#`` say what the rest is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from crackwatch.answers import (
    ArticleDetail,
    Articles,
    Bucket,
    Gap,
    OutletLine,
    SourcePage,
    Sources,
    Stories,
    StoryLine,
    Timeline,
)
from crackwatch.model import ArticleView
from crackwatch.render.signs import BARS, PLAIN_BARS, column, fit, sparkline

COLUMNS = 80


def lines(value: Any, *, ascii_only: bool = False) -> Iterator[str]:
    """An answer as lines."""
    bars = PLAIN_BARS if ascii_only else BARS
    match value:
        case Timeline():
            told = _timeline(value, bars)
        case Stories():
            told = (story(line) for line in value.stories)
        case Articles():
            told = _articles(value)
        case Sources():
            told = _sources(value)
        case ArticleDetail():
            from crackwatch.render import pages

            told = pages.article(value)
        case _:
            assert isinstance(value, SourcePage)
            from crackwatch.render import pages

            told = pages.source(value, bars)
    return (f"{line.rstrip()}\n" for line in told)


def _timeline(value: Timeline, bars: str) -> Iterator[str]:
    yield f"# {spanned(value.since, value.until, value.zone)} ({value.zone}), by {value.by}{_axis(value)}{_record(value)}"
    yield f"# {spark(value.buckets, bars)}  {_totals(value)}"
    for bucket in value.buckets:
        if bucket.peak:
            yield f"# peak {bucket.start}: {counted(bucket.articles, 'article')}; {fit(bucket.peak.headline, 40)} ({bucket.peak.outlet})"
    for key in value.key_dates:
        yield f"# key date {key.date}: {fit(key.stories[0].headline, 50) if key.stories else ''}"
    yield from _with_gaps(value)
    if value.left_out:
        yield f"# {counted(value.left_out, 'story', 'stories')} more, -n 0 shows all"


def _axis(value: Timeline) -> str:
    return " of what happened" if value.happened else ""


def _record(value: Timeline) -> str:
    if value.record_begins is None:
        return "; nothing recorded"
    return f"; record begins {day(value.record_begins, value.zone)}" if value.record_begins > value.since else ""


def _totals(value: Timeline) -> str:
    articles, copies = sum(b.articles for b in value.buckets), sum(b.copies for b in value.buckets)
    return f"{counted(articles, 'article')}, {counted(copies, 'copy', 'copies')}, {counted(len(value.stories), 'story', 'stories')}"


def _with_gaps(value: Timeline) -> Iterator[str]:
    """The stories with the gaps of the record between them, in the order of the stories."""
    backwards = len(value.stories) > 1 and value.stories[0].first_at > value.stories[-1].first_at
    gaps = list(reversed(value.gaps) if backwards else value.gaps)
    for line in value.stories:
        while gaps and (gaps[0].since > line.first_at if backwards else gaps[0].since <= line.first_at):
            yield gap(gaps.pop(0), value.zone)
        yield story(line)
    for rest in gaps:
        yield gap(rest, value.zone)


def gap(hole: Gap, zone: ZoneInfo) -> str:
    """A gap as a line."""
    return f"# {spanned(hole.since, hole.until, zone)}: {hole.kind}"


def story(line: StoryLine) -> str:
    """A story as a line."""
    also = more(line)
    mark = "~" if line.inferred else " "
    start = f"{line.day}{mark}{line.article:>6} {column(line.outlet, 14)}  "
    return f"{start}{fit(line.headline, COLUMNS - len(start) - len(also))}{also}"


def more(line: StoryLine) -> str:
    """What a story holds beside its first article."""
    others = line.articles - line.copies - 1
    copies = f" +{counted(line.copies, 'copy', 'copies')}" if line.copies else ""
    return copies + (f" +{others} more" if others > 0 else "")


def _articles(value: Articles) -> Iterator[str]:
    for view in value:
        yield article(view)
    if value.hidden:
        yield f"# {value.hidden} unlikely hidden, --unlikely shows them"


def article(view: ArticleView) -> str:
    """An article as a line."""
    also = (
        f" +{counted(view.copies, 'copy', 'copies')}"
        if view.copies
        else f" ({view.article.relation})"
        if view.copy_of_url
        else ""
    )
    start = f"{view.article.id:>6} {view.article.day} {column(view.article.outlet, 14)}  "
    return f"{start}{fit(view.article.title, COLUMNS - len(start) - len(also))}{also}"


def _sources(value: Sources) -> Iterator[str]:
    yield f"# {spanned(value.since, value.until, value.zone)} ({value.zone})"
    yield f"# {'outlet':18}{'arts':>6}{'copies':>7}{'first':>6}{'only':>6}{'lag':>7}  {'last':10}  {'lang':6} feeds"
    for line in value.sources:
        yield outlet(line, value.zone)


def outlet(line: OutletLine, zone: ZoneInfo) -> str:
    """An outlet as a line."""
    start = (
        f"{column(line.outlet, 20)}{line.articles:>6}{line.copies:>7}{line.first_reports:>6}{line.exclusives:>6}"
        f"{lasting(line.median_lag):>7}  {day(line.last, zone)}  {column(','.join(line.languages), 6)} "
    )
    return start + fit(line.health, COLUMNS - len(start))


def lasting(seconds: int | None) -> str:
    """A length of time in its largest unit."""
    if seconds is None:
        return "-"
    for unit, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds} s"


def spark(buckets: Sequence[Bucket], bars: str, columns: int = 40) -> str:
    """The buckets as a sparkline; a silent one is unknown, not empty."""
    return sparkline([None if b.silent else b.articles for b in buckets], columns, bars)


def spanned(since: int, until: int, zone: ZoneInfo) -> str:
    """The days of a range."""
    first, last = day(since, zone), day(until, zone)
    return first if first == last else f"{first} to {last}"


def day(at: int, zone: ZoneInfo) -> str:
    """The day of a moment."""
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d")


def counted(n: int, one: str, many: str = "") -> str:
    """``n`` with its noun."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def joined(names: Iterable[str]) -> str:
    """Names with commas."""
    return ", ".join(names)
