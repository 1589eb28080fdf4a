"""``import``: files that people have."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

import typer

from crackwatch.cli.options import Grouping
from crackwatch.cli.output import deliver, read_bytes
from crackwatch.cli.session import Session, session
from crackwatch.errors import PartlyFailed
from crackwatch.render.plain import counted

Kind = Literal["auto", "jsonl", "feed", "html", "text", "mbox", "newsboat"]
STDIN = Path("-")


def take_in(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="JSONL, feeds, saved pages, texts, mail digests, newsboat's cache.db; - for stdin.", readable=False)],
    kind: Annotated[Kind, typer.Option("--as", help="What the files are; they are looked at otherwise.")] = "auto",
    stories: Grouping = None,
) -> None:
    """Store the articles of files; importing them again changes nothing.

    A line of JSONL is an object with title and, as far as known, url, summary, text, published, outlet, lang, author. The
    first line of a text is the headline.
    """
    from crackwatch import imports

    run = session(ctx)
    run.prefer(stories)
    with TemporaryDirectory() as folder:
        done = imports.import_files(run.config, _at_hand(files, Path(folder)), kind=kind)
    for warning in done.warnings:
        run.complain(warning)
    run.complain_of([problem.removeprefix(f"{folder}/") for problem in done.problems])
    if done.retold:
        _ask_again(run)
    revised = f", {done.revised} revised" if done.revised else ""
    deliver(f"{counted(done.entries, 'article')} read: {done.new} new{revised}, {counted(done.hits, 'hit')}\n")
    if done.problems:
        bad = f"{len(done.problems)} could not be read; the others are stored" if done.entries else "nothing in it could be read"
        raise PartlyFailed(bad, "mend what is named above and import it again")


def _at_hand(files: list[Path], folder: Path) -> list[Path]:
    """The files, and a file in ``folder`` with all that stdin says in the place of ``-``."""
    said = folder / "standard input"
    if STDIN in files:
        said.write_bytes(read_bytes(STDIN))
    return [said if file == STDIN else file for file in files]


def _ask_again(run: Session) -> None:
    """Ask the watches of earlier states that came back, and learn from labels that did."""
    from crackwatch import founding, rerun

    with run.writing() as archive, archive.transaction():
        for watch, query in founding.watches(archive, run.config, lambda _: None):
            rerun.watch(archive, watch, query, founding.aliases(run.config))
