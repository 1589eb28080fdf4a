"""The first steps: settings and an archive, or a demonstration."""

from __future__ import annotations

import os
import re
import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import typer

from crackwatch import config
from crackwatch.cli.output import deliver
from crackwatch.cli.session import session
from crackwatch.errors import CannotCreate

Example = Literal["stalingrad"]


def init(
    ctx: typer.Context,
    example: Annotated[Example | None, typer.Option(help="With the example's settings in force, not only shown.")] = None,
) -> None:
    """Write commented settings and make an archive.

    Nothing needs it: every command works without settings, and fetch, import, feeds and watch make the archive.
    """
    run = session(ctx)
    path = config.chosen_file(run.file)
    text = files("crackwatch").joinpath("config_example.toml").read_text("utf-8")
    kept = path.exists() and not example and not run.config.db.exists()
    if not kept:
        _write(path, text if example else _shown_only(text))
    with run.writing() as archive:
        born = "made" if archive.born else "kept as it is"
        settings = f"{path} (kept as they are)" if kept else path
        deliver(f"settings  {settings}\narchive   {archive.path} ({born})\nnext      crackwatch fetch\n")


def demo(
    keep: Annotated[Path | None, typer.Option("--keep", metavar="DIR", help="Put the archive there, to ask it more later.", readable=False)] = None,
) -> None:
    """Show the main job on sample feeds, without the internet."""
    from crackwatch import demo as samples

    raise typer.Exit(samples.run(keep, sys.stdout))


def _shown_only(text: str) -> str:
    """The settings with every line that sets something made a comment."""
    return re.sub(r"^(?=\w[^\n=]*=)", "# ", text, flags=re.MULTILINE)


def _write(path: Path, text: str) -> None:
    if path.exists():
        raise CannotCreate(f"{path} exists already", "edit it, or remove it first")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # An address or a contact in it is nobody else's business.
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise CannotCreate(f"cannot make {path}: {error.strerror}", "name another place with --config FILE") from error
