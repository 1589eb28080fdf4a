"""The house stays as docs/map.md draws it: floors, small files, and nothing heavy on the way to an answer."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "crackwatch"
MODULES = sorted(SOURCE.rglob("*.py"))
FILE_LINES = 300
LONGER = {"model.py": 400}  # fields and nothing else: every room reads one list of values
FUNCTION_LINES = 40

# Who may import a library: a pattern for the path inside src/crackwatch.
OWNERS = {
    "httpx": r"feeds/",
    "httpcore": r"feeds/",
    "feedparser": r"feeds/parse\w*\.py",
    "sqlite3": r"archive/",
    "sqlite_utils": r"archive/",
    "rich": r"(cli/|render/terminal\.py)",
    "typer": r"cli/",
    "click": r"cli/",
}
EFFECTS = {"os", "pathlib", "random", "socket", "subprocess", "time", "threading", "urllib.request"}
PURE = r"(watches|stories|reports)/"


def inside(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function with the lines of its body, docstring not counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_imports_go_down_only():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=inside)
def test_each_library_stays_in_its_room(path):
    names = {name.partition(".")[0] for name in imported(path)}

    assert {name for name in names & OWNERS.keys() if not re.match(OWNERS[name], inside(path))} == set()


@pytest.mark.parametrize("path", [path for path in MODULES if re.match(PURE, inside(path))], ids=inside)
def test_rooms_that_decide_touch_nothing(path):
    assert EFFECTS & set(imported(path)) == set()


@pytest.mark.parametrize("path", [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_are_rooms(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGER.get(path.name, FILE_LINES)


@pytest.mark.parametrize("path", MODULES, ids=inside)
def test_functions_fit_on_a_screen(path):
    assert [(name, lines) for name, lines in functions(path) if lines > FUNCTION_LINES] == []


@pytest.mark.parametrize("path", MODULES, ids=inside)
def test_every_file_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_dev_stays_short():
    assert len((ROOT / "dev").read_text(encoding="utf-8").splitlines()) <= 60
