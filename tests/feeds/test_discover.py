"""From a site's address to its feeds, over real HTTP."""

from __future__ import annotations

from urllib.error import URLError
from urllib.request import urlopen

import pytest

from crackwatch.errors import UsageError
from crackwatch.feeds import discover
from crackwatch.model import Failed, FailureKind, Fetched

RSS = "<rss version='2.0'><channel><title>Le Canal</title><language>fr</language></channel></rss>"
PAGE = "<html lang='fr-FR'><head>%s</head><body>%s</body></html>"


class Courier:
    """Asks, and remembers what it asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def page(self, url: str, *, ours: bool = False) -> Fetched | Failed:  # noqa: ARG002 - no secret is in it
        self.asked.append(url)
        try:
            with urlopen(url) as answer:
                return Fetched(answer.read(), answer.url, answer.headers.get("Content-Type", ""))
        except URLError as failure:
            return Failed(FailureKind.HTTP, f"the server says {failure.reason}", status=getattr(failure, "code", None))


@pytest.fixture
def courier():
    return Courier()


def test_a_page_names_its_feeds_and_those_of_comments_come_last():
    page = PAGE % (
        """<base href="https://canal.example/fr/"><link rel="alternate" type="application/rss+xml" title="Canal &raquo; Comments" href="/comments/feed">
        <!-- <link rel="alternate" type="application/rss+xml" href="/old.xml"> -->
        <LINK href='une.xml' title="À la une" type='application/rss+xml' rel='feed alternate'>
        <link rel="alternate" type="application/json" href="/wp-json/1"><link rel="alternate" hreflang="en" type="application/rss+xml" href="/en">
        <link rel=alternate type=text/xml href=/rss.xml><link rel="alternate" type="application/atom+xml" href="javascript:x">
        <link rel="stylesheet" href="/feed.css"><link rel="alternate" type="application/feed+json" href="une.xml">""",
        "",
    )
    found = discover.feeds_in(page.encode(), "https://canal.example/")

    assert [(feed.url, feed.title, feed.lang, feed.site) for feed in found] == [
        ("https://canal.example/fr/une.xml", "À la une", "fr", "https://canal.example/"),
        ("https://canal.example/rss.xml", "", "fr", "https://canal.example/"),
        ("https://canal.example/comments/feed", "Canal » Comments", "fr", "https://canal.example/"),
    ]


@pytest.mark.parametrize("page", [b"", b"<link " * 100_000, b"<!--" * 100_000, b'<link rel="alternate" href="' * 50_000, b"\0\xff" * 1_000])
def test_no_page_is_too_broken(page):
    assert discover.feeds_in(page, "https://canal.example/") == ()


def test_a_feed_is_its_own_answer(httpserver, courier):
    httpserver.expect_request("/rss").respond_with_data(RSS)
    (feed,) = discover.find(httpserver.url_for("/rss"), courier)

    assert (feed.url, feed.title, feed.lang) == (httpserver.url_for("/rss"), "Le Canal", "fr")
    assert len(courier.asked) == 1


def test_a_site_answers_with_the_feeds_that_it_names(httpserver, courier):
    link = '<link rel="alternate" type="application/rss+xml" href="/%s.xml">'
    httpserver.expect_request("/").respond_with_data(PAGE % (link % "a" + link % "b", ""))

    assert [feed.url for feed in discover.find(httpserver.url_for("/"), courier)] == [httpserver.url_for("/a.xml"), httpserver.url_for("/b.xml")]


def test_without_a_name_links_are_tried_and_then_the_usual_places(httpserver, courier):
    body = '<a href="/about">?</a><a href="/flux/rss">RSS</a><a href="https://other.example/feed">other</a>'
    httpserver.expect_request("/").respond_with_data(PAGE % ("", body))
    httpserver.expect_request("/flux/rss").respond_with_data("<html>List of feeds</html>")
    httpserver.expect_request("/rss.xml").respond_with_data(RSS)
    (feed,) = discover.find(httpserver.url_for("/"), courier)

    assert feed.url == httpserver.url_for("/rss.xml")
    assert ["/" + url.removeprefix(httpserver.url_for("/")) for url in courier.asked] == ["/", "/flux/rss", "/feed", "/rss.xml"]


def test_a_site_without_feeds_is_named_after_a_few_requests(httpserver, courier):
    links = "".join(f'<a href="/feed/{n}">' for n in range(50))
    httpserver.expect_request("/").respond_with_data(PAGE % ("", links))
    with pytest.raises(UsageError, match="no feed"):
        discover.find(httpserver.url_for("/"), courier)

    assert len(courier.asked) <= discover.MOST_REQUESTS


def test_an_address_that_does_not_answer_is_named(httpserver, courier):
    httpserver.expect_request("/nowhere").respond_with_data("", status=404)
    with pytest.raises(UsageError, match="/nowhere: the server says"):
        discover.find(httpserver.url_for("/nowhere"), courier)


class Guarded:
    """Answers with a feed under an address without secrets, as a courier that resolves them does."""

    def __init__(self, body: str, moved_to: str = "") -> None:
        self.answer = Fetched(body.encode(), "https://canal.example/flux", "application/rss+xml", moved_to=moved_to)

    def page(self, url: str, *, ours: bool = False) -> Fetched | Failed:  # noqa: ARG002 - one answer for every address
        return self.answer


@pytest.mark.parametrize("said", ["{secret:BANK}", "{sec\tret:BANK}", "{sec&Tab;ret:BANK}", "{sec&#8203;ret:BANK}", "&#123;sec\0ret:BANK}"])
def test_a_page_names_no_secret_however_it_writes_one(said):
    page = (PAGE % (f'<link rel="alternate" type="application/rss+xml" href="/{said}"><link rel="alternate" type="application/rss+xml" href="?k={said}">', "")).encode()

    found = [feed.url for feed in discover.feeds_in(page, "https://canal.example/{secret:OWN}/")]

    assert len(found) == 2
    assert not any("{secret:BANK}" in url for url in found)


@pytest.mark.parametrize("given", ["https://zoe:{secret:ZOE}@canal.example/flux", "https://canal.example/flux?key={secret:KEY}"])
def test_an_address_is_kept_with_the_secret_that_it_was_given_with(given):
    assert [feed.url for feed in discover.find(given, Guarded(RSS))] == [given]


def test_an_address_that_has_moved_for_good_is_followed_where_it_is_now():
    (feed,) = discover.find("https://canal.example/old", Guarded(RSS, moved_to="https://canal.example/flux"))

    assert feed.url == "https://canal.example/flux"


def test_a_feed_that_is_refused_is_named_and_no_other_one_is_taken_instead():
    unsafe = '<!DOCTYPE rss [<!ENTITY a "&b;&b;"><!ENTITY b "xxxxxxxxxx">]>' + RSS
    with pytest.raises(UsageError, match="entities"):
        discover.find("https://canal.example/xxe.xml", Guarded(unsafe))


ITEMS = "<rss version='2.0'><channel><title>Le Canal - Paris</title>%s</channel></rss>"


@pytest.mark.parametrize(
    ("links", "outlet"),
    [
        (("https://www.lecanal.example/1", "https://sport.lecanal.example/2"), "Le Canal"),
        (("https://www.lecanal.example/1", "https://gazette.example/2"), ""),
        ((), ""),
    ],
    ids=["own", "others too", "none"],
)
def test_the_outlet_of_a_feed_is_named_by_its_title_where_its_articles_are_on_the_domain_of_that_name(links, outlet):
    items = "".join(f"<item><title>Un titre</title><link>{link}</link></item>" for link in links)

    (feed,) = discover.find("https://flux.example/paris", Guarded(ITEMS % items))

    assert feed.outlet == outlet


def test_a_site_that_names_its_feeds_names_its_outlet():
    page = PAGE % ('<link rel="alternate" type="application/rss+xml" title="Le Canal, Paris" href="/rss">', "")

    (feed,) = discover.feeds_in(page.encode(), "https://www.lecanal.example/")

    assert feed.outlet == "Le Canal"
