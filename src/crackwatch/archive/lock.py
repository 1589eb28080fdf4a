"""The run lock beside the archive: one ``fetch`` or ``backfill`` at a time.

The kernel drops a ``flock`` with its process, however that ended, so no stale lock has ever to be removed by hand.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crackwatch.errors import CannotCreate, Locked, StorageError

STEP = 0.25  # seconds between two tries


@contextmanager
def run_lock(path: Path, *, wait: float, sleep: Callable[[float], None]) -> Iterator[None]:
    """Hold the lock of the archive at ``path``; try for ``wait`` seconds, then raise Locked."""
    name = Path(f"{path}.lock")
    try:
        name.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(name, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotCreate(f"cannot make {name}: {error.strerror}", "name an archive in another folder with --db") from error
    try:
        left = wait
        while not _taken(handle, name):
            if left <= 0:
                raise Locked(f"another run holds {name}", "it will finish by itself; --wait SECONDS waits for it")
            sleep(min(STEP, left))
            left -= STEP
        yield
    finally:
        os.close(handle)


def _taken(handle: int, name: Path) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StorageError(f"cannot lock {name}: {error.strerror}", "keep the archive on a local disk") from error
    return True
