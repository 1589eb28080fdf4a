"""Opening the archive: one SQLite file, ours by ``application_id``, at a version that we know.

Readers never write, not even a journal, where they can avoid it; writers take the lock at once (``BEGIN IMMEDIATE``), since
a deferred transaction that wants to write later fails without waiting when two runs meet.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING, Self

from crackwatch.errors import (
    ArchiveDamaged,
    ArchiveMissing,
    CannotCreate,
    ConfigError,
    CrackwatchError,
    Locked,
    StorageError,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

APPLICATION_ID = 0x43524B57  # "CRKW"
VERSION = 4  # how many migrations schema.py holds
RESTORE = "put a backup in its place; crackwatch db backup makes them"
BUSY_SECONDS = 10.0
NO_ROOM = "SQLITE_IOERR_SHMSIZE"  # what a reader meets on a full disk: no room for the index of the journal


class _Undo(Exception):
    """Ends a transaction of which nothing may be kept."""


class Archive:
    """An open archive. ``note`` is something that its reader should be told, or ``""``; ``born`` is true in the run that made it."""

    __slots__ = ("_zone", "born", "db", "note", "path", "zone_name")

    def __init__(self, db: sqlite3.Connection, path: Path, note: str = "", born: bool = False) -> None:
        self.db = db
        self.path = path
        self.note = note
        self.born = born
        self._zone: ZoneInfo | None = None
        row = db.execute("SELECT value FROM meta WHERE key = 'zone'").fetchone()
        self.zone_name: str = row[0] if row else "UTC"

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the archive counts days; fixed when it was made."""
        if self._zone is None:
            from zoneinfo import ZoneInfo

            self._zone = ZoneInfo(self.zone_name)
        return self._zone

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all of the block or nothing of it. A transaction within one joins it."""
        if self.db.in_transaction:
            yield self.db
            return
        with translated(self.path):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
            except BaseException:
                _roll_back(self.db)
                raise
            self.db.execute("COMMIT")

    @contextmanager
    def undone_if(self, undo: bool) -> Iterator[None]:
        """Roll the block back when it ends, where ``undo`` says so."""
        if not undo:
            yield
            return
        with suppress(_Undo), self.transaction():
            yield
            raise _Undo

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, each with the file's name and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error, path) from error


def explained(error: sqlite3.Error, path: Path) -> CrackwatchError:
    """The error of ours that says what an SQLite error means for ``path``."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_NOTADB":
        return ArchiveDamaged(f"{path} is not a crackwatch archive", "name another file with --db, or restore a backup")
    if name.startswith("SQLITE_CORRUPT"):
        return ArchiveDamaged(f"{path} is damaged", RESTORE)
    if name in ("SQLITE_FULL", NO_ROOM):
        return StorageError(f"disk full while writing {path}", "free some space and run it again; nothing already stored was lost")
    if name.startswith("SQLITE_IOERR"):
        return StorageError(f"cannot write {path}: {name[7:]}", "check the disk and its quota; nothing already stored was lost")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return CannotCreate(f"cannot write {path}", "check the permissions of the file and its folder, or name another with --db")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Locked(f"{path} is in use by another program", "run it again in a moment")
    return CrackwatchError(f"{path}: {error}")


def open_for_reading(path: Path) -> Archive:
    """Open an archive without changing it.

    Raises ArchiveMissing where there is none that can be read, ArchiveDamaged where the file is not ours, ConfigError where
    a newer crackwatch made it. An archive in a folder that we cannot write, or on a full disk, is read as it lies, when no run
    left a journal beside it.
    """
    if _is_blank(path):
        raise _missing(path)
    note = ""
    with translated(path):
        db = _connect(f"{path.absolute().as_uri()}?mode=ro")
        try:
            version = _identify(db, path)
        except sqlite3.OperationalError as error:
            why = str(getattr(error, "sqlite_errorname", ""))
            if not why.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", NO_ROOM)) or not _is_blank(Path(f"{path}-wal")):
                raise
            db = _connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1")
            version = _identify(db, path)
            note = f"{path} {'lies on a full disk' if why == NO_ROOM else 'is read-only here'} and is read as it lies"
        if not version:
            raise _missing(path)
        if version < VERSION:
            db.close()
            return _brought_up_to_date(path, version)
        return Archive(db, path, note)


def _brought_up_to_date(path: Path, version: int) -> Archive:
    """An archive of an older format, open. Raises CannotCreate where it cannot be written."""
    try:
        archive = open_for_writing(path)
    except CannotCreate as error:
        hint = "read it once where it and its folder can be written: that brings it up to date"
        raise CannotCreate(f"{path} has an old format ({version}, now {VERSION}) and cannot be written here", hint) from error
    archive.note = f"{path} had format {version} and was brought up to date; {path}.format-{version} is as it was"
    return archive


def _is_blank(path: Path) -> bool:
    """Whether nothing lies at ``path`` yet, or an empty file. Raises ArchiveMissing for what lies there and cannot be read."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError as error:
        raise _unreadable(path, str(error.strerror).lower()) from error
    if S_ISDIR(status.st_mode):
        raise _unreadable(path, "it is a folder")
    if not os.access(path, os.R_OK):
        raise _unreadable(path, "permission denied")
    return status.st_size == 0


def _unreadable(path: Path, why: str) -> ArchiveMissing:
    return ArchiveMissing(f"cannot read {path}: {why}", "name the file of an archive with --db, or see to its permissions")


def _missing(path: Path) -> ArchiveMissing:
    return ArchiveMissing(f"there is no archive at {path}", "begin with: crackwatch fetch (or: crackwatch import FILE)")


def open_for_writing(
    path: Path,
    *,
    zone: str = "UTC",
    now: int = 0,
    founding: Callable[[], Iterable[tuple[str, str]]] = tuple,
) -> Archive:
    """Open an archive to write, making it or bringing it up to date.

    A new one counts its days in ``zone`` (an IANA name) for ever and starts with the watches (name, query) of
    ``founding``. Raises as ``open_for_reading`` does, and CannotCreate where the file cannot be made.
    """
    from crackwatch.archive.mounts import on_network

    fresh = _is_blank(path)
    if fresh:
        _touch(path)
    with translated(path):
        db = _connect(f"{path.absolute().as_uri()}?mode=rw")
        version = 0 if fresh else _identify(db, path)
        db.execute("PRAGMA page_size = 8192")  # for a new file: an article with its lead fills a page of 4096 badly
        db.execute(f"PRAGMA journal_mode = {'DELETE' if on_network(path) else 'WAL'}")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA cache_size = -4096")  # kibibytes; twice the usual, or more of a batch is written twice
        if version < VERSION:
            _migrate(db, path, version, zone, now, founding)
        return Archive(db, path, born=not version)


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def _identify(db: sqlite3.Connection, path: Path) -> int:
    """The archive's version. Raises where the file is not ours or newer than we are."""
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if application == version == 0 and not db.execute("SELECT 1 FROM sqlite_master").fetchone():
        return 0  # a run that was killed while it made the archive
    if application != APPLICATION_ID:
        raise ArchiveDamaged(f"{path} is a database of another program", "name another file with --db")
    if version > VERSION:
        raise ConfigError(f"{path} was made by a newer crackwatch (format {version}, we know {VERSION})", "update crackwatch")
    return version


def _touch(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What somebody follows is nobody else's business.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise CannotCreate(f"cannot make {path}: {error.strerror}", "name another file with --db") from error


def _migrate(
    db: sqlite3.Connection, path: Path, version: int, zone: str, now: int, founding: Callable[[], Iterable[tuple[str, str]]]
) -> None:
    from sqlite_utils import Database

    from crackwatch.archive.schema import migrations

    if version:
        backup = Path(f"{path}.format-{version}")
        if not backup.exists():
            db.execute("VACUUM INTO ?", (str(backup),))
    db.execute("BEGIN IMMEDIATE")
    try:
        if int(db.execute("PRAGMA user_version").fetchone()[0]) < VERSION:  # another run may have been faster
            migrations.apply(Database(db, execute_plugins=False))
            if not version:
                db.execute("INSERT INTO meta VALUES ('zone', ?), ('made_at', ?)", (zone, str(now)))
                rows = [(name, query, now) for name, query in founding()]
                db.executemany("INSERT INTO watch (name, query, created_at) VALUES (?, ?, ?)", rows)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    except BaseException:
        _roll_back(db)
        raise


def _roll_back(db: sqlite3.Connection) -> None:
    if db.in_transaction:  # SQLite has already rolled back after some I/O errors
        db.execute("ROLLBACK")


def backup(archive: Archive, target: Path) -> None:
    """Write a compact copy of the archive to ``target``, all of it or nothing. Raises CannotCreate where it exists already."""
    if target.exists():
        raise CannotCreate(f"{target} exists already", "name a file that does not exist")
    part = Path(f"{target}.part")
    part.unlink(missing_ok=True)
    try:
        with translated(target):
            archive.db.execute("VACUUM INTO ?", (str(part),))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def check(archive: Archive) -> list[str]:
    """What is wrong inside the archive, a line each; an empty list where nothing is."""
    try:
        problems = [str(row[0]) for row in archive.db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        if problems:
            return problems
        rows = archive.db.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [f"{table} row {row} points to a missing row of {parent}" for table, row, parent, _ in rows]
