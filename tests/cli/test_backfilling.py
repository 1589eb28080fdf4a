"""``backfill`` as a person meets it."""

from __future__ import annotations

import json

WAY = ["backfill", "https://canal.example/rss.xml", "--since", "2021-05", "--until", "2021-10"]


def test_a_dry_run_tells_requests_minutes_and_bytes_and_asks_nobody(crackwatch):
    said = crackwatch(*WAY, "--dry-run", "--archive", "http://127.0.0.1:9/cdx/search/cdx")

    assert said.code == 0
    assert "7  index of captures" in said.out
    assert "at least 7 requests, 18 s, 1.4 MB" in said.out
    assert "crack" in said.out


def test_status_says_how_to_begin_and_then_how_far_it_is(crackwatch):
    crackwatch("watch", "list")
    assert "begin with: crackwatch backfill" in crackwatch("backfill", "status").out

    crackwatch(*WAY, "--archive", "http://127.0.0.1:9/coll", "--allow-private", "--via", "captures")
    code, out, _ = crackwatch("backfill", "status")

    assert code == 0
    assert "index of captures" in out
    assert "refused the connection" in out
    assert json.loads(crackwatch("backfill", "status", "--json").out)["left"]["requests"] == 1


def test_what_cannot_be_is_said_with_a_cure(crackwatch):
    assert crackwatch("backfill").err.startswith("crackwatch: backfill needs a beginning")
    for words in (["--via", "tv"], ["--archive", "attic"], ["--watch", "nobody"], ["--warc", "/nowhere/*.warc.gz"]):
        code, _, err = crackwatch(*WAY, *words)
        assert code == 2
        assert "hint:" in err
