"""Answers as the objects that JSON prints; docs/json.md is their reference. Fields may be added, never renamed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from crackwatch.answers import (
    ArticleDetail,
    Bucket,
    Cited,
    CitedLine,
    OutletLine,
    QuoteLine,
    Quotes,
    SourcePage,
    Sources,
    Step,
    Stories,
    StoryDetail,
    StoryLine,
    Timeline,
    Unread,
)
from crackwatch.model import ArticleView, Link
from crackwatch.render.shape_article import Object, article, moment


def detail(value: ArticleDetail) -> Object:
    """One article with its copies, its story and why."""
    zone = value.zone
    return {
        **article(value.view, zone),
        "copy_group": [brief(view, zone) for view in value.copies],
        "story_line": story(value.story, zone) if value.story else None,
        "spread": [brief(view, zone) for view in value.members],
        "links": links(value.links),
        "told_by": [step(one, zone) for one in value.spread],
        "unread": unread(value.unread, zone) if value.unread else None,
    }


def unread(page: Unread, zone: ZoneInfo) -> Object:
    """Why a page could not be read."""
    return {"reason": page.reason, "due": None if page.due_at is None else moment(page.due_at, zone)}


def story_detail(value: StoryDetail) -> Object:
    """One story with its articles and why they belong together."""
    return {
        **story(value.line, value.zone),
        "members": [article(view, value.zone) for view in value.members],
        "links": links(value.links),
        "told_by": [step(one, value.zone) for one in value.spread],
    }


def step(one: Step, zone: ZoneInfo) -> Object:
    """One outlet on the way of a story."""
    return {
        "article": one.article, "outlet": one.outlet, "at": moment(one.at, zone), "lag_s": one.lag, "sure": one.sure,
        "relation": one.relation, "headlines": list(one.headlines),
    }  # fmt: skip


def links(found: Sequence[Link]) -> list[Object]:
    """Why articles belong together."""
    return [{"a": k.a, "b": k.b, "kind": k.kind, "score": k.score, "why": k.why, "by": k.by} for k in found]


def brief(view: ArticleView, zone: ZoneInfo) -> Object:
    """An article as another one's page names it."""
    a = view.article
    return {
        "id": a.id, "url": a.url, "title": a.title, "outlet": a.outlet, "lang": a.lang, "at": moment(a.at, zone),
        "relation": a.relation,
    }  # fmt: skip


def story(line: StoryLine, zone: ZoneInfo) -> Object:
    """A story of a timeline."""
    told: Object = {
        "id": line.id,
        "headline": line.headline,
        "url": line.url,
        "outlet": line.outlet,
        "first_published": moment(line.first_at, zone),
        "last_published": moment(line.last_at, zone),
        "articles": line.articles,
        "copies": line.copies,
        "outlets": list(line.outlets),
        "lang": line.lang,
        "watches": list(line.watches),
        "article": line.article,
        "latest": line.latest._asdict() if line.latest else None,
    }
    if line.happened:
        told |= {"happened": line.happened, "happened_inferred": line.inferred}
    return told


def named(line: StoryLine) -> Object:
    """A story as a bucket or a day names it."""
    return {"id": line.id, "headline": line.headline, "url": line.url, "outlet": line.outlet, "articles": line.articles}


def timeline(value: Timeline) -> Object:
    """A timeline with everything that it shows."""
    zone, begins = value.zone, value.record_begins
    return {
        **_range(value),
        "record_begins": None if begins is None else moment(begins, zone),
        "by": value.by,
        "axis": "happened" if value.happened else "published",
        "buckets": buckets(value.buckets),
        "stories": [story(line, zone) for line in value.stories],
        "left_out": value.left_out,
        "gaps": [{"since": moment(g.since, zone), "until": moment(g.until, zone), "kind": g.kind} for g in value.gaps],
        "key_dates": [
            {"date": k.date, "score": k.score, "stories": [named(line) for line in k.stories]} for k in value.key_dates
        ],
        "hidden": value.hidden,
    }


def buckets(found: Sequence[Bucket]) -> list[Object]:
    """The buckets of an axis."""
    return [
        {
            "start": b.start, "end": b.end, "articles": b.articles, "copies": b.copies, "stories": b.stories,
            "silent": b.silent, "peak": named(b.peak) if b.peak else None,
        }
        for b in found
    ]  # fmt: skip


def stories(value: Stories) -> Object:
    """The stories of a range."""
    return {
        **_range(value),
        "stories": [story(line, value.zone) for line in value.stories],
        "left_out": value.left_out,
        "hidden": value.hidden,
    }


def outlet(line: OutletLine, zone: ZoneInfo) -> Object:
    """An outlet of a source summary."""
    return {
        "outlet": line.outlet,
        "articles": line.articles,
        "originals": line.originals,
        "copies": line.copies,
        "first_reports": line.first_reports,
        "exclusives": line.exclusives,
        "median_lag_s": line.median_lag,
        "headline_changes": line.headline_changes,
        "first": moment(line.first, zone),
        "last": moment(line.last, zone),
        "languages": list(line.languages),
        "feeds": list(line.feeds),
        "health": line.health,
        "copied": [{"outlet": name, "articles": n} for name, n in line.copied],
        "habit_s": line.habit,
        "quiet_s": line.quiet,
    }


def sources(value: Sources) -> Object:
    """The outlets of a range."""
    zone = value.zone
    return {
        **_range(value),
        "sources": [outlet(line, zone) for line in value.sources],
        "hidden": value.hidden,
    }


def source_page(value: SourcePage) -> Object:
    """One outlet."""
    zone = value.zone
    return {
        **_range(value),
        **outlet(value.line, zone),
        "by": value.by,
        "buckets": buckets(value.buckets),
        "firsts": [story(line, zone) for line in value.firsts],
        "exclusive_stories": [story(line, zone) for line in value.exclusives],
        "copied_by": [{"outlet": name, "articles": n} for name, n in value.copied_by],
    }


def quote(line: QuoteLine, zone: ZoneInfo) -> Object:
    """What somebody is quoted as saying."""
    return {
        "speaker": line.speaker,
        "role": line.role,
        "words": line.words,
        "anonymous": line.anonymous,
        "reported": line.reported,
        "article": line.article,
        "outlet": line.outlet,
        "url": line.url,
        "lang": line.lang,
        "published": moment(line.at, zone),
        "articles": line.articles,
        "outlets": list(line.outlets),
    }


def cited_line(line: CitedLine, zone: ZoneInfo) -> Object:
    """Somebody whom articles cite."""
    return {
        "speaker": line.speaker,
        "role": line.role,
        "anonymous": line.anonymous,
        "quotes": line.quotes,
        "articles": line.articles,
        "outlets": list(line.outlets),
        "first": moment(line.first, zone),
        "last": moment(line.last, zone),
    }


def quotes(value: Quotes) -> Object:
    """The quotes of a range."""
    return {
        **_range(value),
        "quotes": [quote(line, value.zone) for line in value.quotes],
        "left_out": value.left_out,
    }


def cited(value: Cited) -> Object:
    """Whom the articles of a range cite."""
    return {**_range(value), "cited": [cited_line(line, value.zone) for line in value.cited]}


def _range(value: Timeline | Stories | Sources | SourcePage | Quotes | Cited) -> Object:
    zone = value.zone
    return {"since": moment(value.since, zone), "until": moment(value.until, zone), "zone": str(zone)}


WHOLE: dict[type, tuple[str, Callable[[Any], Object]]] = {
    Timeline: ("timeline", timeline),
    Stories: ("stories", stories),
    StoryDetail: ("story", story_detail),
    Sources: ("sources", sources),
    SourcePage: ("source", source_page),
    Quotes: ("quotes", quotes),
    Cited: ("cited", cited),
    ArticleDetail: ("article", detail),
}
