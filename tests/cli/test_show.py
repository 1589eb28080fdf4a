"""One article: what changed in it, and its copies."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STATES = [
    ("Crack à Stalingrad", "La place est évacuée. Nul ne sait où ils iront."),
    ("Crack à Stalingrad : les riverains à bout", "La place est évacuée. Nul ne sait où ils iront."),
    ("Crack à Stalingrad : les riverains à bout", "La place est évacuée. Ils iront aux jardins d'Éole."),
]


@pytest.fixture(scope="module")
def told_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of an article in three states, an hour apart, and a copy of it."""
    folder = tmp_path_factory.mktemp("told-again")
    told = [{"title": title, "summary": summary, "url": "https://gazette.example/1", "published": "2021-05-13"} for title, summary in STATES]
    told.append(told[-1] | {"url": "https://canal.example/1", "published": "2021-05-14", "outlet": "Canal"})
    settings, lines, db = folder / "config.toml", folder / "article.jsonl", folder / "archive.db"
    settings.write_text('zone = "Europe/Paris"\n', encoding="utf-8")
    for hour, article in enumerate(told):
        lines.write_text(json.dumps(article), encoding="utf-8")
        words = [sys.executable, "-m", "crackwatch", "--config", settings, "--db", db, "import", lines]
        subprocess.run(words, check=True, capture_output=True, env=os.environ | {"CRACKWATCH_NOW": f"2021-05-14T0{hour}:00:00+02:00"})
    return db


@pytest.fixture
def retold(crackwatch, told_again, db):
    shutil.copy(told_again, db)
    return crackwatch


def test_an_article_tells_what_changed_in_it(retold):
    assert retold("show", "1", "--diff").out == (
        "# 2021-05-14 01:00\n"
        "title: Crack à Stalingrad {+: les riverains à bout+}\n"
        "# 2021-05-14 02:00\n"
        "lead: [-Nul ne sait où ils iront.-] {+Ils iront aux jardins d'Éole.+}\n"
    )
    assert retold("show", "2", "--diff").out == "it was never changed\n"


def test_what_changed_is_told_to_programs_too(retold):
    whole = json.loads(retold("show", "1", "--diff", "-f", "json").out)
    lines = [json.loads(line) for line in retold("show", "1", "--diff", "-f", "jsonl").out.splitlines()]

    assert (whole["schema"], whole["id"], len(whole["revisions"])) == ("crackwatch/differences/1", 1, 2)
    assert whole["changes"] == lines
    assert [(change["field"], change["replaced"][:16]) for change in lines] == [("title", "2021-05-14T01:00"), ("summary", "2021-05-14T02:00")]
    assert lines[0]["words"] == [{"kind": "same", "words": "Crack à Stalingrad"}, {"kind": "added", "words": ": les riverains à bout"}]
    assert json.loads(retold("show", "2", "--diff", "-f", "json").out)["changes"] == []


def test_no_place_is_shown_in_words_that_have_gone(crackwatch, tmp_path):
    file = tmp_path / "state.jsonl"
    for title, spans in (("Crack à Stalingrad", True), ("Nouvelles du quartier", False)):
        file.write_text(json.dumps({"title": title, "url": "https://gazette.example/1"}), encoding="utf-8")
        assert crackwatch("import", file).code == 0
        (found,) = (json.loads(line) for line in crackwatch("list", "-f", "jsonl").out.splitlines())
        assert (found["title"], found["watches"], bool(found["spans"])) == (title, ["stalingrad"], spans)


def test_an_article_is_listed_with_its_copies(retold):
    assert [json.loads(line)["id"] for line in retold("show", "2", "--copies", "-f", "jsonl").out.splitlines()] == [1, 2]


def test_an_article_that_is_not_there_is_named(retold):
    assert retold("show", "99").err == "crackwatch: there is no article 99\n  hint: see the ids with: crackwatch list\n"
    assert retold("show", "one").code == 2
