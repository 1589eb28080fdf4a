from __future__ import annotations

import json

import pytest
import trustme

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>"""
ITEM = "<item><title>Crack à Stalingrad : {what}</title><link>http://localhost:{port}/{path}</link>{more}</item>"


@pytest.fixture
def site(httpserver):
    """A site with two feeds that name no outlet; an entry of the first is another outlet's."""

    def item(path: str, more: str = "") -> str:
        return ITEM.format(what=f"les riverains de la rue {path}", port=httpserver.port, path=path, more=more)

    other = '<source url="https://canal.example/rss">Le Canal</source>'
    bodies = {"/rss": item("1") + item("2", other), "/sport": item("3")}
    for path, items in bodies.items():
        httpserver.expect_request(path).respond_with_data(RSS.format(title=f"La Gazette {path[1:]}", items=items), content_type="text/xml")
    return httpserver


@pytest.fixture
def followed(crackwatch, site):
    for path in ("/rss", "/sport"):
        assert crackwatch("feeds", "add", site.url_for(path), "--allow-private").code == 0
    return crackwatch


def outlets(crackwatch) -> dict[str, int]:
    return {line["outlet"]: line["articles"] for line in json.loads(crackwatch("sources", "-f", "json").out)["sources"]}


def site_key(site) -> str:
    return f"localhost:{site.port}"


def shown(crackwatch, feed: str) -> dict[str, str]:
    return dict(line.split(None, 1) for line in crackwatch("feeds", "show", feed).out.splitlines())


# --- outlets


def test_an_outlet_that_is_named_later_is_the_outlet_of_what_came_before_too(followed, site):
    assert followed("fetch").code == 0
    assert outlets(followed) == {site_key(site): 2, "Le Canal": 1}

    said = followed("feeds", "edit", "la-gazette-rss", "--outlet", " La  Gazette ")

    assert (said.code, said.err) == (0, "")
    assert "outlet    La Gazette\n" in said.out
    assert outlets(followed) == {"La Gazette": 2, "Le Canal": 1}  # its whole domain; not what names its own outlet
    assert json.loads(followed("sources", site_key(site), "-f", "json").out)["outlet"] == "La Gazette"
    assert len(followed("list", "--source", "la gazette", "-f", "jsonl").out.splitlines()) == 2


def test_what_comes_later_has_the_same_outlet(followed, site):
    followed("fetch", "la-gazette-rss")
    followed("feeds", "edit", "la-gazette-rss", "--outlet", "La Gazette")
    followed("fetch", "la-gazette-sport")
    assert outlets(followed) == {"La Gazette": 2, "Le Canal": 1}


def test_an_outlet_that_was_misspelt_is_put_right_for_its_own_feed_only(followed):
    for feed in ("la-gazette-rss", "la-gazette-sport"):
        followed("feeds", "edit", feed, "--outlet", "La Gazete")
    followed("fetch")
    assert outlets(followed) == {"La Gazete": 2, "Le Canal": 1}
    followed("feeds", "edit", "la-gazette-rss", "--outlet", "La Gazette")
    assert outlets(followed) == {"La Gazette": 1, "La Gazete": 1, "Le Canal": 1}
    followed("feeds", "edit", "la-gazette-sport", "--outlet", "La Gazette")
    assert outlets(followed) == {"La Gazette": 2, "Le Canal": 1}
    assert json.loads(followed("sources", "lagazete", "-f", "json").out)["outlet"] == "La Gazette"


def test_an_outlet_may_be_one_that_is_known_already(followed):
    followed("fetch")
    followed("feeds", "edit", "1", "--outlet", "LE CANAL")
    assert outlets(followed) == {"LE CANAL": 3}


def test_watches_that_ask_for_an_outlet_are_named_where_one_gets_another_name(followed):
    followed("watch", "add", "gazette", "crack source:gazette")
    said = followed("feeds", "edit", "1", "--outlet", "La Gazette")
    assert said.err == "what these watches find may change with the outlet: crackwatch watch rerun gazette\n"
    assert followed("feeds", "edit", "1", "--place", "Pantin").err == ""


def test_a_name_before_the_first_fetch_makes_no_empty_outlet(followed):
    followed("feeds", "edit", "1", "--outlet", "La Gazette")
    followed("feeds", "edit", "2", "--outlet", "La Gazette")
    followed("fetch")
    assert outlets(followed) == {"La Gazette": 2, "Le Canal": 1}


# --- the rest of what is said


def test_a_feed_gets_a_name_a_language_a_place_and_a_pace(followed):
    words = ["--name", "Gazette du Nord", "--lang", "fr-FR", "--place", "Pantin", "--every", "30m"]
    assert followed("feeds", "edit", "1", *words).code == 0
    facts = shown(followed, "gazette-du-nord")
    assert (facts["language"], facts["place"], facts["every"]) == ("fr", "Pantin", "30 min")
    followed("feeds", "edit", "1", "--place", "", "--every", "")
    assert not {"place", "every"} & shown(followed, "1").keys()


def test_a_feed_goes_on_under_another_address(followed, site):
    site.expect_request("/new").respond_with_data(RSS.format(title="new", items=""), content_type="text/xml")
    assert followed("feeds", "edit", "2", "--address", site.url_for("/new")).code == 0
    assert json.loads(followed("fetch", "2", "--json").out)["status"] == "success"


def test_what_another_feed_has_is_not_taken(followed, site):
    code, out, err = followed("feeds", "edit", "1", "--name", "la gazette sport")
    assert (code, out, err) == (2, "", "crackwatch: another feed has the name la-gazette-sport\n  hint: see: crackwatch feeds list\n")
    assert "another feed has the address" in followed("feeds", "edit", "1", "--address", site.url_for("/sport")).err


# --- how it is asked


def test_header_login_and_agent_are_sent_and_named_secrets_stay_out_of_the_archive(followed, site, db, tmp_path):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('DOOR = "opensesame"\n', encoding="utf-8")
    secrets.chmod(0o600)
    with (tmp_path / "config.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'secrets_file = "{secrets}"\n')
    words = ["--header", "X-Reader: press", "--auth", "ana:{secret:DOOR}", "--user-agent", "gazette reader"]
    assert followed("feeds", "edit", "1", *words).code == 0
    site.clear_log()
    followed("fetch", "1")
    asked = site.log[0][0]
    assert (asked.headers["X-Reader"], asked.headers["User-Agent"]) == ("press", "gazette reader")
    assert (asked.authorization.username, asked.authorization.password) == ("ana", "opensesame")
    assert b"opensesame" not in db.read_bytes()
    assert shown(followed, "1")["login"] == "ana:{secret:DOOR}"


def test_a_header_is_replaced_by_its_name_and_goes_without_a_value(followed):
    followed("feeds", "edit", "1", "--header", "X-One: 1", "--header", "X-Two: 2")
    followed("feeds", "edit", "1", "--header", "x-one: 3", "--header", "X-Two:")
    assert followed("feeds", "show", "1").out.count("header") == 1
    assert shown(followed, "1")["header"] == "x-one: 3"


def test_leave_for_private_addresses_is_given_and_taken(followed):
    assert followed("feeds", "edit", "1", "--no-allow-private").code == 0
    assert "private" not in shown(followed, "1")
    assert followed("fetch", "1", "--strict").code != 0
    followed("feeds", "edit", "1", "--allow-private")
    assert followed("fetch", "1", "--strict").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "there is nothing to change"),
        (["--every", "often"], "--every often is no length of time"),
        (["--lang", "français"], "is no language"),
        (["--outlet", "☭"], "is no outlet's name"),
        (["--address", "ftp://gazette.example/"], "is not the address of a feed"),
        (["--proxy", "socks5://localhost:1"], "is not the address of a proxy"),
        (["--proxy", "http://ana:hunter2@localhost:1"], "the address holds a password, which is not kept"),
        (["--auth", "ana:hunter2"], "--auth holds a password, which is not kept"),
        (["--header", "Authorization: Bearer hunter2"], "--header Authorization holds a password, which is not kept"),
        (["--header", "hunter2"], "is no header"),
        (["--header", "X-Reader: one\nX-Other: two"], "--header X-Reader holds a line break"),
        (["--header", "Host: gazette.example"], "'Host' is no header field that you may set"),
        (["--header", "X Reader: one"], "'X Reader' is no header field that you may set"),
        (["--user-agent", "one\r\nX-Other: two"], "--user-agent holds a line break"),
        (["--ca", "/nowhere.pem"], "there is no file /nowhere.pem"),
        (["--ca", __file__], "holds no certificates that can be read"),
        (["--every", "0m"], "no feed is asked every 0m"),
        (["--every", "9999d"], "no feed is asked every 9999d"),
        (["--name", ""], "'' is no feed's name"),
        (["--name", "7"], "'7' is no feed's name"),
        (["--name", "☭"], "'☭' is no feed's name"),
    ],
)
def test_what_cannot_be_is_refused_with_a_cure_and_changes_nothing(followed, words, said):
    before = followed("feeds", "show", "1").out
    code, out, err = followed("feeds", "edit", "1", *words)
    assert (code, out) == (2, "")
    assert said in err
    assert "hint:" in err
    assert followed("feeds", "show", "1").out == before


def test_certificates_are_taken_from_a_pem_file(followed, tmp_path):
    pem = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(pem))
    assert followed("feeds", "edit", "1", "--ca", pem).code == 0


@pytest.mark.parametrize("words", [["https://gazette.example/rss", "--unasked"], ["crack", "--search", "bing-news"]])
def test_a_feed_in_no_language_is_not_followed(crackwatch, words):
    code, out, err = crackwatch("feeds", "add", *words, "--lang", "zz9")
    assert (code, out, err) == (2, "", "crackwatch: 'zz9' is no language\n  hint: write it as fr, en, de …\n")


def test_a_feed_that_nobody_follows_is_named(followed):
    assert followed("feeds", "edit", "la-gazete-rss", "--place", "Pantin").err.endswith("did you mean la-gazette-rss, la-gazette-sport?\n")


def test_what_was_given_for_one_host_is_said_to_go_to_another(followed):
    followed("feeds", "edit", "1", "--auth", "ana:{secret:PW}", "--cookies", "{secret:C}", "--header", "X-A: b")
    _, out, err = followed("feeds", "edit", "1", "--address", "https://ailleurs.example/rss")
    assert "address   https://ailleurs.example/rss\n" in out
    assert err == (
        "its login and cookies and header fields go to ailleurs.example from now on; "
        "crackwatch feeds edit la-gazette-rss --auth '' --cookies '' --header '' takes that back\n"
    )
    assert followed("feeds", "edit", "1", "--address", "https://ailleurs.example/sport").err == ""


def test_a_feed_that_is_asked_in_another_way_is_due_at_once(followed, site):
    followed("fetch", "--force")
    assert "no feed is due" in followed("-v", "fetch").err
    followed("feeds", "edit", "1", "--place", "Paris")
    assert "no feed is due" in followed("-v", "fetch").err
    followed("feeds", "edit", "1", "--address", site.url_for("/rss?all=1"))
    assert json.loads(followed("fetch", "--json").out)["data"]["changed"] == 1
