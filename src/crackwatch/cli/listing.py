"""Lists of what is followed and looked for: feeds, watches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from crackwatch.cli.options import Format
from crackwatch.cli.output import deliver
from crackwatch.errors import UsageError

Cell = str | int | float | None
Row = Sequence[Cell]
WIDEST = 40  # columns of a cell that is not the last
LINE = 80


class Listing(NamedTuple):
    """Rows under the names of their columns; ``name`` is what they are, in the plural. ``whole``: the last cell is never cut."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    whole: bool = False


def show_list(listing: Listing, form: Format | None, output: Path | None, *, raw: bool = False) -> None:
    """Print a list in a format; as lines that fit a terminal unless one was chosen. Raises UsageError for a format of pages and feeds."""
    deliver(_rendered(listing, form or "plain", raw=raw), output)


def _rendered(listing: Listing, form: Format, *, raw: bool) -> Iterator[str]:
    match form:
        case "table" | "plain":
            return _plain(listing)
        case "json":
            return _json(listing)
        case "jsonl":
            return _json_lines(listing)
        case "csv" | "tsv":
            return _delimited(listing, tabs=form == "tsv", raw=raw)
        case "md":
            return _markdown(listing)
    raise UsageError(f"{form} does not fit a list of {listing.name}", "use one of: table plain json jsonl csv tsv md")


def _plain(listing: Listing) -> Iterator[str]:
    from crackwatch.render.signs import clean, column, fit, width

    rows = [["" if cell is None else clean(str(cell)) for cell in row] for row in listing.rows]
    head = list(listing.columns)
    widths = [min(WIDEST, max(map(width, cells))) for cells in zip(head, *rows, strict=True)]
    head[0] = f"# {head[0]}"
    widths[0] = max(widths[0], len(head[0]))
    for row in (head, *rows):
        shown = "  ".join(column(cell, columns) for cell, columns in zip(row[:-1], widths, strict=False))
        whole = listing.whole or " " not in row[-1]  # so is an address
        last = row[-1] if whole else fit(row[-1], max(WIDEST, LINE - len(shown)))
        yield f"{shown}  {last}".rstrip() + "\n"


def _objects(listing: Listing) -> Iterator[dict[str, Cell]]:
    return (dict(zip(listing.columns, row, strict=True)) for row in listing.rows)


def _json(listing: Listing) -> Iterator[str]:
    from crackwatch.render.objects import encoded, schema

    yield encoded({"schema": schema(listing.name), listing.name: list(_objects(listing))}) + "\n"


def _json_lines(listing: Listing) -> Iterator[str]:
    from crackwatch.render.objects import encoded

    return (encoded(record) + "\n" for record in _objects(listing))


def _delimited(listing: Listing, *, tabs: bool, raw: bool) -> Iterator[str]:
    import csv
    from io import StringIO

    from crackwatch.render.delimited import FORMULA
    from crackwatch.render.signs import clean

    for row in (listing.columns, *listing.rows):
        cells = ["" if cell is None else clean(str(cell)) for cell in row]
        cells = [f"'{cell}" if cell.startswith(FORMULA) and not raw else cell for cell in cells]
        if tabs:
            yield "\t".join(cells) + "\n"
        else:
            line = StringIO()
            csv.writer(line, lineterminator="\n").writerow(cells)
            yield line.getvalue()


def _markdown(listing: Listing) -> Iterator[str]:
    from crackwatch.render.markdown import escaped, grid

    rows = ([escaped("" if cell is None else str(cell)) for cell in row] for row in listing.rows)
    return (line + "\n" for line in grid(listing.columns, rows))
