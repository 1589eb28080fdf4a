"""Markdown that a dossier can take in: headings, tables, links. What others wrote is escaped (CommonMark 0.31)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from crackwatch.answers import (
    ArticleDetail,
    Articles,
    Cited,
    Quotes,
    SourcePage,
    Sources,
    Step,
    Stories,
    StoryDetail,
    StoryLine,
    Timeline,
    Value,
)
from crackwatch.model import ArticleView
from crackwatch.render.plain import axis, counted, dated, day, lasting, more, own_day, spanned, spark, voice
from crackwatch.render.signs import clean, pieces

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

ESCAPE = r"\\\1"
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


def lines(value: Value) -> Iterator[str]:
    """An answer as Markdown."""
    match value:
        case Timeline():
            told = _timeline(value)
        case Stories():
            told = _stories(value.stories)
        case Articles():
            told = _articles(value)
        case Sources():
            told = _sources(value)
        case StoryDetail():
            told = _story(value)
        case ArticleDetail():
            told = _article(value)
        case Quotes():
            told = _quotes(value)
        case Cited():
            told = _cited(value)
        case SourcePage():
            told = _source(value)
    return (f"{line}\n" for line in told)


def escaped(s: str) -> str:
    """``s`` as text that Markdown shows as it stands."""
    return _SPECIAL.sub(ESCAPE, clean(s))


def link(text: str, url: str) -> str:
    """A link, where the address is one of the web; else the text alone."""
    return _linked(escaped(text), url)


def _title(view: ArticleView) -> str:
    """The headline with what hit in bold."""
    found = pieces(view.article.title, ((s.start, s.end) for s in view.spans if s.field == "title"))
    return _linked(
        "".join(f"**{_SPECIAL.sub(ESCAPE, s)}**" if hit else _SPECIAL.sub(ESCAPE, s) for s, hit in found),
        view.article.url,
    )


def _linked(shown: str, url: str) -> str:
    if not url.startswith(("http://", "https://")):
        return shown
    target = re.sub(r"[\s<>()\\|\x00-\x1f\x7f]", lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), url)
    return f"[{shown}]({target})"


def grid(names: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table; cells are Markdown already."""
    yield f"| {' | '.join(names)} |"
    yield f"|{' --- |' * len(names)}"
    yield from (f"| {' | '.join(str(cell) for cell in row)} |" for row in rows)


def _timeline(value: Timeline) -> Iterator[str]:
    yield f"# Timeline, {spanned(value.since, value.until, value.zone)}"
    yield ""
    yield f"`{spark(value.buckets)}` {axis(value.by, value.buckets)}, {value.zone}"
    yield ""
    for bucket in value.buckets:
        if bucket.peak:
            yield f"- peak {bucket.start}: {counted(bucket.articles, 'article')}, {link(bucket.peak.headline, bucket.peak.url)}"
    for hole in value.gaps:
        yield f"- {spanned(hole.since, hole.until, value.zone)}: {hole.kind}"
    if value.key_dates:
        yield from ("", "## Key dates", "")
        for key in value.key_dates:
            yield f"- **{key.date}** {'; '.join(link(line.headline, line.url) for line in key.stories[:3])}"
    yield from ("", "## Stories", "")
    yield from _stories(value.stories)


def _stories(stories: Iterable[StoryLine]) -> Iterator[str]:
    rows = (
        (dated(line), escaped(line.outlet), link(line.headline, line.url) + more(line) + _latest(line))
        for line in stories
    )
    return grid(("day", "first told by", "story"), rows)


def _latest(line: StoryLine) -> str:
    """How a story went on."""
    then = line.latest
    return f"; {then.day}, {escaped(then.outlet)}: {link(then.headline, then.url)}" if then else ""


def _articles(value: Articles) -> Iterator[str]:
    rows = ((v.article.id, own_day(v), escaped(v.article.outlet), _title(v), v.article.relation) for v in value)
    return grid(("id", "day", "outlet", "article", "relation"), rows)


def _sources(value: Sources) -> Iterator[str]:
    rows = (
        (
            escaped(line.outlet), line.articles, line.copies, line.first_reports, line.exclusives, lasting(line.median_lag),
            day(line.last, value.zone), ", ".join(line.languages), escaped(line.health),
        )
        for line in value.sources
    )  # fmt: skip
    return grid(("outlet", "articles", "copies", "first", "alone", "lag", "last", "languages", "feeds"), rows)


def _article(value: ArticleDetail) -> Iterator[str]:
    a = value.view.article
    yield f"# {escaped(a.title)}"
    yield ""
    yield f"{escaped(a.outlet)}, {a.day}, {link(a.url, a.url)}"
    for words in (a.summary, a.text if a.text != a.summary else ""):
        if words:
            yield from ("", escaped(words))
    if value.spread:
        yield from ("", "## The story", "", *_spread(value.spread, value.members, value.zone))


def _story(value: StoryDetail) -> Iterator[str]:
    yield from (f"# {escaped(value.line.headline)}", "", *_spread(value.spread, value.members, value.zone))


def _spread(steps: Iterable[Step], views: Iterable[ArticleView], zone: ZoneInfo) -> Iterator[str]:
    """Who told a story, first things first, with the first article of each; ``?`` where its time cannot be relied on."""
    urls = {view.article.id: view.article.url for view in views}
    rows = (
        (
            f"{datetime.fromtimestamp(step.at, zone):%Y-%m-%d %H:%M}" + ("" if step.sure else "?"),
            f"+{lasting(step.lag)}" if step.lag else "", escaped(step.outlet),
            " → ".join([link(step.headlines[0], urls[step.article]), *map(escaped, step.headlines[1:])]), step.relation,
        )
        for step in steps
    )  # fmt: skip
    return grid(("told", "after", "outlet", "article", "relation"), rows)


def _source(value: SourcePage) -> Iterator[str]:
    yield f"# {escaped(value.line.outlet)}, {spanned(value.since, value.until, value.zone)}"
    yield from ("", f"`{spark(value.buckets)}` {axis(value.by, value.buckets)}", "")
    yield from _sources(Sources(value.since, value.until, value.zone, (value.line,), 0))
    for title, stories in (("Told first", value.firsts), ("Told alone", value.exclusives)):
        if stories:
            yield from ("", f"## {title}", "")
            yield from _stories(stories)


def _quotes(value: Quotes) -> Iterator[str]:
    for line in value.quotes:
        who = ", ".join(escaped(part) for part in (voice(line), line.role if line.speaker else "") if part)
        words = escaped(line.words) if line.reported else f"« {escaped(line.words)} »"
        yield from (f"> {words}", ">", f"> {who}, {_linked(escaped(line.outlet), line.url)}, {line.day}", "")


def _cited(value: Cited) -> Iterator[str]:
    rows = (
        (
            escaped(voice(line)),
            escaped(line.role if line.speaker else ""),
            line.quotes,
            line.articles,
            escaped(", ".join(line.outlets)),
        )
        for line in value.cited
    )
    return grid(("who", "role", "quotes", "articles", "outlets"), rows)
