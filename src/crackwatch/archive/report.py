"""What reports read: rows of the covering index of hits, and what names, covers and dates them.

Nothing here scans ``article`` or ``hit``; a test asks SQLite for the plans.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from crackwatch.answers import LIKELY, Believed, Claim, Covered, Facts, FeedHealth, Head, Occurrence
from crackwatch.archive.connection import Archive

AMONG = "IN (SELECT value FROM json_each(?))"
EVER = 1 << 62
ROOTS = f"SELECT a.id, r.outlet_id FROM article a JOIN article r ON r.id = a.copy_of WHERE a.id {AMONG}"
SHOWN = f"SELECT article_id, feed_id FROM sighting WHERE article_id {AMONG}"
HEALTH = """
SELECT f.id, f.slug, f.paused, f.gone, s.checked_at, s.failing_since, s.error_kind
FROM feed f LEFT JOIN feed_state s ON s.feed_id = f.id WHERE f.removed_at IS NULL"""
DOUBTFUL = "suspect OR published IS NULL OR published_precision IN ('month', 'year')"
# What may have appeared at another time than its own: the others need not be asked, which is nearly all of them.
CLAIMS = """
SELECT a.id, a.url, a.at, a.published IS NOT NULL AND NOT a.suspect, a.published_precision, a.origin, a.first_seen
FROM json_each(?) j CROSS JOIN article a ON a.id = j.value
WHERE a.suspect OR a.published IS NULL OR a.published_precision IN ('day', 'month', 'year')
OR (a.origin = 'live' AND a.first_seen < a.at) OR a.url GLOB '*[12][09][0-9][0-9]*'"""
BEST = f"CASE WHEN max(h.score) >= {LIKELY} OR count(h.score) = count(*) THEN max(h.score) END"


class Scope(NamedTuple):
    """Which articles a report is about, resolved to ids. ``watches`` None: all articles, hit or not."""

    watches: tuple[int, ...] | None
    since: int | None = None  # Unix seconds, inclusive as ``until``
    until: int | None = None
    outlet: int | None = None
    lang: str = ""
    ids: tuple[int, ...] | None = None
    oldest_first: bool = True


def occurrences(archive: Archive, scope: Scope) -> Iterator[Occurrence]:
    """The articles of ``scope`` in order of time, each once, read as they are asked for.

    ``score`` is the highest over the watches; null, which is no opinion, outranks what is unlikely.
    """
    if scope.watches == ():
        return iter(())
    sql, values = _hits(scope) if scope.watches is not None else _articles(scope)
    return map(Occurrence._make, archive.db.execute(sql, values))


def _hits(scope: Scope) -> tuple[str, list[Any]]:
    watches = scope.watches or ()
    watch = f"IN ({','.join(map(str, watches))})"  # numbers in the statement: the index wants to know how many
    where, values = conditions(scope, "h.article_id", "h.")
    one = len(watches) == 1
    score = "h.score" if one else BEST
    group = "" if one else " GROUP BY h.at, h.article_id"
    sql = (
        f"SELECT h.article_id, h.at, h.day, h.story_id, h.outlet_id, h.copy, {score} FROM hit h INDEXED BY hit_report "
        f"WHERE h.watch_id {watch} AND {where}{group} ORDER BY {order(scope, 'h.at', 'h.article_id')}"
    )
    return sql, values


def _articles(scope: Scope) -> tuple[str, list[Any]]:
    where, values = conditions(scope, "a.id", "a.")
    score = "NULL" if scope.ids is not None else f"(SELECT {BEST} FROM hit h WHERE h.article_id = a.id)"
    sql = (
        f"SELECT a.id, a.at, a.day, a.story_id, a.outlet_id, a.copy_of IS NOT NULL, {score} FROM article a "
        f"WHERE {where} ORDER BY {order(scope, 'a.at', 'a.id')}"
    )
    return sql, values


def conditions(scope: Scope, article: str, table: str) -> tuple[str, list[Any]]:
    """The conditions that a row of a scope meets, but for the watches, and their values.

    ``article`` is the column of the article's id, ``table`` the prefix of the others.
    """
    # Where ids are given, the plus keeps SQLite from walking the whole range of time instead.
    where: list[str] = [f"{'' if scope.ids is None else '+'}{table}at BETWEEN ? AND ?"]
    values: list[Any] = [-EVER if scope.since is None else scope.since, EVER if scope.until is None else scope.until]
    if scope.outlet is not None:
        where.append(f"{table}outlet_id = ?")
        values.append(scope.outlet)
    if scope.lang:
        where.append(f"(SELECT lang FROM article l WHERE l.id = {article}) = ?")
        values.append(scope.lang)
    if scope.ids is not None:
        where.append(f"{article} {AMONG}")
        values.append(listed(scope.ids))
    return " AND ".join(where), values


def order(scope: Scope, at: str, article: str) -> str:
    """The terms of an ORDER BY, in the direction that the scope wants."""
    way = "" if scope.oldest_first else " DESC"
    return f"{at}{way}, {article}{way}"


def listed(ids: Iterable[int]) -> str:
    """Ids as one value that ``AMONG`` takes, however many there are."""
    return f"[{','.join(map(str, ids))}]"


def heads(archive: Archive, ids: Iterable[int]) -> dict[int, Head]:
    """What names articles, by id."""
    rows = archive.db.execute(f"SELECT id, title, url, lang, {DOUBTFUL} FROM article WHERE id {AMONG}", (listed(ids),))
    return {row[0]: Head(*row[1:]) for row in rows}


def claims(archive: Archive, ids: Iterable[int]) -> Iterator[tuple[int, Claim]]:
    """What those of the articles say of their time that may have appeared at another one, with their ids."""
    for article, *claim in archive.db.execute(CLAIMS, (listed(ids),)):
        yield article, Claim(*claim)


def translated(archive: Archive, ids: Iterable[int]) -> dict[int, int]:
    """Those of the articles that are translations, with the article that each goes back to."""
    sql = f"SELECT id, copy_of FROM article WHERE id {AMONG} AND relation = 'translation' AND copy_of IS NOT NULL"
    return dict(archive.db.execute(sql, (listed(ids),)))


def watch_names(archive: Archive) -> dict[int, str]:
    """The names of all watches, by id."""
    return dict(archive.db.execute("SELECT id, name FROM watch ORDER BY id"))


def watches_of(archive: Archive, ids: Iterable[int]) -> dict[int, list[int]]:
    """The watches that each article hits, whatever the score, by article id."""
    found: dict[int, list[int]] = {}
    sql = f"SELECT article_id, watch_id FROM hit WHERE article_id {AMONG} ORDER BY watch_id"
    for article, watch in archive.db.execute(sql, (listed(ids),)):
        found.setdefault(article, []).append(watch)
    return found


def outlet_names(archive: Archive) -> dict[int, str]:
    """The names of all outlets, by id."""
    return dict(archive.db.execute("SELECT id, name FROM outlet"))


def outlet_id(archive: Archive, name: str) -> int:
    """The outlet with this name, key or alias. Raises UsageError, naming what is near, where there is none."""
    sql = (
        "SELECT id FROM outlet WHERE key = ?1 OR name = ?1 COLLATE NOCASE "
        "UNION ALL SELECT outlet_id FROM outlet_alias WHERE alias = ?1 LIMIT 1"
    )
    row = archive.db.execute(sql, (name,)).fetchone()
    if row:
        return int(row[0])
    from difflib import get_close_matches

    from crackwatch.errors import UsageError

    near = get_close_matches(name, outlet_names(archive).values(), 3, 0.5)
    raise UsageError(
        f"no outlet is named {name!r}", f"did you mean {', '.join(near)}?" if near else "see: crackwatch sources"
    )


def coverage(archive: Archive) -> list[Covered]:
    """Every time in which a feed was followed, or which was filled in later."""
    rows = archive.db.execute("SELECT feed_id, first_at, last_at, origin FROM coverage ORDER BY first_at, last_at")
    return [Covered(*row) for row in rows]


def feeds_followed(archive: Archive) -> int:
    """How many feeds are followed."""
    return int(archive.db.execute("SELECT count(*) FROM feed WHERE removed_at IS NULL").fetchone()[0])


def record_begins(archive: Archive, spans: Sequence[Covered]) -> int | None:
    """When the record begins: with the first poll, or with the first article that was brought in from before it.

    What a live feed shows from before its first poll is strays, not a record.
    """
    if not spans:
        earliest: int | None = archive.db.execute("SELECT min(at) FROM article").fetchone()[0]
        return earliest
    sql = "SELECT at FROM article WHERE at < ? AND origin <> 'live' ORDER BY at LIMIT 1"
    row = archive.db.execute(sql, (spans[0].first,)).fetchone()
    return int(row[0]) if row else spans[0].first


def facts(archive: Archive, rows: Sequence[Occurrence], believed: Believed, *, languages: bool = True) -> Facts:
    """What a summary of sources needs to know beside the occurrences.

    Languages stand in the rows of the articles themselves, which takes longer than all the rest.
    """
    ids = listed(row.id for row in rows)
    stories = listed({row.story for row in rows if row.story is not None})
    copies = listed(row.id for row in rows if row.copy)
    return Facts(
        outlet_names(archive),
        _languages(archive, ids) if languages else {},
        dict(archive.db.execute(f"SELECT id, first_at FROM story WHERE id {AMONG}", (stories,))),
        _headlines(archive, ids),
        dict(archive.db.execute(ROOTS, (copies,))),
        _feeds(archive, ids, {row.id: row.outlet for row in rows}),
        believed,
    )


def _headlines(archive: Archive, ids: str) -> dict[int, list[str]]:
    """The headlines of articles that were changed, in order, up to the present one."""
    found: dict[int, list[str]] = {}
    sql = f"SELECT article_id, title FROM revision WHERE article_id {AMONG} ORDER BY article_id, seen_at, id"
    for article, title in archive.db.execute(sql, (ids,)):
        found.setdefault(article, []).append(title)
    for article, head in heads(archive, found).items():
        found[article].append(head.title)
    return found


def _languages(archive: Archive, ids: str) -> dict[int, list[str]]:
    """The languages of outlets, those of most articles first."""
    found: dict[int, list[str]] = {}
    sql = f"SELECT outlet_id, lang FROM article WHERE id {AMONG} AND lang <> '' GROUP BY 1, 2 ORDER BY count(*) DESC, min(at)"
    for outlet, lang in archive.db.execute(sql, (ids,)):
        found.setdefault(outlet, []).append(lang)
    return found


def _feeds(archive: Archive, ids: str, outlet_of: Mapping[int, int]) -> dict[int, list[FeedHealth]]:
    """The feeds that showed an outlet's articles, by outlet."""
    health = {row[0]: FeedHealth(*row[1:]) for row in archive.db.execute(HEALTH)}
    shown = {(outlet_of[article], feed) for article, feed in archive.db.execute(SHOWN, (ids,)) if feed in health}
    found: dict[int, list[FeedHealth]] = {}
    for outlet, feed in sorted(shown):
        found.setdefault(outlet, []).append(health[feed])
    return found
