"""Articles whose own page is to be read for the whole text: those of which a feed gave headline and lead only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crackwatch.answers import Unread
from crackwatch.archive.connection import Archive

_TOLD_IN_BRIEF = "a.text = '' AND a.origin = 'live' AND a.url LIKE 'http%'"


@dataclass(frozen=True, slots=True)
class Teaser:
    """An article as far as it is known, and how often its page was asked for."""

    id: int
    url: str
    title: str
    summary: str
    lang: str
    author: str
    day: str
    outlet_id: int
    tries: int


def want(archive: Archive, article_ids: Iterable[int]) -> None:
    """Put articles on the list, inside the caller's transaction; those without an address or with a text are left out."""
    archive.db.executemany(
        f"INSERT OR IGNORE INTO page (article_id) SELECT a.id FROM article a WHERE a.id = ? AND {_TOLD_IN_BRIEF}",
        ((i,) for i in article_ids),
    )


def want_hits(archive: Archive, since: int) -> None:
    """Put what any watch hits, and is not older than ``since`` (Unix seconds), on the list; inside the caller's transaction."""
    archive.db.execute(
        "INSERT OR IGNORE INTO page (article_id) SELECT a.id FROM hit h JOIN article a ON a.id = h.article_id "
        f"WHERE h.watch_id IN (SELECT id FROM watch) AND h.at >= ? AND {_TOLD_IN_BRIEF}",
        (since,),
    )


def teasers(archive: Archive, now: int, limit: int) -> list[Teaser]:
    """The articles whose page may be asked for at ``now``: hits first, then the newest."""
    rows = archive.db.execute(
        "SELECT a.id, a.url, a.title, a.summary, a.lang, a.author, a.day, a.outlet_id, p.tries "
        "FROM page p JOIN article a ON a.id = p.article_id WHERE p.state = 'todo' AND p.due_at <= ? AND a.text = '' "
        "ORDER BY EXISTS (SELECT 1 FROM hit h WHERE h.article_id = a.id) DESC, a.at DESC, a.id DESC LIMIT ?",
        (now, limit),
    )
    return [Teaser(*row) for row in rows]


def close(archive: Archive, article_id: int, reason: str = "") -> None:
    """A page was read, or never will be, and why; inside the caller's transaction."""
    archive.db.execute(
        "UPDATE page SET state = ?, tries = tries + 1, reason = ? WHERE article_id = ?",
        ("bad" if reason else "read", reason, article_id),
    )


def put_off(archive: Archive, article_id: int, due_at: int, reason: str) -> None:
    """A page is asked for again, not before ``due_at``; inside the caller's transaction."""
    archive.db.execute(
        "UPDATE page SET tries = tries + 1, due_at = ?, reason = ? WHERE article_id = ?", (due_at, reason, article_id)
    )


def unread(archive: Archive, article_id: int) -> Unread | None:
    """Why the page of an article could not be read; ``None`` where it was, or was not asked for."""
    sql = "SELECT reason, CASE state WHEN 'todo' THEN due_at END FROM page WHERE article_id = ? AND reason != ''"
    row = archive.db.execute(sql, (article_id,)).fetchone()
    return Unread(*row) if row else None


def hits(archive: Archive, article_ids: Sequence[int]) -> int:
    """How many hits these articles are."""
    ids = f"[{','.join(map(str, article_ids))}]"
    sql = "SELECT count(*) FROM hit WHERE article_id IN (SELECT value FROM json_each(?))"
    return int(archive.db.execute(sql, (ids,)).fetchone()[0])


def waiting(archive: Archive) -> int:
    """How many pages are still to be read, now or later."""
    return int(archive.db.execute("SELECT count(*) FROM page WHERE state = 'todo'").fetchone()[0])
