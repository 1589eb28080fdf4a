"""What reading costs at start: nothing of what only fetching and writing need; and a poll, nothing of what only new articles need."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ["httpx", "feedparser", "sqlite_utils", "pydantic"]
READING = [
    ["--help"],
    ["list"],
    ["search", "pantin"],
    ["show", "1"],
    ["timeline", "--since", "2021-05"],
    ["timeline", "--since", "2021-05", "--format", "json"],
    ["sources"],
    ["stories", "list"],
    ["watch", "list"],
    ["feeds", "list"],
    ["export"],
    ["db", "path"],
    ["db", "check"],
    ["cron", "print"],
]
PROGRAM = """
import contextlib, io, json, sys
from crackwatch.cli import main

db, heavy, commands = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
ran = []
for command in commands:
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.redirect_stderr(io.StringIO()) as said:
        code = main(["--db", db, *command])
    ran.append([code, said.getvalue(), [name for name in heavy if name in sys.modules]])
print(json.dumps(ran))
"""


@pytest.fixture(scope="module")
def ran(reader) -> list[tuple[int, str, list[str]]]:
    """Exit code, talk, and heavy libraries present after each reading command, run one after another in one process."""
    command = [
        sys.executable,
        "-c",
        PROGRAM,
        reader.environment["CRACKWATCH_DB"],
        json.dumps(HEAVY),
        json.dumps(READING),
    ]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize("n", range(len(READING)), ids=[" ".join(command) for command in READING])
def test_a_reading_command_loads_nothing_heavy(ran, n):
    code, talk, heavy = ran[n]

    assert (code, heavy) == (0, []), talk


def test_a_poll_that_brings_nothing_loads_nothing_that_judges_texts_or_draws(reader, tmp_path):
    shell = reader.moved(tmp_path)
    unneeded = ["rich", "pygments", "sqlite_utils", "feedparser", *(f"crackwatch.{room}" for room in ("intake", "grouping", "reports.quotes"))]
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "a.db"), json.dumps(["httpx", *unneeded])]
    command.append(json.dumps([["fetch", "--force", "--allow-private"]]))

    done = subprocess.run(command, check=True, capture_output=True, text=True, env=shell.environment)

    ((code, talk, loaded),) = json.loads(done.stdout)
    assert (code, loaded) == (0, ["httpx"]), talk
