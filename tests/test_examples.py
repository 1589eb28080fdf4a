"""Each example is run as its reader would run it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from configparser import ConfigParser
from datetime import UTC
from pathlib import Path

import pytest

from crackwatch import demo, urls
from crackwatch.dates import parse_published
from crackwatch.feeds.parse import Parser
from crackwatch.model import FeedDocument

EXAMPLES = Path(__file__).parents[1] / "examples"
FEEDS = EXAMPLES / "feeds"


@pytest.fixture(scope="module")
def documents() -> dict[str, FeedDocument]:
    with Parser() as parser:
        parsed = {path.relative_to(FEEDS).as_posix(): parser.parse(path.read_bytes()) for path in FEEDS.rglob("*.*")}
    assert all(isinstance(document, FeedDocument) and not document.damaged for document in parsed.values())
    return parsed


# --- sample feeds -------------------------------------------------------------------------------------------------------


def test_every_format_is_among_the_sample_feeds(documents):
    kinds = [documents[name].kind for name in demo.OUTLETS]

    assert set(kinds) == {"rss", "atom", "rdf", "json"}
    assert b'encoding="windows-1252"' in (FEEDS / "gazette-nord-est.rss").read_bytes()


def test_the_sample_feeds_tell_the_affair_from_may_to_october_2021(documents):
    entries = [entry for name in demo.OUTLETS for entry in documents[name].entries]
    days = [parse_published(entry.published, UTC).date().isoformat() for entry in entries]

    assert 75 <= len(entries) <= 85
    assert min(days) == "2021-05-03"
    assert max(days) == "2021-10-27"


def test_the_outlets_are_invented(documents):
    addresses = [entry.url for document in documents.values() for entry in document.entries]

    assert all(re.match(r"https://www\.[\w-]+\.example/", address) for address in addresses)


def test_the_later_feed_has_one_new_article_and_one_new_headline(documents):
    before = {urls.canonical(entry.url): entry.title for entry in documents["canal-ourcq.rss"].entries}
    after = {urls.canonical(entry.url): entry.title for entry in documents["later/canal-ourcq.rss"].entries}

    assert before.keys() < after.keys()
    assert len(after) == len(before) + 1
    assert sum(after[address] != title for address, title in before.items()) == 1


# --- files to copy ------------------------------------------------------------------------------------------------------


def test_the_line_for_cron_polls_and_says_nothing_when_all_is_well(shell):
    (line,) = re.findall(r"^\d+ \* \* \* \* (.+)$", (EXAMPLES / "crontab").read_text(encoding="utf-8"), re.MULTILINE)

    done = shell.run(line)

    assert (done.stdout, done.stderr) == ("", "")
    assert "Stalingrad" in shell.run("crackwatch list").stdout


def test_the_watches_find_what_their_comments_say(shell):
    shell.run(f"crackwatch fetch && crackwatch watch import '{EXAMPLES / 'watches.toml'}'")
    found = {name: shell.run(f"crackwatch list --watch {name}").stdout for name in ("wall", "care", "football")}

    assert "mur de Pantin" in found["wall"]
    assert "Sortir du crack" in found["care"]
    assert "Bobigny" in found["football"]
    assert "Riquet" not in found["football"]


def test_the_demo_shows_each_command_and_says_where_the_archive_lies(shell):
    said = shell.run("crackwatch demo --keep kept").stdout
    commands = re.findall(r"^\$ crackwatch --db \S+ (?:-v )?(\w+)", said, re.MULTILINE)

    assert commands == ["feeds", "fetch", "fetch", "timeline", "sources"]
    assert "80 new articles" in said
    assert "1 new article, 1 revised" in said
    assert f"The archive lies in {shell.folder / 'kept' / 'crackwatch.db'}" in said


def test_the_demo_spares_an_archive_that_is_already_there(shell):
    (shell.folder / "mine").mkdir()
    (shell.folder / "mine" / "crackwatch.db").write_text("mine", encoding="utf-8")
    said = shell.run("crackwatch demo --keep mine; test $? -eq 73").stderr

    assert "crackwatch.db is already there" in said
    assert (shell.folder / "mine" / "crackwatch.db").read_text(encoding="utf-8") == "mine"


def test_the_service_runs_the_same_command_as_cron():
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(EXAMPLES / "systemd" / "crackwatch.service")

    assert unit["Service"]["ExecStart"].partition("crackwatch")[2] == " --quiet fetch"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    for unit in (EXAMPLES / "systemd").iterdir():
        text = unit.read_text(encoding="utf-8").replace("%h/.local/bin/crackwatch", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--user", "--man=no", *map(str, tmp_path.iterdir())]
    environment = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "crackwatch" not in done.stderr
