"""The days that texts talk about, kept when an article comes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crackwatch.answers import Mentioned
from crackwatch.archive.connection import Archive
from crackwatch.archive.report import AMONG, listed

NONE = Mentioned(0, 0, "", "", "day")  # kept for a text that names no day, so that it is not read again


def write_mentions(archive: Archive, found: Iterable[tuple[int, Sequence[Mentioned]]]) -> None:
    """Keep the days of articles (id, days) in place of those kept before; inside the caller's transaction."""
    for article, days in found:
        archive.db.execute("DELETE FROM event_date WHERE article_id = ?", (article,))
        archive.db.executemany(
            "INSERT OR IGNORE INTO event_date (article_id, start, end, first_day, last_day, precision, inferred) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(article, *day) for day in days or [NONE]],
        )


def mentions(archive: Archive, ids: Iterable[int]) -> dict[int, list[Mentioned]]:
    """The days of those articles whose texts were read for them, by article id; an empty list where a text names none."""
    found: dict[int, list[Mentioned]] = {}
    sql = (
        "SELECT article_id, start, end, first_day, last_day, precision, inferred FROM event_date "
        f"WHERE article_id {AMONG} ORDER BY article_id, start"
    )
    for article, *day in archive.db.execute(sql, (listed(ids),)):
        days = found.setdefault(article, [])
        if day[2]:
            days.append(Mentioned(*day))
    return found


def texts(archive: Archive, ids: Iterable[int]) -> Iterator[tuple[int, str, str, str, str, int]]:
    """(id, title, summary, text, language, own time) of articles."""
    yield from archive.db.execute(f"SELECT id, title, summary, text, lang, at FROM article WHERE id {AMONG}", (listed(ids),))
