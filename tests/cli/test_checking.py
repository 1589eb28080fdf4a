from __future__ import annotations

import json
import sqlite3

import pytest

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>La Gazette</title>
<item><title>Crack à Stalingrad : les riverains à bout</title><link>https://gazette.example/1</link></item></channel></rss>"""


@pytest.fixture
def one_feed(crackwatch, httpserver):
    httpserver.expect_request("/rss").respond_with_data(RSS, content_type="application/rss+xml")
    assert crackwatch("feeds", "add", httpserver.url_for("/rss"), "--allow-private", "--outlet", "La Gazette").code == 0
    return crackwatch


def health(crackwatch, *words: str) -> list[str]:
    return [json.loads(line)["health"] for line in crackwatch("feeds", "check", "-f", "jsonl", *words).out.splitlines()]


def test_a_feed_is_new_then_well(one_feed):
    assert health(one_feed) == ["new"]
    assert one_feed("fetch").code == 0
    code, out, err = one_feed("feeds", "check")
    assert (code, err) == (0, "")
    assert out == "# 1 feed: 1 ok\n# id  feed        health  articles  hits  why\n1     la-gazette  ok      1         1\n"


def test_what_is_wrong_is_told_whole_and_counts_only_when_it_is_meant_to(one_feed, httpserver, db):
    assert one_feed("fetch").code == 0
    httpserver.clear()
    one_feed("fetch", "--force")
    code, out, _ = one_feed("feeds", "check", "la-gazette")
    assert code == 0
    assert "# 1 feed: 1 failing\n" in out
    assert "(http)" in out
    code, out, err = one_feed("feeds", "check", "--strict", "-f", "json")
    assert code == 3
    row = json.loads(out)["checks"][0]
    assert (row["feed"], row["health"], row["articles"], row["hits"]) == ("la-gazette", "failing", 1, 1)
    assert err.startswith("1 feed: 1 failing\ncrackwatch: 1 of 1 feed not well\n")


def test_asking_keeps_nothing_and_tells_of_this_moment(one_feed, httpserver, db):
    assert health(one_feed, "--ask", "--allow-private") == ["new"]
    httpserver.clear()
    assert health(one_feed, "--ask", "--allow-private", "--strict") == ["failing"]
    assert health(one_feed) == ["new"]
    with sqlite3.connect(db) as kept:
        assert kept.execute("SELECT count(*) FROM poll UNION ALL SELECT count(*) FROM article").fetchall() == [(0,), (0,)]


def test_holes_since_last_week_are_counted(one_feed, db):
    assert one_feed("fetch").code == 0
    with sqlite3.connect(db) as kept:
        kept.execute("INSERT INTO coverage (feed_id, first_at, last_at, missed) SELECT feed_id, last_at + 60, last_at + 60, 12 FROM coverage")
    out = one_feed("feeds", "check").out
    assert "truncated" in out
    assert "about 12 articles may have been missed" in out


def test_a_feed_that_is_not_followed_cannot_be_checked(one_feed):
    assert one_feed("feeds", "check", "nowhere").code == 2
    assert one_feed("feeds", "check", "nowhere", "--ask").code == 2
