"""One crawl file, scanned: whatever way a page writes what a watch looks for, it is found."""

from __future__ import annotations

import gzip
import io
import json
import unicodedata

import pytest

pytest.importorskip("fastwarc", reason="the extra warc is not installed")
pytest.importorskip("warcio", reason="warcio is not installed")

from crackwatch.backfill import crawls
from crackwatch.backfill.tasks import Task

TOLD = "Place de Stalingrad, dans le 19e, la vente de crack inquiète les habitués du café."
QUERY = "crack stalingrad 19e habitué"


def page(told: str) -> str:
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Un soir en ville</title></head><body><nav><a href="/">Accueil</a></nav>'
        f"<article><h1>Un soir en ville</h1><p>{told}</p><p>Le conseil se réunira lundi prochain pour en parler.</p></article></body></html>"
    )


def chunked(body: bytes) -> bytes:
    """The body in chunks of seven bytes, so that every longer word is torn."""
    pieces = [body[i : i + 7] for i in range(0, len(body), 7)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


PLAIN = page(TOLD).encode()
ARTICLE = {"@type": "NewsArticle", "headline": "Un soir en ville", "articleBody": TOLD}
WAYS = {
    "plain": (PLAIN, {}),
    "raised": (page(TOLD.replace("19e", "19<sup>e</sup>")).encode(), {}),
    "soft hyphens": (page(TOLD.replace("Stalingrad", "Stalin&shy;grad")).encode(), {}),
    "combining marks": (unicodedata.normalize("NFD", page(TOLD)).encode(), {}),
    "named": (page(TOLD.replace("é", "&eacute;").replace("è", "&egrave;")).encode(), {}),
    "Windows-1252": (page(TOLD).replace("utf-8", "windows-1252").encode("cp1252"), {}),
    "links": (page(TOLD.replace("Stalingrad", '<a href="/tag/x">Stalingrad</a>')).encode(), {}),
    "in JSON-LD alone": (page("").replace("</head>", f'<script type="application/ld+json">{json.dumps(ARTICLE)}</script></head>').encode(), {}),
    "packed": (gzip.compress(PLAIN), {"Content-Encoding": "gzip"}),
    "chunked": (chunked(PLAIN), {"Transfer-Encoding": "chunked"}),
    "packed and chunked": (chunked(gzip.compress(PLAIN)), {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}),
    "called chunked": (PLAIN, {"Transfer-Encoding": "chunked"}),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict[str, str]:
    """The texts that a scan finds, by the way in which they were written."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    path = tmp_path_factory.mktemp("scan") / "crawl.warc.gz"
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for n, (body, more) in enumerate([*WAYS.values(), (page("Le marché ouvre.").encode(), {})]):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *more.items()], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(
                f"https://canal.example/{n}", "response", payload=io.BytesIO(body), length=len(body), http_headers=headers,
                warc_headers_dict={"WARC-Date": "2021-05-13T09:00:00Z"},
            ))  # fmt: skip
    task = Task("warc", str(path), since=1619820000, until=1635721199)
    result = crawls.scan(crawls.Job(1, task, ((1, QUERY),), (), "Europe/Paris", "test"))
    assert (result.figures.pages, result.figures.damaged) == (len(WAYS) + 1, 0)
    names = [*WAYS, "another"]
    return {names[int(find.entry.url.rpartition("/")[2])]: find.entry.text for find in result.finds}


@pytest.mark.parametrize("way", WAYS)
def test_a_page_is_found_however_it_is_written(found, way):
    assert way in found
    assert "Stalingrad" in unicodedata.normalize("NFC", found[way])


def test_a_page_of_something_else_is_not(found):
    assert "another" not in found
