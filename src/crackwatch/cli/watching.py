"""``watch``: what is looked for. A new or changed watch is asked of all that is stored, at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crackwatch.cli import options
from crackwatch.cli.answer import asked, present, understood
from crackwatch.cli.listing import Listing, show_list
from crackwatch.cli.output import deliver, read_bytes
from crackwatch.cli.session import Session, session
from crackwatch.errors import UsageError

if TYPE_CHECKING:
    from crackwatch.archive.connection import Archive
    from crackwatch.model import Watch

Name = Annotated[str, typer.Argument(metavar="WATCH", help="Its name or number.")]
Names = Annotated[list[str] | None, typer.Argument(metavar="[WATCH]...", help="Names or numbers; else all.")]
Question = Annotated[list[str], typer.Argument(metavar="QUERY", help="What to look for, in quotes.")]
A_SAMPLE = 10


def add(ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")], words: Question) -> None:
    """Look for something more, from now on and in all that is stored."""
    from crackwatch.archive import watches as kept

    run = session(ctx)
    query = options.one_query(f"{ctx.command_path} {name}", words)
    understood(run, query)
    with run.writing() as archive, archive.transaction():
        deliver(_rerun(run, archive, kept.add(archive, name, query, run.now())))


def edit(ctx: typer.Context, name: Name, words: Question) -> None:
    """Give a watch another query, and ask it of all that is stored."""
    from crackwatch.archive import watches as kept

    run = session(ctx)
    query = options.one_query(f"{ctx.command_path} {name}", words)
    understood(run, query)
    with run.writing() as archive, archive.transaction():
        deliver(_rerun(run, archive, kept.edit(archive, kept.find(archive, name), query)))


def remove(ctx: typer.Context, name: Name) -> None:
    """Look for something no longer. The articles stay."""
    from crackwatch.archive import watches as kept

    with session(ctx).writing() as archive:
        watch = kept.find(archive, name)
        kept.remove(archive, watch)
    deliver(f"{watch.name} is gone; its articles stay\n")


def rerun(ctx: typer.Context, names: Names = None) -> None:
    """Ask watches of all that is stored again."""
    from crackwatch.archive import watches as kept

    run = session(ctx)
    with run.writing() as archive:
        chosen = [kept.find(archive, name) for name in names] if names else kept.all_watches(archive)
        for watch in chosen:
            deliver(_rerun(run, archive, watch))


def _rerun(run: Session, archive: Archive, watch: Watch) -> str:
    """Ask a watch of all that is stored, and say in one line what that changed."""
    from crackwatch import founding
    from crackwatch import rerun as second

    done = second.watch(archive, watch, founding.parsed(watch, run.config), founding.aliases(run.config))
    changes = ", ".join(f"{n} {word}" for n, word in ((done.found, "new"), (done.dropped, "no longer")) if n)
    return f"{watch.name}: {done.hits} stored articles hit{f' ({changes})' if changes else ''}\n"


# --- looking at them ----------------------------------------------------------------------------------------------------


def show_all(ctx: typer.Context, form: options.Form = None, output: options.Output = None) -> None:
    """Print the watches."""
    from crackwatch.archive import watches as kept

    with session(ctx).archive() as archive:
        rows = [(watch.id, watch.name, watch.version, watch.query) for watch in kept.all_watches(archive)]
    show_list(Listing("watches", ("id", "name", "version", "query"), rows), form, output)


def show(ctx: typer.Context, name: Name) -> None:
    """Print one watch with its query as it is understood."""
    from crackwatch import founding
    from crackwatch.archive import watches as kept

    run = session(ctx)
    with run.archive() as archive:
        watch = kept.find(archive, name)
        query = founding.parsed(watch, run.config)
    deliver(f"name        {watch.name}\nversion     {watch.version}\nunderstood  {query}\n\n{watch.query}\n")


def rehearse(
    ctx: typer.Context,
    words: Question,
    limit: options.Limit = A_SAMPLE,
    form: options.Form = None,
    output: options.Output = None,
) -> None:
    """Print the newest articles that a query would find in all that is stored, without keeping it."""
    from crackwatch import ask

    run = session(ctx)
    with asked(run, query=options.one_query(ctx.command_path, words), unlikely=True, limit=limit or None) as it:
        present(run, ask.articles(it.archive, it.selection, aliases=it.aliases), form, output)


def explain(
    ctx: typer.Context,
    article: Annotated[int, typer.Argument(metavar="ID", help="An article, as list prints it.")],
    name: Annotated[str | None, typer.Option("--watch", metavar="WATCH", help="Only for this watch; else for all.")] = None,
) -> None:
    """Say why watches find an article, or do not, part by part of their queries.

    Only the parts that hold are shown; crackwatch -v watch explain ID shows all of them.
    """
    from crackwatch import founding
    from crackwatch.archive import read
    from crackwatch.archive import watches as kept
    from crackwatch.archive.report import Scope
    from crackwatch.watches.explain import explain as why
    from crackwatch.watches.match import Text

    run = session(ctx)
    with run.reading() as archive:
        words = next(read.told(archive, Scope(None, ids=(article,)), None, unlikely=True), None)
        if words is None:
            raise UsageError(f"there is no article {article}", "see the ids with: crackwatch list")
        for watch in [kept.find(archive, name)] if name else kept.all_watches(archive):
            told = why(founding.parsed(watch, run.config), Text(*words[1:]))
            steps = [line for line in told.lines() if run.verbose or line.lstrip().startswith("+")]
            deliver(f"{watch.name}: {told.because}\n" + "".join(f"  {line}\n" for line in steps))


# --- files --------------------------------------------------------------------------------------------------------------


def take_in(ctx: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file of watches; - is stdin.", readable=False)]) -> None:
    """Add the watches of a file; one that is known by name gets the file's query."""
    from crackwatch.archive import watches as kept
    from crackwatch.watches import default

    run = session(ctx)
    said = default.read(read_bytes(file))
    for _, query in said:
        understood(run, query)
    with run.writing() as archive, archive.transaction():
        known = {watch.name: watch for watch in kept.all_watches(archive)}
        for name, query in said:
            watch = known.get(name)
            if watch is None:
                deliver(_rerun(run, archive, kept.add(archive, name, query, run.now())))
            elif watch.query != query:
                deliver(_rerun(run, archive, kept.edit(archive, watch, query)))
            else:
                deliver(f"{name}: as it was\n")


def give_out(ctx: typer.Context, names: Names = None, output: options.Output = None) -> None:
    """Print watches as a TOML file that import reads."""
    from crackwatch.archive import watches as kept
    from crackwatch.watches import default

    with session(ctx).archive() as archive:
        chosen = [kept.find(archive, name) for name in names] if names else kept.all_watches(archive)
    deliver(default.write((watch.name, watch.query) for watch in chosen).decode(), output)
