"""What grouping asks of the archive and writes into it: features, places, links and stories.

Every function takes a whole batch, in one statement where that can be, and runs inside the caller's transaction.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from crackwatch.archive.connection import Archive
from crackwatch.model import Link

ALL = 0  # the row of ``term`` that counts the articles themselves
AMONG = "IN (SELECT value FROM json_each(?))"


class Told(NamedTuple):
    """An article as grouping reads it. ``origin`` is live, import or backfill; ``precise``: the date says more than a day."""

    id: int
    at: int
    outlet: int
    lang: str
    title: str
    summary: str
    text: str
    first_seen: int
    origin: str
    precise: bool
    story: int | None
    copy_of: int | None


class Standing(NamedTuple):
    """Where an article stands already."""

    id: int
    at: int
    outlet: int
    lang: str
    first_seen: int
    origin: str
    precise: bool
    story: int | None
    copy_of: int | None


_STANDING = """id, at, outlet_id, lang, first_seen, origin,
  published IS NOT NULL AND NOT suspect AND published_precision IN ('second', 'minute', 'hour'), story_id, copy_of"""
_TOLD = _STANDING.replace("lang,", "lang, title, summary, text,")


def has_features(archive: Archive) -> bool:
    return archive.db.execute("SELECT 1 FROM feature LIMIT 1").fetchone() is not None


def told(archive: Archive, ids: Iterable[int]) -> list[Told]:
    """Articles in order of date and address."""
    rows = archive.db.execute(f"SELECT {_TOLD} FROM article WHERE id {AMONG} ORDER BY at, canonical_url, part", (_json(ids),))
    return [Told(*row) for row in rows]


def openings(archive: Archive, ids: Iterable[int]) -> list[tuple[int, str, str]]:
    """(id, headline, lead), as much of the lead as a look at it needs."""
    return archive.db.execute(f"SELECT id, title, substr(summary, 1, 300) FROM article WHERE id {AMONG}", (_json(ids),)).fetchall()


def known(archive: Archive, features: Iterable[int]) -> set[int]:
    """Which of these features some article has."""
    rows = archive.db.execute(
        "SELECT p.value FROM json_each(?) p WHERE EXISTS (SELECT 1 FROM feature f WHERE f.h = p.value)", (_json(features),)
    )
    return {row[0] for row in rows}


def postings(archive: Archive, features: Iterable[int]) -> dict[int, list[int]]:
    """Which articles have each of these features, earliest first."""
    found: dict[int, list[int]] = {}
    rows = archive.db.execute("SELECT f.h, f.article_id FROM json_each(?) p CROSS JOIN feature f ON f.h = p.value", (_json(features),))
    for feature, article in rows:
        found.setdefault(feature, []).append(article)
    return found


def add_features(archive: Archive, rows: Iterable[tuple[int, int, int]]) -> None:
    """Keep (feature, at, article id); in order of feature, so that pages are written once."""
    archive.db.executemany("INSERT OR IGNORE INTO feature (h, at, article_id) VALUES (?, ?, ?)", sorted(rows))


def said(archive: Archive, terms: Iterable[int]) -> dict[int, int]:
    """In how many grouped articles each term occurs; under ``ALL``, how many there are."""
    return dict(archive.db.execute(f"SELECT h, articles FROM term WHERE h {AMONG}", (_json([*terms, ALL]),)))


def add_said(archive: Archive, more: Mapping[int, int]) -> None:
    """Count further articles for each term."""
    archive.db.executemany(
        "INSERT INTO term (h, articles) VALUES (?, ?) ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
        sorted(more.items()),
    )


def standings(archive: Archive, ids: Iterable[int]) -> list[Standing]:
    """Where articles stand, and with them all members of their copy groups."""
    asked = _json(ids)
    rows = archive.db.execute(
        f"WITH root(id) AS MATERIALIZED (SELECT DISTINCT coalesce(copy_of, id) FROM article WHERE id {AMONG}) "
        f"SELECT {_STANDING} FROM article WHERE id IN root "
        f"UNION ALL SELECT {_STANDING} FROM article WHERE copy_of IN root",
        (asked,),
    )
    return [Standing(*row) for row in rows]


def centres(archive: Archive, stories: Iterable[int]) -> dict[int, tuple[int, int, int, dict[int, float]]]:
    """Each story's first and last time, number of articles, and weighted terms."""
    rows = archive.db.execute(f"SELECT id, first_at, last_at, articles, centre FROM story WHERE id {AMONG}", (_json(stories),))
    return {row[0]: (row[1], row[2], row[3], _unpacked(row[4])) for row in rows}


def next_story(archive: Archive) -> int:
    """The id of the next new story; ids are never used again."""
    row = archive.db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'story'").fetchone()
    return (row[0] if row else 0) + 1


def put_stories(archive: Archive, rows: Iterable[tuple[int, int, int, int, Mapping[int, float]]]) -> None:
    """Keep stories as (id, first at, last at, articles, weighted terms)."""
    archive.db.executemany(
        "INSERT INTO story (id, first_at, last_at, articles, centre) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "first_at = excluded.first_at, last_at = excluded.last_at, articles = excluded.articles, centre = excluded.centre",
        [(story, first, last, articles, _packed(terms)) for story, first, last, articles, terms in rows],
    )


def merge_stories(archive: Archive, pairs: Iterable[tuple[int, int]]) -> None:
    """Move all articles and hits of one story into another: (into, from). The emptied story goes."""
    for into, gone in pairs:
        archive.db.execute(
            "UPDATE hit SET story_id = ?1 WHERE article_id IN (SELECT id FROM article WHERE story_id = ?2)", (into, gone)
        )
        archive.db.execute("UPDATE article SET story_id = ?1 WHERE story_id = ?2", (into, gone))
        archive.db.execute("DELETE FROM story WHERE id = ?", (gone,))


def put_places(archive: Archive, rows: Sequence[tuple[int, int | None, str, str, int]]) -> None:
    """Keep (story, root or None, relation, language where none was known, article id), in the articles and in their hits."""
    archive.db.executemany(
        "UPDATE article SET story_id = ?, copy_of = ?, relation = ?, lang = iif(lang = '', ?, lang) WHERE id = ?", rows
    )
    archive.db.executemany(
        "UPDATE hit SET story_id = ?, copy = ? WHERE article_id = ?", [(story, root is not None, i) for story, root, _, _, i in rows]
    )


def add_links(archive: Archive, links: Sequence[Link]) -> None:
    """Keep why articles belong together; what a person has linked or split stays as it is."""
    archive.db.executemany(
        "INSERT INTO link (a, b, kind, score, why, by) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "score = excluded.score, why = excluded.why, by = excluded.by WHERE by = 'machine' OR excluded.by = 'hand'",
        [(link.a, link.b, link.kind, link.score, link.why, link.by) for link in links],
    )


def by_hand(archive: Archive, *, merged: bool) -> list[tuple[int, int]]:
    """Pairs of articles that a person has put into one story (``merged``), or into two."""
    return archive.db.execute(f"SELECT a, b FROM link WHERE by = 'hand' AND score {'>' if merged else '='} 0").fetchall()


def inherited(archive: Archive, ids: Iterable[int]) -> list[tuple[int, int]]:
    """(article, watch) for every watch that some member of the article's copy group hits."""
    return archive.db.execute(
        f"WITH asked(id, root) AS (SELECT id, coalesce(copy_of, id) FROM article WHERE id {AMONG}), "
        "member(asked, id) AS (SELECT asked.id, root FROM asked "
        "UNION SELECT asked.id, a.id FROM asked JOIN article a ON a.copy_of = asked.root) "
        "SELECT DISTINCT m.asked, h.watch_id FROM member m JOIN hit h ON h.article_id = m.id ORDER BY 1, 2",
        (_json(ids),),
    ).fetchall()


# --- second thoughts -----------------------------------------------------------------------------------------------


@contextmanager
def taken_back(archive: Archive) -> Iterator[None]:
    """Undo at its end what the block wrote, and nothing else of the transaction that it stands in."""
    archive.db.execute("SAVEPOINT trial")
    try:
        yield
    finally:
        archive.db.execute("ROLLBACK TO trial")
        archive.db.execute("RELEASE trial")


def story_members(archive: Archive, story: int) -> list[int]:
    """The articles of a story, earliest first; none where there is no such story."""
    return [row[0] for row in archive.db.execute("SELECT id FROM article WHERE story_id = ? ORDER BY at, canonical_url, part", (story,))]


def unlink(archive: Archive, pairs: Iterable[tuple[int, int]], *, by: str) -> None:
    """Forget the links between these pairs, in either direction, that a ``machine`` or a ``hand`` made."""
    both = [(x, y, by) for a, b in pairs for x, y in ((a, b), (b, a))]
    archive.db.executemany("DELETE FROM link WHERE a = ? AND b = ? AND by = ?", both)


def groupable(archive: Archive, *, since: int | None, everything: bool) -> tuple[list[int], set[int]]:
    """(articles to group again in order of date and address, those of them that a watch asks for by their own words)."""
    ids = archive.db.execute(
        "SELECT id FROM article WHERE at >= coalesce(?1, at) OR coalesce(copy_of, id) IN "
        "(SELECT coalesce(copy_of, id) FROM article WHERE at >= ?1 AND story_id IS NOT NULL) ORDER BY at, canonical_url, part",
        (since,),
    )
    asked = archive.db.execute("SELECT DISTINCT article_id FROM hit WHERE by_story = 0")
    found = [row[0] for row in ids]
    return found, set(found) if everything else {row[0] for row in asked}.intersection(found)


def placed(archive: Archive) -> dict[int, tuple[int, bool]]:
    """(story, whether it is folded as a copy) of every article that has a story, in order of date and address."""
    rows = archive.db.execute("SELECT id, story_id, copy_of IS NOT NULL FROM article WHERE story_id IS NOT NULL ORDER BY at, canonical_url, part")
    return {row[0]: (row[1], bool(row[2])) for row in rows}


def forget(archive: Archive, ids: Sequence[int]) -> set[int]:
    """Take articles out of their stories and groups, as if they had never been grouped. Says which stories lost some."""
    db, some = archive.db, (_json(ids),)
    lost = stories_of(archive, ids)
    db.execute(f"DELETE FROM link WHERE by = 'machine' AND (a {AMONG} OR b {AMONG})", some * 2)
    db.execute(f"DELETE FROM feature WHERE article_id {AMONG}", some)
    db.execute(f"DELETE FROM hit WHERE by_story AND article_id {AMONG}", some)
    db.execute(f"UPDATE hit SET story_id = NULL, copy = 0 WHERE article_id {AMONG}", some)
    db.execute(
        f"UPDATE article SET story_id = NULL, copy_of = NULL, relation = 'original' WHERE story_id IS NOT NULL AND id {AMONG}", some
    )
    return lost


def drop_story(archive: Archive, story: int) -> None:
    """Remove a story that holds no article."""
    archive.db.execute("DELETE FROM story WHERE id = ?", (story,))


def stories_of(archive: Archive, ids: Iterable[int]) -> set[int]:
    """The stories of these articles."""
    rows = archive.db.execute(f"SELECT DISTINCT story_id FROM article WHERE story_id IS NOT NULL AND id {AMONG}", (_json(ids),))
    return {row[0] for row in rows}


def move(archive: Archive, rows: Sequence[tuple[int, int]]) -> None:
    """Put articles and their hits into other stories: (story, article)."""
    archive.db.executemany("UPDATE article SET story_id = ? WHERE id = ?", rows)
    archive.db.executemany("UPDATE hit SET story_id = ? WHERE article_id = ?", rows)


def unfold(archive: Archive, article: int) -> None:
    """Make an article an original."""
    archive.db.execute("UPDATE article SET copy_of = NULL, relation = 'original' WHERE id = ?", (article,))
    archive.db.execute("UPDATE hit SET copy = 0 WHERE article_id = ?", (article,))


def rename_stories(archive: Archive, names: Mapping[int, int]) -> None:
    """Give stories other ids, none of which is taken: from → to."""
    db = archive.db
    db.execute("CREATE TEMP TABLE name (was INTEGER PRIMARY KEY, now INTEGER NOT NULL)")
    db.executemany("INSERT INTO temp.name VALUES (?, ?)", names.items())
    db.execute("INSERT INTO story SELECT n.now, s.first_at, s.last_at, s.articles, s.centre FROM story s JOIN temp.name n ON n.was = s.id")
    for table in ("article", "hit"):
        db.execute(f"UPDATE {table} SET story_id = n.now FROM temp.name n WHERE story_id = n.was")
    db.execute("DELETE FROM story WHERE id IN (SELECT was FROM temp.name)")
    db.execute("DROP TABLE temp.name")


def _json(values: Iterable[int]) -> str:
    return json.dumps(list(values))


def _packed(terms: Mapping[int, float]) -> bytes:
    return array("q", terms.keys()).tobytes() + array("f", terms.values()).tobytes()


def _unpacked(packed: bytes) -> dict[int, float]:
    n = len(packed) // 12
    keys, values = array("q"), array("f")
    keys.frombytes(packed[: 8 * n])
    values.frombytes(packed[8 * n :])
    return dict(zip(keys, values, strict=True))
