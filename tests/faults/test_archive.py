"""What may happen to the archive while it is written: kills, full disks, two runs at once, clocks that jump."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from crackwatch.archive import connection

pytestmark = pytest.mark.fault
FEEDS, ITEMS = 24, 12


class Feeds(ThreadingHTTPServer):
    """Serves feeds of invented news; ``pause`` seconds lie before each answer."""

    daemon_threads = True
    pause = 0.0
    edition = 0

    def __init__(self, *words: Any) -> None:
        super().__init__(*words)
        self.asked = threading.Event()

    def document(self, number: int) -> bytes:
        items = "".join(
            f"<item><title>Riverains et crack à Stalingrad, récit {number}-{n}-{self.edition}</title>"
            f"<link>http://feuille{number}.example/{self.edition}/{n}</link>"
            f"<description>Le voisinage de la place raconte sa nuit numéro {n}.</description>"
            f"<pubDate>Tue, 18 May 2021 {n:02d}:00:00 +0200</pubDate></item>"
            for n in range(ITEMS)
        )
        return f'<rss version="2.0"><channel><title>Feuille {number}</title>{items}</channel></rss>'.encode()


class Handler(BaseHTTPRequestHandler):
    server: Feeds
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.set()
        time.sleep(self.server.pause)
        body = self.server.document(int(self.path.strip("/")))
        tag = f'"{self.server.edition}"'
        fresh = self.headers.get("If-None-Match") != tag
        self.send_response(200 if fresh else 304)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(body) if fresh else 0))
        self.end_headers()
        if fresh:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Feeds]:
    with Feeds(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def environment(home: Path, **more: str) -> Mapping[str, str]:
    return {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "XDG_STATE_HOME": str(home / "state"), **more}


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "crackwatch", *map(str, words)]


def crackwatch(home: Path, *words: object, db: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    line = command("--db", db or home / "a.db", *words)
    return subprocess.run(line, capture_output=True, text=True, env=environment(home, **more), check=False, timeout=60)


@pytest.fixture
def home(tmp_path: Path, server: Feeds) -> Path:
    outlines = "".join(f'<outline type="rss" xmlUrl="http://127.0.0.1:{server.server_port}/{n}"/>' for n in range(FEEDS))
    (tmp_path / "feeds.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
    done = crackwatch(tmp_path, "feeds", "import", tmp_path / "feeds.opml", "--allow-private")
    assert done.returncode == 0, done.stderr
    return tmp_path


FETCH = ("fetch", "--force", "--allow-private")


def whole_feeds(db: Path) -> dict[int, int]:
    """How many articles each feed has shown; a feed is whole or absent, and so are its validators."""
    with sqlite3.connect(db) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        shown = dict(opened.execute("SELECT feed_id, count(*) FROM sighting GROUP BY feed_id"))
        validated = {row[0] for row in opened.execute("SELECT feed_id FROM feed_state WHERE etag <> ''")}
    assert set(shown) == validated
    return shown


@pytest.mark.slow
def test_case_64_a_kill_at_any_moment_loses_no_feed_and_the_next_run_completes_it(home: Path, server: Feeds) -> None:
    server.pause = 0.03
    for wait in (0.3, 0.5, 0.7):
        run = subprocess.Popen(command("--db", home / "a.db", *FETCH, "--jobs", 3), env=environment(home), stderr=subprocess.DEVNULL)
        time.sleep(wait)
        run.kill()
        run.wait()
        assert all(count == ITEMS for count in whole_feeds(home / "a.db").values())
    server.pause = 0.0

    assert crackwatch(home, *FETCH).returncode == 0
    assert whole_feeds(home / "a.db") == dict.fromkeys(range(1, FEEDS + 1), ITEMS)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.slow
@pytest.mark.parametrize("when", [3, 12, 30])
def test_case_65_a_kill_at_the_nth_write_leaves_all_of_a_commit_or_nothing(home: Path, when: int) -> None:
    crackwatch(home, "feeds", "list")
    line = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject=pwrite64:signal=KILL:when={when}", *command("--db", home / "a.db", *FETCH)]
    subprocess.run(line, env=environment(home), capture_output=True, check=False, timeout=60)

    assert all(count == ITEMS for count in whole_feeds(home / "a.db").values())
    assert crackwatch(home, *FETCH).returncode == 0
    assert len(whole_feeds(home / "a.db")) == FEEDS


def test_case_67_a_file_that_may_not_grow_ends_the_run_with_one_line_and_keeps_what_was_there(home: Path, server: Feeds) -> None:
    crackwatch(home, *FETCH)
    before = whole_feeds(home / "a.db")
    server.edition = 1
    limit = (home / "a.db").stat().st_size // 512 + 8
    line = f"ulimit -f {limit}; exec " + " ".join(command("--db", home / "a.db", *FETCH))
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, env=environment(home), check=False, timeout=60)

    assert done.returncode == 74, done.stderr
    assert "Traceback" not in done.stderr
    with sqlite3.connect(home / "a.db") as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    server.edition = 0
    assert whole_feeds(home / "a.db") == before


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="only root can make a small disk")
def test_case_66_a_full_disk_is_named_and_nothing_stored_is_lost(home: Path, server: Feeds) -> None:
    disk = home / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        crackwatch(home, "feeds", "import", home / "feeds.opml", "--allow-private", db=disk / "a.db")
        done = crackwatch(home, *FETCH, db=disk / "a.db")
        for server.edition in range(1, 12):
            if done.returncode:
                break
            done = crackwatch(home, *FETCH, db=disk / "a.db")
        assert done.returncode == 74, done.stderr
        assert "disk full" in done.stderr
        with sqlite3.connect(disk / "a.db") as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.parametrize(("call", "error"), [("fsync,fdatasync", "EIO"), ("flock", "ENOLCK")])
def test_cases_68_and_69_a_disk_that_fails_is_never_reported_as_saved(home: Path, call: str, error: str) -> None:
    line = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={call}:error={error}", *command("--db", home / "a.db", *FETCH)]
    done = subprocess.run(line, capture_output=True, text=True, env=environment(home), check=False, timeout=60)

    assert done.returncode == 74, done.stderr
    assert "new" not in done.stdout
    assert "Traceback" not in done.stderr


def test_case_71_an_archive_cut_to_nothing_is_not_read_as_an_empty_one(home: Path) -> None:
    crackwatch(home, *FETCH)
    for rest in home.glob("a.db-*"):
        rest.unlink()
    (home / "a.db").write_bytes(b"")

    assert crackwatch(home, "timeline").returncode == 66


def test_case_77_a_second_run_leaves_at_once_and_a_killed_one_leaves_no_lock(home: Path, server: Feeds) -> None:
    server.pause = 0.2
    first = subprocess.Popen(command("--db", home / "a.db", *FETCH, "--jobs", 1), env=environment(home), stderr=subprocess.DEVNULL)
    try:
        assert server.asked.wait(30)
        second = crackwatch(home, "fetch")
        assert second.returncode == 75, second.stderr
        assert len(second.stderr.strip().splitlines()) <= 2
    finally:
        first.kill()
        first.wait()
    server.pause = 0.0
    assert crackwatch(home, *FETCH).returncode == 0


def test_case_78_readers_see_a_consistent_archive_while_a_run_writes(home: Path, server: Feeds) -> None:
    crackwatch(home, *FETCH)
    server.pause, server.edition = 0.05, 1
    run = subprocess.Popen(command("--db", home / "a.db", *FETCH, "--jobs", 2), env=environment(home), stderr=subprocess.DEVNULL)
    try:
        for _ in range(3):
            done = crackwatch(home, "list", "--all", "--format", "jsonl")
            assert done.returncode == 0, done.stderr
            assert len(done.stdout.splitlines()) % ITEMS == 0
    finally:
        assert run.wait(timeout=60) == 0


def test_case_80_a_clock_that_was_years_ahead_freezes_no_feed(home: Path, server: Feeds) -> None:
    crackwatch(home, "fetch", "--allow-private", CRACKWATCH_NOW="2036-01-01T00:00:00Z")
    server.edition = 1
    crackwatch(home, "fetch", "--allow-private", CRACKWATCH_NOW="2026-01-01T00:00:00Z")

    with connection.open_for_reading(home / "a.db") as archive:
        assert archive.db.execute("SELECT count(*) FROM article").fetchone() == (2 * FEEDS * ITEMS,)


def test_case_81_an_interrupted_run_keeps_what_had_arrived(home: Path, server: Feeds) -> None:
    server.pause = 0.1
    run = subprocess.Popen(
        command("--db", home / "a.db", *FETCH, "--jobs", 2), env=environment(home), stderr=subprocess.PIPE, text=True
    )
    time.sleep(1.2)
    run.send_signal(signal.SIGINT)
    _, talk = run.communicate(timeout=20)

    assert run.returncode == 130, talk
    assert "Traceback" not in talk
    assert all(count == ITEMS for count in whole_feeds(home / "a.db").values())
