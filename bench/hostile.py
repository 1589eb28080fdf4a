"""What hostile feeds cost the others: a first poll of 500 feeds, of which every tenth means harm, beside one of the healthy alone.

    python bench/hostile.py [--feeds 500] [--jobs 20] [--deadline 10]

The kinds are those of the network and of the parser in docs/faults.md: silence, a byte a second, heads and bodies without an
end, bombs of gzip and of entities, redirects in a circle, connections cut off. Prints JSON: wall and CPU seconds of both polls,
and the highest resident memory of all processes together, sampled ten times a second, in MB.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

HERE = Path(__file__).parent
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
BOMB = gzip.compress(b"<rss>" + b" " * (200 << 20))
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE rss [<!ENTITY e0 "ha">{ENTITIES}]><rss><channel><title>&e9;</title></channel></rss>'.encode()
DEEP = b"<rss>" + b"<a>" * 500_000


async def endless(first: bytes, more: bytes, pause: float = 0.0) -> AsyncIterator[bytes]:
    yield first
    while True:
        await asyncio.sleep(pause)
        yield more


async def once(answer: bytes) -> AsyncIterator[bytes]:
    yield answer


async def silence(first: bytes = b"") -> AsyncIterator[bytes]:
    yield first
    await asyncio.sleep(3600)


KINDS: list[Callable[[], AsyncIterator[bytes]]] = [
    silence,
    lambda: silence(OK),
    lambda: endless(OK + b"Content-Length: 9999\r\n\r\n", b" ", 1.0),
    lambda: endless(OK, b"X-More: and more\r\n" * 100),
    lambda: endless(OK + b"\r\n<rss>", b"<item></item>" * 10_000),
    lambda: once(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB),
    lambda: once(OK + b"Content-Length: %d\r\n\r\n" % len(LAUGHS) + LAUGHS),
    lambda: once(OK + b"Content-Length: %d\r\n\r\n" % len(DEEP) + DEEP),
    lambda: once(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"),
    lambda: once(OK + b"Content-Length: 9999\r\n\r\n<rss><channel>"),
    lambda: once(b"\x16\x03\x01 this is not HTTP\r\n\r\n"),
    lambda: once(b""),
]


async def hostile(kind: Callable[[], AsyncIterator[bytes]], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await reader.readuntil(b"\r\n\r\n")
        async for piece in kind():
            writer.write(piece)
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


def served(count: int) -> list[int]:
    """The ports of so many hostile feeds, each a site of its own, of all kinds in turn."""
    loop, ports = asyncio.new_event_loop(), list[int]()

    async def open_all() -> None:
        for n in range(count):
            kind = KINDS[n % len(KINDS)]
            server = await asyncio.start_server(lambda r, w, kind=kind: hostile(kind, r, w), "127.0.0.1", 0)
            ports.append(server.sockets[0].getsockname()[1])

    loop.run_until_complete(open_all())
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return ports


def memory(pid: int) -> int:
    """Resident bytes of a process and of all below it."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return own + sum(memory(int(child)) for task in tasks for child in (task / "children").read_text().split())
    except (OSError, IndexError):
        return 0


def polled(urls: list[str], jobs: int, deadline: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        lines = "".join(f'<outline type="rss" text="Feed {n}" xmlUrl="{url}"/>\n' for n, url in enumerate(urls))
        (home / "feeds.opml").write_text(f'<opml version="2.0"><head/><body>\n{lines}</body></opml>\n')
        (home / "config.toml").write_text(f"[fetch]\ndeadline = {deadline}\n")
        me = [sys.executable, "-m", "crackwatch", "--config", "config.toml", "--db", "c.db"]
        subprocess.run([*me, "feeds", "import", "feeds.opml", "--allow-private"], cwd=home, check=True, stdout=subprocess.DEVNULL)
        spent, began, most = _spent(), time.monotonic(), 0
        poll = subprocess.Popen([*me, "-q", "fetch", "--allow-private", "--jobs", str(jobs)], cwd=home)
        while poll.poll() is None:
            most = max(most, memory(poll.pid))
            time.sleep(0.1)
        wall, db = time.monotonic() - began, sqlite3.connect(home / "c.db")
        articles = db.execute("SELECT count(*) FROM article").fetchone()[0]
        db.close()
        return {"feeds": len(urls), "articles": articles, "wall_s": round(wall, 2), "cpu_s": round(_spent() - spent, 2), "tree_mb": most >> 20}


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=20)
    parser.add_argument("--deadline", type=float, default=10.0, metavar="S")
    a = parser.parse_args()
    bad = a.feeds // 10
    stand = subprocess.Popen([sys.executable, HERE / "parts" / "newsstand.py", str(a.feeds - bad), "90"], stdout=subprocess.PIPE, text=True)
    try:
        assert stand.stdout is not None
        ports = stand.stdout.readline().split()
        good = [f"http://127.0.0.1:{ports[n % len(ports)]}/{n}.xml" for n in range(a.feeds - bad)]
        evil = [f"http://127.0.0.1:{port}/feed" for port in served(bad)]
        every = [*good]
        for n, url in enumerate(evil):
            every.insert(10 * n, url)
        print(json.dumps({"deadline_s": a.deadline, "healthy": polled(good, a.jobs, a.deadline), "all": polled(every, a.jobs, a.deadline)}))
    finally:
        stand.terminate()
        stand.wait()


if __name__ == "__main__":
    main()
