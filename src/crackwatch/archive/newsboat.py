"""newsboat's ``cache.db``: the articles that another reader has kept, read and never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

ROWS = """
SELECT i.url, i.title, i.author, i.pubDate, i.content, coalesce(f.title, '')
FROM rss_item i LEFT JOIN rss_feed f ON f.rssurl = i.feedurl WHERE i.deleted = 0 ORDER BY i.pubDate, i.id"""




def articles(path: Path) -> Iterator[tuple[str, str, str, int, str, str]]:
    """(address, headline, author, Unix seconds, HTML, outlet) of each. Raises ValueError where it is no such cache."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        for url, title, author, published, content, outlet in db.execute(ROWS):
            yield str(url or ""), str(title or ""), str(author or ""), int(published or 0), str(content or ""), str(outlet or "")
    except sqlite3.Error as error:
        raise ValueError(f"it is no cache of newsboat ({error})") from error
    finally:
        db.close()
