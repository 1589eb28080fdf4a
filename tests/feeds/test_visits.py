"""Articles' own pages, asked for as their site lets robots."""

from __future__ import annotations

import pytest

from crackwatch.feeds.fetch import Courier
from crackwatch.feeds.visits import SPARED, Visitor
from crackwatch.model import Failed, Feed, Fetched


@pytest.fixture
def visit(httpserver):
    """Ask a site with these rules for a page of its own; gives the outcome, and the seconds that were waited."""
    slept: list[float] = []
    with Courier(allow_private=True) as courier:
        visitor = Visitor(courier, sleep=slept.append)

        def run(rules: str, path: str = "/1"):
            httpserver.expect_request("/robots.txt").respond_with_data(rules)
            return visitor.get(Feed(1, path if "://" in path else httpserver.url_for(path), "")), slept

        yield run


@pytest.mark.parametrize(("rules", "seconds"), [("", 0.0), ("User-agent: *\nCrawl-delay: 5\n", 4.0), ("User-agent: *\nCrawl-delay: 900\n", 29.0)])
def test_a_site_that_wants_more_time_between_two_pages_has_it(httpserver, visit, rules, seconds):
    httpserver.expect_request("/1").respond_with_data("<h1>Un soir</h1>")

    outcome, slept = visit(rules)

    assert isinstance(outcome, Fetched)
    assert slept == [seconds]


def test_rules_are_asked_for_once_a_run_and_kept(httpserver, visit):
    for path in ("/1", "/2"):
        outcome, _ = visit("User-agent: crackwatch\nDisallow: /\n", path)
        assert isinstance(outcome, Failed)
        assert outcome.message == "robots.txt asks not to read it"

    assert [request.path for request, _ in httpserver.log] == ["/robots.txt"]


def test_a_site_that_refuses_is_left_alone_until_the_next_run(httpserver, visit):
    httpserver.expect_request("/1").respond_with_data("", status=429)

    first, _ = visit("")
    second, _ = visit("", "/2")

    assert (first.status, second) == (429, SPARED)
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt", "/1"]


def test_an_address_of_a_site_that_only_lists_is_not_asked_for(httpserver, visit):
    outcome, _ = visit("", "https://news.google.com/rss/articles/CBMi")

    assert outcome.message == "its address leads to a site that only lists"
    assert httpserver.log == []
