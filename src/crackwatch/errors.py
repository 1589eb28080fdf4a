"""Everything that crackwatch raises on purpose.

    CrackwatchError            1   unexpected
    ├── UsageError             2   an option, a query or a date that cannot be understood
    │   ├── DateError
    │   └── QueryError             knows the text and the place of the fault
    ├── PartlyFailed           3   some of it was done, and what was not is named
    ├── AllFailed              4   every feed failed, or the one site that was asked
    ├── ArchiveDamaged        65   damaged, or not ours
    ├── ArchiveMissing        66
    ├── CannotCreate          73
    ├── StorageError          74   disk full, quota, I/O
    ├── Locked                75   another run holds the lock
    └── ConfigError           78   configuration, secret, or a newer archive

Each carries one line for a person, a hint that says what to do about it, and the exit code of the process.
"""

from __future__ import annotations


class CrackwatchError(Exception):
    """``message`` names the thing that is wrong, ``hint`` the cure; both are single lines without secrets."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(CrackwatchError):
    exit_code = 2


class DateError(UsageError):
    pass


class QueryError(UsageError):
    """``at`` and ``end`` are offsets into ``query``; the command line draws a caret under them."""

    def __init__(self, message: str, hint: str = "", *, query: str = "", at: int = 0, end: int | None = None) -> None:
        super().__init__(message, hint)
        self.query = query
        self.at = at
        self.end = at + 1 if end is None else end


class PartlyFailed(CrackwatchError):
    exit_code = 3


class AllFailed(CrackwatchError):
    exit_code = 4


class ArchiveDamaged(CrackwatchError):
    exit_code = 65


class ArchiveMissing(CrackwatchError):
    exit_code = 66


class CannotCreate(CrackwatchError):
    exit_code = 73


class StorageError(CrackwatchError):
    exit_code = 74


class Locked(CrackwatchError):
    exit_code = 75


class ConfigError(CrackwatchError):
    exit_code = 78
