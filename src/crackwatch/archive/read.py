"""Articles as a reader is shown them: with addresses, watches, revisions, copies, feeds and links.

Lists are read in slices, so that a million articles pass through little memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from crackwatch.answers import LIKELY, Occurrence
from crackwatch.archive.connection import Archive
from crackwatch.archive.report import AMONG, Scope, conditions, listed, order
from crackwatch.model import Article, ArticleView, Label, Link, Moment, Revision, Span

SLICE = 500  # articles read at once
FIELDS = ("title", "summary", "text")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ARTICLE = """
SELECT a.id, a.url, a.canonical_url, a.part, o.name, a.title, a.summary, a.text, a.author, a.lang,
       a.published_raw, a.published, a.published_precision, a.published_from, a.suspect,
       a.first_seen, a.at, a.day, a.origin, a.story_id, a.copy_of, a.relation, a.capture_url
FROM article a JOIN outlet o ON o.id = a.outlet_id"""
ADDRESSES = f"SELECT article_id, url FROM article_url WHERE article_id {AMONG} ORDER BY url"
HITS = f"""
SELECT h.article_id, w.name, h.score, h.by_story, h.spans
FROM hit h JOIN watch w ON w.id = h.watch_id WHERE h.article_id {AMONG} ORDER BY h.watch_id"""
REVISIONS = f"""
SELECT article_id, title, summary, text, seen_at, replaced_at FROM revision WHERE article_id {AMONG} ORDER BY seen_at, id"""
FEEDS = f"""
SELECT s.article_id, f.slug
FROM sighting s JOIN feed f ON f.id = s.feed_id WHERE s.article_id {AMONG} ORDER BY s.seen_at, f.slug"""
LABELS = f"""
SELECT l.article_id, w.name, l.verdict, l.at
FROM label l JOIN watch w ON w.id = l.watch_id WHERE l.article_id {AMONG} ORDER BY l.watch_id"""
DOMAINS = """
SELECT outlet_id, min(alias) FROM outlet_alias WHERE alias GLOB '*[.:]*' GROUP BY outlet_id
UNION ALL SELECT id, key FROM outlet WHERE key GLOB '*[.:]*'"""  # the key wins
OUTLETS = f"SELECT id, outlet_id FROM article WHERE id {AMONG}"
COPIES = f"SELECT copy_of, count(*) FROM article WHERE copy_of {AMONG} GROUP BY copy_of"
TOLD = f"""
SELECT a.id, a.title, a.summary, a.text, a.lang, o.name, o.key,
       coalesce((SELECT group_concat(f.slug || ' ' || f.title, ' ')
                 FROM sighting s JOIN feed f ON f.id = s.feed_id WHERE s.article_id = a.id), ''),
       a.author, a.day
FROM article a JOIN outlet o ON o.id = a.outlet_id WHERE a.id {AMONG}"""
OCCURRENCE = "SELECT id, at, day, story_id, outlet_id, copy_of IS NOT NULL, NULL FROM article"


class Words(NamedTuple):
    """What a query is asked of: an article's words, and what its operators look at."""

    id: int
    title: str
    summary: str
    text: str
    lang: str
    outlet: str
    outlet_key: str
    feed: str
    author: str
    day: str


_Hit = tuple[str, float | None, bool, str]  # watch, score, by story, spans


@dataclass(slots=True)
class _Beside:
    """What the archive keeps beside the articles of a slice, by article id."""

    addresses: dict[int, list[str]] = field(default_factory=dict)
    hits: dict[int, list[_Hit]] = field(default_factory=dict)
    revisions: dict[int, list[Revision]] = field(default_factory=dict)
    feeds: dict[int, list[str]] = field(default_factory=dict)
    copies: dict[int, int] = field(default_factory=dict)
    labels: dict[int, list[Label]] = field(default_factory=dict)
    domains: dict[int, str] = field(default_factory=dict)
    roots: dict[int, str] = field(default_factory=dict)  # addresses of the roots of copy groups


def views(
    archive: Archive, ids: Iterable[int], spans: dict[int, tuple[Span, ...]] | None = None
) -> Iterator[ArticleView]:
    """The articles with these ids in the order given; an id that is not stored is left out.

    ``spans`` are the places to show, by article id, and are used up; without them, those where the watches hit.
    """
    domains: dict[int, str] = dict(archive.db.execute(DOMAINS))
    for some in _batches(ids):
        articles = articles_by_id(archive, some)
        beside = _beside(archive, some, [a.copy_of for a in articles.values() if a.copy_of])
        beside.domains.update((i, domains.get(outlet, "")) for i, outlet in archive.db.execute(OUTLETS, (listed(some),)))
        for i in some:
            if i in articles:
                yield _view(articles[i], beside, spans.pop(i) if spans else None)


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while batch := list(islice(rest, SLICE)):
        yield batch


def articles_by_id(archive: Archive, ids: Iterable[int]) -> dict[int, Article]:
    """The articles with these ids."""
    return {row[0]: _article(row) for row in archive.db.execute(f"{ARTICLE} WHERE a.id {AMONG}", (listed(ids),))}


def _article(row: Sequence[Any]) -> Article:
    raw, utc, precision, whence, suspect = row[10:15]
    when = None if utc is None else EPOCH + timedelta(seconds=utc)
    columns = [*row[:10], Moment(raw, when, precision, whence, bool(suspect)), *row[15:]]
    return Article(*columns)


def _beside(archive: Archive, ids: Iterable[int], roots: Iterable[int]) -> _Beside:
    db, these, beside = archive.db, (listed(ids),), _Beside()
    for article, url in db.execute(ADDRESSES, these):
        beside.addresses.setdefault(article, []).append(url)
    for article, *hit in db.execute(HITS, these):
        beside.hits.setdefault(article, []).append(tuple(hit))
    for article, *state in db.execute(REVISIONS, these):
        beside.revisions.setdefault(article, []).append(Revision(*state))
    for article, slug in db.execute(FEEDS, these):
        beside.feeds.setdefault(article, []).append(slug)
    for article, watch, verdict, at in db.execute(LABELS, these):
        beside.labels.setdefault(article, []).append(Label(watch, bool(verdict), at))
    beside.copies.update(db.execute(COPIES, these))
    beside.roots.update(db.execute(f"SELECT id, url FROM article WHERE id {AMONG}", (listed(roots),)))
    return beside


def _view(article: Article, beside: _Beside, spans: tuple[Span, ...] | None) -> ArticleView:
    hits = beside.hits.get(article.id, [])
    others = [url for url in beside.addresses.get(article.id, ()) if url != article.url]
    return ArticleView(
        article,
        addresses=(article.url, *others),
        watches=tuple(name for name, *_ in hits),
        score=highest([score for _, score, *_ in hits]),
        copy_of_url=beside.roots.get(article.copy_of) if article.copy_of else None,
        revisions=tuple(beside.revisions.get(article.id, ())),
        spans=_spans(packed for *_, packed in hits) if spans is None else spans,
        copies=beside.copies.get(article.id, 0),
        by_story=bool(hits) and all(by_story for _, _, by_story, _ in hits),
        feeds=tuple(beside.feeds.get(article.id, ())),
        labels=tuple(beside.labels.get(article.id, ())),
        outlet_domain=beside.domains.get(article.id, ""),
    )


def highest(scores: Sequence[float | None]) -> float | None:
    """The score of an article over its watches: no opinion (None) outranks what is unlikely."""
    known = [score for score in scores if score is not None]
    best = max(known, default=None)
    return best if best is None or best >= LIKELY or len(known) == len(scores) else None


def _spans(packed: Iterable[str]) -> tuple[Span, ...]:
    found = {Span(*row) for rows in packed if rows != "[]" for row in json.loads(rows)}
    return tuple(sorted(found, key=lambda s: (FIELDS.index(s.field), s.start, s.end, s.term)))


def told(archive: Archive, scope: Scope, words: str | None, *, unlikely: bool) -> Iterator[Words]:
    """The texts of a scope among which a query's answers are, in order of time.

    ``words`` is an expression of the full-text index that every answer fulfils; None where the query has none. Ids are
    sorted first and texts follow in slices: sorting texts would take as much memory as they do.
    """
    where, values = conditions(scope, "a.id", "a.")
    if words is not None:
        where += " AND a.id IN (SELECT rowid FROM article_fts WHERE article_fts MATCH ?)"
        values.append(words)
    if scope.watches is not None:
        likely = "" if unlikely else f" AND coalesce(h.score, 1) >= {LIKELY}"
        where += f" AND EXISTS (SELECT 1 FROM hit h WHERE h.article_id = a.id AND h.watch_id {AMONG}{likely})"
        values.append(listed(scope.watches))
    ids = archive.db.execute(
        f"SELECT a.id FROM article a WHERE {where} ORDER BY {order(scope, 'a.at', 'a.id')}", values
    )
    for some in _batches(article for (article,) in ids):
        texts = {row[0]: Words(*row) for row in archive.db.execute(TOLD, (listed(some),))}
        yield from (texts[article] for article in some)


def copy_group(archive: Archive, article: Article) -> list[int]:
    """The ids of an article's copy group, the root first, then in order of time."""
    root = article.copy_of or article.id
    copies = archive.db.execute("SELECT id FROM article WHERE copy_of = ? ORDER BY at, id", (root,))
    return [root, *(article for (article,) in copies)]


def story_members(archive: Archive, article: Article) -> list[Occurrence]:
    """The articles of an article's story in order of time; the article alone where it has none."""
    if article.story:
        return of_story(archive, article.story)
    return [Occurrence(*row) for row in archive.db.execute(f"{OCCURRENCE} WHERE id = ?", (article.id,))]


def of_story(archive: Archive, story_id: int) -> list[Occurrence]:
    """The articles of a story in order of time."""
    rows = archive.db.execute(f"{OCCURRENCE} WHERE story_id = ? ORDER BY at, id", (story_id,))
    return [Occurrence(*row) for row in rows]


def links(archive: Archive, ids: Iterable[int]) -> tuple[Link, ...]:
    """Why these articles belong with others, what a hand did first."""
    sql = f"SELECT a, b, kind, score, why, by FROM link WHERE a {AMONG} UNION SELECT a, b, kind, score, why, by FROM link WHERE b {AMONG}"
    among = listed(ids)
    return tuple(Link(*row) for row in archive.db.execute(f"{sql} ORDER BY by, kind, score DESC, a, b", (among, among)))
