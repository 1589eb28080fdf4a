"""Whether somebody else has written to an archive meanwhile: a long run must not go by what it read at its beginning."""

from __future__ import annotations

from crackwatch.archive.connection import Archive


class Others:
    """What other connections commit to an archive, as seen from this one (SQLite's ``data_version``)."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._seen = self._version()

    def have_written(self) -> bool:
        """Whether they have since this was asked last. Within a transaction that writes, the answer holds until its end."""
        before, self._seen = self._seen, self._version()
        return before != self._seen

    def _version(self) -> int:
        return int(self._archive.db.execute("PRAGMA data_version").fetchone()[0])
