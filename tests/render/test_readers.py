"""Each format as an independent reader takes it in."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime

import feedparser
import pytest
from markdown_it import MarkdownIt

from crackwatch.render import machine
from tests.render.answered import answers, archive


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with archive(tmp_path_factory.mktemp("readers")) as found:
        yield found


def printed(opened, name, form):
    return "".join(machine.render(answers(opened)[name], form))


def test_json_is_one_object_that_names_its_schema(opened):
    for name in answers(opened):
        assert json.loads(printed(opened, name, "json"))["schema"].startswith("crackwatch/")


def test_a_timeline_has_the_fields_that_scripts_rely_on(opened):
    found = json.loads(printed(opened, "timeline", "json"))

    assert {"since", "until", "zone", "record_begins", "by", "buckets", "stories", "gaps", "key_dates"} <= found.keys()
    fields = {
        "id",
        "headline",
        "url",
        "outlet",
        "first_published",
        "last_published",
        "articles",
        "copies",
        "outlets",
        "lang",
        "watches",
    }
    assert all(fields <= story.keys() for story in found["stories"])
    assert (found["since"], found["until"]) == ("2021-05-01T00:00:00+02:00", "2021-06-30T23:59:59+02:00")
    assert all({"date", "score", "stories"} <= key.keys() for key in found["key_dates"])
    assert all(datetime.fromisoformat(gap["since"]) < datetime.fromisoformat(gap["until"]) for gap in found["gaps"])


def test_a_list_has_the_fields_that_scripts_rely_on(opened):
    found = [json.loads(line) for line in printed(opened, "articles", "jsonl").splitlines()]

    fields = {"id", "url", "addresses", "canonical_url", "title", "outlet", "lang", "published", "published_from", "first_seen",
              "origin", "watches", "score", "story", "copy_of", "relation", "revisions"}  # fmt: skip
    assert all(fields <= article.keys() for article in found)
    assert [article["copy_of"] for article in found if article["id"] in {1, 2}] == [
        "https://agencenord.example/1",
        None,
    ]


def test_sources_have_the_fields_that_scripts_rely_on(opened):
    found = json.loads(printed(opened, "sources", "json"))["sources"]

    fields = {
        "outlet",
        "articles",
        "originals",
        "copies",
        "first_reports",
        "median_lag_s",
        "first",
        "last",
        "languages",
        "feeds",
        "health",
    }
    assert all(fields <= outlet.keys() for outlet in found)


def test_csv_and_tsv_hold_the_same_cells(opened):
    for name in answers(opened):
        commas = list(csv.reader(io.StringIO(printed(opened, name, "csv"))))
        tabs = [line.split("\t") for line in printed(opened, name, "tsv").splitlines()]
        assert commas == tabs
        assert {len(row) for row in commas} == {len(commas[0])}


def test_atom_is_read_by_another_reader(opened):
    feed = feedparser.parse(printed(opened, "articles", "atom"))

    assert not feed.bozo
    assert (feed.version, feed.feed.title, len(feed.entries)) == ("atom10", "crackwatch", 6)
    oldest = feed.entries[-1]
    assert (oldest.title, oldest.link, oldest.author) == (
        "Crack : les riverains de Stalingrad manifestent",
        "https://agencenord.example/1",
        "Agence Nord",
    )
    assert oldest.published == "2021-05-12T06:00:00Z"
    assert feed.entries[0].updated == "2021-06-08T11:00:00Z"  # its headline changed
    assert len({entry.id for entry in feed.entries}) == 6


def test_timelinejs_gets_what_its_format_asks_for(opened):
    found = json.loads(printed(opened, "timeline", "timelinejs"))

    assert set(found) == {"title", "events", "eras"}
    for slide in [*found["events"], *found["eras"]]:
        start = slide["start_date"]
        assert date(start["year"], start["month"], start["day"])
    assert all({"headline", "text"} <= slide["text"].keys() for slide in found["events"])
    assert len({slide["unique_id"] for slide in found["events"]}) == len(found["events"])
    assert all("end_date" in era for era in found["eras"])


def test_markdown_has_a_row_for_each_story_and_its_link(opened):
    html = MarkdownIt("commonmark").enable("table").render(printed(opened, "timeline", "md"))

    assert html.count("<tr>") == 1 + 3
    assert '<a href="https://agencenord.example/1">Crack : les riverains de Stalingrad manifestent</a>' in html


def test_what_hit_is_set_off(opened):
    assert "[**Crack** : les riverains" in printed(opened, "articles", "md")


def test_a_format_that_does_not_fit_is_named_with_those_that_do(opened):
    from crackwatch.errors import UsageError

    with pytest.raises(UsageError, match="atom does not fit") as error:
        printed(opened, "sources", "atom")
    assert "plain json jsonl csv tsv md" in error.value.hint
