"""``feeds add`` where not all goes well, and addresses that are written in other ways."""

from __future__ import annotations

import json

import pytest

RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>La Gazette</title></channel></rss>'
OPML = '<opml version="2.0"><body>{}</body></opml>'


@pytest.fixture
def site(httpserver):
    for path in ("/one", "/two"):
        httpserver.expect_request(path).respond_with_data(RSS, content_type="application/rss+xml")
    for path in ("/none", "/nothing"):
        httpserver.expect_request(path).respond_with_data("", status=404)
    return httpserver


def followed(crackwatch) -> list[str]:
    return [json.loads(line)["url"] for line in crackwatch("feeds", "list", "-f", "jsonl").out.splitlines()]


def test_what_is_good_is_followed_and_what_is_bad_is_named(crackwatch, site):
    good, bad, other = (site.url_for(path) for path in ("/one", "/none", "/two"))
    code, out, err = crackwatch("feeds", "add", good, bad, other, "--allow-private")
    assert (code, followed(crackwatch)) == (3, [good, other])
    assert out.count("following ") == 2
    first, last, hint = err.splitlines()
    assert first.startswith(f"{bad}: localhost answers with status 404; ")
    assert last == "crackwatch: 1 of 3 addresses brought no feed; the others are followed"
    assert hint.startswith("  hint: ")


def test_where_all_are_bad_each_is_named(crackwatch, site):
    code, out, err = crackwatch("feeds", "add", site.url_for("/none"), site.url_for("/nothing"), "--allow-private")
    assert (code, out) == (2, "")
    assert "/none: " in err
    assert "/nothing: " in err


@pytest.mark.parametrize("name", ["key", "apikey", "access_token", "SIG"])
def test_a_token_in_an_address_is_proposed_to_be_named(crackwatch, name):
    added = crackwatch("feeds", "add", "--unasked", f"https://gazette.example/rss?page=1&{name}=k3yQRS")
    assert added.code == 0
    assert added.err == (
        f"{name}=… in the address looks like a secret, and is kept as it is: "
        f"feeds edit --address with {name}={{secret:{name.upper()}}}, and set CRACKWATCH_SECRET_{name.upper()}\n"
    )


def test_so_it_is_in_an_address_that_is_edited(crackwatch):
    crackwatch("feeds", "add", "--unasked", "https://gazette.example/rss")
    assert crackwatch("feeds", "edit", "1", "--address", "https://gazette.example/rss?key=k3yQRS").err.startswith("key=… in the address looks like a secret")
    assert crackwatch("feeds", "edit", "1", "--address", "https://gazette.example/rss?key={secret:KEY}").err == ""


@pytest.mark.parametrize("query", ["key={secret:K}", "keyword=crack", "monkey=1", "key="])
def test_what_is_no_token_is_not_said_to_be_one(crackwatch, query):
    assert crackwatch("feeds", "add", "--unasked", f"https://gazette.example/rss?{query}").err == ""


# --- one feed, one address


def test_an_address_has_one_form_however_it_comes(crackwatch, tmp_path):
    ways = ("HTTP://Gazette.Example/Rss", "feed://gazette.example/Rss", "feed:http://gazette.example/Rss", "http://gazette.example/Rss")
    (tmp_path / "feeds.opml").write_text(OPML.format("".join(f'<outline xmlUrl="{way}"/>' for way in ways)), encoding="utf-8")
    assert crackwatch("feeds", "import", tmp_path / "feeds.opml").out == "1 feed added, 0 followed already\n"
    for way in ways:
        assert crackwatch("feeds", "add", "--unasked", way).out.startswith("already followed: ")
        assert crackwatch("feeds", "show", way).code == 0
    assert followed(crackwatch) == ["http://gazette.example/Rss"]


def test_an_empty_header_takes_all_header_fields_back(crackwatch):
    crackwatch("feeds", "add", "--unasked", "https://gazette.example/rss")
    assert "header    X-A: b\n" in crackwatch("feeds", "edit", "1", "--header", "X-A: b", "--header", "X-C: d").out
    code, out, _ = crackwatch("feeds", "edit", "1", "--header", "")
    assert (code, "header" in out) == (0, False)
    assert "header    X-E: f\n" in crackwatch("feeds", "edit", "1", "--header", "", "--header", "X-E: f").out


def test_a_list_of_names_that_goes_on_says_so(crackwatch):
    for name in ("wall", "wall2"):
        crackwatch("watch", "add", name, "crack")
    assert crackwatch("watch", "show", "zzz").err.endswith("hint: there is stalingrad, wall, wall2\n")
    crackwatch("watch", "add", "wall3", "crack")
    assert crackwatch("watch", "show", "zzz").err.endswith("hint: there is stalingrad, wall, wall2, …\n")
