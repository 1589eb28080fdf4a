"""What intake writes: articles, their states, addresses, sightings, hits and full-text rows.

Every function runs inside the caller's transaction; rows come in bulk, since a statement per article costs more than the
article.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

from crackwatch.archive.connection import Archive
from crackwatch.model import Hit, Span

T = TypeVar("T")


class Known(NamedTuple):  # made for every article that is shown again, as quickly as a row
    """What intake must know of a stored article. ``shown`` is the hash under which the asking feed last showed it."""

    id: int
    url: str
    canonical_url: str
    part: int
    title: str
    summary: str
    text: str
    hash: int
    first_seen: int
    changed_at: int
    at: int
    published: int | None
    outlet_id: int
    shown: int | None
    origin: str


class NewArticle(NamedTuple):  # made and stored as it is, a dataclass would cost as much as its row
    """A row of ``article``; the order of the fields is the order of the columns."""

    id: int
    url: str
    canonical_url: str
    part: int
    outlet_id: int
    title: str
    lang: str
    author: str
    at: int
    day: str
    published: int | None
    published_raw: str
    published_precision: str
    published_from: str
    suspect: bool
    first_seen: int
    origin: str
    hash: int
    capture_url: str
    summary: str
    text: str


COLUMNS = NewArticle._fields
INSERT = f"INSERT INTO article ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
KNOWN = """a.id, a.url, a.canonical_url, a.part, a.title, a.summary, a.text, a.hash, a.first_seen,
coalesce((SELECT max(replaced_at) FROM revision r WHERE r.article_id = a.id), a.first_seen), a.at, a.published, a.outlet_id, s.hash,
a.origin"""
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
SHOWN = "LEFT JOIN sighting s ON s.feed_id = ? AND s.article_id = a.id"  # by the feed that asks, or not


def remembered(new: NewArticle, *, shown: bool) -> Known:
    """What ``known`` will say of an article that is not stored yet."""
    return Known(
        new.id, new.url, new.canonical_url, new.part, new.title, new.summary, new.text, new.hash, new.first_seen, new.first_seen,
        new.at, new.published, new.outlet_id, new.hash if shown else None, new.origin,
    )  # fmt: skip


def next_id(archive: Archive) -> int:
    """The id of the next new article; ids are never used again."""
    row = archive.db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'article'").fetchone()
    return (row[0] if row else 0) + 1


def known(archive: Archive, feed_id: int, canonical_urls: Sequence[str]) -> dict[str, list[Known]]:
    """The stored articles at these canonical addresses, every part, in order."""
    found: dict[str, list[Known]] = {}
    for some in _slices(canonical_urls):
        marks = ",".join("?" * len(some))
        sql = f"SELECT {KNOWN} FROM article a {SHOWN} WHERE a.canonical_url IN ({marks}) ORDER BY a.part"
        for row in archive.db.execute(sql, (feed_id, *some)):
            found.setdefault(row[2], []).append(Known._make(row))
    return found


def known_addresses(archive: Archive, feed_id: int, addresses: Sequence[str]) -> dict[str, Known]:
    """The articles that came under these further addresses; the newest where an address stood for several."""
    return _newest(archive, feed_id, addresses, "u.url", f"article_url u JOIN article a ON a.id = u.article_id {SHOWN} WHERE u.url")


def known_guids(archive: Archive, feed_id: int, guids: Sequence[str]) -> dict[str, Known]:
    """The articles that a feed has shown under these guids; the newest where one guid was used twice."""
    shown = "sighting s INDEXED BY sighting_guid JOIN article a ON a.id = s.article_id WHERE s.feed_id = ? AND s.guid"
    return _newest(archive, feed_id, guids, "s.guid", shown)


def _newest(archive: Archive, feed_id: int, names: Sequence[str], name: str, where: str) -> dict[str, Known]:
    """The newest article under each of these names, a column that ``where`` ends with."""
    found: dict[str, Known] = {}
    for some in _slices(names):
        sql = f"SELECT {name}, {KNOWN} FROM {where} IN ({','.join('?' * len(some))}) ORDER BY a.id"
        found.update((row[0], Known._make(row[1:])) for row in archive.db.execute(sql, (feed_id, *some)))
    return found


def insert_articles(archive: Archive, articles: Sequence[NewArticle]) -> None:
    """Store new articles."""
    archive.db.executemany(INSERT, articles)


def add_addresses(archive: Archive, rows: Iterable[tuple[str, int]]) -> None:
    """Keep further addresses (address, article id) under which articles came."""
    archive.db.executemany("INSERT OR IGNORE INTO article_url (url, article_id) VALUES (?, ?)", rows)


def record_sightings(archive: Archive, rows: Iterable[tuple[int, int, int, int, str | None]]) -> None:
    """Keep that a feed showed an article: (feed id, article id, seen at, hash, guid or None); the first time stays."""
    archive.db.executemany(
        "INSERT INTO sighting (feed_id, article_id, seen_at, hash, guid) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET hash = excluded.hash, guid = coalesce(excluded.guid, guid)",
        rows,
    )


def revise(archive: Archive, old: Known, title: str, summary: str, text: str, new_hash: int, now: int) -> None:
    """Give an article a new state and keep the old one. Places that hit in the old words are none in the new ones."""
    keep_revision(archive, old.id, old.title, old.summary, old.text, old.changed_at, now)
    archive.db.execute(
        "UPDATE article SET title = ?, summary = ?, text = ?, hash = ? WHERE id = ?", (title, summary, text, new_hash, old.id)
    )
    archive.db.execute("UPDATE hit SET spans = '[]' WHERE article_id = ? AND spans <> '[]'", (old.id,))


def keep_revision(archive: Archive, article_id: int, title: str, summary: str, text: str, seen_at: int, replaced_at: int) -> None:
    """Keep a state of an article that is not its present one."""
    archive.db.execute(
        "INSERT INTO revision (article_id, seen_at, replaced_at, title, summary, text) VALUES (?, ?, ?, ?, ?, ?)",
        (article_id, seen_at, replaced_at, title, summary, text),
    )


def keep_earlier(archive: Archive, old: Known, title: str, summary: str, text: str, seen_at: int) -> None:
    """Keep a state of an article where it belongs in time: it replaced the one before it, and the next replaced it."""
    row = archive.db.execute("SELECT min(seen_at) FROM revision WHERE article_id = ? AND seen_at > ?", (old.id, seen_at)).fetchone()
    archive.db.execute(
        "UPDATE revision SET replaced_at = ?2 WHERE article_id = ?1 AND seen_at <= ?2 AND replaced_at > ?2", (old.id, seen_at)
    )
    keep_revision(archive, old.id, title, summary, text, seen_at, max(row[0] or old.changed_at, seen_at))


def states(archive: Archive, article_id: int) -> set[tuple[str, str, str]]:
    """Every (title, summary, text) that an article ever had."""
    return set(
        archive.db.execute(
            "SELECT title, summary, text FROM article WHERE id = ?1 UNION SELECT title, summary, text FROM revision WHERE article_id = ?1",
            (article_id,),
        )
    )


def fill(archive: Archive, article_id: int, summary: str, text: str, lang: str) -> None:
    """Add what was empty; what stands is not touched."""
    archive.db.execute(
        "UPDATE article SET summary = iif(summary = '', ?, summary), text = iif(text = '', ?, text), lang = iif(lang = '', ?, lang) "
        "WHERE id = ?",
        (summary, text, lang, article_id),
    )


def index_words(archive: Archive, rows: Sequence[tuple[int, str]]) -> None:
    """Add (article id, normal forms) to the full-text index.

    Many rows a statement: FTS5 flushes at every savepoint, and each statement opens one. An article that is indexed again
    keeps its old words too, so that candidates can only be too many.
    """
    for some in _slices(rows):
        values = ", ".join(["(?, ?)"] * len(some))
        archive.db.execute(f"INSERT INTO article_fts (rowid, words) VALUES {values}", [*chain.from_iterable(some)])


def store_hits(archive: Archive, hits: Sequence[Hit]) -> None:
    """Keep hits; one that stands gets its new spans, score and version. Time, outlet and story are the article's.

    What a person said of an article is its score, whatever was learned.
    """
    rows = [(h.watch_id, h.score, h.by_story, h.query_version, packed(h.spans), h.article_id) for h in hits]
    archive.db.executemany(
        "INSERT INTO hit (watch_id, article_id, at, day, story_id, outlet_id, copy, score, by_story, query_version, spans) "
        "SELECT ?1, id, at, day, story_id, outlet_id, copy_of IS NOT NULL, "
        "coalesce((SELECT verdict FROM label WHERE watch_id = ?1 AND article_id = ?6), ?2), ?3, ?4, ?5 FROM article WHERE id = ?6 "
        "ON CONFLICT DO UPDATE SET score = excluded.score, by_story = min(by_story, excluded.by_story), "
        "query_version = excluded.query_version, spans = iif(excluded.by_story, spans, excluded.spans)",
        rows,
    )


def packed(spans: Sequence[Span]) -> str:
    """Spans as the archive keeps them: JSON rows of field, start, end, term."""
    return _JSON([(s.field, s.start, s.end, s.term) for s in spans]) if spans else "[]"


def watches_of(archive: Archive, article_ids: Sequence[int]) -> dict[int, list[int]]:
    """Which watches each of these articles hits by its own words."""
    found: dict[int, list[int]] = {}
    for some in _slices(article_ids):
        marks = ",".join("?" * len(some))
        for article, watch in archive.db.execute(f"SELECT article_id, watch_id FROM hit WHERE by_story = 0 AND article_id IN ({marks})", some):
            found.setdefault(article, []).append(watch)
    return found


def _slices(values: Sequence[T], size: int = 500) -> Iterable[Sequence[T]]:
    return (values[i : i + size] for i in range(0, len(values), size))


def revised_ids(archive: Archive) -> set[int]:
    """The articles that have been something else before."""
    return {row[0] for row in archive.db.execute("SELECT DISTINCT article_id FROM revision")}


def drop_stale_hits(archive: Archive, watch_id: int, found: Iterable[int]) -> None:
    """Remove a watch's hits that are not among those that its query finds, but for those by story."""
    archive.db.execute(
        "DELETE FROM hit WHERE watch_id = ? AND by_story = 0 AND article_id NOT IN (SELECT value FROM json_each(?))",
        (watch_id, f"[{','.join(map(str, found))}]"),
    )


def hit_ids(archive: Archive, watch_id: int) -> set[int]:
    """The articles that a watch has already hit, by their words or by story."""
    return {row[0] for row in archive.db.execute("SELECT article_id FROM hit WHERE watch_id = ?", (watch_id,))}


def in_order(archive: Archive, article_ids: Iterable[int]) -> list[int]:
    """The ids in order of date and address: the order in which stories are built."""
    wanted = "[" + ",".join(map(str, article_ids)) + "]"
    rows = archive.db.execute("SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?)) ORDER BY at, canonical_url, part", (wanted,))
    return [row[0] for row in rows]
