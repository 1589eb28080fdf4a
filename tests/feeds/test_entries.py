"""Addresses of entries are joined to those of their documents."""

from urllib.parse import urljoin

from hypothesis import assume, given
from hypothesis import strategies as st

from crackwatch.feeds.entries import joined

BASE = "https://courier.example/news/feed.xml"
PARTS = ["https://", "http://", "HTTP://", "tag:", "urn:", "//", "a.example", ":80", "/", "..", "b", ";p", "?q=1", "#f", " ", "é", "[", "@", "\x7f", ","]


@given(st.lists(st.sampled_from(PARTS), max_size=7).map("".join))
def test_an_address_is_joined_as_the_standard_says(address):
    assume(":///" not in address)  # feedparser repairs this, and the standard does not
    try:
        expected = urljoin(BASE, address)
    except ValueError:
        expected = ""

    assert joined(BASE, address) == expected


def test_too_many_slashes_are_taken_away():
    assert joined(BASE, "https:////a.example/b") == "https://a.example/b"
