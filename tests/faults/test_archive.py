"""What may happen to the archive while it is written: kills, full disks, two runs at once, clocks that jump."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from crackwatch.archive import connection

pytestmark = pytest.mark.fault
FEEDS, ITEMS = 12, 6


class Feeds(ThreadingHTTPServer):
    """Serves feeds of invented news."""

    daemon_threads = True
    edition = 0

    def __init__(self, *words: Any) -> None:
        super().__init__(*words)
        self._spare = threading.Semaphore(0)
        self._held, self._free = threading.Event(), threading.Event()
        self._free.set()

    @contextmanager
    def holding(self, after: int) -> Iterator[threading.Event]:
        """Answers ``after`` requests and lets the others wait until the block ends; the event says when the first one does."""
        self._spare = threading.Semaphore(after)
        self._held, self._free = threading.Event(), threading.Event()
        try:
            yield self._held
        finally:
            self._free.set()

    def wait(self) -> None:
        """What a request does before its answer."""
        free = self._free
        if not (free.is_set() or self._spare.acquire(blocking=False)):
            self._held.set()
            free.wait()

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
        self.server.wait()
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


@pytest.fixture(scope="module")
def running() -> Iterator[Feeds]:
    with Feeds(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def server(running: Feeds) -> Feeds:
    running.edition = 0
    return running


def environment(home: Path, **more: str) -> Mapping[str, str]:
    return {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "XDG_STATE_HOME": str(home / "state"), **more}


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "crackwatch", *map(str, words)]


def crackwatch(home: Path, *words: object, db: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    line = command("--db", db or home / "a.db", *words)
    return subprocess.run(line, capture_output=True, text=True, env=environment(home, **more), check=False)


@pytest.fixture(scope="module")
def following(running: Feeds, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive that follows all feeds and has not polled yet."""
    folder = tmp_path_factory.mktemp("following")
    outlines = "".join(f'<outline type="rss" xmlUrl="http://127.0.0.1:{running.server_port}/{n}"/>' for n in range(FEEDS))
    (folder / "feeds.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
    done = crackwatch(folder, "feeds", "import", folder / "feeds.opml", "--allow-private")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def home(tmp_path: Path, server: Feeds, following: Path) -> Path:
    return shutil.copytree(following, tmp_path / "home")


FETCH = ("fetch", "--force", "--allow-private")
TRACED = ["strace", "-f", "-qq", "-o", "/dev/null"]


def tracing_is_possible() -> bool:
    return bool(shutil.which("strace")) and not subprocess.run([*TRACED, "true"], capture_output=True, check=False).returncode


def whole_feeds(db: Path) -> dict[int, int]:
    """How many articles each feed has shown; a feed is whole or absent, and so are its validators."""
    with closing(sqlite3.connect(db)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        shown = dict(opened.execute("SELECT feed_id, count(*) FROM sighting GROUP BY feed_id"))
        validated = {row[0] for row in opened.execute("SELECT feed_id FROM feed_state WHERE etag <> ''")}
    assert set(shown) == validated
    return shown


@pytest.mark.slow
def test_case_64_a_kill_at_any_moment_loses_no_feed_and_the_next_run_completes_it(home: Path, server: Feeds) -> None:
    for answered in (0, 5, FEEDS - 1):
        with server.holding(after=answered) as held:
            run = subprocess.Popen(command("--db", home / "a.db", *FETCH, "--jobs", 3), env=environment(home), stderr=subprocess.DEVNULL)
            held.wait()
            run.kill()
            run.wait()
        assert all(count == ITEMS for count in whole_feeds(home / "a.db").values())

    assert crackwatch(home, *FETCH).returncode == 0
    assert whole_feeds(home / "a.db") == dict.fromkeys(range(1, FEEDS + 1), ITEMS)


@pytest.mark.skipif(not tracing_is_possible(), reason="strace is not installed, or not allowed to trace")
@pytest.mark.slow
@pytest.mark.parametrize("when", [3, 30, 90])
def test_case_65_a_kill_at_the_nth_write_leaves_all_of_a_commit_or_nothing(home: Path, when: int) -> None:
    line = [*TRACED, "-e", "trace=pwrite64", "-e", f"inject=pwrite64:signal=KILL:when={when}", *command("--db", home / "a.db", *FETCH)]
    assert subprocess.run(line, env=environment(home), capture_output=True, check=False).returncode

    assert all(count == ITEMS for count in whole_feeds(home / "a.db").values())
    assert crackwatch(home, *FETCH).returncode == 0
    assert len(whole_feeds(home / "a.db")) == FEEDS


def test_case_67_a_file_that_may_not_grow_ends_the_run_with_one_line_and_keeps_what_was_there(home: Path, server: Feeds) -> None:
    crackwatch(home, *FETCH)
    before = whole_feeds(home / "a.db")
    server.edition = 1
    line = "ulimit -f 128; exec " + " ".join(command("--db", home / "a.db", *FETCH))
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, env=environment(home), check=False)

    assert done.returncode == 74, done.stderr
    assert "Traceback" not in done.stderr
    with closing(sqlite3.connect(home / "a.db")) as opened:
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
        with closing(sqlite3.connect(disk / "a.db")) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.skipif(not tracing_is_possible(), reason="strace is not installed, or not allowed to trace")
@pytest.mark.parametrize(("call", "error"), [("fsync,fdatasync", "EIO"), ("flock", "ENOLCK")])
def test_cases_68_and_69_a_disk_that_fails_is_never_reported_as_saved(home: Path, call: str, error: str) -> None:
    line = [*TRACED, "-e", f"trace={call}", "-e", f"inject={call}:error={error}", *command("--db", home / "a.db", *FETCH)]
    done = subprocess.run(line, capture_output=True, text=True, env=environment(home), check=False)

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
    with server.holding(after=0) as held:
        first = subprocess.Popen(command("--db", home / "a.db", *FETCH, "--jobs", 1), env=environment(home), stderr=subprocess.DEVNULL)
        held.wait()
        second = crackwatch(home, "fetch")
        first.kill()
        first.wait()

    assert second.returncode == 75, second.stderr
    assert len(second.stderr.strip().splitlines()) <= 2
    assert crackwatch(home, *FETCH).returncode == 0


def test_case_78_readers_see_a_consistent_archive_while_a_run_writes(home: Path, server: Feeds) -> None:
    crackwatch(home, *FETCH)
    server.edition = 1
    reading = ("list", "--all", "--format", "jsonl")
    with server.holding(after=FEEDS // 2) as held:
        run = subprocess.Popen(command("--db", home / "a.db", *FETCH, "--jobs", 2), env=environment(home), stderr=subprocess.DEVNULL)
        held.wait()
        read = [crackwatch(home, *reading)]
    read += [crackwatch(home, *reading) for _ in range(2)]

    assert run.wait() == 0
    for done in read:
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.splitlines()) % ITEMS == 0


def test_case_80_a_clock_that_was_years_ahead_freezes_no_feed(home: Path, server: Feeds) -> None:
    crackwatch(home, "fetch", "--allow-private", CRACKWATCH_NOW="2036-01-01T00:00:00Z")
    server.edition = 1
    crackwatch(home, "fetch", "--allow-private", CRACKWATCH_NOW="2026-01-01T00:00:00Z")

    with connection.open_for_reading(home / "a.db") as archive:
        assert archive.db.execute("SELECT count(*) FROM article").fetchone() == (2 * FEEDS * ITEMS,)


def test_case_81_an_interrupted_run_keeps_what_had_arrived(home: Path, server: Feeds) -> None:
    with server.holding(after=FEEDS // 2) as held:
        run = subprocess.Popen(
            command("--db", home / "a.db", *FETCH, "--jobs", 2), env=environment(home), stderr=subprocess.PIPE, text=True
        )
        held.wait()
        run.send_signal(signal.SIGINT)
        _, talk = run.communicate()

    assert run.returncode == 130, talk
    assert "Traceback" not in talk
    assert all(count == ITEMS for count in whole_feeds(home / "a.db").values())
