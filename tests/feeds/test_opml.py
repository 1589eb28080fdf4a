"""Lists of feeds, out and in again."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch import text
from crackwatch.feeds import opml
from crackwatch.model import Feed, FeedOptions, NewFeed

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30).map(text.clean)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=4))
def test_what_is_written_comes_back(said):
    feeds = [
        Feed(id=n, url=f"https://a.example/{n}?a=1&b=<1>", slug=f"a-{n}", title=title, outlet=outlet, lang="fr", place=place)
        for n, (title, outlet, place) in enumerate(said)
    ]
    back, problems = opml.read(opml.write(feeds))

    assert problems == []
    assert back == [NewFeed(f.url, title=f.title or f.slug, outlet=f.outlet, lang="fr", place=f.place) for f in feeds]


def test_other_readers_find_what_they_look_for():
    root = ET.fromstring(opml.write([Feed(id=1, url="https://a.example/rss", slug="a", title="Un & deux")]))

    assert root.get("version") == "2.0"
    assert [(o.get("type"), o.get("text"), o.get("xmlUrl")) for o in root.iter("outline")] == [("rss", "Un & deux", "https://a.example/rss")]


def test_no_secret_and_no_permission_leaves_in_a_list():
    feed = Feed(id=1, url="https://a.example/rss", slug="a", options=FeedOptions(allow_private=True, auth="me:hunter2", proxy="http://p.example"))

    assert b"hunter2" not in opml.write([feed])
    assert opml.read(opml.write([feed]))[0][0].options == FeedOptions()


def test_a_secret_is_named_by_what_a_person_types_and_by_no_list():
    named = Feed(id=1, url="https://else.example/?k={secret:BANK}", slug="a")
    problem = "line 1: {} names a secret, which no list may; type the address: crackwatch feeds add --unasked ADDRESS"

    assert b"{secret:BANK}" in opml.write([named])
    assert opml.read(opml.write([named]).replace(b"\n", b"")) == ([], [problem.format("https://else.example/?k=…")])
    assert opml.read(b"https://else.example/{secret:BANK}") == ([], [problem.format("https://else.example/{secret:BANK}")])


def test_folders_titles_and_sites_of_other_readers_are_read_once():
    feeds, problems = opml.read(
        b"""<?xml version="1.0"?><OPML><head/><body><outline text="Paris"><outline text="Le Canal" xmlURL=" https://c.example/rss "
        htmlUrl="https://c.example/" language="fr-FR"/></outline><outline title="Again" xmlUrl="https://c.example/rss"/></body></OPML>"""
    )

    assert problems == []
    assert feeds == [NewFeed("https://c.example/rss", title="Le Canal", lang="fr", site="https://c.example/")]


def test_a_bare_ampersand_costs_no_feed():
    feeds, problems = opml.read(b'<opml><body>\n<outline xmlUrl="https://c.example/?a=1&b=2&amp;c=3"/></body></opml>')

    assert [f.url for f in feeds] == ["https://c.example/?a=1&b=2&c=3"]
    assert problems == []


def test_of_a_list_cut_off_the_beginning_is_read():
    feeds, problems = opml.read(b'<opml><body>\n<outline xmlUrl="https://a.example/"/>\n<outline xmlUrl="https://b.exa')

    assert [f.url for f in feeds] == ["https://a.example/"]
    assert problems == ["line 3: broken here (unclosed token), the rest was not read"]


def test_a_newsboat_file_is_read_without_its_commands():
    feeds, problems = opml.read(b'# mine\n\nhttps://a.example/rss paris "~Le Canal" !\n"exec:fetch it"\nfilter:x:https://b.example\n')

    assert feeds == [NewFeed("https://a.example/rss", title="Le Canal")]
    assert problems == ["line 4: “exec:fetch it” is not an http(s) address", "line 5: “filter:x:https://b.example” is not an http(s) address"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<html><body/></html>", "line 1: this is no OPML, it begins with <html>"),
        (b'<?xml version="1.0" encoding="klingon"?><opml/>', "line 1: the list is in an unknown encoding"),
        (b"<opml>", "line 1: broken here (no element found), the rest was not read"),
        (b"x" * (opml.MOST_BYTES + 1), "the list has 10,000,001 bytes; at most 10,000,000 are read"),
    ],
    ids=["page", "encoding", "open", "size"],
)
def test_what_is_no_list_is_named_in_one_line(data, problem):
    assert opml.read(data) == ([], [problem])


@given(st.binary(max_size=200))
def test_nothing_makes_it_fail(data):
    opml.read(data)
    opml.read(b"<opml>" + data)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "said",
    [
        '<?xml version="1.0" encoding="UTF-16"?><opml version="2.0"><body><outline text="Été" xmlUrl="https://gazette.example/rss"/></body></opml>',
        'https://gazette.example/rss "~Été"\n',
    ],
    ids=["OPML", "newsboat"],
)
def test_whatever_a_list_is_written_in_is_read(encoding, said):
    feeds, problems = opml.read(said.encode(encoding))

    assert ([(feed.url, feed.title) for feed in feeds], problems) == ([("https://gazette.example/rss", "Été")], [])


def test_a_file_that_is_no_list_is_told_in_one_line():
    assert opml.read(b"\x7fELF\x02\x01\x01\0\0\n" * 90) == ([], ["this is no text"])
