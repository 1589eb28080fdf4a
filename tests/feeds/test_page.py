"""What an article's page says, where its date comes from, and in which signs it is written."""

from __future__ import annotations

import pytest

from crackwatch.feeds import page

URL = "https://canal.example/2021/05/13/un-soir"
TEXT = "<article><p>Les riverains de la place ont demandé une réunion publique à la mairie avant l'été.</p></article>"


def html(head: str, body: str = TEXT) -> bytes:
    return f"<html lang='fr-FR'><head><title>Un soir | Canal</title>{head}</head><body>{body}</body></html>".encode()


LD = '<script type="application/ld+json">{"@graph":[{"@type":"WebSite"},{"@type":["NewsArticle"],"headline":"Un soir &agrave; Paris","datePublished":"2021-05-13T20:00:00+02:00","author":[{"name":"A. Canal"},{"name":"B. Ourcq"}],"description":"Bref."}]}</script>'


def test_json_ld_is_believed_first():
    said = page.entry(html(LD + '<meta property="article:published_time" content="2021-05-14">'), URL)

    assert (said.title, said.published, said.published_from) == ("Un soir à Paris", "2021-05-13T20:00:00+02:00", "jsonld")
    assert (said.author, said.summary, said.lang, said.url) == ("A. Canal, B. Ourcq", "Bref.", "fr", URL)
    assert "réunion publique" in said.text


@pytest.mark.parametrize(
    ("head", "date", "whence"),
    [
        ('<meta content="2021-05-14T08:00:00Z" property="article:published_time">', "2021-05-14T08:00:00Z", "meta"),
        ("", "2021-05-13", "url"),
        ('<script type="application/ld+json">{broken</script>', "2021-05-13", "url"),
    ],
)
def test_a_date_comes_with_where_it_was_found(head, date, whence):
    said = page.entry(html(head), URL)

    assert (said.published, said.published_from) == (date, whence)


def test_a_page_without_a_date_has_none():
    assert page.entry(html(""), "https://canal.example/un-soir").published == ""


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [("utf-8", "", ""), ("cp1252", "", ""), ("cp1252", "", "text/html; charset=iso-8859-1"), ("cp1252", "<meta charset=latin-1>", ""),
     ("utf-8", "<meta charset=iso-8859-1>", ""), ("utf-16", "", ""), ("cp1252", "<meta charset=nonsense>", "")],
)  # fmt: skip
def test_accents_are_right_in_whatever_encoding(encoding, declared, header):
    body = html(declared, "<h1>L’été à l’hôtel</h1>").decode().encode(encoding)

    assert page.entry(body, URL, header).title == "L’été à l’hôtel"


def test_a_page_speaks_only_for_its_own_site():
    elsewhere = page.entry(html('<link rel="canonical" href="https://other.example/x">'), URL)
    here = page.entry(html('<link rel="canonical" href="/un-soir-a-paris">'), URL)

    assert (elsewhere.url, here.url) == (URL, "https://canal.example/un-soir-a-paris")


def test_a_page_without_a_headline_is_no_article():
    assert page.entry(b"<html><body><p>rien</p></body></html>", URL) is None
