"""``feeds check``: how the feeds fare, and on request how they answer now."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from crackwatch.cli import options
from crackwatch.cli.answer import beside
from crackwatch.cli.listing import Listing, Row, show_list
from crackwatch.cli.session import Session, on_terminal, session
from crackwatch.errors import PartlyFailed
from crackwatch.model import Failed
from crackwatch.render.plain import counted

COLUMNS = ("id", "feed", "health", "articles", "hits", "why")


def check(
    ctx: typer.Context,
    feeds: Annotated[list[str] | None, typer.Argument(metavar="[FEED]...", help="Ids, addresses or names; else all.")] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask them now, and keep nothing of what they say.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 when something is wrong.")] = False,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="With --ask: also at addresses of a private network.")] = False,
    form: options.Form = None,
    output: options.Output = None,
) -> None:
    """Say of each feed whether it is well, and what is wrong where it is not."""
    from crackwatch.ask.checking import checked
    from crackwatch.reports.health import counts

    run, names = session(ctx), tuple(feeds or ())
    failed = _asked(run, names, allow_private=allow_private) if ask else {}
    with run.archive() as archive:
        found = checked(archive, names, run.now(), failed)
    rows: list[Row] = [(it.record.feed.id, it.record.feed.slug, it.health, it.record.articles, it.record.hits, it.why) for it in found]
    beside(run, counts(found), form, output)
    show_list(Listing("checks", COLUMNS, rows, whole=True), form, output)
    wrong = sum(it.wrong for it in found)
    if strict and wrong:
        raise PartlyFailed(f"{wrong} of {counted(len(found), 'feed')} not well", "see the column why; crackwatch feeds show FEED says more")


def _asked(run: Session, names: tuple[str, ...], *, allow_private: bool) -> dict[int, Failed]:
    """The failures of this moment, by feed."""
    from crackwatch.cli.fetching import polled
    from crackwatch.polled import PollOptions

    options = PollOptions(names=names, force=True, allow_private=allow_private, dry_run=True, strict=True)
    report = polled(run, options, watched=on_terminal(sys.stderr) and not run.quiet)
    return {problem.feed.id: problem.failure for problem in report.problems}
