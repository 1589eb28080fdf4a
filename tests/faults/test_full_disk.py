"""Case 66: a disk without any room left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crackwatch.archive import connection
from crackwatch.archive.connection import open_for_reading, open_for_writing
from crackwatch.errors import StorageError

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="only root can make a small disk"),
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte, with an archive on it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        open_for_writing(folder / "a.db", founding=lambda: [("square", "square")]).close()
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> None:
    with (folder / "fill").open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
        while True:
            file.write(b"0" * 1024)


def test_case_66_readers_read_what_lies_on_a_full_disk(disk: Path) -> None:
    fill(disk)
    with open_for_reading(disk / "a.db") as archive:
        assert archive.db.execute("SELECT name FROM watch").fetchall() == [("square",)]
        assert archive.note == f"{archive.path} lies on a full disk and is read as it lies"


def test_case_66_a_full_disk_is_called_that_by_readers_who_would_miss_something(disk: Path) -> None:
    writer = "import os, sqlite3; db = sqlite3.connect('a.db', isolation_level=None); db.execute(\"UPDATE watch SET note = 'x'\"); os._exit(0)"
    subprocess.run([sys.executable, "-c", writer], cwd=disk, check=True)  # it leaves a journal
    (disk / "a.db-shm").unlink()
    fill(disk)
    with pytest.raises(StorageError, match="disk full"):
        open_for_reading(disk / "a.db")


def test_case_66_a_backup_that_fails_leaves_nothing(disk: Path, tmp_path: Path) -> None:
    with connection.open_for_writing(tmp_path / "a.db") as archive:
        archive.db.execute("INSERT INTO watch (name, query, created_at) VALUES ('big', hex(zeroblob(1000000)), 0)")
        with pytest.raises(StorageError, match="disk full"):
            connection.backup(archive, disk / "b.db")

    assert sorted(path.name for path in disk.iterdir()) == ["a.db"]
