"""``yes`` and ``no``: what a person says of articles that a watch found."""

from __future__ import annotations

from typing import Annotated

import typer

from crackwatch.cli.output import deliver
from crackwatch.cli.session import session
from crackwatch.errors import UsageError

Ids = Annotated[list[int], typer.Argument(metavar="ID...", help="Articles, as list prints them.")]
OfWatch = Annotated[str | None, typer.Option("--watch", metavar="WATCH", help="Only for this watch; else for all that found it.")]


def yes(ctx: typer.Context, ids: Ids, watch: OfWatch = None) -> None:
    """Say that articles are to the point."""
    _label(ctx, ids, watch, verdict=True)


def no(ctx: typer.Context, ids: Ids, watch: OfWatch = None) -> None:
    """Say that articles are beside the point."""
    _label(ctx, ids, watch, verdict=False)


def _label(ctx: typer.Context, ids: list[int], name: str | None, *, verdict: bool) -> None:
    from crackwatch.archive import report
    from crackwatch.archive import watches as kept

    run = session(ctx)
    with run.writing() as archive, archive.transaction():
        stored = report.heads(archive, ids)
        unknown = [str(i) for i in ids if i not in stored]
        if unknown:
            raise UsageError(f"there is no article {', '.join(unknown)}", "see the ids with: crackwatch list")
        found = report.watches_of(archive, ids)
        only = kept.find(archive, name).id if name else None
        for article in dict.fromkeys(ids):
            watches = found.get(article, []) if only is None else [only]
            if not watches:
                raise UsageError(f"no watch found article {article}", "say for which watch: --watch WATCH")
            kept.label(archive, watches, [article], verdict, run.now())
    deliver(f"{len(set(ids))} marked {'yes' if verdict else 'no'}\n")
