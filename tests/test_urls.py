"""Which addresses are one article, whose they are, and which outlet they name."""

import base64
import json
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crackwatch.urls import canonical, is_web, outlet_key, site

HOST = "https://paris-matin.example"


@pytest.mark.parametrize(
    "form",
    [
        "http://paris-matin.example/a/12",
        "HTTPS://WWW.Paris-Matin.example/a/12",
        "https://m.paris-matin.example/a/12/",
        "https://mobile.paris-matin.example:443/a/12",
        "https://amp.paris-matin.example/a/12",
        "https://www.paris-matin.example/amp/a/12",
        "https://www.paris-matin.example/a/12/amp",
        "https://www.paris-matin.example/a/12/amp?xtor=RSS-1",
        "https://www.paris-matin.example/a/12?amp=1",
        "https://www.paris-matin.example/a/12.amp",
        "https://www.paris-matin.example/a/12?outputType=amp",
        "https://paris-matin.example/a/12?utm_source=rss&amp;utm_medium=feed",
        "https://paris-matin.example/a/12?xtor=RSS-3&fbclid=Q&gclid=1&at_medium=custom7&mc_cid=9&cmpid=x&track=rss",
        "https://paris-matin.example/a/12?ref=twitter",
        "https://paris-matin.example/a/12#xtor=RSS-3",
        "https://paris-matin.example/a/12#comments",
        "https://paris-matin.example/b/../a/./12",
        "https://paris-matin.example//a//12/",
        "https://paris-matin.example/a/12/index.html",
        "https://paris-matin.example/a/12;jsessionid=4F",
        "https://reader:secret@paris-matin.example/a/12",
        "https:\\\\paris-matin.example\\a\\12",
        "//paris-matin.example/a/12",
        "www.paris-matin.example/a/12",
        " https://paris-matin.example/a/12\n",
        "https://paris-matin.example./%61/12",
        "https://www.google.com/url?rct=j&sa=t&url=https://www.paris-matin.example/a/12&ct=ga&usg=A",
        "https://www.google.com/amp/s/amp.paris-matin.example/a/12",
        "https://www-paris--matin-example.cdn.ampproject.org/c/s/www.paris-matin.example/a/12",
        "http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fwww.paris-matin.example%2fa%2f12&c=7",
        "https://web.archive.org/web/20210513093000id_/http://www.paris-matin.example/a/12",
    ],
)
def test_forms_of_one_article_have_one_address(form: str) -> None:
    assert canonical(form) == HOST + "/a/12"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("https://x.example/?p=66612", "https://x.example/?p=66613"),
        ("https://x.example/", "https://x.example/?p=66612"),
        ("https://lyon.x.example/a", "https://nice.x.example/a"),
        ("https://x.example/A/Kx9", "https://x.example/A/kx9"),
        ("https://x.example/a?id=19e", "https://x.example/a?id=18e"),
        ("https://x.example/a?ref=1201", "https://x.example/a?ref=1202"),
        ("https://x.example/#!/article/5", "https://x.example/#!/article/6"),
        ("https://x.example/#/article/5", "https://x.example/#/article/6"),
        ("https://x.example/tag/amp", "https://x.example/tag"),
        ("https://x.example/a%2Fb", "https://x.example/a/b"),
        ("https://x.example/?q=a%26b", "https://x.example/?q=a&b"),
        ("https://x.example/?q=a%2Bb", "https://x.example/?q=a+b"),
        ("https://x.example:8080/a", "https://x.example/a"),
        ("https://x.example/%E9ole", "https://x.example/%E8ole"),
        ("https://m.example/a", "https://amp.example/a"),
        ("https://web.archive.org/web/2021*/paris", "https://web.archive.org/web/2020*/paris"),
    ],
)
def test_different_articles_keep_different_addresses(a: str, b: str) -> None:
    assert canonical(a) != canonical(b)


def test_escapes_and_letters_outside_ascii_have_one_form() -> None:
    forms = ("%C3%A9ole,12", "éole,12", "%c3%a9ole%2C12", "e\u0301ole,12")
    assert {canonical(f"https://x.example/{form}") for form in forms} == {"https://x.example/%C3%A9ole,12"}


def test_parameters_are_sorted_and_kept_once() -> None:
    assert canonical("https://x.example/a?x=2&id=7&x=2&q=a%20b") == "https://x.example/a?id=7&q=a+b&x=2"


def test_hosts_outside_ascii_take_their_ascii_form() -> None:
    assert canonical("https://Élysée.example/a") == canonical("https://xn--lyse-9oad.example/a")


def test_old_news_links_give_the_address_inside_and_new_ones_stay() -> None:
    inside = base64.urlsafe_b64encode(b'\x08\x13"\x22https://paris-matin.example/a/12\xd2\x01\x00').decode().rstrip("=")
    opaque = base64.urlsafe_b64encode(b'\x08\x13"\x22AU_yqLNopaque').decode().rstrip("=")
    assert canonical(f"https://news.google.com/rss/articles/{inside}?oc=5") == HOST + "/a/12"
    assert canonical(f"https://news.google.com/rss/articles/{opaque}?oc=5") == canonical(
        f"https://news.google.com/read/{opaque}?hl=fr&gl=FR&ceid=FR:fr"
    )


@pytest.mark.parametrize(
    "url", ["", "#", "mailto:a@b.example", "javascript:alert(1)", "/a/12", "urn:uuid:5", "https://", "://"]
)
def test_what_is_no_web_address_comes_back_as_it_is(url: str) -> None:
    assert canonical(url) == url
    assert not is_web(url)
    assert site(url) == outlet_key(url) == ""


URLISH = st.text(st.sampled_from("abmpwé/.:?#&=%2F0!@;+\\[] \n-~\ud800\u0301\u037e"), max_size=40)
HOSTS = st.sampled_from(
    ["x.example", "www.m.x.example", "web.archive.org/web/2021", "www.google.com/url?q=http://a.b", "[::1]:80", ""]
)
PIECES = [
    "amp",
    ".amp",
    "index.html",
    "tag",
    "..",
    ".",
    "//",
    "http://",
    "?url=",
    "&amp;",
    "#!/",
    "#/",
    "utm_a=",
    "é",
    "%20",
]
WORDS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


@given(HOSTS, URLISH, WORDS)
@example("x.example", "?\\\u0301", "")
@example("", "/0", "..")
def test_any_string_has_a_stable_canonical_form(host: str, tail: str, words: str) -> None:
    once = canonical(f"http://{host}/{words}{tail}")
    assert canonical(once) == once


@given(st.text(st.characters(blacklist_categories=())))
def test_no_string_makes_the_questions_raise(s: str) -> None:
    canonical(s), site(s), outlet_key(s), is_web(s)


def test_hostile_lengths_end() -> None:
    for unit in ("m.", "é", ".amp", "/amp", "%", "%C3", "&amp;", "https://web.archive.org/web/2021/", "../", "@"):
        for start in ("https://", "https://x.example/", "https://x.example/?"):
            canonical(start + unit * 50_000)
            site(start + unit * 50_000)


def test_a_site_is_the_registrable_domain() -> None:
    assert site("https://feeds.paris-matin.example/rss") == "paris-matin.example"
    assert site("https://news.paris.co.uk/rss") == "paris.co.uk"
    assert site("https://www.paris.example") == site("http://paris.example:80/a")


def test_an_address_without_a_name_is_a_site_of_its_own() -> None:
    assert site("http://127.0.0.1:8001/feed") == "127.0.0.1:8001"
    assert site("http://localhost:8001/feed") == "localhost:8001"
    assert site("http://[::1]:8001/feed") == "[::1]:8001"


def test_an_outlet_is_its_host_without_mobile_forms() -> None:
    assert outlet_key("https://www.paris-matin.example/rss") == "paris-matin.example"
    assert outlet_key("https://lyon.m.paris-matin.example/rss") == "lyon.paris-matin.example"
    assert outlet_key("http://127.0.0.1:8001/feed") == "127.0.0.1:8001"


SHARED = Path(os.environ.get("CRACKWATCH_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.mark.skipif(not (SHARED / "data/urls/pairs.jsonl").exists(), reason="labelled pairs of addresses are not here")
def test_labelled_pairs_are_told_apart() -> None:
    pairs = [json.loads(line) for line in (SHARED / "data/urls/pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [p for p in pairs if (canonical(p["a"]) == canonical(p["b"])) != p["same"]] == []
