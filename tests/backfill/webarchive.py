"""An archive of the web on loopback: pywb over a WARC that warcio writes, and the Internet Archive's dialect before it.

All sentences are our own, all outlets invented.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

GAZETTE, CANAL = "https://gazette.example", "https://canal.example"
MONTHS = range(5, 11)
PYWB = """
from gevent.monkey import patch_all; patch_all()
from gevent.pywsgi import WSGIServer
from pywb.apps.frontendapp import FrontEndApp
from pywb.manager.manager import main
from pywb.utils.geventserver import RequestURIWSGIHandler

main(["init", "news"])
main(["add", "news", "crawl.warc.gz"])
server = WSGIServer(("127.0.0.1", 0), FrontEndApp(), handler_class=RequestURIWSGIHandler)
server.start()
print("port", server.server_port, flush=True)
server.serve_forever()
"""


def article(headline: str, day: str, told: str, *, dated: bool = True) -> str:
    """The page of an article."""
    about = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline, "datePublished": f"{day}T08:30:00+02:00"}
    ld = f'<script type="application/ld+json">{json.dumps(about)}</script>' if dated else ""
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{headline} - La Gazette</title>{ld}</head><body>'
        f"<nav><a href='/'>Accueil</a><a href='/sport'>Sport</a></nav><article><h1>{headline}</h1><p>{told}</p>"
        f"<p>Les habitants du quartier ont été reçus en mairie et attendent une réponse avant la fin du mois.</p></article>"
        f"<footer>Mentions légales</footer></body></html>"
    )


def rss(items: list[tuple[str, str, str]]) -> str:
    """A feed of (address, headline, RFC 822 date)."""
    told = "".join(f"<item><title>{t}</title><link>{u}</link><pubDate>{d}</pubDate><description>Suite : {t}.</description></item>" for u, t, d in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Canal</title><link>{CANAL}</link><description>d</description>{told}</channel></rss>'


def captures() -> Iterator[tuple[str, str, str, str]]:
    """(address, WARC date, content type, body) of all that the archive holds: a feed and pages, May to October 2021."""
    names = "mai juin juillet aout septembre octobre".split()
    for month, name in zip(MONTHS, names, strict=True):
        stem = f"2021-{month:02}"
        headline = f"Stalingrad : le campement du crack en {name}"
        page = article(headline, f"{stem}-12", f"Autour de Stalingrad, à Paris, la vente de crack inquiète les riverains en {name}.")
        for hour in ("09", "17"):  # the same page twice
            yield f"{GAZETTE}/paris/stalingrad-crack-{name}-{month}.html", f"{stem}-13T{hour}:00:00Z", "text/html", page
        yield f"{GAZETTE}/sport/le-club-gagne-{name}.html", f"{stem}-14T09:00:00Z", "text/html", article("Le club gagne", f"{stem}-14", "Deux à un.")
        if month != 8:
            items = [(f"{CANAL}/a/{month}-{n}", f"Crack à Paris : brève {n} de {name}", f"{10 + n} {_short(month)} 2021 10:00:00 +0200") for n in (1, 2)]
            yield f"{CANAL}/rss.xml", f"{stem}-20T10:00:00Z", "application/rss+xml", rss(items)
            yield f"{CANAL}/rss.xml", f"{stem}-21T10:00:00Z", "application/rss+xml", rss(items)  # nothing new


def _short(month: int) -> str:
    return "Jan Feb Mar Apr May Jun Jul Aug Sep Oct".split()[month - 1]


def write_warc(path: Path, records) -> None:
    """A WARC of responses (address, date, content type, body as text or bytes), a gzip member each."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for url, when, kind, body in records:
            payload = body.encode() if isinstance(body, str) else body
            headers = StatusAndHeaders("200 OK", [("Content-Type", kind), ("Content-Length", str(len(payload)))], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(payload), length=len(payload), http_headers=headers, warc_headers_dict={"WARC-Date": when}
            )
            writer.write_record(record)


@contextmanager
def pywb(folder: Path, records) -> Iterator[str]:
    """Serve these captures with pywb, as the collection ``news``; gives its address."""
    write_warc(folder / "crawl.warc.gz", records)
    command = [sys.executable, "-W", "ignore", "-c", PYWB]
    with (folder / "pywb.log").open("wb") as log, subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True) as server:
        try:
            port = said(server, "port ")
            assert port, (folder / "pywb.log").read_text(errors="replace")
            yield f"http://127.0.0.1:{port}/news"
        finally:
            server.kill()


def said(server: subprocess.Popen[str], what: str) -> str:
    """What follows ``what`` on the line of stdout that begins so, as soon as there is one; nothing where the server ends without."""
    return next((line.removeprefix(what).strip() for line in server.stdout if line.startswith(what)), "")


@dataclass
class Shim:
    """The Internet Archive's dialect over pywb. ``faults`` are used up, one a request: a status, ``cut`` or ``long``."""

    pywb: str
    rows: int = 3  # captures a page of the index
    faults: list[int | str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def index(self, query: str) -> bytes:
        """As internetarchive/wayback's CDX server answers: filters translated, rows as arrays, a resume key behind an empty row."""
        said = urllib.parse.parse_qsl(query)
        one = dict(said)
        assert one["output"] == "json"
        filters = [f for name, f in said if name == "filter"]
        keep = [("url", one["url"]), ("matchType", one["matchType"]), ("from", one["from"]), ("to", one["to"]), ("output", "json")]
        lines = urllib.request.urlopen(f"{self.pywb}/cdx?{urllib.parse.urlencode(keep)}").read().decode().splitlines()
        rows = [json.loads(line) for line in lines]
        named = {"statuscode": "status", "mimetype": "mime", "original": "url"}
        for f in filters:
            name, _, pattern = f.partition(":")
            rows = [row for row in rows if re.fullmatch(pattern, row[named[name]])]
        start = int(one.get("resumeKey", "0"))
        shown = [[row["timestamp"], row["url"], row["digest"]] for row in rows[start : start + self.rows]]
        answer = [["timestamp", "original", "digest"], *shown] if shown else []
        if start + self.rows < len(rows):
            answer += [[], [str(start + self.rows)]]
        return json.dumps(answer).encode()

    def replay(self, path: str) -> bytes:
        return urllib.request.urlopen(f"{self.pywb}/{path}").read()


@contextmanager
def shimmed(address: str) -> Iterator[Shim]:
    """Serve a Shim on loopback; its ``address`` is that of its index."""
    shim = Shim(address)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shim.asked.append(self.path)
            fault = shim.faults.pop(0) if shim.faults else 0
            if isinstance(fault, int) and fault:
                self.send_error(fault)
                return
            path, _, query = self.path.partition("?")
            body = shim.index(query) if path == "/cdx/search/cdx" else shim.replay(self.path.removeprefix("/web/"))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body) + (50 if fault == "long" else 0)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if fault == "cut" else body)
            if fault:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    shim.address = f"http://127.0.0.1:{server.server_port}/cdx/search/cdx"
    try:
        yield shim
    finally:
        server.shutdown()
        server.server_close()
