"""What a poll of many feeds costs, as whole processes, beside a bare client and beside other pollers.

    python bench/polling.py [--feeds 1000] [--sites 200] [--runs 3] [--jobs 20] [--latency MS] [--reader PYTHON] [--only NAME,…]

Serves a corpus of invented words on loopback (a site is a port), polls it, and prints a table: CPU seconds (user and
system, children included), wall seconds, peak memory, articles stored, and CPU as a ratio to a bare client (threads over
http.client, conditional, nothing parsed). newsboat and sfeed are timed where they are installed, reader where --reader
names an interpreter that has it (a virtual environment of its own).

    cold     the first poll             noval    nothing has changed, and the server cannot say so
    warm     nothing has changed        changed  one feed of ten shows two more items
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from hashlib import blake2b
from pathlib import Path
from xml.sax.saxutils import escape

ITEMS = 30
HITS = 0.005  # of the items are about what the first watch looks for
NOW = 1_620_000_000
SYLLABLES = ("ba", "cre", "do", "fi", "gu", "la", "mé", "ni", "por", "qua", "ri", "sta", "tel", "veau", "zin", "cha")
SMALL = ("le", "la", "les", "un", "une", "de", "du", "et", "à", "pour", "dans", "sur", "avec", "selon", "après")
SCENARIOS = ("cold", "warm", "noval", "changed")


# --- the corpus -------------------------------------------------------------------------------------------------------


def feed(number: int, extra: int = 0) -> bytes:
    """Feed ``number`` with ``extra`` items on top of its first ones, as a server would send it."""
    rng = random.Random(number)
    items = [item(rng, number, n) for n in range(ITEMS + extra)][extra and -ITEMS :]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Journal {number}</title><link>https://journal{number}.example/</link>\n{"".join(reversed(items))}</channel></rss>\n'.encode()


def item(rng: random.Random, number: int, n: int) -> str:
    words = "le crack à Stalingrad " if rng.random() < HITS else ""
    title = f"{words}{prose(rng, 8)}".capitalize()
    url = f"https://journal{number}.example/2021/{n}-{rng.randrange(10**6)}.html"
    date = formatdate(NOW - (99 - n) * 3600 - number, usegmt=True)
    summary = ". ".join(prose(rng, 15).capitalize() for _ in range(4))
    return f"<item><title>{escape(title)}</title><link>{url}</link><guid>{url}</guid><pubDate>{date}</pubDate><description>{escape(summary)}.</description></item>\n"


def prose(rng: random.Random, length: int) -> str:
    """Words of an invented language, French in its small words and in how unevenly it uses them."""
    return " ".join(rng.choice(SMALL) if rng.random() < 0.45 else word(int(rng.paretovariate(0.6))) for _ in range(length))


def word(rank: int) -> str:
    """The invented word of a rank: the rarer the longer."""
    syllables = ""
    while rank:
        rank, place = divmod(rank, len(SYLLABLES))
        syllables += SYLLABLES[place]
    return syllables


# --- the server -------------------------------------------------------------------------------------------------------


class Server(asyncio.Protocol):
    """HTTP/1.1 with keep-alive: ``/N.xml`` with validators, ``/noval/N.xml`` without, ``/changed`` adds what is new."""

    bodies: tuple[list[bytes], list[bytes]] = ([], [])
    round = 0
    latency = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.data = b""

    def data_received(self, data: bytes) -> None:
        self.data += data
        while b"\r\n\r\n" in self.data:
            head, _, self.data = self.data.partition(b"\r\n\r\n")
            if Server.latency:
                asyncio.get_running_loop().call_later(Server.latency, self.answer, head)
            else:
                self.answer(head)

    def answer(self, head: bytes) -> None:
        target = head.split(b" ", 2)[1].decode()
        if target.startswith(("/changed", "/first")):
            Server.round = int(target == "/changed")
            self.send("200 OK", [], b"ok")
            return
        number = int(target.rpartition("/")[2].removesuffix(".xml"))
        body = self.bodies[Server.round and number % 10 == 0][number]
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        if target.startswith("/noval"):
            self.send("200 OK", ["Content-Encoding: gzip"], body)
        elif f"if-none-match: {etag}" in head.decode("latin-1").lower():
            self.send("304 Not Modified", [f"ETag: {etag}"], None)
        else:
            self.send("200 OK", ["Content-Encoding: gzip", f"ETag: {etag}"], body)

    def send(self, status: str, fields: list[str], body: bytes | None) -> None:
        lines = [f"HTTP/1.1 {status}", "Content-Type: application/rss+xml", *fields]
        lines += [] if body is None else [f"Content-Length: {len(body)}"]
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + (body or b""))


async def serve(count: int, sites: int, latency: float) -> None:
    """Print the ports on one line once all listen, then answer until killed."""
    Server.latency = latency
    Server.bodies = (
        [gzip.compress(feed(n), 6, mtime=0) for n in range(count)],
        [gzip.compress(feed(n, 2), 6, mtime=0) if n % 10 == 0 else b"" for n in range(count)],
    )
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(Server, "127.0.0.1", 0, backlog=512) for _ in range(sites)]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.Event().wait()


@contextmanager
def serving(options: argparse.Namespace) -> Iterator[list[int]]:
    command = [sys.executable, __file__, "--serve", "--feeds", str(options.feeds), "--sites", str(options.sites), "--latency", str(options.latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield [int(port) for port in process.stdout.readline().split()]
        finally:
            process.terminate()


# --- who polls --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tool:
    """A poller: files to write, commands before the first poll, the poll, and how to count what it stored."""

    name: str
    poll: list[str]
    prepare: Callable[[Path, list[str]], None]
    stored: Callable[[Path], int]


BARE = """
import gzip, http.client, json, pathlib, sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit
folder, jobs = pathlib.Path(sys.argv[1]), int(sys.argv[2])
known = json.loads((folder / "known").read_text()) if (folder / "known").exists() else {}
sites = {}
for url in (folder / "urls").read_text().split():
    sites.setdefault(urlsplit(url).netloc, []).append(url)
def poll(site):
    connection = http.client.HTTPConnection(site)
    for url in sites[site]:
        fields = {"Accept-Encoding": "gzip"} | ({"If-None-Match": known[url]} if known.get(url) else {})
        connection.request("GET", urlsplit(url).path, headers=fields)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status == 200:
            gzip.decompress(body)
            known[url] = answer.headers.get("etag")
with ThreadPoolExecutor(jobs) as pool:
    list(pool.map(poll, sites))
(folder / "known").write_text(json.dumps(known))
"""


def rows(database: str, query: str) -> Callable[[Path], int]:
    def count(folder: Path) -> int:
        db = sqlite3.connect(folder / database)
        try:
            return int(db.execute(query).fetchone()[0])
        finally:
            db.close()

    return count


def crackwatch(folder: Path, urls: list[str]) -> None:
    outlines = "".join(f'<outline type="rss" text="Journal {n}" xmlUrl="{url}"/>\n' for n, url in enumerate(urls))
    (folder / "feeds.opml").write_text(f'<opml version="2.0"><head/><body>\n{outlines}</body></opml>\n')
    run([sys.executable, "-m", "crackwatch", "--db", "c.db", "feeds", "import", "feeds.opml", "--allow-private"], folder)


def sfeed(folder: Path, urls: list[str]) -> None:
    (folder / "feeds").mkdir()
    listed = "".join(f'feed "f{n:04}" "{url}"\n' for n, url in enumerate(urls))
    (folder / "sfeedrc").write_text(f'sfeedpath="{folder}/feeds"\nfeeds() {{\n{listed}}}\n')


def newsboat(folder: Path, _urls: list[str], jobs: int) -> None:
    (folder / "config").write_text(f"reload-threads {jobs}\n")


def reader(folder: Path, python: str) -> None:
    script = "import reader, sys; r = reader.make_reader('r.db'); [r.add_feed(url) for url in open('urls').read().split()]"
    run([python, "-c", script], folder)


def tools(options: argparse.Namespace) -> Iterator[Tool]:
    jobs, me = str(options.jobs), sys.executable
    yield Tool("bare client", [me, "-c", BARE, ".", jobs], lambda *_: None, lambda _: 0)
    fetch = [me, "-m", "crackwatch", "--db", "c.db", "--quiet", "fetch", "--force", "--allow-private", "--jobs", jobs]
    yield Tool("crackwatch", fetch, crackwatch, rows("c.db", "SELECT count(*) FROM article"))
    if shutil.which("newsboat"):
        command = ["newsboat", "-q", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]
        yield Tool("newsboat", command, lambda folder, urls: newsboat(folder, urls, options.jobs), rows("cache.db", "SELECT count(*) FROM rss_item"))
    if shutil.which("sfeed_update"):
        yield Tool("sfeed", ["sfeed_update", "sfeedrc"], sfeed, lambda folder: sum(len(path.read_bytes().splitlines()) for path in (folder / "feeds").iterdir()))
    if options.reader:
        command = [options.reader, "-m", "reader", "--db", "r.db", "update", "--no-scheduled", "--workers", jobs]
        yield Tool("reader", command, lambda folder, _: reader(folder, options.reader), rows("r.db", "SELECT count(*) FROM entries"))


# --- measuring --------------------------------------------------------------------------------------------------------


def run(command: list[str], folder: Path) -> tuple[float, float, float]:
    """CPU seconds of a command and its children, wall seconds, and peak MB of its largest process."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CRACKWATCH_")} | {"HOME": str(folder)}
    began = time.perf_counter()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[:3]} ended with {process.returncode}:\n{(folder / 'log').read_text(errors='replace')[-2000:]}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss / 1024


def measured(tool: Tool, scenario: str, ports: list[int], options: argparse.Namespace) -> tuple[list[float], int]:
    """Medians of CPU, wall and memory over the runs, each from the same state."""
    prefix = "noval/" if scenario == "noval" else ""
    urls = [f"http://127.0.0.1:{ports[n % len(ports)]}/{prefix}{n}.xml" for n in range(options.feeds)]
    results: list[tuple[float, float, float]] = []
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "urls").write_text("\n".join(urls) + "\n")
            control(ports, "first")
            tool.prepare(folder, urls)
            for _ in range(0 if scenario == "cold" else 2):  # some peers keep validators from their second poll on only
                run(tool.poll, folder)
            if scenario == "changed":
                control(ports, "changed")
            results.append(run(tool.poll, folder))
            stored = tool.stored(folder)
    return [statistics.median(values) for values in zip(*results, strict=True)], stored


def control(ports: list[int], word: str) -> None:
    urllib.request.urlopen(f"http://127.0.0.1:{ports[0]}/{word}").close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, kind, default in (("feeds", int, 1000), ("sites", int, 200), ("runs", int, 3), ("jobs", int, 20), ("latency", float, 0.0)):
        parser.add_argument(f"--{name}", type=kind, default=default, help=f"default {default}")
    parser.add_argument("--reader", default="", help="an interpreter that has reader[cli]")
    parser.add_argument("--only", default="", help="tools, separated by commas")
    parser.add_argument("--scenarios", default=",".join(SCENARIOS))
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    if options.serve:
        asyncio.run(serve(options.feeds, options.sites, options.latency / 1000))
    print(f"{options.feeds} feeds of {ITEMS} items on {options.sites} sites, {options.jobs} at a time, {options.latency:g} ms; load {os.getloadavg()[0]:.1f}")
    print("| poll | tool | CPU s | of bare | wall s | peak MB | stored |\n|---|---|---|---|---|---|---|")
    with serving(options) as ports:
        for scenario in options.scenarios.split(","):
            bare = 0.0
            for tool in tools(options):
                if options.only and tool.name not in options.only.split(","):
                    continue
                (cpu, wall, peak), stored = measured(tool, scenario, ports, options)
                bare = bare or (cpu if tool.name == "bare client" else 0.0)
                ratio = f"{cpu / bare:.1f}" if bare else ""
                print(f"| {scenario} | {tool.name} | {cpu:.2f} | {ratio} | {wall:.2f} | {peak:.0f} | {stored or ''} |", flush=True)


if __name__ == "__main__":
    main()
