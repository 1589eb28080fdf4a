"""A newsstand on loopback: feeds of invented words, and the server that shows them.

    python bench/parts/newsstand.py FEEDS SITES

prints the ports of its sites on one line, then answers until it is killed. ``/N.xml`` is feed ``N`` with validators,
``/noval/N.xml`` the same without. ``/edition/1`` gives every tenth feed two more items, ``/edition/0`` takes them away;
``/late/50`` lets every answer come 50 ms late.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import sys
from email.utils import formatdate
from hashlib import blake2b
from xml.sax.saxutils import escape

ITEMS = 30
HITS = 0.005  # of the items are about what the first watch looks for
NOW = 1_620_000_000
SYLLABLES = ("ba", "cre", "do", "fi", "gu", "la", "mé", "ni", "por", "qua", "ri", "sta", "tel", "veau", "zin", "cha")
SMALL = ("le", "la", "les", "un", "une", "de", "du", "et", "à", "pour", "dans", "sur", "avec", "selon", "après")


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


class Server(asyncio.Protocol):
    """HTTP/1.1 with keep-alive."""

    bodies: tuple[list[bytes], list[bytes]] = ([], [])
    edition = 0
    late = 0.0  # seconds

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.data = b""

    def data_received(self, data: bytes) -> None:
        self.data += data
        while b"\r\n\r\n" in self.data:
            head, _, self.data = self.data.partition(b"\r\n\r\n")
            if Server.late:
                asyncio.get_running_loop().call_later(Server.late, self.answer, head)
            else:
                self.answer(head)

    def answer(self, head: bytes) -> None:
        target = head.split(b" ", 2)[1].decode()
        if target.startswith(("/edition/", "/late/")):
            self.told(*target.split("/")[1:])
            return
        number = int(target.rpartition("/")[2].removesuffix(".xml"))
        body = self.bodies[Server.edition and number % 10 == 0][number]
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        said = head.decode("latin-1").lower()
        fields = [] if target.startswith("/noval") else [f"ETag: {etag}"]
        if fields and f"if-none-match: {etag}" in said:
            self.send("304 Not Modified", fields, None)
        elif "gzip" in said:
            self.send("200 OK", [*fields, "Content-Encoding: gzip"], body)
        else:
            self.send("200 OK", fields, gzip.decompress(body))

    def told(self, what: str, value: str) -> None:
        if what == "late":
            Server.late = int(value) / 1000
        else:
            Server.edition = int(value)
        self.send("200 OK", [], b"ok")

    def send(self, status: str, fields: list[str], body: bytes | None) -> None:
        lines = [f"HTTP/1.1 {status}", "Content-Type: application/rss+xml", *fields]
        lines += [] if body is None else [f"Content-Length: {len(body)}"]
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + (body or b""))


async def serve(count: int, sites: int) -> None:
    """Print the ports on one line once all listen, then answer until killed."""
    Server.bodies = (
        [gzip.compress(feed(n), 6, mtime=0) for n in range(count)],
        [gzip.compress(feed(n, 2), 6, mtime=0) if n % 10 == 0 else b"" for n in range(count)],
    )
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(Server, "127.0.0.1", 0, backlog=512) for _ in range(sites)]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__" and len(sys.argv) == 3:
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
