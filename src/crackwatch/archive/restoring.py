"""What an export brings back to an article that is stored again: when it was first seen, its earlier states, its labels."""

from __future__ import annotations

from collections.abc import Iterable

from crackwatch.archive.connection import Archive
from crackwatch.archive.write import add_addresses
from crackwatch.model import Kept, Revision

STATE = """
INSERT INTO revision (article_id, title, summary, text, seen_at, replaced_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6
WHERE NOT EXISTS (SELECT 1 FROM revision WHERE (article_id, title, summary, text, seen_at, replaced_at) = (?1, ?2, ?3, ?4, ?5, ?6))"""
LABEL = """
INSERT INTO label (watch_id, article_id, verdict, at) SELECT id, ?2, ?3, ?4 FROM watch WHERE name = ?1
ON CONFLICT DO UPDATE SET verdict = excluded.verdict, at = excluded.at WHERE excluded.at > at"""


def restore(archive: Archive, articles: Iterable[tuple[str, int, Kept]]) -> list[tuple[int, Revision]]:
    """Add to the articles with these (canonical address, part) what an archive knew of them; twice changes nothing.

    The earlier first sight counts, and the later of two labels. Labels for a watch that there is not are left out. Says
    which earlier states are new, by article. Inside the caller's transaction.
    """
    db, new = archive.db, []
    for canonical, part, kept in articles:
        found = db.execute("SELECT id FROM article WHERE canonical_url = ? AND part = ?", (canonical, part)).fetchone()
        if found is None:  # it is known under another address
            continue
        (article,) = found
        seen = (kept.first_seen, kept.origin, article)
        db.execute("UPDATE article SET first_seen = ?1, origin = ?2 WHERE id = ?3 AND first_seen >= ?1", seen)
        add_addresses(archive, [(url, article) for url in kept.addresses])
        for state in kept.revisions:
            said = (article, state.title, state.summary, state.text, state.seen_at, state.replaced_at)
            if db.execute(STATE, said).rowcount:
                new.append((article, state))
        db.executemany(LABEL, [(one.watch, article, one.verdict, one.at) for one in kept.labels])
    return new
