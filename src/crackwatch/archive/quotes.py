"""Who says what in an article, kept when it comes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crackwatch.answers import Said
from crackwatch.archive.connection import Archive
from crackwatch.archive.report import AMONG, listed

NOBODY = Said(0, 0, "", "", "", 0, 0)  # kept for a text that quotes nobody, so that it is not read again


def write_quotes(archive: Archive, found: Iterable[tuple[int, Sequence[Said]]]) -> None:
    """Keep the quotes of articles (id, quotes) in place of those kept before; inside the caller's transaction."""
    read = list(found)
    archive.db.executemany("DELETE FROM quote WHERE article_id = ?", [(article,) for article, _ in read])
    archive.db.executemany(
        "INSERT OR IGNORE INTO quote (article_id, start, end, words, speaker, role, anonymous, reported) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(article, *quote) for article, quotes in read for quote in quotes or [NOBODY]],
    )


def quotes(archive: Archive, ids: Iterable[int]) -> dict[int, list[Said]]:
    """The quotes of those articles whose texts were read for them, by article id; an empty list where nobody is quoted."""
    found: dict[int, list[Said]] = {}
    sql = (
        "SELECT article_id, start, end, words, speaker, role, anonymous, reported FROM quote "
        f"WHERE article_id {AMONG} ORDER BY article_id, start"
    )
    for article, *quote in archive.db.execute(sql, (listed(ids),)):
        kept = found.setdefault(article, [])
        if quote[2]:
            kept.append(Said(*quote))
    return found
