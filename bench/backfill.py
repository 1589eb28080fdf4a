"""What backfill costs, as JSON: ratios against other tools on the same file in the same run, losses after kills.

usage: python bench/backfill.py [--pages 2000] [--kills 20] [--rounds 4] [--pairs 3]
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import random
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from crackwatch.backfill import crawls, pool
from crackwatch.backfill.sieve import Sieve
from crackwatch.backfill.tasks import Task
from crackwatch.feeds import warc
from crackwatch.watches.query import parse

Started = Callable[[int], AbstractContextManager[pool.MakePool]]

QUERY = "crack stalingrad"
WORDS = (
    "le la les de du des un une à au en dans pour sur avec mairie quartier élus conseil projet habitants école rue métro ville travaux "
    "place marché police région département ministre soirée semaine année récent œuvre théâtre équipe match saison culture économie été"
).split()
TOLD = "<p>La vente de crack autour de la place Stalingrad, à Paris, inquiète les riverains.</p>"


def page(rng: random.Random, planted: bool) -> bytes:
    """A page of some 85 KB, as news sites make them: mostly scripts and menus, some text."""
    told = " ".join(rng.choices(WORDS, k=600))
    script = "".join(f'"id{rng.randrange(10**9)}":{{"w":{rng.randrange(999)},"u":"/media/{rng.randrange(10**12)}.jpg"}},' for _ in range(900))
    menu = "".join(f'<li class="nav__item"><a href="/rubrique/{rng.randrange(999)}">{rng.choice(WORDS)}</a></li>' for _ in range(350))
    text = "".join(f"<p>{told[i : i + 400]}</p>" for i in range(0, len(told), 400))
    title = f"Brève {rng.randrange(10**9)}"
    html = (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title><script>var d={{{script}}}</script></head>'
        f"<body><ul>{menu}</ul><article><h1>{title}</h1>{TOLD if planted else ''}{text}</article></body></html>"
    )
    return html.encode()


def write(path: Path, pages: int, seed: int) -> int:
    """A crawl file in which one page of a thousand is to the point, ten times as many as in a crawl of everything; gives how many are."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    rng, hits = random.Random(seed), 0
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number in range(pages):
            planted = number % 1000 == 50
            hits += planted
            body = page(rng, planted)
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                f"https://journal{seed}.example/{number}", "response", payload=io.BytesIO(body), length=len(body), http_headers=headers,
                warc_headers_dict={"WARC-Date": "2021-05-13T09:00:00Z"},
            )  # fmt: skip
            writer.write_record(record)
    return hits


def job(path: Path, number: int = 0) -> crawls.Job:
    task = Task("warc", str(path), since=1619820000, until=1635721199)
    return crawls.Job(number, task, ((1, QUERY),), (), "Europe/Paris", "bench")


def children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def floor(path: Path) -> float:
    before = children_cpu()
    subprocess.run(f"zcat {path} | grep -aic stalingrad >/dev/null", shell=True, check=False)
    return children_cpu() - before


def scan(path: Path, rounds: int, hits: int) -> dict[str, float]:
    """CPU of a scan against ``zcat | grep -c``, interleaved, the best of some rounds each."""
    crawls.scan(job(path))  # warm: imports, tools
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(floor(path))
        began = time.process_time()
        result = crawls.scan(job(path))
        ours.append(time.process_time() - began)
    figures = result.figures
    return {
        "cpu_s": round(min(ours), 3), "zcat_grep_cpu_s": round(min(theirs), 3), "ratio": round(min(ours) / min(theirs), 3),
        "pages_per_s_and_core": round(figures.pages / min(ours)), "found": figures.articles, "planted": hits,
    }  # fmt: skip


def memory(path: Path) -> float:
    """Peak memory of a worker of its own, MB."""
    code = (
        "import sys,resource; sys.path.insert(0, sys.argv[2]); import backfill; from crackwatch.backfill import crawls; from pathlib import Path;"
        "crawls.scan(backfill.job(Path(sys.argv[1]))); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path), str(Path(__file__).parent)], capture_output=True, text=True, check=True)
    return round(int(done.stdout) / 1024, 1)


def kills(folder: Path, count: int, pages: int) -> dict[str, object]:
    """Kill a run at random moments until it is through; what is lost, what is twice, and whether the archive is whole."""
    planted = sum(write(folder / f"k{n}.warc.gz", pages, n) for n in range(5))
    own = os.environ | {"CRACKWATCH_DB": str(folder / "a.db"), "CRACKWATCH_NOW": "2021-11-05T12:00:00Z", "CRACKWATCH_TZ": "Europe/Paris"}
    cli = [sys.executable, "-m", "crackwatch", "-q"]
    subprocess.run([*cli, "watch", "add", "bench", QUERY], env=own, check=False, capture_output=True)
    command = [*cli, "backfill", "--since", "2021-05", "--until", "2021-10", "--watch", "bench", "--warc", str(folder / "k*.warc.gz"), "--jobs", "2"]
    rng, killed = random.Random(7), 0
    while killed < count:
        run = subprocess.Popen(command, env=own, start_new_session=True)
        try:
            run.wait(rng.uniform(0.3, 4.0))
            with sqlite3.connect(folder / "a.db") as db:  # through before it was killed: have some of it done again
                db.execute("UPDATE unit SET state = 'todo'")
            db.close()
        except subprocess.TimeoutExpired:
            killed += 1
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
    subprocess.run(command, env=own, check=True)
    db = sqlite3.connect(folder / "a.db")
    stored = db.execute("SELECT count(*), count(DISTINCT canonical_url) FROM article").fetchone()
    whole = db.execute("PRAGMA integrity_check").fetchone()[0]
    db.close()
    return {"kills": killed, "planted": planted, "lost": planted - stored[1], "twice": stored[0] - stored[1], "left": units(folder)[0], "integrity": whole}


def units(folder: Path) -> tuple[int, int]:
    try:
        db = sqlite3.connect(folder / "a.db")
        found = db.execute("SELECT coalesce(sum(state <> 'done'), 1), count(*) FROM unit").fetchone()
        db.close()
    except sqlite3.Error:
        return 1, 0
    return found if found[1] else (1, 0)


@contextmanager
def processes(workers: int) -> Iterator[pool.MakePool]:
    yield pool.processes(workers)


@contextmanager
def dask(workers: int) -> Iterator[pool.MakePool]:
    """A scheduler on loopback with some workers, each a process of one thread."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, cli = f"tcp://127.0.0.1:{port}", [sys.executable, "-m", "dask"]
    scheduler = [*cli, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    worker = [*cli, "worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = [subprocess.Popen(command, **quiet) for command in (scheduler, *[worker] * workers)]
    try:
        with pool.cluster(address) as make:
            wait_for(address, workers)
            yield make
    finally:
        for process in running:
            process.kill()
            process.wait()


def wait_for(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers)


def seconds(path: Path, count: int, workers: int, started: Started) -> float:
    """Wall time of many units by some workers, reckoned from the last three quarters: then all workers have started."""
    warm = count // 4
    with started(workers) as make:
        results = pool.mapped(crawls.scan, (job(path, n) for n in range(count)), make, workers=workers)
        done = [next(results) for _ in range(warm)]
        began = time.perf_counter()
        done += results
        took = time.perf_counter() - began
    assert sorted(one.unit for one, _ in done) == list(range(count)), "a unit is lost, or was done twice"
    return took / (count - warm) * count


def speed_up(path: Path, started: Started, rounds: int, count: int = 40) -> dict[str, float]:
    """One worker against two, in pairs, one after the other; the median pair decides, since others may be busy here."""
    pairs = sorted(((seconds(path, count, 1, started), seconds(path, count, 2, started)) for _ in range(rounds)), key=lambda p: p[0] / p[1])
    one, two = pairs[len(pairs) // 2]
    return {"units": count, "one_s": round(one, 2), "two_s": round(two, 2), "ratio": round(one / two, 2)}


def damage(folder: Path) -> dict[str, int]:
    """For each way in which a file may be broken: records lost beside the one that is, of files of twelve."""
    whole = folder / "d.warc.gz"
    write(whole, 12, 7)
    data, at = whole.read_bytes(), []
    for found in re.finditer(rb"\x1f\x8b\x08", data):
        with suppress(zlib.error):
            if zlib.decompressobj(31).decompress(data[found.start() : found.start() + 512], 5) == b"WARC/":
                at.append(found.start())
    member = zlib.decompress(data[at[5] : at[6]], 31)
    claimed = re.sub(rb"\r\nContent-Length: \d+", b"\r\nContent-Length: 419430400", member, count=1)
    broken = {
        "truncated": (data[:-100], 1),
        "bit flip": (data[: at[5] + 900] + bytes([data[at[5] + 900] ^ 4]) + data[at[5] + 901 :], 1),
        "zeros": (data[: at[5] + 500] + bytes(200) + data[at[5] + 700 :], 1),
        "zeros between": (data[: at[5]] + bytes(5000) + data[at[5] :], 0),
        "lying length": (data[: at[5]] + gzip.compress(claimed) + data[at[6] :], 0),
        "400 MB bomb": (data[: at[5]] + gzip.compress(claimed + bytes(400 * 2**20)) + data[at[6] :], 1),
    }
    lost = {}
    for name, (said, allowed) in broken.items():
        whole.write_bytes(said)
        account = warc.Account()
        lost[name] = 12 - allowed - sum(1 for _ in warc.pages(whole, account))
    return lost


def recall() -> float:
    """Of words with accents, written in every encoding that has them: how many the look at raw bytes lets through."""
    words = ["évacuation", "cœur", "métro", "français", "drogensüchtige", "Straße", "niño", "crack"]
    ways: list[Callable[[str], bytes]] = [
        str.encode, lambda w: w.encode("cp1252"), lambda w: w.encode("iso8859-15"), lambda w: w.encode("utf-16"), lambda w: w.upper().encode(),
        lambda w: unicodedata.normalize("NFD", w).encode(), lambda w: w.encode("ascii", "xmlcharrefreplace"), lambda w: json.dumps(w).encode(),
    ]  # fmt: skip
    seen = asked = 0
    for word in words:
        sieve = Sieve([parse(f'"{word}"')])
        for way in ways:
            with suppress(UnicodeEncodeError):
                written = way(word)
                asked += 1
                seen += sieve.may_hold(written if written[:2] == b"\xff\xfe" else b"<p>Une page : " + written + b".</p>")
    return seen / asked


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--pages", type=int, default=2000)
    said.add_argument("--kills", type=int, default=20)
    said.add_argument("--rounds", type=int, default=4)
    said.add_argument("--pairs", type=int, default=3)
    options = said.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hits = write(folder / "crawl.warc.gz", options.pages, 99)
        write(folder / "half.warc.gz", max(options.pages // 2, 100), 98)
        figures = {
            "pages": options.pages,
            "file_mb": round((folder / "crawl.warc.gz").stat().st_size / 1e6, 1),
            "scan": scan(folder / "crawl.warc.gz", options.rounds, hits),
            "worker_mb": memory(folder / "crawl.warc.gz"),
            "kills": kills(folder, options.kills, max(options.pages // 4, 100)),
            "lost_beside_the_broken_record": damage(folder),
            "recall_of_the_sieve": recall(),
            "pool": speed_up(folder / "half.warc.gz", processes, options.pairs),
            "dask": speed_up(folder / "half.warc.gz", dask, options.pairs),
        }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
