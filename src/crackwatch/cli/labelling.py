"""``yes`` and ``no``: what a person says of articles that a watch found."""

from __future__ import annotations

from typing import Annotated

import typer

from crackwatch.cli.options import article_id
from crackwatch.cli.output import deliver
from crackwatch.cli.session import session

Ids = Annotated[list[int], typer.Argument(parser=article_id, metavar="ID...", help="Articles, as list prints them.")]
OfWatch = Annotated[str | None, typer.Option("--watch", metavar="WATCH", help="Only for this watch; else for all that found it.")]


def yes(ctx: typer.Context, ids: Ids, watch: OfWatch = None) -> None:
    """Say that articles are to the point."""
    _label(ctx, ids, watch, verdict=True)


def no(ctx: typer.Context, ids: Ids, watch: OfWatch = None) -> None:
    """Say that articles are beside the point."""
    _label(ctx, ids, watch, verdict=False)


def _label(ctx: typer.Context, ids: list[int], name: str | None, *, verdict: bool) -> None:
    from crackwatch import rerun

    run = session(ctx)
    with run.writing() as archive:
        done = rerun.label(archive, run.config, ids, relevant=verdict, name=name, now=run.now())
    learned = f"; {done.scored} other hits scored by what was learned" if done.scored else ""
    deliver(f"{done.articles} marked {'yes' if verdict else 'no'}{learned}\n")
