"""The archive as a file: where it lies, a copy of it, whether it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crackwatch.cli.output import deliver
from crackwatch.cli.session import session
from crackwatch.errors import ArchiveDamaged
from crackwatch.render.plain import counted


def path(ctx: typer.Context) -> None:
    """Print where the archive lies, whether it is there or not."""
    deliver(f"{session(ctx).config.db}\n")


def backup(ctx: typer.Context, target: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.", readable=False)]) -> None:
    """Write a copy of the archive, also while a fetch runs."""
    from crackwatch.archive import connection

    with session(ctx).reading() as archive:
        connection.backup(archive, target)
    deliver(f"{target}\n")


def check(ctx: typer.Context) -> None:
    """Look for damage in the archive; exit code 65 where there is some."""
    from crackwatch.archive import connection

    with session(ctx).reading() as archive:
        problems = connection.check(archive)
    if not problems:
        deliver("the archive is whole\n")
        return
    deliver("".join(f"{problem}\n" for problem in problems))
    raise ArchiveDamaged(f"{archive.path} is damaged ({counted(len(problems), 'finding')})", connection.RESTORE)
