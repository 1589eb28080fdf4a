from __future__ import annotations

import json
import re
import socket
import sys
from io import BytesIO, TextIOWrapper
from urllib.parse import unquote_plus

import pytest

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title><language>fr</language>
<item><title>Crack à Stalingrad : les riverains à bout</title><link>https://gazette.example/1</link>
<pubDate>Thu, 13 May 2021 08:00:00 +0200</pubDate></item></channel></rss>"""
SITE = """<!doctype html><html lang="fr"><head><title>La Gazette</title>
<link rel="alternate" type="application/rss+xml" title="La Gazette" href="/rss">
<link rel="alternate" type="application/rss+xml" title="La Gazette, sport" href="/sport"></head><body></body></html>"""
OPML = '<opml version="2.0"><body>{}</body></opml>'


@pytest.fixture
def site(httpserver):
    httpserver.expect_request("/").respond_with_data(SITE, content_type="text/html")
    httpserver.expect_request("/rss").respond_with_data(RSS.format(title="La Gazette"), content_type="application/rss+xml")
    httpserver.expect_request("/sport").respond_with_data(RSS.format(title="Sport"), content_type="application/rss+xml")
    return httpserver


def followed(crackwatch) -> list[str]:
    return [json.loads(line)["url"] for line in crackwatch("-q", "feeds", "list", "-f", "jsonl").out.splitlines()]


# --- coming


def test_a_feed_is_followed_by_its_address(crackwatch, site):
    said = crackwatch("feeds", "add", site.url_for("/rss"), "--allow-private")
    assert (said.code, said.out, said.err) == (0, f"following la-gazette  {site.url_for('/rss')}\n", "")
    again = crackwatch("feeds", "add", site.url_for("/rss"), "--allow-private")
    assert (again.code, again.out) == (0, f"already followed: la-gazette  {site.url_for('/rss')}\n")
    assert followed(crackwatch) == [site.url_for("/rss")]


def test_a_sites_address_leads_to_its_feed_and_others_are_named(crackwatch, site):
    code, out, err = crackwatch("feeds", "add", site.url_for("/"), "--allow-private")
    assert (code, out) == (0, f"following la-gazette  {site.url_for('/rss')}\n")
    assert err == f"{site.url_for('/')} also names {site.url_for('/sport')} (La Gazette, sport)\n"
    assert crackwatch("feeds", "add", "--all", site.url_for("/"), "--allow-private").code == 0
    assert followed(crackwatch) == [site.url_for("/rss"), site.url_for("/sport")]


def test_discover_shows_and_follows_nothing(crackwatch, site, db):
    code, out, _ = crackwatch("feeds", "discover", site.url_for("/"), "--allow-private", "-f", "jsonl")
    assert code == 0
    assert [json.loads(line)["url"] for line in out.splitlines()] == [site.url_for("/rss"), site.url_for("/sport")]
    assert not db.exists()


def test_an_address_of_a_private_network_needs_leave(crackwatch, site, db):
    code, out, err = crackwatch("feeds", "add", site.url_for("/rss"))
    assert (code, out) == (2, "")
    assert "--allow-private" in err
    assert not db.exists()


def test_a_site_that_is_down_ends_as_a_failure_of_the_network_and_nothing_is_followed(crackwatch):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]

    for command in ("add", "discover"):
        code, out, err = crackwatch("feeds", command, f"http://127.0.0.1:{port}/", "--allow-private")

        assert (code, out) == (4, "")
        assert err.startswith(f"crackwatch: http://127.0.0.1:{port}/: 127.0.0.1 refused the connection\n  hint: ")


@pytest.mark.parametrize(("status", "code"), [(404, 2), (410, 2), (403, 2), (429, 4), (503, 4)])
def test_a_site_that_refuses_is_a_wrong_address_or_down_for_now(crackwatch, httpserver, status, code):
    httpserver.expect_request("/").respond_with_data("", status=status, headers={"Retry-After": "60"})

    assert crackwatch("feeds", "add", httpserver.url_for("/"), "--allow-private").code == code


def test_a_secret_that_is_missing_is_a_matter_of_the_settings(crackwatch):
    code, _, err = crackwatch("feeds", "add", "https://canal.example/rss?key={secret:CANAL}")

    assert code == 78
    assert "CRACKWATCH_SECRET_CANAL" in err


def test_what_is_no_feed_and_names_none_is_refused(crackwatch, httpserver):
    httpserver.expect_request("/page").respond_with_data("<html><body>nothing</body></html>", content_type="text/html")
    httpserver.expect_request(re.compile("/.+")).respond_with_data("", status=404)
    code, out, err = crackwatch("feeds", "add", httpserver.url_for("/page"), "--allow-private")
    assert (code, out) == (2, "")
    assert err.startswith(f"crackwatch: {httpserver.url_for('/page')}: ")
    assert len(err.splitlines()) == 2
    assert crackwatch("feeds", "add").code == 2


def test_a_password_in_an_address_is_not_kept(crackwatch, db):
    code, _, err = crackwatch("feeds", "add", "https://ana:hunter2@gazette.example/rss")
    assert code == 2
    assert "{secret:NAME}" in err
    assert "hunter2" not in err
    assert not db.exists()


def test_what_is_missing_is_said_with_the_words_that_mend_it(crackwatch):
    assert crackwatch("feeds", "add", "--watch", "stalingrad").err == (
        "crackwatch: --watch goes with --search: a watch is searched for\n"
        "  hint: run: crackwatch feeds add --search google-news --watch stalingrad\n"
    )
    assert "crackwatch feeds add https://www.example.org/, or: crackwatch feeds add --search" in crackwatch("feeds", "add").err


def test_a_feed_behind_a_login_is_followed_unasked_and_told_its_login_later(crackwatch, httpserver, tmp_path):
    address = httpserver.url_for("/rss")
    login = {"Authorization": "Basic YW5hOmxldG1laW4="}  # ana:letmein
    httpserver.expect_request("/rss", headers=login).respond_with_data(RSS.format(title="La Gazette"), content_type="application/rss+xml")
    httpserver.expect_request("/rss").respond_with_data("", status=401)
    err = crackwatch("feeds", "add", address, "--allow-private").err
    assert "feeds add --unasked, then feeds edit FEED --auth 'USER:{secret:NAME}'" in err
    assert crackwatch("feeds", "add", address, "--unasked", "--allow-private").code == 0
    assert "password: crackwatch feeds edit localhost" in crackwatch("fetch", "--strict").err
    assert crackwatch("feeds", "edit", "1", "--auth", "ana:let{secret:DOOR}").code == 0
    assert "there is no secret named DOOR" in crackwatch("fetch", "--strict", "--force").err
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('DOOR = "mein"', encoding="utf-8")
    secrets.chmod(0o600)
    (tmp_path / "config.toml").write_text(f'secrets_file = "{secrets}"', encoding="utf-8")
    assert crackwatch("fetch", "--strict", "--force").code == 0
    assert "riverains" in crackwatch("list").out
    for words in (["ana:x@gazette.example"], ["ftp://gazette.example/"]):
        assert crackwatch("feeds", "add", "--unasked", *words).code == 2


def test_what_is_not_followed_is_not_said_to_be_asked_again(crackwatch, httpserver):
    httpserver.expect_request("/rss").respond_with_data("", content_type="application/rss+xml")
    err = crackwatch("feeds", "add", httpserver.url_for("/rss"), "--allow-private").err
    assert err.endswith(" sent an empty document\n  hint: check the address in a browser\n")


def test_a_search_is_a_feed(crackwatch):
    said = crackwatch("feeds", "add", "--search", "google-news", "crack Stalingrad")
    assert said.code == 0
    assert followed(crackwatch)[0].startswith("https://news.google.com/rss/search?q=crack+Stalingrad")


def test_a_search_takes_the_words_of_a_watch_when_they_are_plain(crackwatch):
    assert crackwatch("watch", "add", "salle", '"salle de shoot"').code == 0
    assert crackwatch("feeds", "add", "--search", "bing-news", "--watch", "salle").code == 0
    assert "salle+de+shoot" in followed(crackwatch)[0]


def test_a_rich_watch_is_searched_for_in_plain_words(crackwatch):
    said = crackwatch("feeds", "add", "--search", "google-news", "--watch", "stalingrad")
    assert said.code == 0
    searches = [unquote_plus(re.search(r"q=([^&]+)", url)[1]) for url in followed(crackwatch)]
    assert any("crack" in search for search in searches)
    assert not any(sign in search for search in searches for sign in "@:*=")
    crackwatch("watch", "add", "outlet", "source:gazette")
    assert "asks for no word" in crackwatch("feeds", "add", "--search", "google-news", "--watch", "outlet").err


# --- lists of feeds


def test_feeds_come_from_a_list_and_leave_as_one(crackwatch, tmp_path):
    file = tmp_path / "feeds.opml"
    outlines = "".join(f'<outline text="Outlet {n}" xmlUrl="https://outlet{n}.example/rss"/>' for n in range(3))
    file.write_text(OPML.format(outlines), encoding="utf-8")
    assert crackwatch("feeds", "import", file).out == "3 feeds added, 0 followed already\n"
    assert crackwatch("feeds", "import", file).out == "0 feeds added, 3 followed already\n"
    assert crackwatch("feeds", "export", "-o", tmp_path / "out.opml").code == 0
    for name in ("outlet-0", "outlet-1", "outlet-2"):
        assert crackwatch("feeds", "remove", name).code == 0
    assert followed(crackwatch) == []
    assert crackwatch("feeds", "import", tmp_path / "out.opml").out == "3 feeds added, 0 followed already\n"


def test_what_cannot_be_followed_is_named_with_its_line_and_the_rest_is(crackwatch, tmp_path):
    file = tmp_path / "mixed.opml"
    bad = '<outline text="a" xmlUrl="file:///etc/passwd"/>\n<outline text="b" xmlUrl="https://u:hunter2@b.example/"/>\n'
    file.write_text(OPML.format(bad + '<outline text="Good" xmlUrl="https://good.example/rss"/>'), encoding="utf-8")
    code, out, err = crackwatch("feeds", "import", file)
    assert (code, out) == (3, "1 feed added, 0 followed already\n")
    assert f"{file}, line 1: " in err
    assert "hunter2" not in err
    assert followed(crackwatch) == ["https://good.example/rss"]


@pytest.mark.parametrize("text", ["", "<html><body>no</body></html>", "<opml><body><outline", '<!DOCTYPE o [<!ENTITY a "b">]><opml/>', "\0\1\2"])
def test_a_list_that_is_none_is_refused(crackwatch, tmp_path, text):
    file = tmp_path / "broken.opml"
    file.write_text(text, encoding="utf-8")
    code, out, err = crackwatch("feeds", "import", file)
    assert (code, out) == (2, "")
    assert f"crackwatch: {file} names no feed that can be followed\n" in err


def test_of_a_list_that_is_none_the_first_lines_are_named(crackwatch, tmp_path):
    file = tmp_path / "program"
    file.write_bytes(b"\x7fELF\n" * 300)
    code, _, err = crackwatch("feeds", "import", file)
    assert (code, len(err.splitlines())) == (2, 23)
    assert "\nand 280 more like these\ncrackwatch: " in err


def test_a_list_that_is_not_there_is_named(crackwatch, tmp_path):
    code, _, err = crackwatch("feeds", "import", tmp_path / "none.opml")
    assert code == 2
    assert err.startswith(f"crackwatch: cannot read {tmp_path}/none.opml: No such file")


# --- what is followed


@pytest.fixture
def one_feed(crackwatch, site):
    assert crackwatch("feeds", "add", site.url_for("/rss"), "--allow-private", "--outlet", "La Gazette").code == 0
    return crackwatch


def test_the_first_list_of_feeds_makes_an_archive_and_says_what_comes(crackwatch, db):
    code, out, err = crackwatch("feeds", "list")
    assert (code, out) == (0, "# id  feed  outlet  lang  place  state  checked  url\n")
    assert "no feed is followed yet" in err
    assert db.exists()


def test_a_feed_is_shown_with_how_it_fares(one_feed):
    assert json.loads(one_feed("feeds", "list", "-f", "json").out)["feeds"][0]["state"] == "new"
    assert one_feed("fetch").code == 0
    row = json.loads(one_feed("feeds", "list", "-f", "jsonl").out)
    assert (row["feed"], row["outlet"], row["lang"], row["state"]) == ("la-gazette", "La Gazette", "fr", "ok")
    shown = one_feed("feeds", "show", "la-gazette").out
    assert "outlet    La Gazette\n" in shown
    assert "state     ok\n" in shown


@pytest.mark.parametrize("form", ["table", "plain", "csv", "tsv", "md"])
def test_feeds_are_listed_in_every_format(one_feed, site, form):
    code, out, err = one_feed("feeds", "list", "--format", form)
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == (3 if form == "md" else 2)
    assert f"localhost:{site.port}" in out


def test_a_list_of_feeds_is_no_feed(one_feed):
    assert one_feed("feeds", "list", "--format", "atom").code == 2


def test_a_paused_feed_rests_until_it_is_resumed(one_feed):
    assert one_feed("feeds", "pause", "la-gazette").out == "la-gazette is paused\n"
    assert json.loads(one_feed("-v", "fetch", "--force", "--json").out)["data"]["asked"] == 0
    assert one_feed("feeds", "resume", "1").out == "la-gazette is polled again\n"
    assert json.loads(one_feed("fetch", "--force", "--json").out)["data"]["asked"] == 1


def test_a_removed_feed_leaves_its_articles(one_feed):
    assert one_feed("fetch").code == 0
    assert one_feed("feeds", "remove", "la-gazette").out == "la-gazette is followed no longer; its articles stay\n"
    assert "riverains" in one_feed("list").out
    assert followed(one_feed) == []


def test_several_feeds_are_changed_together_or_not_at_all(one_feed):
    code, out, err = one_feed("feeds", "pause", "la-gazette", "la-gazete")
    assert (code, out) == (2, "")
    assert err == "crackwatch: no feed is named 'la-gazete'\n  hint: did you mean la-gazette?\n"
    assert json.loads(one_feed("feeds", "list", "-f", "jsonl").out)["state"] == "new"


def test_a_list_may_come_through_a_pipe(crackwatch, tmp_path):
    piped = BytesIO(OPML.format('<outline text="Piped" xmlUrl="https://piped.example/rss"/>').encode())
    before, sys.stdin = sys.stdin, TextIOWrapper(piped)
    try:
        assert crackwatch("feeds", "import", "-").code == 0
    finally:
        sys.stdin = before
    assert followed(crackwatch) == ["https://piped.example/rss"]
