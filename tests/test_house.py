"""The house stays as docs/map.md draws it: floors, small files, and nothing heavy on the way to an answer."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "crackwatch"
MODULES = sorted(SOURCE.rglob("*.py"))
FILE_LINES = 300
FUNCTION_LINES = 40


def inside(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function with the lines of its body, docstring not counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_the_floors_and_the_owners_of_libraries_are_kept():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "path", [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_files_are_rooms(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES


@pytest.mark.parametrize("path", MODULES, ids=inside)
def test_functions_fit_on_a_screen(path):
    assert [(name, lines) for name, lines in functions(path) if lines > FUNCTION_LINES] == []


@pytest.mark.parametrize("path", MODULES, ids=inside)
def test_every_file_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_dev_stays_short():
    assert len((ROOT / "dev").read_text(encoding="utf-8").splitlines()) <= 60
