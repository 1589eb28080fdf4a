"""Cells parted by commas (RFC 4180) or by tabs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Any

from crackwatch.answers import Value
from crackwatch.render.cells import Cell, table
from crackwatch.render.signs import clean

FORMULA = ("=", "+", "-", "@")  # OWASP, "CSV injection"; of its list, tabs and line ends never reach a cell


class _Line:
    """A file for the csv module that gives each line back."""

    def write(self, line: str) -> str:
        return line


def commas(value: Value, *, raw: bool = False) -> Iterator[str]:
    """``value`` as csv; unless ``raw``, a text that a spreadsheet would compute gets a ``'`` before it."""
    writer: Any = csv.writer(_Line(), lineterminator="\n")
    names, rows = table(value)
    return (writer.writerow([_cell(cell, raw=raw) for cell in row]) for row in chain([names], rows))


def tabs(value: Value, *, raw: bool = False) -> Iterator[str]:
    """``value`` as lines of cells parted by tabs; no cell holds a tab or a line break. ``raw`` as for ``commas``."""
    names, rows = table(value)
    return ("\t".join(str(_cell(cell, raw=raw)) for cell in row) + "\n" for row in chain([names], rows))


def _cell(cell: Cell, *, raw: bool) -> str | int | float:
    if not isinstance(cell, str):
        return "" if cell is None else cell
    shown = clean(cell)
    return f"'{shown}" if shown.startswith(FORMULA) and not raw else shown
