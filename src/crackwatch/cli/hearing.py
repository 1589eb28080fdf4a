"""``quotes``: who is quoted, with what words."""

from __future__ import annotations

from typing import Annotated

import typer

from crackwatch.cli import options
from crackwatch.cli.answer import asked, present
from crackwatch.cli.session import session


def quotes(
    ctx: typer.Context,
    words: options.Words = None,
    speaker: Annotated[str, typer.Option("--speaker", metavar="NAME", help="Only what this person or office said.")] = "",
    everything: options.Everything = False,
    watch: options.Watches = None,
    since: options.Since = None,
    until: options.Until = None,
    limit: options.Limit = None,
    form: options.Form = None,
    output: options.Output = None,
    raw: options.RawCells = False,
) -> None:
    """Print who is quoted: each quote once, with its speaker, first outlet and day."""
    from crackwatch import ask

    run = session(ctx)
    query = options.one_query(ctx.command_path, words)
    with asked(
        run, query=query, since=since, until=until, watches=tuple(watch or ()), everything=everything, limit=limit or None
    ) as it:
        heard = ask.quotes(it.archive, it.selection, speaker=speaker, now=run.now(), aliases=it.aliases)
        present(run, heard, form, output, raw=raw)
