"""Write what the documents take from the program: the modules in map.md, the tests in faults.md, the answers in README.md.

The first sentence of a module's docstring is its promise, the name of a test its sentence; the answers are those of the
demo's archive. Run by ./dev docs.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src" / "crackwatch"
BEGIN, END = "<!-- modules: written by ./dev docs -->\n", "<!-- end of modules -->\n"
CASE = re.compile(r"^def test_cases?_(\d+(?:_and_\d+)*)_(\w+)\(", re.MULTILINE)
FAULT = re.compile(r"^(?P<row>\| (?P<number>\d+) \|[^|]+\|[^|]+\|)[^|]*\|$", re.MULTILINE)
UNTESTED = "**no test yet**"
SHOWN = re.compile(r"^```\n\$ (?P<command>crackwatch .*)\n(?P<answer>(?:(?!```).*\n)*)```$", re.MULTILINE)


# --- the map ------------------------------------------------------------------------------------------------------------


def promise(module: Path) -> str:
    """The first sentence of a module's docstring, on one line and in Markdown."""
    told = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    paragraph = " ".join(told.partition("\n\n")[0].split()).replace("``", "`").replace("|", "\\|")
    return re.split(r"(?<=[.)])\s+(?=[A-Z])", paragraph)[0].removesuffix(".")


def room(folder: Path) -> str:
    """A table of the modules of one folder, under its name and its own promise."""
    name = folder.relative_to(SOURCE.parent).as_posix().partition("/")[2]
    heading = (
        f"### {name}/\n{promise(folder / '__init__.py')}.\n" if name else "### The top floor and the words of all\n"
    )
    files = [path for path in sorted(folder.glob("*.py")) if not name or path.stem != "__init__"]
    rows = [f"| `{path.relative_to(SOURCE).as_posix()}` | {promise(path)} |" for path in files]
    return "\n".join([heading, "| module | promise |", "|---|---|", *rows, ""])


def mapped(page: str) -> str:
    """``page`` with its list of modules as the code has it now, the top floor first."""
    folders = sorted(SOURCE.rglob("__init__.py"), key=lambda path: path.parent)
    before, _, rest = page.partition(BEGIN)
    rooms = "\n".join(room(path.parent) for path in folders)
    return f"{before}{BEGIN}\n{rooms}\n{END}{rest.partition(END)[2]}"


# --- faults -------------------------------------------------------------------------------------------------------------


def cases() -> dict[int, list[str]]:
    """The tests of each fault by its number, as links: a test's name is its sentence, and begins with the number."""
    found: dict[int, list[str]] = {}
    for path in sorted((HERE.parent / "tests").rglob("test_*.py")):
        for numbers, sentence in CASE.findall(path.read_text(encoding="utf-8")):
            link = f"[{sentence.replace('_', ' ')}](../{path.relative_to(HERE.parent).as_posix()})"
            for number in numbers.split("_and_"):
                found.setdefault(int(number), []).append(link)
    return found


def shown_by(page: str) -> str:
    """``page`` with the tests of every fault in the last column of its row, or what is missing there."""
    tests = cases()
    return FAULT.sub(lambda row: f"{row['row']} {'; '.join(tests.get(int(row['number']), [])) or UNTESTED} |", page)


# --- the README ---------------------------------------------------------------------------------------------------------


def without_ids(answer: str) -> str:
    """An answer without the ids of its articles: which feed answers first decides those."""
    return re.sub(r"^(>?\d{4}-\d\d-\d\d) +\d+", r"\1", answer, flags=re.MULTILINE)


def answered(page: str, ask: Callable[[str], str]) -> str:
    """``page`` with each answer that it shows as ``ask`` gives it; one that differs in its ids alone stays as it is."""

    def block(shown: re.Match[str]) -> str:
        answer = ask(shown["command"])
        if without_ids(answer) == without_ids(shown["answer"]):
            return shown[0]
        return f"```\n$ {shown['command']}\n{answer}```"

    return SHOWN.sub(block, page)


def demo_answer(folder: Path) -> Callable[[str], str]:
    """What a command answers on the archive of the demo in ``folder``, on the demo's day."""
    from crackwatch import demo

    environment = demo.own_environment(folder, demo.POLLED[1], os.environ)
    environment["CRACKWATCH_DB"] = str(folder / "crackwatch.db")

    def ask(command: str) -> str:
        words = [sys.executable, "-m", *shlex.split(command)]
        return subprocess.run(words, env=environment, check=True, capture_output=True, text=True).stdout

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        if demo.run(folder, nowhere):
            sys.exit("the demo failed, so README.md is left as it is; see ./dev demo")
    return ask


def rewrite(page: Path, change: Callable[[str], str]) -> None:
    page.write_text(change(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    rewrite(HERE / "map.md", mapped)
    rewrite(HERE / "faults.md", shown_by)
    with tempfile.TemporaryDirectory() as folder:
        asked = demo_answer(Path(folder))
        rewrite(HERE.parent / "README.md", lambda page: answered(page, asked))
