"""Groups that know their commands by name, and import and build only the one that is named.

Building an option costs typer about 0.3 ms, importing a room more; a command line has some two hundred options.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from crackwatch.errors import UsageError

PLAIN: Any = {"rich_markup_mode": None, "add_completion": False, "pretty_exceptions_enable": False}


class Command(NamedTuple):  # a dataclass costs ten times as much to make, on every start
    """A command: ``"module:function"`` in this folder, its line of help, and the class that parses it."""

    target: str
    help: str
    cls: type[TyperCommand] = TyperCommand


class Group(NamedTuple):
    """Commands under one name."""

    help: str
    commands: Mapping[str, Command]


Table = Mapping[str, Command | Group]


class LazyGroup(TyperGroup):
    """A group over a table. Its help is written from the table alone."""

    table: Table = MappingProxyType({})

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer's signature
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - typer's signature
        known = self.commands.get(cmd_name)
        if known is None and cmd_name in self.table:
            known = self.commands[cmd_name] = built(cmd_name, self.table[cmd_name])
        return known

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name in self.table or name.startswith("-"):
            return super().resolve_command(ctx, args)
        near = get_close_matches(name, self.table, 1)
        hint = f"did you mean {near[0]}?" if near else f"see {ctx.command_path} --help"
        raise UsageError(f"there is no command {ctx.command_path.partition(' ')[2]} {name}".replace("  ", " "), hint)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - typer's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in self.table.items()])


def built(name: str, entry: Command | Group) -> Any:
    """The command or group behind a table's entry."""
    if isinstance(entry, Group):
        group = LazyGroup(name=name, help=entry.help, no_args_is_help=True, rich_markup_mode=None)
        group.table = entry.commands
        return group
    module, _, function = entry.target.partition(":")
    call: Callable[..., Any] = getattr(import_module(f"crackwatch.cli.{module}"), function)
    alone = typer.Typer(**PLAIN)
    alone.command(name, cls=entry.cls)(call)
    return get_command(alone)
