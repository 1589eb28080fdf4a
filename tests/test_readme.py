"""Every command of the README is run as it stands there, and what it shows is what comes out."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line.strip() for kind, text in BLOCKS if kind == "sh" for line in text.splitlines() if line.strip()]
RENEW = runpy.run_path(str(ROOT / "docs" / "renew.py"))
SHOWN = [(shown["command"], shown["answer"]) for shown in RENEW["SHOWN"].finditer(README)]


@pytest.fixture(scope="module")
def typed(shell) -> Callable[[int], None]:
    """Types the commands up to this one in the order of the page, each of them once."""
    left = deque(enumerate(COMMANDS))

    def up_to(number: int) -> None:
        while left and left[0][0] <= number:
            line = left.popleft()[1]
            shell.run(line.replace("https://www.example.org/", f"--allow-private {shell.address}/canal-ourcq.rss"))

    return up_to


@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=[line.partition(" #")[0].strip() for line in COMMANDS])
def test_a_command_does_what_it_is_shown_for(typed, number):
    typed(number)


@pytest.mark.parametrize(("command", "answer"), SHOWN, ids=[command for command, _ in SHOWN])
def test_what_is_shown_is_what_comes_out(reader, command, answer):
    said = reader.run(command).stdout

    assert RENEW["without_ids"](said) == RENEW["without_ids"](answer), "write it anew: ./dev docs"


def test_the_python_example_prints_articles(reader, tmp_path):
    (program,) = [text for kind, text in BLOCKS if kind == "python"]
    shutil.copy(reader.environment["CRACKWATCH_DB"], tmp_path / "crackwatch.db")
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert "Pantin" in done.stdout


def test_the_line_for_cron_is_that_of_the_example():
    (line,) = re.findall(r"^\d+ \* \* \* \* .+$", README, re.MULTILINE)

    assert line in (ROOT / "examples" / "crontab").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("word", re.findall(r"^\./dev (\w+)$", README, re.MULTILINE))
def test_dev_knows_the_words_of_the_readme(word):
    assert re.search(rf"^  {word}\)", (ROOT / "dev").read_text(encoding="utf-8"), re.MULTILINE)
