"""docs/json.md names what feeds, watches and a fetch print as JSON, no more and no less."""

from __future__ import annotations

import json
import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>gazette</title>
<item><title>Crack à Stalingrad</title><link>https://gazette.example/1</link></item></channel></rss>"""


def in_quotes(line: str) -> set[str]:
    """The names in backquotes of a line, without what stands in parentheses or behind it."""
    return set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", line)))


def line(start: str) -> str:
    return re.search(rf"^{re.escape(start)}(.*)$", PAGE, re.MULTILINE)[1]


def test_what_feeds_and_watches_print_is_written_down(crackwatch, httpserver):
    httpserver.expect_request("/rss").respond_with_data(RSS, content_type="application/rss+xml")
    assert crackwatch("feeds", "add", httpserver.url_for("/rss"), "--allow-private").code == 0
    for words, name in ((["feeds", "list"], "feeds"), (["feeds", "check"], "checks"), (["watch", "list"], "watches")):
        said = json.loads(crackwatch(*words, "-f", "json").out)
        assert set(said) == {"schema", name}
        assert set(said[name][0]) == in_quotes(line(f"| `{' '.join(words)}` |"))


def test_what_a_fetch_prints_is_written_down(crackwatch, httpserver):
    httpserver.expect_request("/rss").respond_with_data(RSS, content_type="application/rss+xml")
    assert crackwatch("feeds", "add", httpserver.url_for("/rss"), "--allow-private").code == 0
    httpserver.clear()
    httpserver.expect_request("/rss").respond_with_data("", status=404)
    said = json.loads(crackwatch("fetch", "--json").out)
    table = PAGE.split("## What a fetch did", 1)[1]
    assert set(said) == set(re.findall(r"^\| (\w+) \|", table, re.MULTILINE)) - {"field"}
    assert set(said["data"]) == in_quotes(line("`data`: "))
    assert set(said["errors"][0]) == in_quotes(line("An error: ").partition(". Where")[0])
