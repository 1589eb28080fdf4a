"""Crawls that are far away: months of lists, lists of files, files in pieces, from a real server on loopback."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

pytest.importorskip("fastwarc", reason="the extra warc is not installed")
pytest.importorskip("warcio", reason="warcio is not installed")

from crackwatch.feeds.download import PIECE

TOLD = "La vente de crack autour de Stalingrad, à Paris, inquiète les riverains."


class Mirror:
    """Serves ``files`` by path, in ranges; ``refused`` says where it answers 403, ``once`` what a path holds the first time."""

    def __init__(self, address: str) -> None:
        self.root = f"{address}/crawl-data/CC-NEWS"
        self.files: dict[str, bytes] = {}
        self.once: dict[str, bytes] = {}
        self.refused = re.compile("nothing is")
        self.asked: list[str] = []

    def put(self, path: str, data: bytes) -> None:
        self.files[f"/crawl-data/CC-NEWS/{path}"] = data

    def month(self, month: str, *names: str) -> None:
        self.put(f"{month}/warc.paths.gz", gzip.compress("".join(f"crawl-data/CC-NEWS/{month}/{name}\n" for name in names).encode()))

    def answer(self, path: str, wanted: str) -> tuple[int, str, bytes]:
        """Status, Content-Range and body."""
        self.asked.append(f"{path.rpartition('/')[2]} {wanted}".rstrip())
        data = self.once.get(path) or self.files.get(path)
        if data is None or self.refused.search(self.asked[-1]):
            return (404 if data is None else 403), "", b""
        if not wanted:
            return 200, "", data
        first, last = (int(n) for n in wanted.removeprefix("bytes=").split("-"))
        if last >= len(data) - 1:
            self.once.pop(path, None)
        return 206, f"bytes {first}-{min(last, len(data) - 1)}/{len(data)}", data[first : last + 1]


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, span, body = ready.answer(self.path, self.headers["Range"] or "")
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if span:
                self.send_header("Content-Range", span)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    ready = Mirror(f"http://127.0.0.1:{server.server_port}")
    yield ready
    server.shutdown()
    server.server_close()


@pytest.fixture
def room(tmp_path) -> Iterator[None]:
    """A folder of the test's own for what is fetched."""
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(tmp_path)
    yield
    del os.environ["TMPDIR"]
    if before:
        os.environ["TMPDIR"] = before


@pytest.fixture
def crawl(webarchive, tmp_path):
    """A crawl file: its pages, each with a word of the watch, and, if it shall be large, what nobody can pack."""

    def make(name: str, pages: int = 2, megabytes: int = 0) -> bytes:
        noise, at = random.Random(name), "2021-05-13T09:00:00Z"
        records = [("https://photos.example/x", at, "image/jpeg", noise.randbytes(2**20)) for _ in range(megabytes)]
        records += [(f"https://gazette.example/{name}/{n}", at, "text/html", webarchive.article(f"{name} {n}", "2021-05-12", TOLD)) for n in range(pages)]
        webarchive.write_warc(tmp_path / "made.warc.gz", records)
        return (tmp_path / "made.warc.gz").read_bytes()

    return make


def titles(path) -> list[str]:
    db = sqlite3.connect(path)
    try:
        return [title for (title,) in db.execute("SELECT title FROM article ORDER BY title")]
    finally:
        db.close()


def capture_addresses(path) -> set[str]:
    db = sqlite3.connect(path)
    try:
        return {address for (address,) in db.execute("SELECT capture_url FROM article")}
    finally:
        db.close()


def test_the_command_line_reads_the_months_of_a_crawl_file_by_file(mirror, crawl, tmp_path):
    held = {"20210402060000": "2021/04", "20210501010000": "2021/05", "20210513010000": "2021/05", "20210630010000": "2021/06"}
    for month in ("2021/04", "2021/05", "2021/06"):
        mirror.month(month, *(f"CC-NEWS-{begun}-00001.warc.gz" for begun, its in held.items() if its == month))
    for begun, month in held.items():
        mirror.put(f"{month}/CC-NEWS-{begun}-00001.warc.gz", crawl(begun[4:8]))
    own = os.environ | {"TMPDIR": str(tmp_path), "CRACKWATCH_NOW": "2021-11-05T12:00:00+01:00", "CRACKWATCH_TZ": "Europe/Paris"}
    words = ["--db", str(tmp_path / "a.db"), "backfill", "--since", "2021-05", "--until", "2021-06", "--via", "warc", "--warc", mirror.root]

    done = [
        subprocess.run([sys.executable, "-m", "crackwatch", *words, "--jobs", "1", "--allow-private", "--json"], env=own, capture_output=True, text=True, check=False)
        for _ in range(2)
    ]

    assert [run.returncode for run in done] == [0, 0], done[0].stderr
    first, again = (json.loads(run.stdout) for run in done)
    assert titles(tmp_path / "a.db") == ["0501 0", "0501 1", "0513 0", "0513 1", "0630 0", "0630 1"]
    assert (first["done"], first["requests"], first["hits"], first["damaged"]) == (6, 6, 6, 0)
    assert (again["requests"], again["done"]) == (0, 0)
    # In Paris May begins while it is still April in UTC, so April's list is asked, but none of its files.
    assert sorted(mirror.asked)[3:] == ["warc.paths.gz"] * 3
    assert not any("20210402" in asked for asked in mirror.asked)
    assert not list(tmp_path.glob("crackwatch-*/*"))  # what was fetched is gone


def test_a_file_goes_on_where_the_last_run_was_refused(mirror, crawl, fill, config, room):
    whole = crawl("large", megabytes=PIECE // 2**20 + 1)
    mirror.put("large.warc.gz", whole)
    address = [f"{mirror.root}/large.warc.gz"]
    mirror.refused = re.compile(f"bytes={PIECE}-")

    first = fill(warcs=tuple(address), jobs=1)
    assert (first.put_off, first.left, first.standing.reasons) == (1, 1, (("127.0.0.1 answers with status 403", 1),))
    mirror.refused = re.compile("nothing is")
    mirror.asked.clear()
    second = fill(warcs=tuple(address), jobs=1)

    assert mirror.asked == [f"large.warc.gz bytes={PIECE}-{2 * PIECE - 1}"]
    assert (second.done, second.bytes) == (1, len(whole) - PIECE)
    assert titles(config.db) == ["large 0", "large 1"]


def test_a_file_without_its_end_is_fetched_once_more(mirror, crawl, fill, config, room):
    whole = crawl("short", pages=3)
    mirror.put("short.warc.gz", whole)
    mirror.once["/crawl-data/CC-NEWS/short.warc.gz"] = whole[:-40]

    report = fill(warcs=(f"{mirror.root}/short.warc.gz",), jobs=1)

    assert titles(config.db) == ["short 0", "short 1", "short 2"]
    assert (report.requests, report.damaged, report.bytes) == (2, 0, 2 * len(whole) - 40)
    assert capture_addresses(config.db) == {f"{mirror.root}/short.warc.gz"}


def test_where_the_end_stays_away_the_rest_is_salvaged(mirror, crawl, fill, config, room):
    mirror.put("short.warc.gz", crawl("short", pages=3)[:-40])

    report = fill(warcs=(f"{mirror.root}/short.warc.gz",), jobs=1)

    assert titles(config.db) == ["short 0", "short 1"]
    assert (report.done, report.damaged, len(mirror.asked)) == (1, 1, 2)
    assert report.standing.reasons == (("1 damaged, left out", 1),)
