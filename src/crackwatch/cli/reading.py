"""The commands that read: what was found, when, and who told it."""

# Annotations are objects here, not text: typer would compile each of them, on every start.

from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from crackwatch.cli import options
from crackwatch.cli.answer import asked, at_most, present
from crackwatch.cli.output import deliver
from crackwatch.cli.session import session

By = Literal["auto", "day", "week", "month", "year"]


def articles(
    ctx: typer.Context,
    words: options.Words = None,
    everything: options.Everything = False,
    unlikely: options.Unlikely = False,
    watch: options.Watches = None,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Outlet = "",
    lang: options.Lang = "",
    limit: options.Limit = None,
    form: options.Form = None,
    output: options.Output = None,
    raw: options.RawCells = False,
) -> None:
    """Print articles, newest first."""
    _articles(
        ctx, words, since, until, form, output, raw, everything=everything, unlikely=unlikely, watches=tuple(watch or ()),
        outlet=source, lang=lang, limit=limit or None,
    )  # fmt: skip


def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="QUERY", help="What to look for, in the whole archive.")],
    unlikely: options.Unlikely = False,
    watch: options.Watches = None,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Outlet = "",
    lang: options.Lang = "",
    limit: options.Limit = None,
    form: options.Form = None,
    output: options.Output = None,
    raw: options.RawCells = False,
) -> None:
    """Print the articles that answer a query, newest first."""
    _articles(
        ctx, words, since, until, form, output, raw, unlikely=unlikely, watches=tuple(watch or ()), outlet=source, lang=lang,
        limit=limit or None,
    )  # fmt: skip


def article(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(parser=options.article_id, metavar="ID", help="As list prints it.")],
    diff: Annotated[bool, typer.Option("--diff", help="What changed from each of its states to the next.")] = False,
    copies: Annotated[bool, typer.Option("--copies", help="It and its copies, as a list.")] = False,
    form: options.Form = None,
    output: options.Output = None,
) -> None:
    """Print one article: its text, its earlier states, its copies, the way of its story, and why."""
    from crackwatch import ask

    run = session(ctx)
    with run.reading() as archive:
        found = ask.article(archive, number)
        if diff:
            from crackwatch.cli.differences import as_objects, differences

            machine = form in {"json", "jsonl"}
            deliver(as_objects(found, lines=form == "jsonl") if machine else differences(found), output)
        elif copies:
            from crackwatch.model import Selection

            ids = (number, *(view.article.id for view in found.copies))
            present(run, ask.articles(archive, Selection(ids=ids, unlikely=True, oldest_first=True)), form, output)
        else:
            present(run, found, form, output)


def timeline(
    ctx: typer.Context,
    words: options.Words = None,
    everything: options.Everything = False,
    watch: options.Watches = None,
    since: options.Since = None,
    until: options.Until = None,
    by: Annotated[By, typer.Option("--by", help="What one bar stands for.")] = "auto",
    oldest: Annotated[bool, typer.Option("--oldest", help="Oldest first.")] = False,
    happened: Annotated[bool, typer.Option("--happened", help="On the days that texts talk about, not those of publication.")] = False,
    key_dates: Annotated[int, typer.Option("--key-dates", min=0, show_default=False, metavar="N", help="Single out the N days that matter most.")] = 0,
    limit: options.Limit = None,
    form: options.Form = None,
    output: options.Output = None,
    raw: options.RawCells = False,
) -> None:
    """Print when it was told: a line of bars, and every story once, copies folded; a line with > says how it went on."""
    from crackwatch import ask
    from crackwatch.answers import TimelineRequest

    run = session(ctx)
    query = options.one_query(ctx.command_path, words)
    with asked(
        run, query=query, since=since, until=until, watches=tuple(watch or ()), everything=everything, oldest_first=oldest,
        limit=at_most(limit, form, output),
    ) as it:  # fmt: skip
        request = TimelineRequest(it.selection, by=by, happened=happened, key_dates=key_dates)
        told = ask.timeline(it.archive, request, now=run.now(), aliases=it.aliases)
        if since is not None and told.begins_late:
            run.talk("the record begins later than that; what was told before comes in with: crackwatch backfill, crackwatch import FILE")
        present(run, told, form, output, raw=raw)


def sources(
    ctx: typer.Context,
    outlet: Annotated[str | None, typer.Argument(metavar="[OUTLET]", help="One of them, on a page of its own.")] = None,
    cited: Annotated[bool, typer.Option("--cited", help="Who is cited instead: people, offices, other outlets.")] = False,
    since: options.Since = None,
    until: options.Until = None,
    watch: options.Watches = None,
    form: options.Form = None,
    output: options.Output = None,
    raw: options.RawCells = False,
) -> None:
    """Print who told it: articles, copies, who was first, how late the others were."""
    from crackwatch import ask
    from crackwatch.answers import SourcesRequest

    run = session(ctx)
    with asked(run, since=since, until=until, watches=tuple(watch or ())) as it:
        if cited:
            present(run, ask.cited(it.archive, it.selection, now=run.now()), form, output, raw=raw)
        elif outlet is None:
            present(run, ask.sources(it.archive, SourcesRequest(it.selection), now=run.now()), form, output, raw=raw)
        else:
            present(run, ask.source_page(it.archive, outlet, it.selection, now=run.now()), form, output, raw=raw)


def export(
    ctx: typer.Context,
    words: options.Words = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is stored, the unlikely too.")] = False,
    unlikely: options.Unlikely = False,
    watch: options.Watches = None,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Outlet = "",
    lang: options.Lang = "",
    form: Annotated[options.Format, typer.Option("--format", "-f", help="JSONL can be imported again.")] = "jsonl",
    output: options.Output = None,
    raw: options.RawCells = False,
) -> None:
    """Print articles for other programs, oldest first: everything that list shows, as JSONL.

    Import brings it back with what no archive could make again: first sight, earlier states, labels. What a person merged
    or split and the feeds stay behind; crackwatch db backup copies all.
    """
    _articles(
        ctx, words, since, until, form, output, raw, everything=everything, unlikely=unlikely or everything,
        watches=tuple(watch or ()), outlet=source, lang=lang, oldest_first=True,
    )  # fmt: skip


def _articles(
    ctx: typer.Context,
    words: list[str] | None,
    since: str | None,
    until: str | None,
    form: options.Format | None,
    output: Path | None,
    raw: bool,
    **chosen: Any,
) -> None:
    """Print the articles of a selection; ``chosen`` are its fields."""
    from crackwatch import ask

    run = session(ctx)
    with asked(run, query=options.one_query(ctx.command_path, words), since=since, until=until, **chosen) as it:
        found = ask.articles(it.archive, it.selection, aliases=it.aliases)
        first = next(found.views, None)
        if first is None and not found.hidden:
            run.talk("no article")
        found.views = chain(() if first is None else (first,), found.views)
        present(run, found, form, output, raw=raw)
        if found.hidden and (output or form not in {None, "table", "plain", "json"}):  # these say it themselves
            run.talk(f"{found.hidden} unlikely hidden, --unlikely shows them")
