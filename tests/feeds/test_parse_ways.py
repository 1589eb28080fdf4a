"""Both ways of reading give equal entries, or the strict one refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.feeds import parse_slow, parse_xml
from crackwatch.model import FeedDocument

URL = "https://courier.example/news/feed.xml"
SAMPLES = sorted(p for p in (Path(__file__).parents[2] / "examples" / "feeds").rglob("*") if p.suffix in (".rss", ".rdf", ".atom"))
SHARED = Path(os.environ.get("CRACKWATCH_SHARED", Path(__file__).parents[3] / "shared")) / "data" / "feeds"

NAMES = """xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dcterms="http://purl.org/dc/terms/"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:x="https://x.example/ns\""""
SHELLS = [
    f"<rss version='2.0' {NAMES}><channel><language>fr</language>%s</channel></rss>",
    f"<feed xmlns='http://www.w3.org/2005/Atom' {NAMES} xml:lang='fr'>%s</feed>",
    f"<rdf:RDF xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' {NAMES}>%s</rdf:RDF>",
]
# What an item can be made of. feedparser remembers, so the order counts.
PIECES = [
    "<title>Un pont</title>", "<title/>", "<title>Un &lt;i&gt;pont&lt;/i&gt;</title>", "<title type='html'>A &amp;amp; B</title>",
    "<dc:title>Le pont</dc:title>", "<media:title>Photo du pont</media:title>", "<link>https://courier.example/pont</link>", "<link/>",
    "<link>pont?a=1&amp;amp;b=2</link>", "<atom:link href='https://courier.example/p2'/>", "<link rel='enclosure' href='a.mp3'/>",
    "<atom:link rel='related' href='z'/>", "<guid>https://courier.example/g</guid>", "<guid isPermaLink='false'>g</guid>", "<guid>tag:g</guid>", "<guid>urn:g/../h</guid>",
    "<description>Le pont rouvre.</description>", "<description>&lt;p&gt;Le pont&lt;/p&gt;&lt;p&gt;rouvre&lt;/p&gt;</description>",
    "<media:description>Le pont, vu d’ici.</media:description>", "<itunes:summary>Le pont en bref</itunes:summary>",
    "<content:encoded><![CDATA[<p>Le pont rouvre, et voici pourquoi.</p>]]></content:encoded>", "<atom:summary>Bref</atom:summary>",
    "<atom:content type='html'>&lt;p&gt;Tout le texte du pont&lt;/p&gt;</atom:content>", "<dc:description>Autre</dc:description>",
    "<media:group><media:title>G</media:title><media:description>D</media:description></media:group>",
    "<media:content url='u'><media:title>T</media:title></media:content>", "<media:thumbnail url='t'/>", "<author>a@b.example (Ana)</author>",
    "<author>Ana</author>", "<dc:creator>Bob</dc:creator>", "<dc:creator/>", "<atom:author><atom:name>Léo</atom:name></atom:author>",
    "<pubDate>Thu, 20 May 2021 18:30:00 +0200</pubDate>", "<dc:date>2021-05-20</dc:date>", "<dcterms:created>2020</dcterms:created>",
    "<atom:updated>2021-05-21T00:00:00Z</atom:updated>", "<enclosure url='/p.jpg'/>", "<source url='https://s.example'>S</source>",
    "<atom:source><atom:title>S2</atom:title><atom:link href='https://s2.example'/></atom:source>", "<image><url>i</url></image>",
    "<category>c</category>", "<x:note>rien</x:note>", "<x:box><x:in>rien</x:in></x:box>", "<x:box><link>https://x.example</link></x:box>",
    "<dc:language>en</dc:language>", "<title xml:lang='de'>Brücke</title>", "<link xml:base='https://b.example/'>r</link>", "<comments>c</comments>",
]  # fmt: skip

# A mark may stand in any part of a document.
WHOLE = "<!-- é --><?p é?><!DOCTYPE rss [<!ELEMENT rss ANY>]><rss a='é'><!-- é --><channel><item><title>é<![CDATA[é]]>&lt;</title></item></channel></rss><!-- é -->".encode()


def equal(body: bytes) -> bool:
    """Whether the strict way took it; if it did, feedparser agrees."""
    fast = parse_xml.document(body, URL, "")
    if fast is None:
        return False
    slow = parse_slow.document(body, URL, "")
    assert isinstance(slow, FeedDocument)
    assert fast.entries == slow.entries
    return True


@given(st.sampled_from(SHELLS), st.lists(st.lists(st.sampled_from(PIECES), max_size=7), min_size=1, max_size=2))
def test_whatever_an_item_is_made_of(shell, items):
    inside = "".join(f"<item>{''.join(pieces)}</item>" for pieces in items)

    equal((shell % inside).encode())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_our_sample_feeds_need_no_feedparser(path):
    assert equal(path.read_bytes())


@pytest.mark.parametrize(
    "body",
    [
        "<rss version='2.0'><channel><ITEM><Title>Pont</Title></ITEM></channel></rss>",
        "<rss version='2.0'><channel><item><title>Un <i>pont</i></title></item></channel></rss>",
        "<rss version='2.0'><channel><item><description><p>Le pont</p></description></item></channel></rss>",
        "<rss version='2.0' xmlns:dc='https://other.example/'><channel><item><dc:date>2021</dc:date></item></channel></rss>",
        "<rss version='2.0' xmlns='https://other.example/'><channel><item><title>Pont</title></item></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='application/pdf'>UG9udA==</content></entry></feed>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>L’été</title></entry></feed>".encode().decode("latin-1"),
        "<rss version='2.0'><channel><item><title>l&#146;affaire</title></item></channel></rss>",
    ],
)
def test_what_cannot_be_read_exactly_is_left_to_feedparser(body):
    data = body.encode()
    fast = parse_xml.document(data, URL, "")

    assert fast is None or fast.entries == parse_slow.document(data, URL, "").entries


@given(st.binary(min_size=1, max_size=4), st.integers(0, len(WHOLE)))
def test_what_is_not_utf_8_is_not_read_as_if_it_were(inserted, place):
    body = WHOLE[:place] + inserted + WHOLE[place:]

    assert parse_xml.document(body, URL, "") is None or body.decode("utf-8")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real feeds are not here")
def test_real_feeds_need_no_feedparser():
    paths = sorted((SHARED / "live").rglob("*.xml"))[::20]

    assert all(equal(path.read_bytes()) for path in paths)
