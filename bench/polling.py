"""What a poll of many feeds costs, as whole processes, beside a bare client and beside other pollers.

    python bench/polling.py [--feeds 1000] [--sites 200] [--runs 3] [--only NAME,…]

Serves a corpus of invented words on loopback (a site is a port), polls it, and prints a table: CPU seconds (user and
system, children included), those of crackwatch as a ratio to them, wall seconds, peak memory, articles stored; medians of
the runs, each from the same state. The bare client is threads over http.client, conditional, nothing parsed. newsboat and sfeed
are timed where they are installed (apt-get install newsboat sfeed); reader gets a virtual environment of its own inside
.venv, made when it is first needed, since it must not share one with what replaces urllib3.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from parts import newsstand
from parts.newsstand import ITEMS

OURS, BARE_CLIENT = "crackwatch", "bare client"
JOBS, MANY = 20, 100  # feeds at a time
POLLS = {
    "first": "first",
    "same": "nothing has changed",
    "mute": "nothing has changed, and the server cannot say so",
    "more": "one feed of ten shows two more items",
    "first late": f"first, each answer 50 ms late, {JOBS} at a time",
    "same late": f"nothing has changed, each answer 50 ms late, {MANY} at a time",
}
Cost = tuple[float, float, float, int]  # CPU seconds, wall seconds, peak MB, articles stored


@contextmanager
def serving(options: argparse.Namespace) -> Iterator[list[int]]:
    command = [sys.executable, newsstand.__file__, str(options.feeds), str(options.sites)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield [int(port) for port in process.stdout.readline().split()]
        finally:
            process.terminate()


# --- who polls --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tool:
    """A poller: what it needs before its first poll, how it polls so many feeds at a time, and what it has stored."""

    name: str
    prepare: Callable[[Path, list[str]], None]
    poll: Callable[[int], list[str]]
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


def newsboat(folder: Path, _urls: list[str]) -> None:
    (folder / "config").write_text(f"reload-threads {JOBS}\n")


def reader(folder: Path, python: str) -> None:
    script = "import reader, sys; r = reader.make_reader('r.db'); [r.add_feed(url) for url in open('urls').read().split()]"
    run([python, "-c", script], folder)


def reader_python() -> str:
    """An interpreter that has reader and nothing beside it, or "" where it cannot be had."""
    home = Path(sys.prefix) / "peers" / "reader"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        wanted = ["reader[cli]", "sgmllib3k"]  # the copy of feedparser inside reader does not ask for what it needs
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=False)
    return str(python) if subprocess.run([python, "-c", "import reader._cli, sgmllib"], check=False).returncode == 0 else ""


def tools() -> Iterator[Tool]:
    me = sys.executable
    yield Tool(BARE_CLIENT, lambda *_: None, lambda jobs: [me, "-c", BARE, ".", str(jobs)], lambda _: 0)
    fetch = [me, "-m", "crackwatch", "--db", "c.db", "--quiet", "fetch", "--force", "--allow-private", "--jobs"]
    yield Tool(OURS, crackwatch, lambda jobs: [*fetch, str(jobs)], rows("c.db", "SELECT count(*) FROM article"))
    if shutil.which("newsboat"):
        reload = ["newsboat", "-q", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]
        yield Tool("newsboat", newsboat, lambda _: reload, rows("cache.db", "SELECT count(*) FROM rss_item"))
    if shutil.which("sfeed_update"):
        yield Tool("sfeed", sfeed, lambda _: ["sfeed_update", "sfeedrc"], lines)
    if python := reader_python():
        update = [python, "-m", "reader", "--db", "r.db", "update", "--no-scheduled", "--workers"]
        yield Tool("reader", lambda folder, _: reader(folder, python), lambda jobs: [*update, str(jobs)], rows("r.db", "SELECT count(*) FROM entries"))


def lines(folder: Path) -> int:
    return sum(len(path.read_bytes().splitlines()) for path in (folder / "feeds").iterdir())


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


class Round:
    """One tool's polls, each kind from the same state, in one folder."""

    def __init__(self, tool: Tool, ports: list[int], options: argparse.Namespace, folder: Path) -> None:
        self.tool, self.ports, self.options = tool, ports, options
        self.state, self.kept = folder / "state", folder / "kept"

    def costs(self) -> Iterator[tuple[str, Cost]]:
        """The polls that every tool is asked for, then those that ours is."""
        yield "first", self.median(self.new)
        self.poll()  # some keep validators from their second poll on only
        self.keep()
        yield "same", self.median(self.again)
        self.say("edition/1")
        yield "more", self.median(self.again)
        self.say("edition/0")
        if self.tool.name == OURS:
            self.say("late/50")
            yield "same late", self.median(self.again, MANY)
            yield "first late", self.median(self.new)
            self.say("late/0")
        self.new("noval/")
        self.poll()
        self.poll()
        self.keep()
        yield "mute", self.median(self.again)

    def median(self, begin: Callable[[], None], jobs: int = JOBS) -> Cost:
        results = []
        for _ in range(self.options.runs):
            begin()
            results.append(self.poll(jobs))
        cpu, wall, peak = map(statistics.median, zip(*results, strict=True))
        return cpu, wall, peak, self.tool.stored(self.state)

    def new(self, prefix: str = "") -> None:
        shutil.rmtree(self.state, ignore_errors=True)
        self.state.mkdir()
        urls = [f"http://127.0.0.1:{self.ports[n % len(self.ports)]}/{prefix}{n}.xml" for n in range(self.options.feeds)]
        (self.state / "urls").write_text("\n".join(urls) + "\n")
        self.tool.prepare(self.state, urls)

    def keep(self) -> None:
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.copytree(self.state, self.kept)

    def again(self) -> None:
        shutil.rmtree(self.state)
        shutil.copytree(self.kept, self.state)

    def poll(self, jobs: int = JOBS) -> tuple[float, float, float]:
        return run(self.tool.poll(jobs), self.state)

    def say(self, words: str) -> None:
        urllib.request.urlopen(f"http://127.0.0.1:{self.ports[0]}/{words}").close()


def shown(costs: Mapping[tuple[str, str], Cost]) -> Iterator[str]:
    """The table, poll by poll."""
    yield "| poll | tool | CPU s | crackwatch / it | wall s | peak MB | stored |\n|---|---|---|---|---|---|---|"
    for poll, said in POLLS.items():
        for (kind, tool), (cpu, wall, peak, stored) in costs.items():
            if kind == poll:
                ours = costs.get((poll, OURS))
                ratio = f"{ours[0] / cpu:.2f}" if ours and tool != OURS else ""
                yield f"| {said} | {tool} | {cpu:.2f} | {ratio} | {wall:.2f} | {peak:.0f} | {stored or ''} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("feeds", 1000), ("sites", 200), ("runs", 3)):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"default {default}")
    parser.add_argument("--only", default="", help="tools, separated by commas")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    load = os.getloadavg()[0]
    costs: dict[tuple[str, str], Cost] = {}
    with serving(options) as ports, tempfile.TemporaryDirectory() as name:
        for tool in tools():
            if not options.only or tool.name in options.only.split(","):
                for poll, cost in Round(tool, ports, options, Path(name)).costs():
                    costs[poll, tool.name] = cost
                    print(f"{tool.name}, {POLLS[poll]}: {cost[0]:.2f} CPU s", file=sys.stderr, flush=True)
    print(f"{options.feeds} feeds of {ITEMS} items on {options.sites} sites, {JOBS} at a time, median of {options.runs}; load {load:.1f} at the start")
    print("\n".join(shown(costs)))


if __name__ == "__main__":
    main()
