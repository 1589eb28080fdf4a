"""What second thoughts about grouping ask of the archive and write into it: stories taken apart, put together, renamed.

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from crackwatch.archive.connection import Archive
from crackwatch.archive.features import forget_features
from crackwatch.archive.grouping import ALL, AMONG, add_said, as_json, unpacked


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
    """(articles to group again in order of date and address, those of them that are grouped for their own sake).

    These are what a watch asks for by their own words, and what was grouped though no watch asks for it.
    """
    ids = archive.db.execute(
        "SELECT id FROM article WHERE at >= coalesce(?1, at) OR coalesce(copy_of, id) IN "
        "(SELECT coalesce(copy_of, id) FROM article WHERE at >= ?1 AND story_id IS NOT NULL) ORDER BY at, canonical_url, part",
        (since,),
    )
    asked = archive.db.execute(
        "SELECT article_id FROM hit WHERE by_story = 0 UNION "
        "SELECT id FROM article WHERE story_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM hit WHERE article_id = article.id)"
    )
    found = [row[0] for row in ids]
    return found, set(found) if everything else {row[0] for row in asked}.intersection(found)


def placed(archive: Archive) -> dict[int, tuple[int, bool]]:
    """(story, whether it is folded as a copy) of every article that has a story, in order of date and address."""
    rows = archive.db.execute("SELECT id, story_id, copy_of IS NOT NULL FROM article WHERE story_id IS NOT NULL ORDER BY at, canonical_url, part")
    return {row[0]: (row[1], bool(row[2])) for row in rows}


def forget(archive: Archive, ids: Sequence[int]) -> set[int]:
    """Take articles out of their stories and groups, as if they had never been grouped.

    Says which stories lost some; what these say is forgotten, too.
    """
    db, some = archive.db, (as_json(ids),)
    lost = stories_of(archive, ids)
    db.execute(f"UPDATE story SET centre = x'' WHERE id {AMONG}", (as_json(lost),))
    db.execute(f"DELETE FROM link WHERE by = 'machine' AND (a {AMONG} OR b {AMONG})", some * 2)
    forget_features(archive, ids)
    db.execute(f"DELETE FROM hit WHERE by_story AND article_id {AMONG}", some)
    db.execute(f"UPDATE hit SET story_id = NULL, copy = 0 WHERE article_id {AMONG}", some)
    db.execute(
        f"UPDATE article SET story_id = NULL, copy_of = NULL, relation = 'original' WHERE story_id IS NOT NULL AND id {AMONG}", some
    )
    return lost


def recount(archive: Archive) -> None:
    """Count anew how many stories say each term, by what is kept of them."""
    archive.db.execute("DELETE FROM term")
    said: Counter[int] = Counter()
    for (centre,) in archive.db.execute("SELECT centre FROM story"):
        said.update((ALL, *unpacked(centre)))
    add_said(archive, said)


def drop_story(archive: Archive, story: int) -> None:
    """Remove a story that holds no article."""
    archive.db.execute("DELETE FROM story WHERE id = ?", (story,))


def stories_of(archive: Archive, ids: Iterable[int]) -> set[int]:
    """The stories of these articles."""
    rows = archive.db.execute(f"SELECT DISTINCT story_id FROM article WHERE story_id IS NOT NULL AND id {AMONG}", (as_json(ids),))
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
