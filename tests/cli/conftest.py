"""The command line as a person meets it, run in this process for speed: same parser, same archive, same exit codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from crackwatch.cli import main


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


@pytest.fixture
def crackwatch(tmp_path: Path, db: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run one command line on an archive and settings of the test's own."""
    settings = tmp_path / "config.toml"
    settings.write_text('zone = "Europe/Paris"\n', encoding="utf-8")

    def run(*words: object) -> Said:
        capsys.readouterr()
        code = main(["--db", str(db), "--config", str(settings), *map(str, words)])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Said(code, out, err)

    return run
