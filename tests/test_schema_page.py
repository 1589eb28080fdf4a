"""The page on the archive lists every table, view and column that there is, and what it asks is answered."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from crackwatch.archive.connection import open_for_writing

PAGE = (Path(__file__).parents[1] / "docs" / "schema.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^### (\w+)\n(.+?)\n\n\| column \| meaning \|\n\|---\|---\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
ASKED = re.findall(r"^sqlite-utils query .+ --table$", PAGE, re.MULTILINE)
OF_SQLITE = re.compile(r"sqlite_\w+|article_fts_\w+")


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The columns of every table and view of a new archive."""
    path = tmp_path_factory.mktemp("schema") / "a.db"
    open_for_writing(path, zone="Europe/Paris", now=0, founding=lambda: ()).close()
    db = sqlite3.connect(path)
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    held = {name: [row[1] for row in db.execute(f"PRAGMA table_info({name})")] for name in names if not OF_SQLITE.fullmatch(name)}
    db.close()
    return held


def test_every_table_view_and_column_has_its_line_in_order(columns):
    told = {name: re.findall(r"^\| `(\w+)` \| \S", rows, re.MULTILINE) for name, _, rows in SECTIONS}

    assert told == columns


def test_nothing_is_told_twice():
    headings = re.findall(r"^### (\w+)$", PAGE, re.MULTILINE)

    assert headings == [name for name, _, _ in SECTIONS]
    assert len(headings) == len(set(headings))


@pytest.fixture(scope="module")
def demonstrated(shell):
    shell.run("crackwatch demo --keep kept")
    return shell


@pytest.mark.parametrize("line", ASKED, ids=re.findall(r"^(\w.*):\n\n```sh$", PAGE, re.MULTILINE))
def test_what_the_page_asks_of_the_demo_is_answered(demonstrated, line):
    said = demonstrated.run(f"CRACKWATCH_DB=kept/crackwatch.db; {line.removesuffix(' --table')}").stdout

    assert json.loads(said)


def test_five_questions_are_asked():
    assert len(ASKED) == 5
