"""Crawl files through a pool of processes: what is hit is stored once, whatever ends a worker or the run."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import killers
import pytest

pytest.importorskip("fastwarc", reason="the extra warc is not installed")
pytest.importorskip("warcio", reason="warcio is not installed")

from crackwatch.backfill import pool
from crackwatch.feeds.download import download
from crackwatch.feeds.fault import Fault


def crawl(webarchive, folder: Path, number: int, pages: int = 20) -> Path:
    """A file with one page to the point among others."""
    path = folder / f"crawl-{number}.warc.gz"
    told = "La vente de crack autour de Stalingrad, à Paris, inquiète les riverains."
    records = [(f"https://gazette.example/{number}/{n}", "2021-05-13T09:00:00Z", "text/html; charset=utf-8",
                webarchive.article(f"Brève {number}-{n}", "2021-05-12", told if n == 7 else "Le marché ouvre dimanche à neuf heures."))
               for n in range(pages)]  # fmt: skip
    webarchive.write_warc(path, records)
    return path


def stored(config):
    db = sqlite3.connect(config.db)
    try:
        return db.execute("SELECT url, title, origin, first_seen FROM article ORDER BY url").fetchall()
    finally:
        db.close()


def test_what_a_watch_hits_is_stored_with_its_time(webarchive, tmp_path, fill, config):
    for number in (1, 2):
        crawl(webarchive, tmp_path, number)

    report = fill(warcs=(str(tmp_path / "crawl-*.warc.gz"),), jobs=1)

    assert stored(config) == [(f"https://gazette.example/{n}/7", f"Brève {n}-7", "backfill", 1620896400) for n in (1, 2)]
    assert (report.done, report.damaged) == (2, 0)
    again = fill(warcs=(str(tmp_path / "crawl-*.warc.gz"),), jobs=1)
    assert (again.done, again.planned) == (0, 0)


def test_the_time_of_crawls_that_follow_each_other_is_one_span_without_a_hole(webarchive, tmp_path, fill, config):
    for number, day in enumerate(("2021-05-13", "2021-05-14", "2021-05-20")):
        page = ("https://gazette.example/1", f"{day}T09:00:00Z", "text/html", webarchive.article("Un titre", day, "Rien de neuf."))
        later = ("https://gazette.example/2", f"{day}T21:00:00Z", "text/html", webarchive.article("Un autre", day, "Rien non plus."))
        webarchive.write_warc(tmp_path / f"crawl-{number}.warc.gz", [page, later])

    fill(warcs=(str(tmp_path / "crawl-*.warc.gz"),), jobs=1)

    db = sqlite3.connect(config.db)
    spans = db.execute("SELECT feed_id, datetime(first_at, 'unixepoch'), datetime(last_at, 'unixepoch'), origin FROM coverage ORDER BY 2").fetchall()
    db.close()
    assert spans == [(None, "2021-05-13 09:00:00", "2021-05-14 21:00:00", "backfill"), (None, "2021-05-20 09:00:00", "2021-05-20 21:00:00", "backfill")]


def test_a_file_that_is_none_is_bad_and_named(tmp_path, fill):
    (tmp_path / "x.warc.gz").write_bytes(b"<html>SlowDown</html>")

    report = fill(warcs=(str(tmp_path / "x.warc.gz"),), jobs=1)

    assert report.bad == 1
    assert report.standing.reasons == (("it is not a crawl file", 1),)


@pytest.mark.fault
@pytest.mark.slow
def test_a_killed_process_loses_no_work(tmp_path):
    marks = [tmp_path / str(n) for n in range(4)]
    for mark in marks[:3]:
        mark.touch()

    done = dict(pool.mapped(killers.once, iter(marks), pool.processes(2), workers=2))

    assert done == {mark: mark.name for mark in marks}


@pytest.mark.fault
@pytest.mark.slow
def test_work_that_always_kills_its_process_harms_nothing_else(tmp_path):
    marks = [tmp_path / str(n) for n in range(5)]

    done = dict(pool.mapped(killers.always, iter(marks), pool.processes(2), workers=2))

    assert isinstance(done.pop(tmp_path / "3"), pool.Lost)
    assert done == {mark: mark.name for mark in marks if mark.name != "3"}


@pytest.mark.fault
@pytest.mark.slow
def test_a_pool_that_breaks_between_two_pieces_of_work_loses_neither(tmp_path):
    pools: list[ProcessPoolExecutor] = []

    def make() -> ProcessPoolExecutor:
        pools.append(pool.processes(1)())
        return pools[-1]

    def work() -> Iterator[Path]:
        yield tmp_path / "1"
        pools[0].submit(killers.always, tmp_path / "3").exception()  # returns when the pool has broken
        yield tmp_path / "2"

    (tmp_path / "1").touch()

    assert dict(pool.mapped(killers.once, work(), make, workers=1)) == {tmp_path / n: n for n in "12"}


@pytest.fixture
def served(tmp_path):
    """A server of one file that knows Range; cuts what it sends as often as ``cuts`` says."""
    data = os.urandom(300_000)
    cuts: list[int] = []
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers["Range"])
            first, last = (int(n) for n in self.headers["Range"].removeprefix("bytes=").split("-"))
            body = data[first : last + 1]
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{first + len(body) - 1}/{len(data)}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cuts and cuts.pop() else body)
            self.close_connection = True

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/crawl", data, cuts, asked
    server.shutdown()
    server.server_close()


def test_a_download_goes_on_where_it_was_cut(tmp_path, served):
    url, data, cuts, asked = served
    cuts += [1, 0]
    (tmp_path / "x.part").write_bytes(data[:50_000])

    download(url, tmp_path / "x", user_agent="t", allow_private=True, piece=100_000, sleep=lambda _: None)

    assert (tmp_path / "x").read_bytes() == data
    assert asked[0] == "bytes=50000-149999"


def test_a_download_that_never_ends_well_is_given_up(tmp_path, served):
    url, _, cuts, _ = served
    cuts += [1] * 20

    with pytest.raises(Fault):
        download(url, tmp_path / "x", user_agent="t", allow_private=True, sleep=lambda _: None)
