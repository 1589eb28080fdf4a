"""Answers as rows of cells: what csv and tsv print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from crackwatch.answers import (
    ArticleDetail,
    Articles,
    Cited,
    CitedLine,
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
from crackwatch.model import ArticleView

Cell = str | int | float | None

ARTICLE = (
    "id", "published", "outlet", "title", "url", "lang", "watches", "score", "story", "relation", "copy_of", "copies",
    "first_seen", "origin", "feeds",
)  # fmt: skip
STORY = (
    "day", "id", "article", "headline", "url", "outlet", "lang", "first_published", "last_published", "articles",
    "copies", "outlets", "watches",
)  # fmt: skip
OUTLET = (
    "outlet", "articles", "originals", "copies", "first_reports", "exclusives", "median_lag_s", "headline_changes",
    "first", "last", "languages", "feeds", "health", "copied", "habit_s", "quiet_s",
)  # fmt: skip

QUOTE = (
    "day",
    "speaker",
    "role",
    "words",
    "anonymous",
    "reported",
    "outlet",
    "url",
    "lang",
    "at",
    "article",
    "articles",
    "outlets",
)
CITED = ("speaker", "role", "anonymous", "quotes", "articles", "outlets", "first", "last")


def table(value: Value) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """The names of the columns, and the rows; several values of one cell are parted by "; "."""
    match value:
        case Articles():
            return ARTICLE, (_article(view, value.zone) for view in value)
        case ArticleDetail() | StoryDetail():
            return ARTICLE, (_article(view, value.zone) for view in value.members)
        case Timeline() | Stories():
            return STORY, (_story(line, value.zone) for line in value.stories)
        case Sources():
            return OUTLET, (_outlet(line, value.zone) for line in value.sources)
        case Quotes():
            return QUOTE, (_quote(line, value.zone) for line in value.quotes)
        case Cited():
            return CITED, (_cited(line, value.zone) for line in value.cited)
        case SourcePage():
            return OUTLET, iter([_outlet(value.line, value.zone)])


def _article(view: ArticleView, zone: ZoneInfo) -> Sequence[Cell]:
    a = view.article
    published = a.published.utc.astimezone(zone).isoformat() if a.published.utc else ""
    return (
        a.id, published, a.outlet, a.title, a.url, a.lang, _joined(view.watches), view.score, a.story, a.relation,
        view.copy_of_url, view.copies, _moment(a.first_seen, zone), a.origin, _joined(view.feeds),
    )  # fmt: skip


def _story(line: StoryLine, zone: ZoneInfo) -> Sequence[Cell]:
    return (
        line.day, line.id, line.article, line.headline, line.url, line.outlet, line.lang, _moment(line.first_at, zone),
        _moment(line.last_at, zone), line.articles, line.copies, _joined(line.outlets), _joined(line.watches),
    )  # fmt: skip


def _outlet(line: OutletLine, zone: ZoneInfo) -> Sequence[Cell]:
    return (
        line.outlet, line.articles, line.originals, line.copies, line.first_reports, line.exclusives, line.median_lag,
        line.headline_changes, _moment(line.first, zone), _moment(line.last, zone), _joined(line.languages),
        _joined(line.feeds), line.health, _joined(f"{name} ({n})" for name, n in line.copied), line.habit, line.quiet,
    )  # fmt: skip


def _quote(line: QuoteLine, zone: ZoneInfo) -> Sequence[Cell]:
    return (
        line.day, line.speaker, line.role, line.words, int(line.anonymous), int(line.reported), line.outlet, line.url, line.lang,
        _moment(line.at, zone), line.article, line.articles, _joined(line.outlets),
    )  # fmt: skip


def _cited(line: CitedLine, zone: ZoneInfo) -> Sequence[Cell]:
    return (
        line.speaker, line.role, int(line.anonymous), line.quotes, line.articles, _joined(line.outlets), _moment(line.first, zone),
        _moment(line.last, zone),
    )  # fmt: skip


def _moment(at: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, zone).isoformat()


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)
