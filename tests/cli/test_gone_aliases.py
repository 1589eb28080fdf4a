"""A watch whose alias is gone is told of and left out; the others go on, and nothing is lost."""

from __future__ import annotations

import json

import pytest

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>gazette</title>
<item><title>Crack à Stalingrad : le PSG proteste</title><link>https://gazette.example/1</link></item></channel></rss>"""


@pytest.fixture
def broken(crackwatch, tmp_path, httpserver):
    """An archive with the shipped watch, and one whose alias was taken from the settings; and a feed."""
    settings = tmp_path / "config.toml"
    before = settings.read_text("utf-8")
    settings.write_text(f"{before}[aliases]\nfoot = 'psg OR ballon'\n", encoding="utf-8")
    assert crackwatch("watch", "add", "club", "@foot -boxe").code == 0
    settings.write_text(before, encoding="utf-8")
    httpserver.expect_request("/rss").respond_with_data(RSS, content_type="application/rss+xml")
    assert crackwatch("feeds", "add", httpserver.url_for("/rss"), "--allow-private").code == 0
    return crackwatch


def told(err: str) -> bool:
    return err.startswith("watch club: ") and "@foot" in err and "crackwatch watch edit club QUERY" in err and err.count("\n") == 1


def test_case_85_fetch_goes_on_without_a_watch_whose_alias_is_gone_and_says_so_also_to_cron(broken):
    code, out, err = broken("-q", "fetch")
    assert (code, out) == (0, "")
    assert told(err)
    assert [json.loads(line)["watches"] for line in broken("export").out.splitlines()] == [["stalingrad"]]
    assert broken("watch", "edit", "club", "psg").out == "club: 1 stored article hit (1 new)\n"
    assert tuple(broken("-q", "fetch", "--force")) == (0, "", "")


def test_scripts_are_told(broken):
    said = json.loads(broken("fetch", "--json").out)
    assert (said["status"], said["data"]["hits"]) == ("success", 1)
    assert told(said["data"]["notes"][0] + "\n")


def test_case_85_import_labels_and_rerun_go_on_without_it(broken, tmp_path):
    line = {"title": "Crack à Stalingrad : les riverains", "url": "https://gazette.example/2"}
    (tmp_path / "one.jsonl").write_text(json.dumps(line), encoding="utf-8")
    code, out, err = broken("import", tmp_path / "one.jsonl")
    assert (code, out) == (0, "1 article read: 1 new, 1 hit\n")
    assert told(err)
    assert broken("yes", "1").code == 0
    code, out, err = broken("watch", "rerun")
    assert (code, out) == (0, "stalingrad: 1 stored article hit\n")
    assert told(err)


def test_where_it_is_named_it_is_an_error(broken):
    for words in (["watch", "rerun", "club"], ["watch", "show", "club"]):
        code, _, err = broken(*words)
        assert code == 2
        assert err.startswith("crackwatch: watch club: ")


def test_case_85_backfill_goes_on_without_it(broken):
    way = ["-q", "backfill", "--since", "2021-05", "--until", "2021-05", "--archive", "http://127.0.0.1:9/cdx", "--dry-run"]
    code, out, err = broken(*way)
    assert (code, "index of captures" in out) == (0, True)
    assert told(err)
    assert told(json.loads(broken(*way, "--json").out)["notes"][0] + "\n")
    code, _, err = broken(*way, "--watch", "club")
    assert (code, err.splitlines()[0]) == (2, "crackwatch: no watch that can be asked is named 'club'")
