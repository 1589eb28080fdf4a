"""What feeds of every kind say, read through the door."""

from __future__ import annotations

import pytest

from crackwatch.feeds.parse import Parser
from crackwatch.model import Entry, Failed, FailureKind, FeedDocument

URL = "https://courier.example/news/feed.xml"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>Le Courrier du canal</title><link>https://courier.example/</link><language>fr-FR</language>{about}
{items}</channel></rss>"""


@pytest.fixture(scope="module")
def parser():
    with Parser() as parser:
        yield parser


@pytest.fixture
def read(parser):
    def read(document: str | bytes, **said: str) -> FeedDocument:
        body = document.encode() if isinstance(document, str) else document
        answer = parser.parse(body, **({"url": URL} | said))
        assert isinstance(answer, FeedDocument), answer
        return answer

    return read


@pytest.fixture
def item(read):
    """The only entry of an RSS feed with one item."""

    def one(inside: str) -> Entry:
        (entry,) = read(RSS.format(about="", items=f"<item>{inside}</item>")).entries
        return entry

    return one


def test_an_rss_item_with_all_that_news_feeds_say(item):
    entry = item(
        """<title>Le jardin rouvre ce soir</title><link>https://courier.example/jardin</link>
        <guid isPermaLink="false">jardin-1</guid><pubDate>jeu., 20 mai 2021 18:30:00 +0200</pubDate>
        <dc:creator>Ana Prévert</dc:creator><description>&lt;p&gt;Les grilles &lt;b&gt;ouvrent&lt;/b&gt; à 20 h.&lt;/p&gt;</description>
        <content:encoded><![CDATA[<p>Les grilles ouvrent à 20 h.</p><p>Un gardien reste sur place jusqu’au matin.</p>]]></content:encoded>
        <enclosure url="/photo.jpg" type="image/jpeg" length="9"/><atom:updated>2021-05-20T19:00:00+02:00</atom:updated>"""
    )

    assert entry == Entry(
        title="Le jardin rouvre ce soir",
        url="https://courier.example/jardin",
        guid="jardin-1",
        summary="Les grilles ouvrent à 20 h.",
        text="Les grilles ouvrent à 20 h. Un gardien reste sur place jusqu’au matin.",
        published="jeu., 20 mai 2021 18:30:00 +0200",
        updated="2021-05-20T19:00:00+02:00",
        author="Ana Prévert",
        lang="fr",
        enclosures=("https://courier.example/photo.jpg",),
    )


def test_what_an_rss_channel_says_of_itself(read):
    about = """<ttl>30</ttl><sy:updatePeriod>daily</sy:updatePeriod>
        <skipHours><hour>0</hour><hour>24</hour><hour>13</hour></skipHours><skipDays><day>Sunday</day></skipDays>"""
    document = read(RSS.format(about=about, items=""))

    assert (document.kind, document.title, document.url, document.lang) == ("rss", "Le Courrier du canal", "https://courier.example/", "fr")
    assert (document.ttl, document.skip_hours, document.skip_days) == (1800, {0, 13}, {6})
    assert (document.entries, document.via, document.damaged) == ((), "fast", False)


def test_without_a_ttl_the_period_of_updates_counts(read):
    about = "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"

    assert read(RSS.format(about=about, items="")).ttl == 1800


def test_atom_with_its_own_types_bases_and_languages(read):
    document = read(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://agence.example/fil/">
        <title>Agence</title><link href="/"/><entry xml:lang="en-GB"><title type="text">Police &lt;move&gt; the camp</title>
        <link rel="alternate" href="depeche/1"/><link rel="enclosure" href="son.mp3"/><id>tag:agence.example,2021:1</id>
        <published>2021-05-20T16:30:00Z</published><updated>2021-05-20T17:00:00Z</updated>
        <author><name>A. Smith</name><email>a@agence.example</email></author><author><name>B. Jones</name></author>
        <summary type="html">The &lt;em&gt;camp&lt;/em&gt; moved.</summary>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The camp moved &amp; left.</p><p>Nobody was hurt.</p></div></content>
        </entry></feed>"""
    )

    assert (document.kind, document.url, document.lang) == ("atom", "https://agence.example/", "fr")
    assert document.entries == (
        Entry(
            title="Police <move> the camp",
            url="https://agence.example/fil/depeche/1",
            guid="tag:agence.example,2021:1",
            summary="The camp moved.",
            text="The camp moved & left. Nobody was hurt.",
            published="2021-05-20T16:30:00Z",
            updated="2021-05-20T17:00:00Z",
            author="A. Smith, B. Jones",
            lang="en",
            enclosures=("https://agence.example/fil/son.mp3",),
        ),
    )


def test_atom_0_3_says_issued_and_modified(read):
    document = read(
        """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Une réunion</title>
        <link rel="alternate" type="text/html" href="https://vieux.example/1"/><id>urn:1</id>
        <issued>2004-05-20T10:00:00Z</issued><modified>2004-05-21T10:00:00Z</modified></entry></feed>"""
    )

    assert [(e.url, e.published, e.updated) for e in document.entries] == [
        ("https://vieux.example/1", "2004-05-20T10:00:00Z", "2004-05-21T10:00:00Z")
    ]


def test_rss_1_0_dates_its_items_in_dublin_core(read):
    document = read(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://vieux.example/"><title>Vieux</title>
        <items><rdf:Seq><rdf:li rdf:resource="https://vieux.example/1"/></rdf:Seq></items></channel>
        <item rdf:about="https://vieux.example/1"><title>Une réunion</title><dc:date>2021-05-20T10:00:00Z</dc:date></item></rdf:RDF>"""
    )

    assert document.kind == "rdf"
    assert [(e.url, e.published, e.updated) for e in document.entries] == [("https://vieux.example/1", "2021-05-20T10:00:00Z", "")]


def test_a_search_answer_names_the_outlet_of_each_item_and_drops_it_from_the_headline(item):
    entry = item(
        """<title>Le campement évacué - La Gazette - du Nord</title><link>https://search.example/rss/articles/x?oc=5</link>
        <source url="https://gazette.example">La Gazette - du Nord</source>"""
    )

    assert (entry.title, entry.outlet, entry.outlet_url) == ("Le campement évacué", "La Gazette - du Nord", "https://gazette.example")


def test_a_headline_that_only_ends_like_one_keeps_its_end(item):
    assert item("<title>Un pont - La Gazette</title><source url='https://autre.example'>Autre</source>").title == "Un pont - La Gazette"


def test_an_aggregator_in_atom_names_its_sources(read):
    (entry,) = read(
        """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Un pont</title><link href="https://canal.example/pont"/>
        <source><title>Le Canal</title><link href="https://canal.example/"/><id>urn:canal</id></source></entry></feed>"""
    ).entries

    assert (entry.outlet, entry.outlet_url, entry.url) == ("Le Canal", "https://canal.example/", "https://canal.example/pont")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Le &lt;b&gt;crack&lt;/b&gt; recule", "Le crack recule"),
        ("L&amp;#8217;affaire", "L’affaire"),
        ("Ventes &amp; achats : 3 &lt; 5", "Ventes & achats : 3 < 5"),
        ("<![CDATA[  Deux\n lignes\t]]>", "Deux lignes"),
    ],
)
def test_a_headline_in_rss_is_html_only_where_it_looks_like_it(item, written, shown):
    assert item(f"<title>{written}</title>").title == shown


def test_the_caption_of_a_picture_is_no_full_text(item):
    entry = item("<description>Le parc ferme.</description><media:content url='x'><media:description>Une vue du parc, très longue légende.</media:description></media:content>")

    assert (entry.summary, entry.text) == ("Le parc ferme.", "")


@pytest.mark.parametrize("guid", ["tag:canal.example,2021:7", "urn:uuid:7", "7"])
def test_a_guid_that_leads_nowhere_is_no_address(item, guid):
    entry = item(f"<title>Un pont</title><guid>{guid}</guid>")

    assert entry.url in ("", "https://courier.example/news/7")
    assert entry.guid


def test_a_guid_that_is_an_address_stands_in_for_a_link(item):
    assert item("<guid>https://courier.example/7</guid>").url == "https://courier.example/7"
    assert item("<guid isPermaLink='false'>https://courier.example/7</guid>").url == ""


def test_more_entries_than_anybody_shows_are_left_out_and_noted(read):
    document = read(RSS.format(about="", items="<item><title>x</title></item>" * 5_003))

    assert (len(document.entries), document.note) == (5_000, "kept the first 5000 of 5003 entries")


def test_the_address_of_the_document_resolves_what_is_relative(item):
    assert item("<link>/a?x=1&amp;y=2</link>").url == "https://courier.example/a?x=1&y=2"


@pytest.mark.parametrize("body", [b"", b"  \n", b"\xef\xbb\xbf\n"])
def test_an_answer_without_anything_is_empty(parser, body):
    answer = parser.parse(body)

    assert isinstance(answer, Failed)
    assert answer.kind is FailureKind.EMPTY


def test_a_page_is_no_feed_and_its_feeds_are_named(parser):
    page = b"""<!doctype html><html><head><title>Le Courrier</title>
        <link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body>Bonjour</body></html>"""
    answer = parser.parse(page, url="https://courier.example/")

    assert isinstance(answer, Failed)
    assert (answer.kind, answer.hint) == (FailureKind.NOT_A_FEED, "it links to https://courier.example/rss.xml")


@pytest.mark.parametrize("body", [b"{}", b'{"items": []}', b"bonjour", b"\x89PNG\r\n", b"<sitemapindex/>", b"[1]", b"{" * 100_000])
def test_what_is_no_feed_says_so(parser, body):
    answer = parser.parse(body, url=URL)

    assert isinstance(answer, Failed)
    assert answer.kind is FailureKind.NOT_A_FEED


@pytest.mark.parametrize("header", ["text/xml; charset=windows-1252", 'application/rss+xml;charset="CP1252"'])
def test_the_header_names_the_encoding_where_the_document_does_not(read, header):
    body = "<rss version='2.0'><channel><item><title>L’été</title></item></channel></rss>".encode("cp1252")

    assert [e.title for e in read(body, content_type=header).entries] == ["L’été"]


def test_a_header_that_contradicts_the_bytes_is_not_believed(read):
    body = "<rss version='2.0'><channel><item><title>L’été</title></item></channel></rss>".encode()

    assert [e.title for e in read(body, content_type="text/html; charset=ISO-8859-1").entries] == ["L’été"]


def test_broken_markup_is_read_leniently_and_loses_nothing(read):
    document = read(RSS.format(about="", items="<item><title>Bruit & colère &eacute;t&eacute;</title><link>https://courier.example/1</link></item>"))

    assert [e.title for e in document.entries] == ["Bruit & colère été"]
    assert (document.via, document.damaged) == ("feedparser", False)
    assert "not well-formed" in document.note
