"""From an empty archive, one command fills May to October 2021 from an archive of the web that holds the sample feeds and
their pages; the timeline then tells it, with its gaps.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from crackwatch import dates, demo
from crackwatch.cli import main
from crackwatch.feeds.parse import Parser
from crackwatch.model import Entry, FeedDocument

CAPTURED = "2021-10-28T06:00:00Z"


def entries() -> Iterator[tuple[str, Entry, datetime]]:
    """(feed's file, entry, when published) of all that the sample feeds hold."""
    with Parser() as parser:
        for name in demo.OUTLETS:
            document = parser.parse((demo.sample_folder() / name).read_bytes(), url=home(name), content_type="")
            assert isinstance(document, FeedDocument)
            for entry in document.entries:
                moment = dates.published(entry.published, UTC, datetime.fromisoformat(CAPTURED), "feed").utc
                if moment and entry.url:
                    yield name, entry, moment


def home(name: str) -> str:
    return f"https://{name.partition('.')[0]}.example/{name}"


@pytest.fixture(scope="module")
def held(webarchive, tmp_path_factory) -> Iterator[str]:
    """A collection with a capture of each feed, and one of each page a day after it was published."""
    pytest.importorskip("pywb", reason="pywb is not installed (it needs Python < 3.13)")
    records = [(home(name), CAPTURED, demo.TYPES[f".{name.rpartition('.')[2]}"], (demo.sample_folder() / name).read_bytes()) for name in demo.OUTLETS]
    for _, entry, moment in entries():
        if moment.month == 8:
            continue  # somebody's summer holidays
        page = webarchive.article(entry.title, f"{moment:%Y-%m-%d}", entry.summary)
        records.append((entry.url, f"{moment:%Y-%m-%d}T23:00:00Z", "text/html", page))
    with webarchive.pywb(tmp_path_factory.mktemp("held"), records) as address:
        yield address


@pytest.fixture
def crackwatch(tmp_path, capsys):
    """Run a command on an archive of the test's own, on 5 November 2021, and give what it prints."""
    (tmp_path / "config.toml").write_text('zone = "Europe/Paris"\n', encoding="utf-8")
    os.environ["CRACKWATCH_NOW"] = "2021-11-05T12:00:00+01:00"

    def run(*words: str) -> str:
        code = main(["--db", str(tmp_path / "a.db"), "--config", str(tmp_path / "config.toml"), *words])
        out, err = capsys.readouterr()
        assert code == 0, err
        return out

    yield run
    del os.environ["CRACKWATCH_NOW"]


@pytest.mark.slow
def test_one_command_fills_the_past_and_the_timeline_shows_it_with_its_gaps(held, crackwatch):
    feeds = [home(name) for name in demo.OUTLETS]
    wanted = ["backfill", *feeds, "--since", "2021-05", "--until", "2021-10", "--archive", held, "--allow-private", "--json"]

    done, again = json.loads(crackwatch(*wanted)), json.loads(crackwatch(*wanted))
    line = json.loads(crackwatch("timeline", "--since", "2021-05", "--format", "json"))

    assert (done["status"], done["bad"], done["new"]) == ("success", 0, len({entry.url for _, entry, _ in entries()}))
    assert (again["requests"], again["new"]) == (0, 0)
    assert {bucket["start"][:7] for bucket in line["buckets"] if bucket["articles"]} == {f"2021-{month:02}" for month in range(5, 11)}
    assert line["record_begins"] == "2021-05-01T00:00:00+02:00"
    assert {gap["kind"] for gap in line["gaps"]} == {"backfilled"}  # the feeds were captured late, but they show all since May


def test_a_month_of_which_no_page_was_captured_is_a_gap_of_its_own(held, crackwatch):
    name = "agence-pave.atom"
    crackwatch("backfill", home(name), "--since", "2021-07", "--until", "2021-10", "--archive", held, "--allow-private", "--via", "wayback")
    line = json.loads(crackwatch("timeline", "--since", "2021-07", "--until", "2021-10", "--format", "json"))

    assert [(gap["since"][:10], gap["until"][:10], gap["kind"]) for gap in line["gaps"]] == [
        ("2021-07-01", "2021-07-31", "backfilled"),
        ("2021-08-01", "2021-08-31", "no capture"),
        ("2021-09-01", "2021-10-31", "backfilled"),
    ]
