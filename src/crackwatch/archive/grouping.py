"""What grouping asks of the archive and writes into it: places, links and stories.

Every function takes a whole batch, in one statement where that can be, and runs inside the caller's transaction.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crackwatch.archive.connection import Archive
from crackwatch.model import Link

ALL = 0  # the row of ``term`` that counts the stories themselves
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
    url: str
    first_seen: int
    origin: str
    precise: bool
    story: int | None
    copy_of: int | None


class Member(NamedTuple):
    """An article of a copy group."""

    id: int
    at: int
    outlet: int
    lang: str
    url: str
    first_seen: int
    origin: str
    precise: bool
    story: int | None
    copy_of: int | None


_MEMBER = """id, at, outlet_id, lang, url, first_seen, origin,
  published IS NOT NULL AND NOT suspect AND published_precision IN ('second', 'minute', 'hour'), story_id, copy_of"""
_TOLD = _MEMBER.replace("lang,", "lang, title, summary, text,")


def told(archive: Archive, ids: Iterable[int]) -> list[Told]:
    """Articles in order of date and address."""
    rows = archive.db.execute(f"SELECT {_TOLD} FROM article WHERE id {AMONG} ORDER BY at, canonical_url, part", (as_json(ids),))
    return [Told(*row) for row in rows]


def openings(archive: Archive, ids: Iterable[int]) -> list[tuple[int, str, str]]:
    """(id, headline, lead), as much of the lead as a look at it needs."""
    return archive.db.execute(f"SELECT id, title, substr(summary, 1, 300) FROM article WHERE id {AMONG}", (as_json(ids),)).fetchall()


def said(archive: Archive, terms: Iterable[int]) -> dict[int, int]:
    """In how many stories each term occurs; under ``ALL``, how many there are."""
    asked = as_json(sorted([*terms, ALL]))
    return dict(archive.db.execute("SELECT t.h, t.stories FROM json_each(?) p CROSS JOIN term t ON t.h = p.value", (asked,)))


def add_said(archive: Archive, more: Mapping[int, int]) -> None:
    """Count further stories for each term."""
    archive.db.executemany(
        "INSERT INTO term (h, stories) VALUES (?, ?) ON CONFLICT DO UPDATE SET stories = stories + excluded.stories",
        sorted([item for item in more.items() if item[1]]),
    )


def places(archive: Archive, ids: Iterable[int]) -> list[tuple[int, int, int, int, str, int]]:
    """(id, story, root of its copy group, outlet, language, time) of those articles that have a story."""
    return archive.db.execute(
        f"SELECT id, story_id, coalesce(copy_of, id), outlet_id, lang, at FROM article WHERE id {AMONG} AND story_id IS NOT NULL",
        (as_json(ids),),
    ).fetchall()


def members(archive: Archive, roots: Iterable[int]) -> list[Member]:
    """The members of copy groups, roots included."""
    asked = as_json(roots)
    rows = archive.db.execute(
        f"SELECT {_MEMBER} FROM article WHERE id {AMONG} UNION ALL SELECT {_MEMBER} FROM article WHERE copy_of {AMONG}", (asked, asked)
    )
    return [Member(*row) for row in rows]


def latest(archive: Archive) -> int:
    """The time of the latest article, 0 where there is none."""
    return int(archive.db.execute("SELECT ifnull(max(at), 0) FROM article").fetchone()[0])


def centres(archive: Archive, stories: Iterable[int]) -> dict[int, tuple[int, int, int, dict[int, float]]]:
    """Each story's first and last time, number of articles, and weighted terms."""
    rows = archive.db.execute(f"SELECT id, first_at, last_at, articles, centre FROM story WHERE id {AMONG}", (as_json(stories),))
    return {row[0]: (row[1], row[2], row[3], unpacked(row[4])) for row in rows}


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
        (as_json(ids),),
    ).fetchall()


def as_json(values: Iterable[int]) -> str:
    """What a statement with ``AMONG`` is given."""
    return json.dumps(list(values))


def _packed(terms: Mapping[int, float]) -> bytes:
    return array("q", terms.keys()).tobytes() + array("f", terms.values()).tobytes()


def unpacked(packed: bytes) -> dict[int, float]:
    """The weighted terms of a story as it is stored."""
    n = len(packed) // 12
    keys, values = array("q"), array("f")
    keys.frombytes(packed[: 8 * n])
    values.frombytes(packed[8 * n :])
    return dict(zip(keys, values, strict=True))
