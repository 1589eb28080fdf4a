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
