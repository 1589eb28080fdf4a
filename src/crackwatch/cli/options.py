"""Options that several commands share, and the parser of those that take a query."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import typer
from typer.core import TyperCommand

from crackwatch.errors import UsageError

Format = Literal["table", "plain", "json", "jsonl", "csv", "tsv", "md", "atom", "timelinejs"]

Words = Annotated[list[str] | None, typer.Argument(metavar="[QUERY]", help="What to look for, in the whole archive; else what the watches found.")]
Watches = Annotated[list[str] | None, typer.Option("--watch", metavar="WATCH", help="Only what this watch found; may be repeated.")]
Everything = Annotated[bool, typer.Option("--all", help="Also articles that no watch found.")]
Unlikely = Annotated[bool, typer.Option("--unlikely", help="Also what was learned to be beside the point.")]
Grouping = Annotated[
    Literal["hits", "all"] | None, typer.Option("--stories", help="Find copies and stories among hits, or all articles; else as the settings say.")
]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="From: 2021-05, 2021-W20, yesterday, 3d …")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Up to and including: 2021-05-13 …")]
Outlet = Annotated[str, typer.Option("--source", metavar="OUTLET", help="Only from this outlet.")]
Lang = Annotated[str, typer.Option("--lang", metavar="LANG", help="Only in this language: fr, en …")]
Limit = Annotated[int | None, typer.Option("-n", "--limit", min=0, metavar="N", help="At most so many; 0: all of them.")]
Form = Annotated[Format | None, typer.Option("--format", "-f", help="table on a terminal, else plain, unless you choose.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead.", readable=False)]
RawCells = Annotated[bool, typer.Option("--raw-csv", help="Leave cells that a spreadsheet would compute as they are.")]


def article_id(said: str) -> int:
    """The number of an article. Raises UsageError."""
    return _number(said, "article", "crackwatch list")


def story_id(said: str) -> int:
    """The number of a story. Raises UsageError."""
    return _number(said, "story", "crackwatch stories list")


def _number(said: str, what: str, where: str) -> int:
    if said.isascii() and said.isdigit() and len(said) < 19:  # more is no number of SQLite's
        return int(said)
    raise UsageError(f"{said!r} is no {what} id", f"see {where}")


class QueryCommand(TyperCommand):
    """A command with a query. ``crack -boursier`` without quotes is a query that the shell has cut up, not an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        said = list(self._said(ctx, args[:end]))
        without = [word for word in said if _without(word)]
        cut = [word for word in without if " " not in word]
        if cut and not (cut == said and cut[0][1:].isdigit()):  # a number alone is no query
            raise self._to_be_quoted(ctx, said)
        if not without or cut:
            return super().parse_args(ctx, args)
        options = [word for word in args[:end] if word not in without]  # a quoted query may begin with a minus
        return super().parse_args(ctx, [*options, "--", *without, *args[end + 1 :]])

    def _said(self, ctx: Any, args: list[str]) -> Iterator[str]:
        """The words that are neither options nor their values."""
        valued = {name for option in self.params if not getattr(option, "is_flag", True) for name in option.opts}
        known = {*ctx.help_option_names, *(name for option in self.params for name in option.opts)}
        known |= {name for option in ctx.find_root().command.params for name in option.opts}  # told where they belong
        is_value = False
        for word in args:
            if not (is_value or word in known or word.startswith("--") or _with_value(word)):
                yield word
            is_value = not is_value and word in valued

    def _to_be_quoted(self, ctx: Any, said: list[str]) -> UsageError:
        """What to say of a query in pieces. Other arguments, such as the name of a watch, stand before it."""
        named = sum(parameter.param_type_name == "argument" for parameter in self.params) - 1
        if len(said) < named + 2:
            minus = next(word for word in said if _without(word))
            hint = f"a query that begins with a minus stands after --: {ctx.command_path} -- {shlex.join(said)}"
            return UsageError(f"{minus} is no option", hint)
        return quote_it(" ".join([ctx.command_path, *said[:named]]), said[named:])


def _without(word: str) -> bool:
    """Whether a word says "without": a minus before something else."""
    return word.startswith("-") and word[1:2] not in {"", "-"}


def _with_value(word: str) -> bool:
    """Whether a word is an option with its value, as ``-n5`` and ``-fcsv`` are; ``-football`` is not."""
    return (word[:2] == "-n" and word[2:].isdigit()) or (word[:2] == "-f" and word[2:] in get_args(Format))


def one_query(path: str, words: list[str] | None) -> str:
    """The query of a command line. Raises UsageError where the shell has cut it into several words."""
    if words and len(words) > 1:
        raise quote_it(path, words)
    return words[0] if words else ""


def quote_it(path: str, words: list[str]) -> UsageError:
    """What to say of a query without quotes; ``path`` is the command as it was typed."""
    return UsageError("the query is more than one word", f"quote the query: {path} {shlex.quote(' '.join(words))}")
