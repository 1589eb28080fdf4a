"""Sites' own lists and pages, served on loopback: bounded, polite, and only what they let us read."""

from __future__ import annotations

import gzip
import sqlite3
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@pytest.fixture
def site(webarchive):
    """A site on loopback: what it serves by path, and what it was asked for."""
    pages: dict[str, bytes] = {}
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = pages.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}"

    def listed(name: str, *places: str) -> bytes:
        inner = "sitemap" if name == "sitemapindex" else "url"
        told = "".join(f"<{inner}><loc>{home}{p}</loc></{inner}>" for p in places)
        return f"<{name} {NS}>{told}</{name}>".encode()

    def article(headline: str) -> bytes:
        return webarchive.article(headline, "2021-05-12", "La vente de crack autour de Stalingrad, à Paris, inquiète.").encode()

    pages["/robots.txt"] = f"User-agent: *\nDisallow: /prive/\nSitemap: {home}/index.xml\n".encode()
    pages["/index.xml"] = listed("sitemapindex", "/map-2021-05.xml.gz", "/map-2015-01.xml", "/map-loop.xml")
    pages["/map-loop.xml"] = listed("sitemapindex", "/index.xml", "/map-loop.xml")
    pages["/map-2021-05.xml.gz"] = gzip.compress(
        listed("urlset", "/2021/05/12/crack-stalingrad", "/2021/05/13/le-club-gagne", "/prive/crack-a-stalingrad", "/2016/01/02/crack-ancien")
    )
    pages["/2021/05/12/crack-stalingrad"] = article("Stalingrad : le crack inquiète")
    pages["/prive/crack-a-stalingrad"] = article("Secret")
    yield home, pages, asked
    server.shutdown()
    server.server_close()


def titles(config):
    db = sqlite3.connect(config.db)
    try:
        return db.execute("SELECT title, published_from FROM article").fetchall()
    finally:
        db.close()


def covered(config):
    """The days of which something tells."""
    db = sqlite3.connect(config.db)
    try:
        return db.execute("SELECT feed_id, date(first_at, 'unixepoch'), date(last_at, 'unixepoch'), origin FROM coverage ORDER BY first_at").fetchall()
    finally:
        db.close()


def test_what_a_sites_lists_name_is_no_hole(site, fill, config):
    home, pages, _ = site
    told = "".join(f"<url><loc>{home}/{n}</loc><lastmod>{day}</lastmod></url>" for n, day in enumerate(("2021-06-01", "2021-06-07T10:00:00Z", "2021-07-20")))
    pages["/map-loop.xml"] = f"<urlset {NS}>{told}</urlset>".encode()

    fill(f"{home}/rss", vias=("sitemap",))

    assert covered(config) == [
        (1, "2021-05-12", "2021-05-13", "backfill"),
        (1, "2021-06-01", "2021-06-07", "backfill"),
        (1, "2021-07-20", "2021-07-20", "backfill"),
    ]


def test_a_sites_monthly_lists_lead_to_its_articles(site, fill, config):
    home, _, asked = site

    report = fill(f"{home}/rss", vias=("sitemap",))

    assert titles(config) == [("Stalingrad : le crack inquiète", "jsonld")]
    assert sorted(asked) == sorted({"/robots.txt", "/index.xml", "/map-2021-05.xml.gz", "/map-loop.xml", "/2021/05/12/crack-stalingrad"})
    assert report.standing.reasons == (("robots.txt asks not to read it", 1),)


def test_a_site_whose_rules_cannot_be_read_is_left_alone(site, fill, config):
    home, pages, asked = site
    pages["/robots.txt"] = b"User-agent: *\nDisallow: /\n"

    fill(f"{home}/rss", vias=("sitemap",))

    assert asked == ["/robots.txt"]
    assert titles(config) == []


def test_a_list_that_declares_entities_is_refused(site, fill):
    home, pages, _ = site
    pages["/index.xml"] = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>'

    assert fill(f"{home}/rss", vias=("sitemap",)).bad == 1
