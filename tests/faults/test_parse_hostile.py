"""Documents that are broken or mean harm: cases 43 to 61. What costs too much is ended, what is whole is kept."""

from __future__ import annotations

import sys
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch import text
from crackwatch.feeds import opml
from crackwatch.feeds.parse import Parser
from crackwatch.model import Failed, FailureKind, FeedDocument

pytestmark = pytest.mark.fault

URL = "https://courier.example/feed.xml"
ITEM = "<item><title>Un pont</title><link>https://courier.example/%d</link><description>Le pont rouvre.</description></item>"


@pytest.fixture(scope="module")
def parser():
    with Parser(cpu_seconds=60) as parser:  # what can be read is read, however slow and busy the machine
        yield parser


@pytest.fixture(scope="module")
def hasty():
    """Gives up soon."""
    with Parser(cpu_seconds=0.3) as parser:
        yield parser


def rss(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{head}<rss version="2.0"><channel><title>Le Courrier</title>{items}</channel></rss>'


def read(parser: Parser, document: str | bytes) -> FeedDocument:
    answer = parser.parse(document if isinstance(document, bytes) else document.encode(), url=URL)
    assert isinstance(answer, FeedDocument), answer
    return answer


def failed(parser: Parser, document: str | bytes) -> FailureKind:
    answer = parser.parse(document if isinstance(document, bytes) else document.encode(), url=URL)
    assert isinstance(answer, Failed), answer
    assert "\n" not in answer.message + answer.hint
    return answer.kind


# --- entities -------------------------------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32"])
def test_case_43_a_billion_laughs_are_refused_before_they_are_parsed(parser, encoding):
    document = rss("<item><title>&i;</title></item>", head=LAUGHS)

    assert failed(parser, document.encode(encoding)) is FailureKind.UNSAFE_XML


@pytest.mark.parametrize("hidden", ["<!-- <a -->%s", "<?a <a?>%s", "<?a " + "b" * 200_000 + "?>%s", "%s", "<!-- \" ' -->%s"])
@pytest.mark.parametrize("before", ["", '<!NOTATION n SYSTEM "<a">', "<!NOTATION n SYSTEM '<a \"'>", "<!-- <a ' -->", "<?a <a?>"])
def test_entities_behind_what_looks_like_an_element_are_refused_too(parser, hidden, before):
    laughs = LAUGHS.replace("[", f"[{before}", 1)

    assert failed(parser, rss("<item><title>&i;</title></item>", head=hidden % laughs)) is FailureKind.UNSAFE_XML


def test_case_44_one_long_entity_named_often_is_refused_before_it_is_parsed(parser):
    document = rss(f"<item><title>{'&a;' * 50_000}</title></item>", head=f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>')

    assert failed(parser, document) is FailureKind.UNSAFE_XML


@pytest.mark.parametrize(
    ("declared", "harmless"),
    [
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "%s">]>', False),
        ('<!DOCTYPE x [<!ENTITY %% a SYSTEM "%s"> %%a;]>', False),
        ('<!-- hi --><!DOCTYPE x [<!ELEMENT x ANY>\n<!ENTITY a PUBLIC "p" "%s">]>', False),
        ('<!DOCTYPE x SYSTEM "%s">', True),
        ('<!DOCTYPE x PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "%s">', True),
    ],
)
def test_case_45_nothing_outside_the_document_is_ever_opened(parser, tmp_path, httpserver, declared, harmless):
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    opened: list[str] = []
    watching = True
    sys.addaudithook(lambda event, said: opened.append(str(said[0])) if watching and event == "open" else None)
    for address in (secret.as_uri(), str(secret), httpserver.url_for("/evil.dtd")):
        answer = parser.parse(rss("<item><title>Un pont &a;</title></item>", head=declared % address).encode(), url=URL)
        assert isinstance(answer, FeedDocument) is harmless
        assert "hunter2" not in repr(answer)
    watching = False

    assert str(secret) not in opened
    assert httpserver.log == []


def test_an_entity_that_stands_for_a_few_characters_harms_nobody(parser):
    document = rss("<item><title>Un caf&e;</title></item>", head='<!DOCTYPE rss [ <!ENTITY e "&#233;"> <!ENTITY site "courier" > ]>')

    assert [e.title for e in read(parser, document).entries] == ["Un café"]


# --- cost -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["<a ", "<a b='"])
def test_case_46_tags_that_never_close_are_given_up_at_the_limit(hasty, tag):
    assert failed(hasty, rss("<item><description>" + tag * 160_000 + "</description></item>")) is FailureKind.PARSE_TIMEOUT


def test_case_46_after_one_was_given_up_the_next_is_read():
    with Parser(cpu_seconds=1) as parser:
        failed(parser, rss("<item><description>" + "<a " * 400_000))

        assert len(read(parser, rss("<item><title>Bruit & colère</title></item>")).entries) == 1


@pytest.mark.parametrize("closed", [True, False])
def test_case_47_deep_nesting_ends_in_an_answer_or_at_the_limit(parser, hasty, closed):
    nested = "<b>" * 90_000 + ("</b>" * 90_000 if closed else "")

    assert failed(hasty, rss(f"<item><description>{nested}</description></item>")) is FailureKind.PARSE_TIMEOUT
    if closed:
        assert read(parser, rss(nested)).entries == ()


# --- characters -----------------------------------------------------------------------------------------------------

HOSTILE = st.text(st.one_of(st.characters(), st.sampled_from("\0\x1b\x07\x9b\u202e\u200b\ud800<&]>\"'")), max_size=60)


@given(title=HOSTILE)
def test_case_48_no_control_byte_or_direction_mark_leaves_the_parser(parser, title):
    answer = parser.parse(rss(f"<item><title>{escape(title)}</title></item>").encode("utf-8", "surrogatepass"), url=URL)

    assert isinstance(answer, FeedDocument)
    assert all(text.clean(e.title) == e.title and not {*"\0\x1b\x07\x9b\u202e\u200b\n"} & {*e.title} for e in answer.entries)


def test_case_48_escapes_that_only_feedparser_lets_through_are_taken_out(parser):
    items = "<item><title>\x1b]0;owned\x07Un pont\x00 &#27;[2J</title></item><item><title>a\u202eb\u200bc</title></item>"

    assert [e.title for e in read(parser, rss(items)).entries] == ["]0;ownedUn pont [2J", "abc"]


# --- what is whole --------------------------------------------------------------------------------------------------


def test_case_49_of_a_document_cut_off_what_is_whole_is_kept_and_it_is_marked(parser):
    whole = rss("".join(ITEM % n for n in range(10)))
    for end in (len(whole) - 5, len(whole) - 20, len(whole) - 40, len(whole) // 2, len(whole) // 3):
        document = read(parser, whole[:end])

        assert document.damaged
        assert "cut off" in document.note
        assert [e.url for e in document.entries] == [f"https://courier.example/{n}" for n in range(whole[:end].count("</item>"))]
        assert {e.summary for e in document.entries} == {"Le pont rouvre."}


@pytest.mark.parametrize(
    ("declared", "really"),
    [("utf-8", "cp1252"), ("iso-8859-1", "cp1252"), ("iso-8859-1", "utf-8"), ("windows-1252", "cp1252"), ("utf-8", "utf-8-sig"), ("", "utf-8")],
)
def test_case_50_bytes_count_more_than_what_they_are_called(parser, declared, really):
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    document = read(parser, rss("<item><title>L’été à « Éole » — cœur</title></item>", head).encode(really))

    assert [e.title for e in document.entries] == ["L’été à « Éole » — cœur"]
    assert ("windows-1252" in document.note) is ((declared, really) == ("utf-8", "cp1252"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_case_51_wide_characters_are_read_or_reported_and_never_an_empty_success(parser, encoding):
    answer = parser.parse(rss(ITEM % 1, head='<?xml version="1.0"?>').encode(encoding), url=URL)

    assert answer.kind is FailureKind.NOT_A_FEED if isinstance(answer, Failed) else len(answer.entries) == 1


def test_case_52_a_json_feed_is_a_feed(parser):
    body = """{"version": "https://jsonfeed.org/version/1.1", "title": "Radio", "language": "fr", "items": [
        {"id": 7, "url": "/7", "title": "Un pont", "content_html": "<p>Il rouvre</p>", "authors": [{"name": "Ana"}]}, 3]}"""
    document = read(parser, body)

    assert document.kind == "json"
    assert [(e.guid, e.url, e.title, e.summary, e.author) for e in document.entries] == [
        ("7", "https://courier.example/7", "Un pont", "Il rouvre", "Ana")
    ]


def test_case_53_an_entry_may_say_next_to_nothing(parser):
    document = read(parser, rss("<item/><item><description>Le pont rouvre.</description></item>"))

    assert [(e.title, e.url, e.guid, e.published, e.summary) for e in document.entries] == [
        ("", "", "", "", ""),
        ("", "", "", "", "Le pont rouvre."),
    ]


@pytest.mark.parametrize("raw", ["0000-00-00", "Thu, 01 Jan 1970 00:00:00 +2500", "9999-12-31", "14 mai 2021", "²", "x" * 5_000])
def test_case_56_dates_leave_the_parser_as_they_were_written(parser, raw):
    (entry,) = read(parser, rss(f"<item><title>Un pont</title><pubDate>{raw}</pubDate></item>")).entries

    assert entry.published == text.cut(raw, 1_000)


def test_case_57_ten_thousand_items_are_read_in_one_go(parser):
    document = read(parser, rss("".join(ITEM % n for n in range(10_000))))

    assert (len(document.entries), document.via) == (5_000, "fast")
    assert "5000 of 10000" in document.note


def test_case_58_giant_texts_are_cut_with_a_mark(parser):
    body = f"<item><title>{'pont ' * 200_000}</title><description>{'le pont rouvre ' * 200_000}</description></item>"
    (entry,) = read(parser, rss(body)).entries

    assert (len(entry.title), len(entry.summary)) <= (1_000, 20_000)
    assert entry.title.endswith("pont…")
    assert entry.summary.endswith("…")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:/etc/passwd"])
def test_case_59_an_address_that_is_none_stays_text(parser, link):
    (entry,) = read(parser, rss(f"<item><title>Un pont</title><link>{link}</link></item>")).entries

    assert entry.url == link


def test_case_60_relative_addresses_and_endless_bases_are_resolved_once(parser):
    nested = '<x xml:base="a/">' * 50 + "</x>" * 50
    items = f"<item xml:base='https://autre.example/a/'><link xml:base='../b/'>c</link>{nested}</item><item><link>/d</link></item>"

    assert [e.url for e in read(parser, rss(items)).entries] == ["https://autre.example/b/c", "https://courier.example/d"]


HARMFUL = """<opml version="2.0"><body><outline xmlUrl="|touch owned"/><outline xmlUrl="exec:touch owned"/>
<outline xmlUrl="file:///etc/passwd"/><outline xmlUrl="https://a.example/rss" filtercmd="touch owned"/>
<outline type="include" url="https://b.example/list.opml"/></body></opml>"""


def test_case_61_a_list_of_feeds_can_name_feeds_and_nothing_else():
    feeds, problems = opml.read(HARMFUL.encode())

    assert [feed.url for feed in feeds] == ["https://a.example/rss"]
    assert len(problems) == 5
    assert all("\n" not in problem for problem in problems)


@pytest.mark.parametrize(
    "body",
    [
        "<outline>" * 10_000,
        '<outline xmlUrl="https://a.example/rss"/>' * 1_000_000,
        "".join(f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(20_000)),
    ],
)
def test_case_61_a_list_has_a_depth_a_length_and_a_size(body):
    feeds, problems = opml.read(f"<opml><body>{body}</body></opml>".encode())

    assert len(feeds) <= opml.MOST_FEEDS
    assert len(problems) == 1


def test_case_61_entities_in_a_list_are_refused():
    feeds, problems = opml.read(f'{LAUGHS}<opml><body><outline xmlUrl="https://a.example/&i;"/></body></opml>'.encode())

    assert feeds == []
    assert "entities" in problems[0]
