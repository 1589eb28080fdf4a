"""Where an answer goes: stdout, or a file that is whole or not there; and what a file that was named says."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from typer import Exit

from crackwatch.errors import CannotCreate, StorageError, UsageError


def forgiving(stream: TextIO | None) -> None:
    """Let a stream that cannot show a sign show ``?`` in its place (PYTHONIOENCODING=ascii, a POSIX locale)."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def only_ascii(stream: TextIO | None) -> bool:
    """Whether a stream cannot show the blocks of which bars are drawn."""
    try:
        "▁█".encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def deliver(answer: str | Iterable[str], path: Path | None = None) -> None:
    """Write an answer, whole or in pieces, to stdout or to ``path``.

    Raises StorageError where it could not all be written, CannotCreate where ``path`` cannot be made. A reader who has seen
    enough (``| head``) ends the command with success.
    """
    pieces = (answer,) if isinstance(answer, str) else answer
    if path is not None and str(path) != "-":
        _to_file(pieces, path)
        return
    if sys.stdout is None:
        raise StorageError("stdout is closed", "write to a file with -o FILE")
    try:
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        detach()
        raise Exit(0) from None
    except OSError as error:
        detach()
        raise StorageError(f"cannot write to stdout: {error.strerror}", "write to another place, or free some space") from error


def settled() -> None:
    """See to it that nothing waits in stdout's buffer: an error that comes now can still be told."""
    if sys.stdout is not None:
        sys.stdout.flush()


def detach() -> None:
    """Let what stdout still holds go nowhere, so that Python's own last flush does not fail as well."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def read_bytes(file: Path) -> bytes:
    """What a file says; ``-`` is stdin. Raises UsageError where it cannot be read."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}", "name a file that exists and that you may read") from error


def _to_file(pieces: Iterable[str], path: Path) -> None:
    try:
        if path.exists() and not path.is_file():  # a pipe or a device is written as it stands
            with path.open("w", encoding="utf-8") as stream:
                stream.writelines(pieces)
        else:
            _replace(path.resolve(), pieces)  # a link is followed, not replaced
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError) as error:
        raise CannotCreate(f"cannot make {path}: {error.strerror}", "name another place with -o FILE") from error
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}", "free some space and run it again") from error


def _replace(path: Path, pieces: Iterable[str]) -> None:
    """Write beside ``path`` and move it there when all of it is on the disk."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o7777)
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink()
