"""Write the list of modules in map.md: the first sentence of each module is its promise. Run by ./dev map."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src" / "crackwatch"
BEGIN, END = "<!-- modules: written by ./dev map -->\n", "<!-- end of modules -->\n"


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


def modules() -> str:
    """All rooms, the top floor first."""
    return "\n".join(room(path.parent) for path in sorted(SOURCE.rglob("__init__.py"), key=lambda path: path.parent))


def written(page: str) -> str:
    """``page`` with its list of modules as the code has it now."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{modules()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    target = HERE / "map.md"
    target.write_text(written(target.read_text(encoding="utf-8")), encoding="utf-8")
