"""Answers for a person at a terminal, by rich. Every text goes in as plain text, never as markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from shutil import get_terminal_size

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from crackwatch.answers import (
    ArticleDetail,
    Articles,
    Cited,
    Gap,
    Quotes,
    SourcePage,
    Sources,
    Stories,
    StoryDetail,
    StoryLine,
    Timeline,
    Value,
)
from crackwatch.model import ArticleView
from crackwatch.render import plain
from crackwatch.render.plain import counted, day, lasting, more, spanned, spark
from crackwatch.render.signs import BARS, PLAIN_BARS, clean, fit, pieces

HIT = "bold yellow"
QUIET = "dim"
# Columns that share what the others leave, and how.
SHARES = {"story": 1, "article": 1, "who": 1, "words": 2, "outlets": 1, "role": 1}
NUMBERS = {"id", "arts", "quotes", "copies", "first", "alone", "lag"}


def render(value: Value, *, color: bool, ascii_only: bool = False, width: int | None = None) -> Iterator[str]:
    """``value`` as tables for a screen ``width`` columns wide, the terminal's own unless given."""
    columns = width or get_terminal_size().columns
    console = Console(
        file=StringIO(), force_terminal=color, no_color=not color, width=columns, legacy_windows=False, emoji=False,
        markup=False, highlight=False, color_system="standard" if color else None,
    )  # fmt: skip
    bars = PLAIN_BARS if ascii_only else BARS
    for part in _parts(value, bars, columns):
        with console.capture() as captured:
            console.print(part)
        yield "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _parts(value: Value, bars: str, columns: int) -> Iterator[RenderableType]:
    match value:
        case Timeline():
            yield from _timeline(value, bars, columns)
        case Stories():
            yield _stories(value.stories, value)
            yield from _legend(value.stories)
            yield from _left_out(value.left_out)
        case Articles():
            views = list(value)
            yield _articles(views)
            if any(map(plain.is_doubtful, views)):
                yield Text(plain.UNCERTAIN, QUIET)
            if value.hidden:
                yield Text(f"{value.hidden} unlikely hidden, --unlikely shows them", QUIET)
        case Sources():
            yield _sources(value)
            yield from (Text(line, QUIET) for line in plain.copied_most(value.sources))
        case Quotes():
            yield _quotes(value)
            yield from _left_out(value.left_out, "quote", "quotes")
        case Cited():
            yield _cited(value)
        case ArticleDetail() | StoryDetail() | SourcePage():
            yield from (Text(line.rstrip("\n")) for line in plain.lines(value, ascii_only=bars == PLAIN_BARS))


def _timeline(value: Timeline, bars: str, columns: int) -> Iterator[RenderableType]:
    yield Text.assemble(
        (spanned(value.since, value.until, value.zone), "bold"), f" ({value.zone}), {plain.axis(value.by, value.buckets, 60)}", plain.record(value)
    )
    yield Text.assemble((spark(value.buckets, bars, 60), "cyan"), "  ", plain.totals(value))
    for line in (*plain.peaks(value, columns + 2), *plain.key_dates(value, columns + 2)):
        yield Text(line.removeprefix("# "))
    yield _stories(plain.with_gaps(value), value)
    yield from _legend(value.stories)
    yield from _left_out(value.left_out)


def _legend(stories: Sequence[StoryLine]) -> Iterator[RenderableType]:
    return (Text(line, QUIET) for line in plain.legend(stories))


def _left_out(count: int, one: str = "story", many: str = "stories") -> Iterator[RenderableType]:
    if count:
        yield Text(f"{counted(count, one, many)} more, -n 0 shows all", QUIET)


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, collapse_padding=True)
    for name in columns:
        table.add_column(
            name, no_wrap=name not in SHARES, justify="right" if name in NUMBERS else "left", ratio=SHARES.get(name)
        )
    return table


def _stories(rows: Iterable[StoryLine | Gap], value: Timeline | Stories) -> Table:
    listed = isinstance(value, Stories)  # there a story goes by its own number, elsewhere by its first article's
    table = _table("day", "id", "first told by", "story", "arts")
    for row in rows:
        if isinstance(row, Gap):
            table.add_row(
                day(row.since, value.zone), "", "", Text(plain.gap(row, value.zone).removeprefix("# "), QUIET), ""
            )
            continue
        told = Text.assemble(clean(row.headline), (more(row), QUIET))
        number = (row.id or "-") if listed else row.article
        table.add_row(plain.dated(row), str(number), _name(row.outlet), told, str(row.articles))
        if row.latest:
            then = row.latest
            table.add_row(f">{then.day}", str(then.article), _name(then.outlet), Text(clean(then.headline), QUIET), "")
    return table


def _articles(views: Iterable[ArticleView]) -> Table:
    table = _table("id", "day", "outlet", "article", "copies")
    for view in views:
        a = view.article
        copies = ", ".join([*([f"+{view.copies}"] if view.copies else []), *plain.marks(view)])
        table.add_row(str(a.id), plain.own_day(view), _name(a.outlet), _title(view), copies)
    return table


def _title(view: ArticleView) -> Text:
    """The headline with what hit set off."""
    places = ((span.start, span.end) for span in view.spans if span.field == "title")
    return Text.assemble(*((s, HIT if hit else "") for s, hit in pieces(view.article.title, places)))


def _sources(value: Sources) -> Table:
    table = _table("outlet", "arts", "copies", "first", "alone", "lag", "last", "lang", "feeds")
    for line in value.sources:
        counts = (str(n) for n in (line.articles, line.copies, line.first_reports, line.exclusives))
        table.add_row(
            _name(line.outlet, 24), *counts, lasting(line.median_lag), day(line.last, value.zone), ",".join(line.languages),
            Text(clean(line.health)),
        )  # fmt: skip
    return table


def _quotes(value: Quotes) -> Table:
    table = _table("day", "who", "words", "outlet", "arts")
    for line in value.quotes:
        who = Text.assemble(
            clean(plain.voice(line)), (f", {clean(line.role)}" if line.speaker and line.role else "", QUIET)
        )
        words = Text(clean(line.words if line.reported else f"« {line.words} »"))
        table.add_row(line.day, who, words, _name(line.outlet), str(line.articles))
    return table


def _cited(value: Cited) -> Table:
    table = _table("who", "role", "quotes", "arts", "last", "outlets")
    for line in value.cited:
        role = clean(line.role) if line.speaker else ""
        outlets = Text(clean(", ".join(line.outlets)))
        table.add_row(
            _name(plain.voice(line), 28),
            Text(role),
            str(line.quotes),
            str(line.articles),
            day(line.last, value.zone),
            outlets,
        )
    return table


def _name(outlet: str, columns: int = 18) -> Text:
    return Text(fit(outlet, columns))
