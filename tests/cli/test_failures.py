from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from crackwatch.cli import failures
from crackwatch.errors import ArchiveMissing, CrackwatchError, Locked, QueryError, StorageError, UsageError


def said(error: BaseException, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = failures.told(error)
    out, err = capsys.readouterr()
    assert out == ""
    return code, err.splitlines()


@pytest.mark.parametrize("kind", [UsageError, ArchiveMissing, StorageError, Locked, CrackwatchError])
def test_an_error_of_ours_is_a_line_and_a_hint_with_its_code(capsys, kind):
    assert said(kind("it is so", "do this"), capsys) == (kind.exit_code, ["crackwatch: it is so", "  hint: do this"])
    assert said(kind("it is so"), capsys) == (kind.exit_code, ["crackwatch: it is so"])


@pytest.mark.parametrize(
    ("query", "at", "end", "line", "caret"),
    [
        ("crack OR", 6, 8, "  crack OR", "        ^^"),
        ("crack\nOR (stalingrad", 9, 10, "  OR (stalingrad", "     ^"),
        ("a\tb", 2, 3, "  a b", "    ^"),
        ("crack", 5, 6, "  crack", "       ^"),
        ("crack\nOR", 0, 8, "  crack", "  ^^^^^"),
    ],
)
def test_a_fault_in_a_query_is_pointed_at_in_its_line(capsys, query, at, end, line, caret):
    code, lines = said(QueryError("no", query=query, at=at, end=end), capsys)
    assert (code, lines) == (2, ["crackwatch: no", line, caret])


def test_an_interrupt_is_no_error_to_report(capsys):
    assert said(KeyboardInterrupt(), capsys) == (130, ["crackwatch: interrupted"])


def test_what_nobody_expected_is_one_line_and_a_file_with_the_details(tmp_path):
    script = "import sys; from crackwatch.cli import failures\ntry: {}['gone']\nexcept KeyError as error: sys.exit(failures.told(error))"
    env = os.environ | {"XDG_STATE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script, "--token", "hunter2"], capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    first, hint = done.stderr.splitlines()
    assert first == "crackwatch: unexpected KeyError: 'gone'"
    details = Path(hint.removeprefix("  hint: the details are in ").removesuffix("; please report them"))
    assert "Traceback" in details.read_text("utf-8")
    assert "hunter2" not in details.read_text("utf-8")
    assert stat.S_IMODE(details.stat().st_mode) == 0o600


def test_where_no_details_can_be_written_the_line_is_all(tmp_path):
    (tmp_path / "file").touch()
    script = "import sys; from crackwatch.cli import failures; sys.exit(failures.told(ValueError('a\\nb \\x1b[2J')))"
    env = os.environ | {"XDG_STATE_HOME": str(tmp_path / "file")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stderr) == (1, "crackwatch: unexpected ValueError: a b [2J\n")
