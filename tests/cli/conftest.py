"""The command line as a person meets it, run in this process for speed: same parser, same archive, same exit codes."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import pytest

from crackwatch.cli import main

SETTINGS = 'zone = "Europe/Paris"\n'


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def __iter__(self):
        return iter((self.code, self.out, self.err))


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture(scope="session")
def with_articles(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """An archive that holds articles, each a dictionary as ``import`` reads it; made once for each set of them."""
    made: dict[str, Path] = {}

    def make(articles: list[dict[str, str]]) -> Path:
        lines = "".join(json.dumps(article) + "\n" for article in articles)
        if lines not in made:
            folder = tmp_path_factory.mktemp("articles")
            (folder / "config.toml").write_text(SETTINGS, encoding="utf-8")
            (folder / "articles.jsonl").write_text(lines, encoding="utf-8")
            words = ["--db", folder / "archive.db", "--config", folder / "config.toml", "import", folder / "articles.jsonl"]
            assert main([str(word) for word in words]) == 0
            made[lines] = folder / "archive.db"
        return made[lines]

    return make


@pytest.fixture
def crackwatch(tmp_path: Path, db: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run one command line on an archive and settings of the test's own."""
    settings = tmp_path / "config.toml"
    settings.write_text(SETTINGS, encoding="utf-8")

    def run(*words: object) -> Said:
        capsys.readouterr()
        code = main(["--db", str(db), "--config", str(settings), *map(str, words)])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Said(code, out, err)

    return run


@pytest.fixture
def on_a_terminal() -> Callable[..., tuple[int, bytes, bytes]]:
    """Run Python with these words, its stderr (or its stdout) on a terminal.

    Exit code, what the other stream said, and all that the terminal was sent.
    """

    def run(*words: object, shown: str = "stderr") -> tuple[int, bytes, bytes]:
        ours, theirs = pty.openpty()
        with os.fdopen(ours, "rb", buffering=0) as screen:
            command = [sys.executable, *map(str, words)]
            streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, shown: theirs}
            process = subprocess.Popen(command, env=os.environ | {"TERM": "xterm"}, **streams)
            os.close(theirs)
            said = b""
            while chunk := _read(screen):
                said += chunk
            out, err = process.communicate()
        return process.returncode, out or err or b"", said

    return run


def _read(screen: FileIO) -> bytes:
    try:
        return screen.read(4096)
    except OSError:  # the other side is closed
        return b""
