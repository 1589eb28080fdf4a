"""The outlets, and the names and domains under which each is known."""

from __future__ import annotations

from crackwatch.archive.connection import Archive


class Outlets:
    """Finds or makes outlets by key, remembering within one run what it has seen."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._ids: dict[str, int] = {}
        self._names: dict[int, tuple[str, str]] = {}

    def described(self, outlet_id: int) -> tuple[str, str]:
        """(key, name) of an outlet."""
        if outlet_id not in self._names:
            row = self._archive.db.execute("SELECT key, name FROM outlet WHERE id = ?", (outlet_id,)).fetchone()
            self._names[outlet_id] = (row[0], row[1])
        return self._names[outlet_id]

    def find(self, key: str) -> int | None:
        """The id of the outlet with this key or alias."""
        if key not in self._ids:
            row = self._archive.db.execute(
                "SELECT id FROM outlet WHERE key = ?1 UNION ALL SELECT outlet_id FROM outlet_alias WHERE alias = ?1 LIMIT 1", (key,)
            ).fetchone()
            if row is None:
                return None
            self._ids[key] = row[0]
        return self._ids[key]

    def add(self, key: str, name: str) -> int:
        """Make an outlet; ``key`` must be free."""
        self._ids[key] = int(self._archive.db.execute("INSERT INTO outlet (key, name) VALUES (?, ?) RETURNING id", (key, name)).fetchone()[0])
        return self._ids[key]

    def alias(self, key: str, outlet_id: int) -> None:
        """Know an outlet under a further key, unless that one is taken."""
        if self.find(key) is None:
            self._archive.db.execute("INSERT INTO outlet_alias (alias, outlet_id) VALUES (?, ?)", (key, outlet_id))
            self._ids[key] = outlet_id

    def forget(self) -> None:
        """Drop what a rolled back transaction may have taught."""
        self._ids.clear()
        self._names.clear()


def call(archive: Archive, home: str, key: str, name: str) -> None:
    """Give a name to an outlet that is known by its domain alone; keys as in ``outlet``. Inside the caller's transaction."""
    outlets = Outlets(archive)
    found = outlets.find(home)
    if found is not None and outlets.find(key) is None:
        archive.db.execute("UPDATE outlet SET name = ? WHERE id = ? AND name = key", (name, found))
        outlets.alias(key, found)


def rename(archive: Archive, feed_id: int, *, old: str, home: str, key: str, name: str) -> None:
    """Let what a feed has brought be the outlet ``name``'s, as if that had been known from the start; keys as in ``outlet``.

    What stood under ``old``, the feed's outlet so far, or under a domain for want of a name moves; of ``home``, the feed's
    own domain, all of it. An outlet that nothing is left of becomes a further key of the new one. Inside the caller's
    transaction.
    """
    db, outlets = archive.db, Outlets(archive)
    brought = "SELECT article_id FROM sighting WHERE feed_id = :feed"
    standing = db.execute(f"SELECT id, key FROM outlet WHERE id IN (SELECT outlet_id FROM article WHERE id IN ({brought}))", {"feed": feed_id})
    # Keys of names are letters and figures alone, which a domain's is not.
    moving = [(outlet, known) for outlet, known in standing.fetchall() if known in (old, home) or not known.isalnum()]
    target = outlets.find(key)
    if target is None:
        if not moving:
            return
        target = outlets.add(key, name)
    db.execute("UPDATE outlet SET name = ? WHERE id = ?", (name, target))
    for outlet, known in moving:
        if outlet == target:
            continue
        named = {"feed": feed_id, "from": outlet, "to": target}
        only = "" if known == home else f" AND {{}} IN ({brought})"
        db.execute(f"UPDATE article SET outlet_id = :to WHERE outlet_id = :from{only.format('id')}", named)
        db.execute(f"UPDATE hit SET outlet_id = :to WHERE outlet_id = :from{only.format('article_id')}", named)
        _retire(archive, outlet, known, target)


def _retire(archive: Archive, outlet: int, key: str, heir: int) -> None:
    """Let an outlet without articles be a further key of another one."""
    if archive.db.execute("SELECT 1 FROM article WHERE outlet_id = ? LIMIT 1", (outlet,)).fetchone():
        return
    archive.db.execute("UPDATE outlet_alias SET outlet_id = ? WHERE outlet_id = ?", (heir, outlet))
    archive.db.execute("DELETE FROM outlet WHERE id = ?", (outlet,))
    archive.db.execute("INSERT INTO outlet_alias (alias, outlet_id) VALUES (?, ?)", (key, heir))
