"""``stories``: which articles tell of one event, and what a person has to say about that."""

from __future__ import annotations

from typing import Annotated

import typer

from crackwatch.cli import options
from crackwatch.cli.answer import asked, at_most, present
from crackwatch.cli.output import deliver
from crackwatch.cli.session import session
from crackwatch.render.plain import counted

Number = Annotated[int, typer.Argument(parser=options.story_id, metavar="STORY", help="As stories list prints it.")]


def show_all(
    ctx: typer.Context,
    words: options.Words = None,
    everything: options.Everything = False,
    watch: options.Watches = None,
    since: options.Since = None,
    until: options.Until = None,
    limit: options.Limit = None,
    form: options.Form = None,
    output: options.Output = None,
    raw: options.RawCells = False,
) -> None:
    """Print stories, newest first."""
    from crackwatch import ask

    run = session(ctx)
    query = options.one_query(ctx.command_path, words)
    with asked(
        run, query=query, since=since, until=until, watches=tuple(watch or ()), everything=everything, limit=at_most(limit, form, output)
    ) as it:
        present(run, ask.stories(it.archive, it.selection, now=run.now(), aliases=it.aliases), form, output, raw=raw)


def show(
    ctx: typer.Context, number: Number, form: options.Form = None, output: options.Output = None, raw: options.RawCells = False
) -> None:
    """Print one story: who told it first, who followed and how late, and why that is one story."""
    from crackwatch import ask

    run = session(ctx)
    with run.reading() as archive:
        present(run, ask.story(archive, number), form, output, raw=raw)


def merge(ctx: typer.Context, number: Number, other: Number) -> None:
    """Make two stories one, for good."""
    from crackwatch import grouping

    with session(ctx).writing() as archive:
        kept = grouping.merge(archive, number, other)
    deliver(f"both are story {kept} now\n")


def split(ctx: typer.Context, number: Number, article: Annotated[int, typer.Argument(parser=options.article_id, metavar="ARTICLE", help="Its number.")]) -> None:
    """Take an article out of a story, for good; its copies go with it."""
    from crackwatch import grouping

    with session(ctx).writing() as archive:
        new = grouping.split(archive, number, article)
    deliver(f"article {article} is in story {new} now\n")


def rerun(
    ctx: typer.Context,
    everything: Annotated[bool | None, typer.Option("--all/--hits", help="Also articles that no watch found, or not; else as the settings say.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, change nothing.")] = False,
) -> None:
    """Find copies and stories anew; what a person merged or split stays so."""
    from crackwatch import grouping

    run = session(ctx)
    with run.writing() as archive:
        done = grouping.rerun(archive, everything=run.config.stories == "all" if everything is None else everything, dry_run=dry_run)
    deliver(
        f"{counted(done.articles, 'article')}: {counted(done.stories, 'story', 'stories')} (before: {done.stories_before}), "
        f"{counted(done.copies, 'copy', 'copies')} (before: {done.copies_before}); {done.moved} in another story than before\n"
    )
