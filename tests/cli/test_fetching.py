from __future__ import annotations

import fcntl
import json
from pathlib import Path

import pytest

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>
<item><title>Crack à Stalingrad : les riverains à bout</title><link>https://{title}.example/1</link></item></channel></rss>"""


@pytest.fixture
def server(httpserver):
    for name in ("gazette", "canal"):
        httpserver.expect_request(f"/{name}").respond_with_data(RSS.format(title=name), content_type="application/rss+xml")
    httpserver.expect_request("/gone").respond_with_data("", status=404)
    httpserver.expect_request("/page").respond_with_data("<html><body>cookies?</body></html>", content_type="text/html")
    return httpserver


@pytest.fixture
def follow(crackwatch, server, tmp_path):
    """Follow feeds of the server by their paths."""

    def do(*names: str) -> None:
        file = tmp_path / "feeds.opml"
        outlines = "".join(f'<outline text="{name}" xmlUrl="{server.url_for(f"/{name}")}"/>' for name in names)
        file.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
        assert crackwatch("feeds", "import", file, "--allow-private").code == 0

    return do


# --- silence and talk


def test_nothing_is_said_where_nobody_looks_and_nothing_is_wrong(crackwatch, follow):
    follow("gazette", "canal")
    assert crackwatch("fetch") == crackwatch("fetch", "--force")
    assert tuple(crackwatch("fetch", "--force")) == (0, "", "")
    assert "riverains" in crackwatch("list").out


def test_verbose_tells_in_one_line_what_was_done(crackwatch, follow):
    follow("gazette", "canal")
    code, out, err = crackwatch("-v", "fetch")
    assert (code, out) == (0, "")
    assert err.startswith("2 changed; 2 new articles, 2 hits (")
    assert crackwatch("-v", "fetch").err == "no feed is due (2 followed); --force asks them all the same\n"


def test_a_person_at_a_terminal_sees_how_far_it_is_and_is_told_too(follow, db, tmp_path, on_a_terminal):
    follow("gazette", "gone")
    code, out, said = on_a_terminal("-m", "crackwatch", "--db", db, "--config", tmp_path / "config.toml", "fetch")
    assert (code, out) == (0, b"")
    assert b"2 of 2 feeds done, 1 new article" in said
    assert b"1 changed, 1 failed; 1 new article, 1 hit" in said
    assert b"gone: " in said


# --- trouble


def test_a_feed_that_keeps_failing_is_told_of_at_the_third_time_also_when_quiet(crackwatch, follow):
    follow("gazette", "gone")
    for _ in range(2):
        assert tuple(crackwatch("-q", "fetch", "--force")) == (0, "", "")
    code, out, err = crackwatch("-q", "fetch", "--force")
    assert (code, out) == (3, "")
    assert err.startswith("gone: ")
    assert "(3 times in a row)" in err
    assert len(err.splitlines()) == 1


def test_strict_counts_every_failure(crackwatch, follow):
    follow("gazette", "gone")
    code, _, err = crackwatch("fetch", "--strict")
    assert code == 3
    assert len(err.splitlines()) == 2  # the feed, and the summary


def test_where_every_feed_fails_there_is_one_line_for_all(crackwatch, follow):
    follow("gone", "page")
    code, out, err = crackwatch("fetch")
    assert (code, out) == (4, "")
    assert err.startswith("crackwatch: every feed failed (2), the first of them: ")
    assert len(err.splitlines()) == 2


@pytest.mark.parametrize("words", [("fetch", "--strict"), ("-v", "fetch")])
def test_where_every_feed_fails_each_is_named_if_that_is_asked_for(crackwatch, follow, words):
    follow("gone", "page")
    code, _, err = crackwatch(*words)
    assert code == 4
    assert [line.partition(": ")[0] for line in sorted(err.splitlines()[:2])] == ["gone", "page"]
    assert err.splitlines()[2] == "crackwatch: every feed failed (2)"


def test_a_feed_that_nobody_follows_is_named(crackwatch, follow):
    follow("gazette")
    assert crackwatch("fetch", "gazete").err == "crackwatch: no feed is named 'gazete'\n  hint: did you mean gazette?\n"


def test_another_run_is_not_disturbed(crackwatch, follow, db):
    follow("gazette")
    with Path(f"{db}.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, out, err = crackwatch("fetch")
        assert (code, out) == (75, "")
        assert err.startswith("crackwatch: another run holds ")
        told = crackwatch("fetch", "--json")
        assert (told.code, json.loads(told.out)["status"], json.loads(told.out)["exit_code"]) == (75, "error", 75)
    assert crackwatch("fetch").code == 0


# --- for scripts


def test_a_script_gets_an_envelope(crackwatch, follow):
    follow("gazette", "canal", "gone")
    code, out, err = crackwatch("fetch", "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert (told["schema"], told["command"], told["status"], told["exit_code"]) == ("crackwatch/fetch/1", "fetch", "partial", 0)
    assert {name: told["data"][name] for name in ("asked", "changed", "new", "hits")} == {"asked": 3, "changed": 2, "new": 2, "hits": 2}
    assert [(error["code"], error["feed"], error["status"]) for error in told["errors"]] == [("http", "gone", 404)]


def test_the_status_says_how_much_was_done(crackwatch, follow):
    follow("gazette")
    assert json.loads(crackwatch("fetch", "--json").out)["status"] == "success"
    follow("gone")
    assert json.loads(crackwatch("fetch", "gone", "--json").out)["status"] == "error"


def test_a_dry_run_asks_and_keeps_nothing(crackwatch, follow):
    follow("gazette")
    assert json.loads(crackwatch("fetch", "--dry-run", "--json").out)["data"]["new"] == 1
    assert crackwatch("list").out == ""
    assert json.loads(crackwatch("fetch", "--json").out)["data"]["new"] == 1


@pytest.mark.parametrize("words", [["--jobs", "0"], ["--jobs", "many"], ["--wait", "-1"], ["--fail-after", "0"], ["--max-time", "0"]])
def test_a_figure_that_makes_no_sense_is_refused(crackwatch, words, db):
    code, out, err = crackwatch("fetch", *words)
    assert (code, out) == (2, "")
    assert words[0] in err
    assert not db.exists()


# --- one feed alone


def test_a_feed_that_fails_alone_is_never_failed_in_silence(crackwatch, follow):
    follow("gone")
    for times in ("", " (2 times in a row)", " (3 times in a row)", " (4 times in a row)"):
        code, out, err = crackwatch("fetch", "--force")
        assert (code, out) == (4, "")
        assert err.startswith(f"gone: localhost answers with status 404{times}; ")


def test_quiet_says_nothing_and_ends_well_until_a_lone_feed_keeps_failing(crackwatch, follow):
    follow("gone")
    said = [crackwatch("-q", "fetch", "--force") for _ in range(4)]
    assert [(one.code, len(one.err.splitlines())) for one in said] == [(0, 0), (0, 0), (4, 1), (4, 1)]


def test_a_named_feed_is_asked_before_it_is_due_but_not_before_its_server_permits(crackwatch, server, follow):
    follow("gazette", "busy")
    server.expect_request("/busy").respond_with_data("", status=429, headers={"Retry-After": "3600"})
    crackwatch("fetch")
    assert json.loads(crackwatch("fetch", "gazette", "--json").out)["data"]["asked"] == 1
    code, out, err = crackwatch("fetch", "busy")
    assert (code, out) == (0, "")
    assert err.startswith("busy is left alone until 20")
    assert err.endswith(": localhost asks for fewer requests; --force asks it\n")
    assert json.loads(crackwatch("fetch", "busy", "--force", "--json").out)["data"]["asked"] == 1


def test_whether_the_machine_is_online_is_asked_only_where_nobody_answered(crackwatch, follow):
    follow("gone", "page")
    assert crackwatch("fetch").err.endswith("\n  hint: see what is wrong with each: crackwatch feeds check\n")
