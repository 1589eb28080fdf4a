"""Opening, making, upgrading, copying and checking an archive."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from crackwatch.archive import connection, schema
from crackwatch.archive.mounts import on_network
from crackwatch.errors import ArchiveDamaged, ArchiveMissing, CannotCreate, ConfigError, Locked


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def let_in(folder: Path) -> None:
    """Let every user reach what lies in ``folder``, which nobody else could enter."""
    for above in (folder, *folder.parents):
        if not above.stat().st_mode & stat.S_IXOTH:
            above.chmod(0o755)


def make(path: Path) -> None:
    connection.open_for_writing(path, zone="Europe/Paris", now=7, founding=lambda: [("stalingrad", "crack")]).close()


def test_a_new_archive_has_its_zone_and_its_first_watch(path: Path) -> None:
    make(path)

    with connection.open_for_reading(path) as archive:
        assert archive.zone_name == "Europe/Paris"
        assert archive.zone.key == "Europe/Paris"
        assert archive.db.execute("SELECT name, query, created_at FROM watch").fetchall() == [("stalingrad", "crack", 7)]


def test_only_its_owner_may_read_a_new_archive(path: Path) -> None:
    make(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_version_counts_the_migrations(path: Path) -> None:
    make(path)

    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == connection.VERSION == len(schema.migrations._migrations)


def test_opening_again_changes_neither_zone_nor_watches(path: Path) -> None:
    make(path)

    with connection.open_for_writing(path, zone="Asia/Tokyo", founding=lambda: [("other", "x")]) as archive:
        assert not archive.born
        assert archive.zone_name == "Europe/Paris"
        assert archive.db.execute("SELECT count(*) FROM watch").fetchone()[0] == 1


@pytest.mark.parametrize("content", [None, b""])
def test_reading_where_there_is_no_archive_says_how_to_begin(path: Path, content: bytes | None) -> None:
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ArchiveMissing) as raised:
        connection.open_for_reading(path)

    assert "crackwatch fetch" in raised.value.hint


def test_case_72_a_file_that_is_no_database_is_refused_and_untouched(path: Path) -> None:
    path.write_bytes(b"this is a letter to the mayor, not an archive\n" * 40)

    for opening in (connection.open_for_reading, connection.open_for_writing):
        with pytest.raises(ArchiveDamaged):
            opening(path)

    assert path.read_bytes().startswith(b"this is a letter")


def test_case_74_a_database_of_another_program_is_refused_and_gets_no_table(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE notes (id)")

    with pytest.raises(ArchiveDamaged, match="another program"):
        connection.open_for_writing(path)

    with sqlite3.connect(path) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("notes",)]


def test_case_75_an_archive_of_a_newer_program_is_left_alone(path: Path) -> None:
    make(path)
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {connection.VERSION + 1}")

    with pytest.raises(ConfigError, match="newer"):
        connection.open_for_reading(path)


def test_case_76_a_founding_that_fails_leaves_no_half_made_archive(path: Path) -> None:
    def fail() -> list[tuple[str, str]]:
        raise RuntimeError("no watches today")

    with pytest.raises(RuntimeError):
        connection.open_for_writing(path, founding=fail)

    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'article'").fetchone()[0] == 0
    make(path)
    with connection.open_for_reading(path) as archive:
        assert archive.db.execute("SELECT name FROM watch").fetchall() == [("stalingrad",)]


def test_case_79_a_network_disk_is_recognised(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"22 1 0:20 / / rw - ext4 /dev/root rw\n36 22 0:40 / {tmp_path} rw - nfs4 server:/export rw\n", encoding="utf-8"
    )

    assert on_network(tmp_path / "archive.db", mounts)
    assert not on_network(Path("/somewhere/else.db"), mounts)


def test_case_70_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.write_text("a file where a folder should be", encoding="utf-8")

    with pytest.raises(CannotCreate, match="closed"):
        connection.open_for_writing(closed / "archive.db")


@pytest.mark.parametrize("opened", [connection.open_for_reading, connection.open_for_writing])
def test_a_folder_in_an_archives_place_cannot_be_read(tmp_path: Path, opened) -> None:
    with pytest.raises(ArchiveMissing, match=r"cannot read .*: it is a folder"):
        opened(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user without rights")
def test_an_archive_that_may_not_be_read_is_named(path: Path, tmp_path: Path) -> None:
    make(path)
    let_in(tmp_path)
    path.chmod(0o200)
    program = (
        "import os\nfrom pathlib import Path\nfrom crackwatch.archive.connection import ArchiveMissing, open_for_reading\n"
        "os.setgid(65534); os.setuid(65534)\n"
        f"try:\n open_for_reading(Path({str(path)!r}))\nexcept ArchiveMissing as error:\n print(error)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert done.stdout == f"cannot read {path}: permission denied\n", done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user without rights")
def test_case_70_a_read_only_archive_is_read_as_it_lies(path: Path, tmp_path: Path) -> None:
    make(path)
    let_in(tmp_path)
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    program = (
        "import os\nfrom pathlib import Path\nfrom crackwatch.archive.connection import open_for_reading\n"
        "os.setgid(65534); os.setuid(65534)\n"
        f"a = open_for_reading(Path({str(path)!r})); print(a.note); print(a.db.execute('select name from watch').fetchall())"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert "stalingrad" in done.stdout, done.stderr
    assert "read-only" in done.stdout


def test_a_writer_waits_for_another_and_then_says_so(path: Path) -> None:
    make(path)
    with connection.open_for_writing(path) as first, connection.open_for_writing(path) as second:
        second.db.execute("PRAGMA busy_timeout = 50")
        with first.transaction(), pytest.raises(Locked), second.transaction():
            pass


def test_a_block_that_fails_is_rolled_back(path: Path) -> None:
    make(path)
    with connection.open_for_writing(path) as archive:
        with pytest.raises(ZeroDivisionError), archive.transaction() as db:
            db.execute("DELETE FROM watch")
            _ = 1 / 0

        assert archive.db.execute("SELECT count(*) FROM watch").fetchone()[0] == 1


def test_a_backup_is_a_whole_archive_and_overwrites_nothing(path: Path, tmp_path: Path) -> None:
    make(path)
    target = tmp_path / "copy.db"

    with connection.open_for_reading(path) as archive:
        connection.backup(archive, target)
        with pytest.raises(CannotCreate, match="exists"):
            connection.backup(archive, target)

    with connection.open_for_reading(target) as copy:
        assert copy.zone_name == "Europe/Paris"
        assert connection.check(copy) == []


def test_case_73_check_finds_a_bad_page(path: Path) -> None:
    make(path)
    with connection.open_for_writing(path) as archive:
        archive.db.execute("PRAGMA journal_mode = DELETE")
        with archive.transaction() as db:
            db.executemany("INSERT INTO meta VALUES (?, ?)", [(f"k{n}", "x" * 500) for n in range(400)])
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 8192] = b"\xa5" * 8192
    path.write_bytes(data)

    with connection.open_for_reading(path) as archive:
        assert connection.check(archive)


def of_the_first_format(path: Path) -> None:
    from sqlite_utils import Database

    with closing(sqlite3.connect(path)) as db:
        schema.migrations.apply(Database(db, execute_plugins=False), stop_before="pages")
        db.execute("INSERT INTO meta VALUES ('zone', 'Europe/Paris'), ('made_at', '7')")
        db.execute("INSERT INTO term VALUES (1, 19)")
        db.execute("INSERT INTO feed (id, url, slug, added_at) VALUES (1, 'https://a.example/rss', 'a', 0)")
        db.execute("INSERT INTO coverage (feed_id, first_at, last_at, missed) VALUES (1, 5, 9, 3)")
        db.execute("INSERT INTO feature VALUES (7, 100, 1)")
        db.execute(f"PRAGMA application_id = {connection.APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
        db.commit()


def test_an_archive_of_the_first_format_becomes_what_a_new_one_is(path: Path, tmp_path: Path) -> None:
    of_the_first_format(path)
    make(tmp_path / "new.db")

    connection.open_for_writing(path).close()

    told = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(tmp_path / "new.db")) as new:
        assert old.execute(told).fetchall() == new.execute(told).fetchall()
        assert old.execute("SELECT * FROM term").fetchall() == [(1, 19)]
        assert old.execute("SELECT * FROM coverage").fetchall() == [(1, 1, 5, 9, "live", 3)]
        assert old.execute("SELECT * FROM feature").fetchall() == [(7, 100, 1)]
        assert old.execute("PRAGMA foreign_key_check").fetchall() == []
    assert Path(f"{path}.format-1").exists()


def test_reading_an_archive_of_an_old_format_brings_it_up_to_date_and_says_so(path: Path) -> None:
    of_the_first_format(path)

    with connection.open_for_reading(path) as archive:
        assert "had format 1 and was brought up to date" in archive.note
    with connection.open_for_reading(path) as archive:
        assert archive.note == ""


def test_an_archive_of_an_old_format_that_cannot_be_written_is_said_to_be_old(path: Path) -> None:
    of_the_first_format(path)
    Path(f"{path}.format-1").symlink_to(path.parent / "nowhere" / "copy")  # no place for the copy that a migration leaves

    with pytest.raises(CannotCreate, match="has an old format") as caught:
        connection.open_for_reading(path)

    assert "up to date" in caught.value.hint
