"""``report``: an affair as one page to keep, print or send."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from crackwatch.cli import options
from crackwatch.cli.answer import asked
from crackwatch.cli.output import deliver
from crackwatch.cli.session import on_terminal, session
from crackwatch.errors import UsageError


def report(
    ctx: typer.Context,
    words: options.Words = None,
    everything: options.Everything = False,
    watch: options.Watches = None,
    since: options.Since = None,
    until: options.Until = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What the page is called.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE.html", help="Write to a file.", readable=False)] = None,
) -> None:
    """Print the affair as one HTML page that loads nothing and runs nothing.

    It holds the timeline, the stories, the sources, the quotes, the gaps of the record and how it was made.
    """
    from crackwatch import ask
    from crackwatch.render import machine

    if output is None and on_terminal(sys.stdout):
        raise UsageError("a page is nothing to read in a terminal", f"write it to a file: {ctx.command_path} -o affair.html")
    run = session(ctx)
    query = options.one_query(ctx.command_path, words)
    with asked(run, query=query, since=since, until=until, watches=tuple(watch or ()), everything=everything) as it:
        dossier = ask.dossier(it.archive, it.selection, now=run.now(), title=title, aliases=it.aliases)
        deliver(machine.render(dossier, "html"), output)
    if output is not None:
        run.talk(f"written to {output}")
