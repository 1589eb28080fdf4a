"""The days that texts talk about, kept when an article comes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crackwatch.answers import Mentioned
from crackwatch.archive.connection import Archive
from crackwatch.archive.report import AMONG, listed

NONE = Mentioned(0, 0, "", "", "day")  # kept for a text that names no day, so that it is not read again


def write_mentions(archive: Archive, found: Iterable[tuple[int, Sequence[Mentioned]]]) -> None:
    """Keep the days of articles (id, days) in place of those kept before; inside the caller's transaction."""
    read = list(found)
    archive.db.executemany("DELETE FROM event_date WHERE article_id = ?", [(article,) for article, _ in read])
    archive.db.executemany(
        "INSERT OR IGNORE INTO event_date (article_id, start, end, first_day, last_day, precision, inferred) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(article, *day) for article, days in read for day in days or [NONE]],
    )


def single_days(archive: Archive, ids: Iterable[int]) -> dict[int, list[str]]:
    """The days, but no stretches of days, that articles name, each once, by article id, where they name any."""
    found: dict[int, list[str]] = {}
    sql = (
        "SELECT DISTINCT article_id, first_day FROM event_date "
        f"WHERE article_id {AMONG} AND first_day = last_day AND first_day <> ''"
    )
    for article, day in archive.db.execute(sql, (listed(ids),)):
        found.setdefault(article, []).append(day)
    return found


def unread(archive: Archive, ids: Iterable[int]) -> list[int]:
    """The articles whose texts have not been read for days."""
    sql = "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM event_date WHERE article_id = value)"
    return [row[0] for row in archive.db.execute(sql, (listed(ids),))]


def texts(archive: Archive, ids: Iterable[int]) -> Iterator[tuple[int, str, str, str, str, int]]:
    """(id, title, summary, text, language, own time) of articles."""
    yield from archive.db.execute(f"SELECT id, title, summary, text, lang, at FROM article WHERE id {AMONG}", (listed(ids),))
