"""The documents speak of what exists."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

from crackwatch import errors

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")])
PLACES = ("", "src/crackwatch", "docs", "bench")
DECISION_LINES = 40


def told(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def all_errors(base: type[errors.CrackwatchError] = errors.CrackwatchError) -> set[type[errors.CrackwatchError]]:
    return {base}.union(*map(all_errors, base.__subclasses__()))


@pytest.mark.parametrize("page", PAGES, ids=told)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=told)
def test_files_that_are_named_exist(page):
    named = re.findall(r"`((?:[\w.-]+/)+(?:[\w.-]+\.\w+)?|\w+\.(?:py|md))`", page.read_text(encoding="utf-8"))

    assert [name for name in named if not any((ROOT / place / name).exists() for place in PLACES)] == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("0*.md")), ids=told)
def test_a_decision_is_one_page(page):
    assert len(page.read_text(encoding="utf-8").splitlines()) <= DECISION_LINES


def test_decisions_are_numbered_once():
    numbers = [page.name[:4] for page in (ROOT / "docs" / "decisions").glob("0*.md")]

    assert sorted(numbers) == sorted(set(numbers))


def test_the_table_of_exit_codes_is_that_of_the_errors():
    page = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    table = {name: int(code) for code, name in re.findall(r"^\| (\d+) \| (\w+) \|", page, re.MULTILINE)}
    errors_by_code = {error.__name__: error.exit_code for error in all_errors()}

    assert table.items() <= errors_by_code.items()
    assert set(table.values()) == set(errors_by_code.values())


# --- faults -------------------------------------------------------------------------------------------------------------


def test_every_fault_has_its_row_and_every_row_its_tests():
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    renew = runpy.run_path(str(ROOT / "docs" / "renew.py"))
    rows = [int(row["number"]) for row in renew["FAULT"].finditer(page)]

    assert rows == list(range(1, len(rows) + 1))
    assert renew["cases"]().keys() <= set(rows)
    assert page == renew["shown_by"](page), "write it anew: ./dev docs"


# --- the map ------------------------------------------------------------------------------------------------------------


def test_the_map_lists_every_module_with_its_promise():
    page = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    mapped = runpy.run_path(str(ROOT / "docs" / "renew.py"))["mapped"]

    assert page == mapped(page), "write it anew: ./dev docs"


def test_the_floors_on_the_map_are_those_that_import_linter_keeps():
    page = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    table = re.search(r"^\| floor \|.*?\n\n", page, re.MULTILINE | re.DOTALL).group()
    drawn = [re.findall(r"`(\w+)(?:/|\.py)`", row) for row in table.splitlines()[2:]]
    kept = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]
    floors = [re.findall(r"\w+", layer) for layer in kept["layers"]]
    built = {path.stem for path in (ROOT / "src" / "crackwatch").iterdir()}
    standing = [[room for room in floor if room in built and room != "__main__"] for floor in floors]

    assert [sorted(row) for row in drawn if row] == [sorted(floor) for floor in standing if floor]


def test_every_benchmark_says_what_it_is_beside():
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")

    assert {path.name for path in (ROOT / "bench").glob("*.py")} == set(
        re.findall(r"^\| `(\w+\.py)` \|", page, re.MULTILINE)
    )
