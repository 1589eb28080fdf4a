"""What articles are found by when others may belong to them: hashes, each with the articles that have it.

The hash of a term begins with its days, so that what comes in together lies together. That of a text lies anywhere: to store
each where it belongs would write a page of the file for every one of them. They wait in a small table of their own, and come
into the large one many at a time, in order, as an insert buffer brings keys into an index (O'Neil et al.: "The log-structured
merge-tree", 1996).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from crackwatch.archive.connection import Archive
from crackwatch.archive.grouping import AMONG, as_json

WAITING = 1 << 17  # features of texts that may wait
RUN = 1 << 12  # of them that are too many, from which on they settle: one by one they would have few neighbours
LAST = (1 << 63) - 1


def has_features(archive: Archive) -> bool:
    found = archive.db.execute("SELECT EXISTS (SELECT 1 FROM feature) OR EXISTS (SELECT 1 FROM feature_waiting)").fetchone()
    return bool(found[0])


def known(archive: Archive, features: Iterable[int]) -> set[int]:
    """Which of these features of texts some article has."""
    rows = archive.db.execute(
        "SELECT p.value FROM json_each(?) p WHERE EXISTS (SELECT 1 FROM feature_waiting f WHERE f.h = p.value) "
        "OR EXISTS (SELECT 1 FROM feature f WHERE f.h = p.value)",
        (as_json(features),),
    )
    return {row[0] for row in rows}


def postings(archive: Archive, features: Iterable[int], first: int = -LAST, last: int = LAST) -> dict[int, list[tuple[int, int]]]:
    """(time, id) of the articles that have each of these features, earliest first; for terms, of those ``first`` to ``last``."""
    found: dict[int, list[tuple[int, int]]] = {}
    asked = sorted(features)  # what lies together is read together
    of_texts = bisect_left(asked, 0)
    terms = "SELECT f.* FROM json_each(?1) p CROSS JOIN feature f ON f.h = p.value AND f.at BETWEEN ?2 AND ?3"
    texts = (
        "SELECT f.* FROM json_each(?1) p CROSS JOIN feature f ON f.h = p.value "
        "UNION SELECT f.* FROM json_each(?1) p CROSS JOIN feature_waiting f ON f.h = p.value ORDER BY h, at, article_id"
    )
    for query, given in ((terms, (as_json(asked[:of_texts]), first, last)), (texts, (as_json(asked[of_texts:]),))):
        for feature, at, article in archive.db.execute(query, given):
            if feature in found:
                found[feature].append((at, article))
            else:
                found[feature] = [(at, article)]
    return found


def add_features(archive: Archive, rows: Iterable[tuple[int, int, int]]) -> None:
    """Keep (feature, at, article id); in order of feature, so that pages are written once."""
    ordered = sorted(rows)
    of_texts = bisect_left(ordered, (0,))
    archive.db.executemany("INSERT OR IGNORE INTO feature (h, at, article_id) VALUES (?, ?, ?)", ordered[:of_texts])
    added = archive.db.executemany("INSERT OR IGNORE INTO feature_waiting (h, at, article_id) VALUES (?, ?, ?)", ordered[of_texts:]).rowcount
    if added > 0:
        _settle(archive, added)


def forget_features(archive: Archive, ids: Iterable[int]) -> None:
    """Forget by what these articles were found."""
    some = (as_json(ids),)
    archive.db.execute(f"DELETE FROM feature WHERE article_id {AMONG}", some)
    gone = archive.db.execute(f"DELETE FROM feature_waiting WHERE article_id {AMONG}", some).rowcount
    archive.db.execute("UPDATE settling SET waiting = waiting - ?", (gone,))


def _settle(archive: Archive, added: int) -> None:
    """Bring the features that are too many to wait into the large table, from where that was left."""
    db = archive.db
    start, waiting = db.execute("SELECT next, waiting FROM settling").fetchone()
    waiting += added
    if waiting >= WAITING + RUN:
        row = db.execute("SELECT h FROM feature_waiting WHERE h >= ? ORDER BY h LIMIT 1 OFFSET ?", (start, waiting - WAITING)).fetchone()
        end = row[0] if row else LAST
        db.execute("INSERT OR IGNORE INTO feature SELECT * FROM feature_waiting WHERE h BETWEEN ? AND ?", (start, end))
        waiting -= db.execute("DELETE FROM feature_waiting WHERE h BETWEEN ? AND ?", (start, end)).rowcount
        start = end + 1 if row else 0
    db.execute("UPDATE settling SET next = ?, waiting = ?", (start, waiting))
