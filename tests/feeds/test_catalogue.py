"""Feeds that are known without asking anybody."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from crackwatch import urls
from crackwatch.errors import UsageError
from crackwatch.feeds import catalogue


def test_the_starters_are_web_feeds_each_named_and_placed_once():
    starters = catalogue.starters()

    assert len(starters) >= 20
    assert len({feed.url for feed in starters}) == len({feed.title for feed in starters}) == len(starters)
    assert all(urls.is_web(feed.url) and feed.title and feed.lang == "fr" and feed.place for feed in starters)
    assert all(feed.outlet or "search" in feed.url for feed in starters)


@pytest.mark.parametrize(
    ("engine", "query", "host", "asked"),
    [
        ("google-news", 'crack "place  Stalingrad"', "news.google.com", {"q": 'crack "place Stalingrad"', "hl": "fr", "gl": "FR", "ceid": "FR:fr"}),
        ("bing-news", "crack & co", "www.bing.com", {"q": "crack & co", "format": "rss", "setlang": "fr", "cc": "FR"}),
        ("reddit", "crack", "www.reddit.com", {"q": "crack", "sort": "new"}),
        ("youtube", "UC" + "a-_4" * 5 + "ab", "www.youtube.com", {"channel_id": "UC" + "a-_4" * 5 + "ab"}),
    ],
)
def test_a_search_is_a_feed(engine, query, host, asked):
    address = urlsplit(catalogue.search_feed(engine, query).url)

    assert address.hostname == host
    assert {name: values[0] for name, values in parse_qs(address.query).items()} == asked


def test_a_search_in_another_country():
    feed = catalogue.search_feed("google-news", "crack", lang="en", country="gb")

    assert feed.lang == "en"
    assert "hl=en&gl=GB&ceid=GB:en" in feed.url


@pytest.mark.parametrize(
    ("query", "url"),
    [
        ("#Stalingrad@social.example", "https://social.example/tags/Stalingrad.rss"),
        ("crack", "https://mastodon.social/tags/crack.rss"),
        ("été", "https://mastodon.social/tags/%C3%A9t%C3%A9.rss"),
    ],
)
def test_a_hashtag_is_a_feed_of_its_instance(query, url):
    assert catalogue.search_feed("mastodon", query).url == url


@pytest.mark.parametrize(
    ("engine", "query"), [("altavista", "crack"), ("bing-news", "  "), ("youtube", "crack"), ("mastodon", "a@b/../c"), ("mastodon", "two words")]
)
def test_what_cannot_be_searched_is_named_with_a_cure(engine, query):
    with pytest.raises(UsageError) as caught:
        catalogue.search_feed(engine, query)

    assert caught.value.hint
