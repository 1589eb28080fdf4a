"""Pages on one thing, as plain text: an article, a story, an outlet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from textwrap import wrap
from zoneinfo import ZoneInfo

from crackwatch.answers import ArticleDetail, SourcePage, Step, StoryDetail, StoryLine, Unread
from crackwatch.model import ArticleView, Link, Relation
from crackwatch.render import plain
from crackwatch.render.plain import COLUMNS, axis, counted, lasting, spanned, spark
from crackwatch.render.signs import clean


def page(value: ArticleDetail | StoryDetail | SourcePage, bars: str) -> Iterator[str]:
    """What is known of one thing, in lines."""
    match value:
        case ArticleDetail():
            return _article(value)
        case StoryDetail():
            return _story(value)
        case SourcePage():
            return _source(value, bars)


def _article(value: ArticleDetail) -> Iterator[str]:
    """An article with its words, its states, the way of its story and why."""
    a = value.view.article
    yield from wrap(clean(a.title), COLUMNS)
    yield f"{clean(a.outlet)}, {_stamp(a.at, value.zone)}"
    yield from _facts(_article_facts(value))
    for words in (a.summary, a.text if a.text != a.summary else ""):
        if words:
            yield from ("", *wrap(clean(words), COLUMNS))
    for state in value.view.revisions:
        yield from ("", f"# until {_stamp(state.replaced_at, value.zone)}: {clean(state.title)}")
    if value.story and len(value.members) > 1:
        yield from ("", _told(value.story, value.spread, value.zone))
        yield from _spread(value.spread, value.members, value.zone)
    yield from _links([link for link in value.links if link.a == a.id] or value.links, value.spread)


def _article_facts(value: ArticleDetail) -> list[tuple[str, str]]:
    view, a = value.view, value.view.article
    return [
        ("id", str(a.id)),
        ("address", _joined(view.addresses)),
        ("archived", a.capture_url),
        ("author", a.author),
        ("first seen", f"{_stamp(a.first_seen, value.zone)} ({a.origin})"),
        ("date from", a.published.whence + (", suspect" if a.published.suspect else "")),
        ("watches", _joined(view.watches)),
        ("score", "" if view.score is None else f"{view.score:.2f}"),
        ("matched", _joined(dict.fromkeys(span.term for span in view.spans))),
        ("relation", a.relation + (f" of {view.copy_of_url}" if view.copy_of_url else "")),
        ("feeds", _joined(view.feeds)),
        ("its page", _unread(value.unread, value.zone) if value.unread else ""),
    ]


def _unread(page: Unread, zone: ZoneInfo) -> str:
    again = "not tried again" if page.due_at is None else f"tried again after {_stamp(page.due_at, zone)}"
    return f"could not be read: {page.reason}; {again}"


def _story(value: StoryDetail) -> Iterator[str]:
    """A story with its articles in order of time, and why they belong together."""
    line = value.line
    yield from wrap(clean(line.headline), COLUMNS)
    yield f"story {line.id}, {spanned(line.first_at, line.last_at, value.zone)}"
    yield _told(line, value.spread, value.zone)
    yield from _spread(value.spread, value.members, value.zone)
    yield from _links(value.links, value.spread)


def _told(line: StoryLine, steps: Sequence[Step], zone: ZoneInfo) -> str:
    """A story in one sentence: who told it first, and how much was told."""
    counts = f"{counted(line.articles, 'article')}, {counted(line.copies, 'copy', 'copies')}, {counted(len(line.outlets), 'outlet')}"
    first = f"{clean(steps[0].outlet)} at {_when(steps[0], zone)}" if steps else clean(line.outlet)
    return f"first told by {first}; {counts}"


def _source(value: SourcePage, bars: str) -> Iterator[str]:
    """An outlet with its days, its firsts and whom it copies."""
    line = value.line
    yield f"# {clean(line.outlet)}, {spanned(value.since, value.until, value.zone)} ({value.zone})"
    yield f"# {spark(value.buckets, bars)}  {axis(value.by, value.buckets)}"
    usual = f", usually {lasting(line.habit)} between articles" if line.habit else ""
    yield from _facts(
        [
            ("articles", f"{line.articles}, {counted(line.copies, 'copy', 'copies')}"),
            ("first with", counted(line.first_reports, "story", "stories")),
            ("alone with", counted(line.exclusives, "story", "stories")),
            ("median lag", lasting(line.median_lag)),
            ("headlines", f"{line.headline_changes} changed"),
            ("languages", _joined(line.languages)),
            ("feeds", _joined(line.feeds) + (f" ({line.health})" if line.health else "")),
            ("copies", _joined(f"{name} ({n})" for name, n in line.copied)),
            ("copied by", _joined(f"{name} ({n})" for name, n in value.copied_by)),
            ("quiet for", lasting(line.quiet) + usual),
        ]
    )
    for title, stories in (("told first", value.firsts), ("told alone", value.exclusives)):
        if stories:
            yield from ("", f"# {title}", *map(plain.story, stories))


def _facts(facts: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (f"{name:>10}: {clean(fact)}" for name, fact in facts if fact)


def _spread(steps: Sequence[Step], views: Iterable[ArticleView], zone: ZoneInfo) -> Iterator[str]:
    """Who told a story first, who after them and how much later, and under each what that outlet told then, or called it.

    ``?`` stands where a time cannot be relied on.
    """
    by_outlet: defaultdict[str, list[ArticleView]] = defaultdict(list)
    for view in views:
        by_outlet[view.article.outlet].append(view)
    if steps:
        yield from ("", "# the story, from outlet to outlet")
    for step in steps:
        lag = f"+{lasting(step.lag)}" if step.lag else ""
        told = f"{step.article:>6} {_when(step, zone)} {lag:>8} {clean(step.outlet)}"
        yield f"{told}: {clean(step.headlines[0])}{_standing(step.relation)}"
        for at, article, how, title in sorted(one for view in by_outlet[step.outlet] for one in _later(view, step)):
            yield f"{article:>6} {_stamp(at, zone)} {how:>8}: {title}"


def _later(view: ArticleView, step: Step) -> Iterator[tuple[int, int, str, str]]:
    """When an outlet told or retitled an article after its first headline: time, article, which of the two, headline."""
    a = view.article
    titles = [*(state.title for state in view.revisions), a.title]
    if a.id != step.article:
        yield a.at, a.id, "then", f"{clean(titles[0])}{_standing(a.relation)}"
    for state, title in zip(view.revisions, titles[1:], strict=True):
        if title != state.title:
            yield state.replaced_at, a.id, "retitled", clean(title)


def _standing(relation: Relation) -> str:
    return "" if relation == "original" else f" ({relation})"


def _links(links: Iterable[Link], steps: Sequence[Step]) -> Iterator[str]:
    """Why articles belong together: for each its best link, to whoever told it first if there is one; equal ones as one line."""
    first = steps[0].article if steps else 0
    best: dict[int, Link] = {}
    for link in sorted(links, key=lambda link: (link.by == "hand", link.b == first, link.score)):
        best[link.a] = link
    same: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for a, link in sorted(best.items()):
        same[f"{link.b} {link.kind}", f"{link.score:.2f}, by {link.by}: {clean(link.why)}"].append(a)
    if same:
        yield from ("", "# why")
    for (to, why), those in same.items():
        who = str(those[0]) if len(those) == 1 else f"{len(those)} articles"
        yield f"{who:>6} -> {to} {why}"


def _joined(names: Iterable[str]) -> str:
    return ", ".join(names)


def _when(step: Step, zone: ZoneInfo) -> str:
    return _stamp(step.at, zone) + ("" if step.sure else "?")


def _stamp(at: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d %H:%M")
