"""The watches that an archive keeps, and the labels that people gave."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from crackwatch.archive.connection import Archive
from crackwatch.archive.report import listed
from crackwatch.errors import UsageError
from crackwatch.model import Watch

READ = "SELECT id, name, query, version, created_at, note FROM watch"


def all_watches(archive: Archive) -> list[Watch]:
    """Every watch, in the order in which they were added."""
    return [Watch(*row) for row in archive.db.execute(READ + " ORDER BY id")]


def versions(archive: Archive) -> dict[int, int]:
    """The version of each watch, by id."""
    return dict(archive.db.execute("SELECT id, version FROM watch").fetchall())


def find(archive: Archive, name: str) -> Watch:
    """The watch with this name or id. Raises UsageError, naming what is near, where there is none."""
    row = archive.db.execute(READ + " WHERE name = ?1 OR CAST(id AS TEXT) = ?1", (name,)).fetchone()
    if row:
        return Watch(*row)
    names = [watch.name for watch in all_watches(archive)]
    near = difflib.get_close_matches(name, names, 3) or names[:3]
    more = ", …" if len(near) < len(names) else ""
    raise UsageError(f"no watch is named {name!r}", f"there is {', '.join(near)}{more}" if near else "add one: crackwatch watch add NAME QUERY")


def add(archive: Archive, name: str, query: str, now: int, note: str = "") -> Watch:
    """Keep a new watch. Raises UsageError where the name is taken or would be read as an id."""
    if not name or name.isdigit() or name != name.strip():
        raise UsageError(f"{name!r} cannot name a watch", "use a word such as: stalingrad")
    with archive.transaction() as db:
        if db.execute("SELECT 1 FROM watch WHERE name = ?", (name,)).fetchone():
            raise UsageError(f"there is a watch named {name} already", f"change it with: crackwatch watch edit {name} QUERY")
        db.execute("INSERT INTO watch (name, query, created_at, note) VALUES (?, ?, ?, ?)", (name, query, now, note))
    return find(archive, name)


def edit(archive: Archive, watch: Watch, query: str) -> Watch:
    """Give a watch another query; its version rises, so that hits of the old one can be told."""
    with archive.transaction() as db:
        db.execute("UPDATE watch SET query = ?, version = version + 1 WHERE id = ?", (query, watch.id))
    return find(archive, str(watch.id))


def remove(archive: Archive, watch: Watch) -> None:
    """Forget a watch with its hits and labels. No article is touched."""
    with archive.transaction() as db:
        for table in ("hit", "label"):
            db.execute(f"DELETE FROM {table} WHERE watch_id = ?", (watch.id,))
        db.execute("DELETE FROM watch WHERE id = ?", (watch.id,))


def label(archive: Archive, watch_ids: Iterable[int], article_ids: Sequence[int], verdict: bool, now: int) -> None:
    """Keep a person's yes or no for articles; it replaces an earlier one."""
    rows = [(watch, article, verdict, now) for watch in watch_ids for article in article_ids]
    with archive.transaction() as db:
        db.executemany("INSERT OR REPLACE INTO label (watch_id, article_id, verdict, at) VALUES (?, ?, ?, ?)", rows)


def labels(archive: Archive, watch_id: int) -> dict[int, bool]:
    """The verdicts on a watch's articles, by article id."""
    rows = archive.db.execute("SELECT article_id, verdict FROM label WHERE watch_id = ?", (watch_id,))
    return {article: bool(verdict) for article, verdict in rows}


def all_labels(archive: Archive) -> dict[int, bool]:
    """What was said of articles for any watch: yes where it was yes for one of them."""
    rows = archive.db.execute("SELECT article_id, max(verdict) FROM label GROUP BY article_id")
    return {article: bool(verdict) for article, verdict in rows}


def tally(archive: Archive, ids: Iterable[int], seconds: int) -> tuple[int, int]:
    """Of these articles: how many lie in the last ``seconds`` before the archive's newest one, and how many no watch found."""
    row = archive.db.execute(
        "SELECT count(*) FILTER (WHERE a.at > (SELECT max(at) FROM article) - ?2), "
        "count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM hit h WHERE h.article_id = a.id)) "
        "FROM article a WHERE a.id IN (SELECT value FROM json_each(?1))",
        (listed(ids), seconds),
    ).fetchone()
    return int(row[0]), int(row[1])


def add_labelled(archive: Archive, watch: Watch) -> None:
    """Make a hit of every article that somebody said yes to and that is none."""
    archive.db.execute(
        "INSERT OR IGNORE INTO hit (watch_id, article_id, at, day, story_id, outlet_id, copy, score, query_version) "
        "SELECT l.watch_id, a.id, a.at, a.day, a.story_id, a.outlet_id, a.copy_of IS NOT NULL, 1.0, ? "
        "FROM label l JOIN article a ON a.id = l.article_id WHERE l.watch_id = ? AND l.verdict = 1",
        (watch.version, watch.id),
    )


OWN = """
WITH root(id) AS (
  SELECT DISTINCT coalesce(a.copy_of, a.id) FROM hit h JOIN article a ON a.id = h.article_id WHERE h.watch_id = ?1 AND NOT h.by_story),
member(id) AS (SELECT id FROM root UNION SELECT a.id FROM article a JOIN root ON a.copy_of = root.id)"""


def settle_by_story(archive: Archive, watch: Watch) -> None:
    """Make a hit by story of every article that no watch finds by its words and that is a copy of a hit; of no other."""
    archive.db.execute(f"{OWN} DELETE FROM hit WHERE watch_id = ?1 AND by_story AND article_id NOT IN (SELECT id FROM member)", (watch.id,))
    archive.db.execute(
        f"INSERT OR IGNORE INTO hit (watch_id, article_id, at, day, story_id, outlet_id, copy, by_story, query_version) {OWN} "
        "SELECT ?1, a.id, a.at, a.day, a.story_id, a.outlet_id, a.copy_of IS NOT NULL, 1, ?2 FROM article a JOIN member m ON m.id = a.id "
        "WHERE NOT EXISTS (SELECT 1 FROM hit o WHERE o.article_id = a.id AND NOT o.by_story)",
        (watch.id, watch.version),
    )


def hit_kinds(archive: Archive, watch_id: int) -> dict[int, bool]:
    """The hits of a watch by article id: whether by story only."""
    rows = archive.db.execute("SELECT article_id, by_story FROM hit WHERE watch_id = ? ORDER BY article_id", (watch_id,))
    return {article: bool(by_story) for article, by_story in rows}


def put_scores(archive: Archive, watch_id: int, scores: Iterable[tuple[float | None, int]]) -> None:
    """Keep (score, article id) of a watch's hits, where they are news."""
    archive.db.executemany(
        "UPDATE hit SET score = ?1 WHERE watch_id = ?3 AND article_id = ?2 AND score IS NOT ?1",
        [(score, article, watch_id) for score, article in scores],
    )
