"""News sitemaps, read as feeds."""

from __future__ import annotations

from crackwatch.feeds.parse import Parser
from crackwatch.model import Entry, Failed, FailureKind, FeedDocument

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">%s</urlset>"""
PAGE = """<url><loc> https://canal.example/pont </loc><lastmod>2021-05-20T19:00:00+02:00</lastmod><news:news>
  <news:publication><news:name>Le Canal</news:name><news:language>fr</news:language></news:publication>
  <news:publication_date>2021-05-20T18:30:00+02:00</news:publication_date><news:title>Le pont &amp; l’été</news:title></news:news>
  <image:image><image:loc>https://canal.example/p.jpg</image:loc></image:image></url>"""


def parsed(body: str) -> FeedDocument | Failed:
    with Parser() as parser:
        return parser.parse(body.encode(), url="https://canal.example/sitemap_news.xml")


def test_pages_with_a_headline_are_entries():
    document = parsed(SITEMAP % (PAGE + "<url><loc>https://canal.example/about</loc></url>"))

    assert isinstance(document, FeedDocument)
    assert (document.kind, document.title, document.lang) == ("sitemap", "Le Canal", "fr")
    assert document.entries == (
        Entry(
            title="Le pont & l’été",
            url="https://canal.example/pont",
            published="2021-05-20T18:30:00+02:00",
            updated="2021-05-20T19:00:00+02:00",
            lang="fr",
        ),
    )


def test_an_empty_news_sitemap_is_a_feed_without_entries():
    document = parsed(SITEMAP % "")

    assert isinstance(document, FeedDocument)
    assert document.entries == ()


def test_a_list_of_pages_without_headlines_is_no_feed():
    answer = parsed(SITEMAP % "<url><loc>https://canal.example/about</loc></url>")

    assert isinstance(answer, Failed)
    assert answer.kind is FailureKind.NOT_A_FEED
