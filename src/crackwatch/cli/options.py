"""Options that several commands share, and the parser of those that take a query."""

from __future__ import annotations

import shlex
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand

from crackwatch.errors import UsageError

Format = Literal["table", "plain", "json", "jsonl", "csv", "tsv", "md", "atom", "timelinejs"]

Words = Annotated[list[str] | None, typer.Argument(metavar="[QUERY]", help="What to look for, in the whole archive; else what the watches found.")]
Watches = Annotated[list[str] | None, typer.Option("--watch", metavar="WATCH", help="Only what this watch found; may be repeated.")]
Everything = Annotated[bool, typer.Option("--all", help="Also articles that no watch found.")]
Unlikely = Annotated[bool, typer.Option("--unlikely", help="Also what was learned to be beside the point.")]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="From: 2021-05, 2021-W20, yesterday, 3d …")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Up to and including: 2021-05-13 …")]
Outlet = Annotated[str, typer.Option("--source", metavar="OUTLET", help="Only from this outlet.")]
Lang = Annotated[str, typer.Option("--lang", metavar="LANG", help="Only in this language: fr, en …")]
Limit = Annotated[int | None, typer.Option("-n", "--limit", min=0, metavar="N", help="At most so many; 0: all of them.")]
Form = Annotated[Format | None, typer.Option("--format", "-f", help="table on a terminal, else plain, unless you choose.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead.", readable=False)]
RawCells = Annotated[bool, typer.Option("--raw-csv", help="Leave cells that a spreadsheet would compute as they are.")]


class QueryCommand(TyperCommand):
    """A command with a query. ``crack -boursier`` without quotes is a query that the shell has cut up, not an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        short = {option for parameter in self.params for option in parameter.opts if len(option) == 2}
        for before, word in pairwise(["", *args]):
            if word == "--":
                break
            if _without(word) and word not in short and not (word[:2] == "-n" and word[2:].isdigit()):
                raise quote_it(ctx.command_path, [before, word] if before and not before.startswith("-") else [word])
        return super().parse_args(ctx, args)


def _without(word: str) -> bool:
    """Whether a word says "without": a minus before something else."""
    return word.startswith("-") and word[1:2] not in {"", "-"}


def one_query(path: str, words: list[str] | None) -> str:
    """The query of a command line. Raises UsageError where the shell has cut it into several words."""
    if words and len(words) > 1:
        raise quote_it(path, words)
    return words[0] if words else ""


def quote_it(path: str, words: list[str]) -> UsageError:
    """What to say of a query without quotes; ``path`` is the command as it was typed."""
    return UsageError("the query is more than one word", f"quote the query: {path} {shlex.quote(' '.join(words))}")
