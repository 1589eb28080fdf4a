"""What a fetch says of feeds that move, fail again and again, or are asked before their time."""

from __future__ import annotations

import json
import os
import re

import pytest

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>gazette</title>
<item><title>Crack à Stalingrad : les riverains à bout</title><link>https://gazette.example/1</link></item></channel></rss>"""


@pytest.fixture
def moving(crackwatch, httpserver):
    """A feed whose address leads for good to another site."""
    target = f"http://127.0.0.1:{httpserver.port}/new"
    httpserver.expect_request("/new").respond_with_data(RSS, content_type="application/rss+xml")
    assert crackwatch("feeds", "add", httpserver.url_for("/new"), "--allow-private").code == 0
    crackwatch("feeds", "remove", "gazette")
    httpserver.expect_request("/old").respond_with_data("", status=301, headers={"Location": target})
    old = httpserver.url_for("/old").replace("127.0.0.1", "localhost")
    file = f'<opml version="2.0"><body><outline text="Old" xmlUrl="{old}"/></body></opml>'
    return crackwatch, file, old, target


@pytest.fixture
def follow(moving, tmp_path):
    crackwatch, file, old, target = moving
    (tmp_path / "old.opml").write_text(file, encoding="utf-8")
    assert crackwatch("feeds", "import", tmp_path / "old.opml", "--allow-private").code == 0
    return crackwatch, old, target


def address(crackwatch) -> str:
    return json.loads(crackwatch("feeds", "list", "-f", "jsonl").out)["url"]


def test_a_move_is_proposed_twice_and_adopted_the_third_time(follow):
    crackwatch, old, target = follow
    for seen in (1, 2):
        err = crackwatch("fetch", "--force", "--allow-private").err
        assert err == f"old moves to {target}, on another site; seen {seen} of 3 times, then that address is asked\n"
        assert address(crackwatch) == old
        assert json.loads(crackwatch("feeds", "check", "-f", "jsonl").out)["health"] == "moved"

    err = crackwatch("fetch", "--force", "--allow-private").err

    assert err == f"old has moved for good to {target}, on another site; that address is asked from now on\n"
    assert address(crackwatch) == target
    assert json.loads(crackwatch("feeds", "check", "-f", "jsonl").out)["health"] == "ok"


def test_a_move_to_an_address_that_is_followed_changes_nothing_and_says_so(follow, tmp_path):
    crackwatch, _, target = follow
    (tmp_path / "new.opml").write_text(f'<opml version="2.0"><body><outline text="New" xmlUrl="{target}"/></body></opml>', encoding="utf-8")
    crackwatch("feeds", "import", tmp_path / "new.opml", "--allow-private")
    for _ in range(3):
        err = crackwatch("fetch", "old", "--allow-private").err

    assert err == f"old has moved to {target}, on another site, which is followed already; end one with feeds remove\n"


def test_verbose_says_what_force_overrides(follow, httpserver):
    crackwatch, _, _ = follow
    httpserver.clear()
    httpserver.expect_request("/old").respond_with_data("", status=404)
    assert "before they are due" not in crackwatch("-v", "fetch", "--force", "--allow-private").err
    err = crackwatch("-v", "fetch", "--force", "--allow-private").err
    assert "\n1 asked before they are due, 1 of them while they back off after failures\nold backs off\n" in err


def test_verbose_leaves_out_what_there_is_none_of(follow):
    crackwatch, *_ = follow
    crackwatch("fetch", "--allow-private")
    assert "1 asked before they are due\n" in crackwatch("-v", "fetch", "--force", "--allow-private").err


def test_a_failure_that_lasts_is_told_once_a_day_then_more_rarely(follow, httpserver, crackwatch):
    crackwatch, *_ = follow
    httpserver.clear()
    httpserver.expect_request("/old").respond_with_data("", status=404)
    httpserver.expect_request("/fine").respond_with_data(RSS, content_type="application/rss+xml")
    crackwatch("feeds", "add", httpserver.url_for("/fine"), "--allow-private")
    told = []
    try:
        for hour in range(0, 60, 6):
            os.environ["CRACKWATCH_NOW"] = f"2021-05-{1 + hour // 24:02}T{hour % 24:02}:00:00Z"
            said = crackwatch("-q", "fetch", "--force", "--allow-private")
            told.append((said.code, bool(said.err)))
    finally:
        del os.environ["CRACKWATCH_NOW"]

    assert [code for code, _ in told] == [0, 0, *[3] * 8]
    assert [hour * 6 for hour, (_, said) in enumerate(told) if said] == [12, 36]


def test_a_run_that_ends_before_its_feeds_says_how_far_it_came(crackwatch, httpserver, tmp_path):
    from threading import Event

    over = Event()
    httpserver.expect_request("/slow").respond_with_handler(lambda _: over.wait(30) and None)
    httpserver.expect_request("/fine").respond_with_data(RSS, content_type="application/rss+xml")
    outlines = "".join(f'<outline text="{name}" xmlUrl="{httpserver.url_for(f"/{name}")}"/>' for name in ("fine", "slow"))
    (tmp_path / "feeds.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
    crackwatch("feeds", "import", tmp_path / "feeds.opml", "--allow-private")

    try:
        code, _, err = crackwatch("fetch", "--max-time", "1")
    finally:
        over.set()

    assert code == 0
    assert re.match(r"stopped; (0 of 2 done; 0 new articles, 0 hits|1 of 2 done; 1 changed; 1 new article, 1 hit) \(", err)
