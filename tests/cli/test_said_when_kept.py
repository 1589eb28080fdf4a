"""Nothing is reported as kept before it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest


class Witness(StringIO):
    """A stdout that is told nothing while somebody still writes to the archive."""

    def __init__(self, db: Path) -> None:
        super().__init__()
        self.db = db

    def write(self, text: str) -> int:
        with closing(sqlite3.connect(self.db, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
        return super().write(text)


@pytest.mark.parametrize(
    "words",
    [
        ("watch", "add", "foot", "psg"),
        ("watch", "edit", "stalingrad", "psg"),
        ("watch", "import", "watches.toml"),
        ("watch", "rerun"),
        ("watch", "remove", "stalingrad"),
        ("feeds", "add", "--unasked", "https://canal.example/rss"),
        ("feeds", "edit", "1", "--place", "Paris"),
        ("feeds", "pause", "1"),
        ("feeds", "remove", "1"),
        ("import", "more.jsonl"),
        ("yes", "1"),
    ],
    ids=" ".join,
)
def test_case_68_what_is_said_is_kept(crackwatch, db, tmp_path, words):
    (tmp_path / "more.jsonl").write_text('{"title": "Crack à Stalingrad"}', encoding="utf-8")
    (tmp_path / "watches.toml").write_text('[[watch]]\nname = "stalingrad"\nquery = "psg"\n[[watch]]\nname = "b"\nquery = "crack"\n', encoding="utf-8")
    crackwatch("import", tmp_path / "more.jsonl")
    crackwatch("feeds", "add", "--unasked", "https://gazette.example/rss")

    with redirect_stdout(Witness(db)) as said:
        code = crackwatch(*(tmp_path / word if (tmp_path / word).is_file() else word for word in words)).code

    assert code == 0
    assert said.getvalue()
