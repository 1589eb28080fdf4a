"""One line a record, in 80 columns, for pipes, mails and ``grep``; lines that begin with ``#`` say what the rest is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from crackwatch.answers import (
    ArticleDetail,
    Articles,
    Bucket,
    Cited,
    CitedLine,
    Gap,
    OutletLine,
    QuoteLine,
    Quotes,
    SourcePage,
    Sources,
    Stories,
    StoryDetail,
    StoryLine,
    Timeline,
    Value,
)
from crackwatch.render.signs import BARS, PLAIN_BARS, column, fit, sparkline

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from crackwatch.model import ArticleView

COLUMNS = 80
UNCERTAIN = "~ no day of its own that can be trusted: it stands on the one that is known best"


def lines(value: Value, *, ascii_only: bool = False) -> Iterator[str]:
    """An answer as lines."""
    bars = PLAIN_BARS if ascii_only else BARS
    match value:
        case Timeline():
            told = _timeline(value, bars)
        case Stories():
            told = _stories(value)
        case Articles():
            told = _articles(value)
        case Sources():
            told = _sources(value)
        case Quotes():
            told = _quotes(value)
        case Cited():
            told = (cited(line, value.zone) for line in value.cited)
        case StoryDetail() | ArticleDetail() | SourcePage():
            from crackwatch.render import pages

            told = pages.page(value, bars)
    return (f"{line.rstrip()}\n" for line in told)


def _timeline(value: Timeline, bars: str) -> Iterator[str]:
    yield f"# {spanned(value.since, value.until, value.zone)} ({value.zone}), {axis(value.by, value.buckets)}{record(value)}"
    yield f"# {spark(value.buckets, bars)}  {totals(value)}"
    yield from peaks(value)
    yield from key_dates(value)
    for row in with_gaps(value):
        yield from (gap(row, value.zone),) if isinstance(row, Gap) else _lines(row)
    yield from (f"# {line}" for line in legend(value.stories))
    yield from _left_out(value.left_out)


def _stories(value: Stories) -> Iterator[str]:
    for line in value.stories:
        yield from _lines(line, line.id or "-")
    yield from (f"# {line}" for line in legend(value.stories))
    yield from _left_out(value.left_out)


def _left_out(count: int, one: str = "story", many: str = "stories") -> Iterator[str]:
    if count:
        yield f"# {counted(count, one, many)} more, -n 0 shows all"


def peaks(value: Timeline, columns: int = COLUMNS) -> Iterator[str]:
    """The buckets that stand out, named by their biggest story."""
    unit = "" if value.by == "day" else f"{value.by} of "
    for bucket in value.buckets:
        if bucket.peak:
            start = f"# peak {unit}{bucket.start}: {counted(bucket.articles, 'article')}; "
            yield f"{start}{fit(bucket.peak.headline, columns - len(start))}"


def key_dates(value: Timeline, columns: int = COLUMNS) -> Iterator[str]:
    """The days that matter, each with its biggest story."""
    for key in value.key_dates:
        start = f"# key date {key.date}: "
        yield f"{start}{fit(key.stories[0].headline, columns - len(start)) if key.stories else ''}"


def record(value: Timeline) -> str:
    """On which axis, and since when anything is known."""
    axis = " of what happened" if value.happened else ""
    if value.record_begins is None:
        return f"{axis}; nothing is recorded"
    return f"{axis}; the record begins {day(value.record_begins, value.zone)}" if value.begins_late else axis


def totals(value: Timeline) -> str:
    """What a timeline holds, in numbers."""
    articles, copies = sum(b.articles for b in value.buckets), sum(b.copies for b in value.buckets)
    stories = len(value.stories) + value.left_out
    parts = [counted(articles, "article"), counted(copies, "copy", "copies"), counted(stories, "story", "stories")]
    return ", ".join([*parts, f"{value.hidden} unlikely hidden"] if value.hidden else parts)


def with_gaps(value: Timeline) -> Iterator[StoryLine | Gap]:
    """The stories with the gaps of the record between them, in the order of the stories."""
    told = value.stories
    backwards = len(told) < 2 or told[0].first_at >= told[-1].first_at
    gaps = list(reversed(value.gaps) if backwards else value.gaps)
    for line in told:
        while gaps and (gaps[0].since > line.first_at if backwards else gaps[0].since <= line.first_at):
            yield gaps.pop(0)
        yield line
    if not value.left_out:  # what lies beyond the stories that are shown is not told either
        yield from gaps


def gap(hole: Gap, zone: ZoneInfo) -> str:
    """A gap as a line."""
    return f"# {spanned(hole.since, hole.until, zone)}: {hole.kind}"


def _lines(line: StoryLine, number: int | str = "") -> Iterator[str]:
    """A story, and below it how it went on."""
    yield story(line, number)
    if line.latest:
        start = f">{line.latest.day}{line.latest.article:>6} {column(line.latest.outlet, 14)}  "
        yield f"{start}{fit(line.latest.headline, COLUMNS - len(start))}"


def story(line: StoryLine, number: int | str = "") -> str:
    """A story as a line, under the number of its first article unless another is given."""
    also = more(line)
    start = f"{dated(line):11}{number or line.article:>6} {column(line.outlet, 14)}  "
    return f"{start}{fit(line.headline, COLUMNS - len(start) - len(also))}{also}"


def dated(line: StoryLine) -> str:
    """The day of a story on its axis, marked where no text names it, or no date that can be trusted."""
    return line.day + ("~" if line.inferred or (line.doubtful and not line.happened) else "")


def legend(stories: Sequence[StoryLine]) -> Iterator[str]:
    """What the mark at the days of stories means, where one bears it."""
    if any(line.inferred for line in stories):
        yield "~ no text names its day: it stands on that of publication"
    elif any(line.doubtful and not line.happened for line in stories):
        yield UNCERTAIN


def more(line: StoryLine) -> str:
    """What a story holds beside its first article."""
    others = line.articles - line.copies - 1
    copies = f" +{counted(line.copies, 'copy', 'copies')}" if line.copies else ""
    return copies + (f" +{others} more" if others > 0 else "")


def _articles(value: Articles) -> Iterator[str]:
    uncertain = False
    for view in value:
        uncertain = uncertain or is_doubtful(view)
        yield article(view)
    if uncertain:
        yield f"# {UNCERTAIN}"
    if value.hidden:
        yield f"# {value.hidden} unlikely hidden, --unlikely shows them"


def article(view: ArticleView) -> str:
    """An article as a line."""
    standing = ", ".join(marks(view))
    also = f" +{counted(view.copies, 'copy', 'copies')}" if view.copies else ""
    also += f" ({standing})" if standing else ""
    start = f"{view.article.id:>6} {own_day(view):11}{column(view.article.outlet, 14)}  "
    return f"{start}{fit(view.article.title, COLUMNS - len(start) - len(also))}{also}"


def own_day(view: ArticleView) -> str:
    """The day of an article, marked where it is doubtful."""
    return view.article.day + ("~" if is_doubtful(view) else "")


def is_doubtful(view: ArticleView) -> bool:
    """Whether an article gives no day of its own that can be trusted."""
    published = view.article.published
    return published.suspect or published.utc is None or published.precision in ("month", "year")


def marks(view: ArticleView) -> Iterator[str]:
    """What sets an article apart: that it goes back to another one, and that only its story makes it a hit."""
    if view.copy_of_url:
        yield view.article.relation
    if view.by_story:
        yield "by story"


def _sources(value: Sources) -> Iterator[str]:
    yield f"# {spanned(value.since, value.until, value.zone)} ({value.zone})"
    yield f"# {'outlet':18}{'arts':>6}{'copies':>7}{'first':>6}{'only':>6}{'lag':>7}  {'last':10}  {'lang':6} feeds"
    for line in value.sources:
        yield outlet(line, value.zone)
    yield from (f"# {line}" for line in copied_most(value.sources))


def copied_most(lines: Sequence[OutletLine]) -> Iterator[str]:
    """The outlet that others copy most, where one is copied."""
    counts: dict[str, int] = {}
    for line in lines:
        for name, n in line.copied:
            counts[name] = counts.get(name, 0) + n
    if counts:
        name = max(counts, key=lambda one: counts[one])
        yield f"copied most: {fit(name, 50)} ({counts[name]})"


def outlet(line: OutletLine, zone: ZoneInfo) -> str:
    """An outlet as a line."""
    start = (
        f"{column(line.outlet, 20)}{line.articles:>6}{line.copies:>7}{line.first_reports:>6}{line.exclusives:>6}"
        f"{lasting(line.median_lag):>7}  {day(line.last, zone)}  {column(','.join(line.languages), 6)} "
    )
    return start + fit(line.health, COLUMNS - len(start))


def _quotes(value: Quotes) -> Iterator[str]:
    yield from map(quote, value.quotes)
    yield from _left_out(value.left_out, "quote", "quotes")


def quote(line: QuoteLine) -> str:
    """A quote as a line."""
    also = f" +{line.articles - 1}" if line.articles > 1 else ""
    start = f"{line.day} {column(voice(line), 20)}  "
    words = line.words if line.reported else f"« {line.words} »"
    return f"{start}{fit(words, COLUMNS - len(start) - len(also))}{also}"


def voice(line: QuoteLine | CitedLine) -> str:
    """Who speaks: the name, else the role of somebody unnamed."""
    return line.speaker or line.role or "unnamed"


def cited(line: CitedLine, zone: ZoneInfo) -> str:
    """Somebody cited, as a line."""
    start = f"{column(voice(line), 24)}{line.quotes:>5}{line.articles:>5}  {day(line.last, zone)}  "
    return f"{start}{fit(', '.join(line.outlets), COLUMNS - len(start))}"


def lasting(seconds: int | None) -> str:
    """A length of time in its largest unit, with the minutes of a few hours: what comes an hour later is told in order."""
    if seconds is None:
        return "-"
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours < 10:
        return f"{minutes} min" if not hours else f"{hours} h {minutes:02}" if minutes else f"{hours} h"
    return f"{seconds / 3600:.0f} h" if seconds < 86400 else f"{seconds / 86400:.0f} d"


def axis(by: str, buckets: Sequence[Bucket], columns: int = 40) -> str:
    """What one bar of the sparkline stands for."""
    joined = -(-len(buckets) // columns)
    return f"by {by}" if joined < 2 else f"a bar for {joined} {by}s"


def spark(buckets: Sequence[Bucket], bars: str = BARS, columns: int = 40) -> str:
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
