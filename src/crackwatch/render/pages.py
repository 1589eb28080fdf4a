"""Pages on one thing, as plain text: an article, an outlet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from textwrap import wrap

from crackwatch.answers import ArticleDetail, SourcePage
from crackwatch.render.plain import COLUMNS, counted, joined, lasting, spanned, spark, story
from crackwatch.render.signs import clean


def article(value: ArticleDetail) -> Iterator[str]:
    """An article with its words, its states, its copies, its story and why."""
    view, a = value.view, value.view.article
    yield from wrap(clean(a.title), COLUMNS)
    yield f"{a.outlet}, {a.published.utc.astimezone(value.zone):%Y-%m-%d %H:%M}" if a.published.utc else a.outlet
    yield from _facts(value)
    for words in (a.summary, a.text if a.text != a.summary else ""):
        if words:
            yield ""
            yield from wrap(clean(words), COLUMNS)
    for state in view.revisions:
        yield ""
        yield f"# until {_stamp(state.replaced_at, value)}: {clean(state.title)}"
    for title, views in (("copies", value.copies), ("the story", value.members)):
        if views:
            yield ""
            yield f"# {title}"
            for member in views:
                yield f"{member.article.id:>6} {_stamp(member.article.at, value)} {member.article.outlet}: {clean(member.article.title)}"
    for link in value.links:
        yield f"# {link.kind} {link.a} -> {link.b} ({link.score:.2f}, by {link.by}): {clean(link.why)}"


def _facts(value: ArticleDetail) -> Iterator[str]:
    view, a = value.view, value.view.article
    facts = [
        ("id", str(a.id)),
        ("address", joined(view.addresses)),
        ("archived", a.capture_url),
        ("author", a.author),
        ("first seen", f"{_stamp(a.first_seen, value)} ({a.origin})"),
        ("date from", a.published.whence + (", suspect" if a.published.suspect else "")),
        ("watches", joined(view.watches)),
        ("score", "" if view.score is None else f"{view.score:.2f}"),
        ("matched", joined(dict.fromkeys(span.term for span in view.spans))),
        ("relation", a.relation + (f" of {view.copy_of_url}" if view.copy_of_url else "")),
        ("feeds", joined(view.feeds)),
    ]
    return (f"{name:>10}: {clean(fact)}" for name, fact in facts if fact)


def _stamp(at: int, value: ArticleDetail) -> str:
    return datetime.fromtimestamp(at, value.zone).strftime("%Y-%m-%d %H:%M")


def source(value: SourcePage, bars: str) -> Iterator[str]:
    """An outlet with its days, its firsts and whom it copies."""
    line = value.line
    yield f"# {clean(line.outlet)}, {spanned(value.since, value.until, value.zone)} ({value.zone})"
    yield f"# {spark(value.buckets, bars)}  by {value.by}"
    facts = [
        ("articles", f"{line.articles}, {counted(line.copies, 'copy', 'copies')}"),
        ("first with", counted(line.first_reports, "story", "stories")),
        ("alone with", counted(line.exclusives, "story", "stories")),
        ("median lag", lasting(line.median_lag)),
        ("headlines", f"{line.headline_changes} changed"),
        ("languages", joined(line.languages)),
        ("feeds", joined(line.feeds) + (f" ({line.health})" if line.health else "")),
        ("copies", joined(f"{name} ({n})" for name, n in line.copied)),
        ("copied by", joined(f"{name} ({n})" for name, n in value.copied_by)),
        (
            "quiet for",
            lasting(line.quiet) + (f", usually {lasting(line.habit)} between articles" if line.habit else ""),
        ),
    ]
    yield from (f"{name:>10}: {clean(fact)}" for name, fact in facts if fact)
    for title, stories in (("told first", value.firsts), ("told alone", value.exclusives)):
        if stories:
            yield f"# {title}"
            yield from map(story, stories)
