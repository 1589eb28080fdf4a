"""A real Dask scheduler with two workers on loopback, one of which is killed in the middle."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra cluster is not installed")
pytest.importorskip("fastwarc", reason="the extra warc is not installed")
pytest.importorskip("warcio", reason="warcio is not installed")

from crackwatch.backfill import Options, backfill
from crackwatch.model import Period

FILES = 12
SERVING = """
import asyncio, sys
from distributed import Scheduler, Worker

async def serve():
    server = Worker(sys.argv[1], host="127.0.0.1", nthreads=1) if sys.argv[1:] else Scheduler(host="127.0.0.1", port=0, dashboard=False)
    async with server:
        print("at", server.address, flush=True)
        await server.finished()

asyncio.run(serve())
"""


@pytest.fixture
def cluster(webarchive, tmp_path) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """The address of a scheduler, and its two workers, which it knows."""
    own = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONWARNINGS": "ignore"}
    with ExitStack() as running:

        def started(*words: str) -> subprocess.Popen[str]:
            command = [sys.executable, "-c", SERVING, *words]
            process = subprocess.Popen(command, cwd=tmp_path, env=own, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            running.enter_context(process)
            running.callback(process.kill)
            return process

        address = webarchive.said(started(), "at ")
        workers = [started(address) for _ in range(2)]
        assert all(webarchive.said(worker, "at ") for worker in workers)
        yield address, workers


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_killed_worker_loses_nothing_and_repeats_nothing(webarchive, tmp_path, config, cluster):
    address, workers = cluster
    told = "La vente de crack autour de Stalingrad, à Paris, inquiète les riverains."
    for number in range(FILES):
        page = webarchive.article(f"Brève {number}", "2021-05-12", told)
        webarchive.write_warc(
            tmp_path / f"crawl-{number:02}.warc.gz", [(f"https://gazette.example/{number}", "2021-05-13T09:00:00Z", "text/html", page)]
        )

    def kill_one(report) -> None:
        if report.done == 1:
            os.kill(workers[0].pid, signal.SIGKILL)

    options = Options(Period(1619820000, 1635721199), warcs=(str(Path(tmp_path) / "crawl-*.warc.gz"),), cluster=address)
    report = backfill(config, options, progress=kill_one)

    db = sqlite3.connect(config.db)
    assert [title for (title,) in db.execute("SELECT title FROM article ORDER BY url")] == sorted(f"Brève {n}" for n in range(FILES))
    assert db.execute("SELECT count(*), sum(articles) FROM unit WHERE state = 'done' AND tries = 1").fetchone() == (FILES, FILES)
    db.close()
    assert (report.done, report.bad, report.left) == (FILES, 0, 0)
