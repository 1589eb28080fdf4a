"""``watch``: what is looked for. A new or changed watch is asked of all that is stored, at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crackwatch.answers import LIKELY
from crackwatch.cli import options
from crackwatch.cli.answer import asked, beside, present, understood
from crackwatch.cli.listing import Listing, Row, show_list
from crackwatch.cli.output import deliver, read_bytes
from crackwatch.cli.session import Session, session
from crackwatch.errors import UsageError
from crackwatch.render.plain import counted

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from crackwatch.archive.connection import Archive
    from crackwatch.ask.explaining import Explained
    from crackwatch.model import Watch
    from crackwatch.rerun import Rehearsal

Name = Annotated[str, typer.Argument(metavar="WATCH", help="Its name or number.")]
Names = Annotated[list[str] | None, typer.Argument(metavar="[WATCH]...", help="Names or numbers; else all.")]
Question = Annotated[list[str], typer.Argument(metavar="QUERY", help="What to look for, in quotes.")]
A_SAMPLE = 10
DEEPEST = 2  # parts of the alternatives of a query; aliases are not opened


def add(ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")], words: Question) -> None:
    """Look for something more, from now on and in all that is stored."""
    from crackwatch.archive import watches as kept

    run = session(ctx)
    query = options.one_query(f"{ctx.command_path} {name}", words)
    understood(run, query)
    with run.writing() as archive, archive.transaction():
        done = _rerun(run, archive, kept.add(archive, name, query, run.now()))
    deliver(done)


def edit(ctx: typer.Context, name: Name, words: Question) -> None:
    """Give a watch another query, and ask it of all that is stored."""
    from crackwatch.archive import watches as kept

    run = session(ctx)
    query = options.one_query(f"{ctx.command_path} {name}", words)
    understood(run, query)
    with run.writing() as archive, archive.transaction():
        done = _rerun(run, archive, kept.edit(archive, kept.find(archive, name), query))
    deliver(done)


def remove(ctx: typer.Context, name: Name) -> None:
    """Look for something no longer. The articles stay."""
    from crackwatch.archive import watches as kept

    with session(ctx).writing() as archive:
        watch = kept.find(archive, name)
        kept.remove(archive, watch)
    deliver(f"{watch.name} is gone; its articles stay\n")


def rerun(ctx: typer.Context, names: Names = None) -> None:
    """Ask watches of all that is stored again."""
    from crackwatch import founding
    from crackwatch.archive import watches as kept

    run = session(ctx)
    with run.writing() as archive:
        every = names or [str(watch.id) for watch, _ in founding.watches(archive, run.config, run.complain)]
        for name in every:
            with archive.transaction():
                done = _rerun(run, archive, kept.find(archive, name))
            deliver(done)


def _rerun(run: Session, archive: Archive, watch: Watch) -> str:
    """Ask a watch of all that is stored, and say in one line what that changed."""
    from crackwatch import founding
    from crackwatch import rerun as second

    done = second.watch(archive, watch, founding.parsed(watch, run.config), founding.aliases(run.config))
    changes = ", ".join(f"{n} {word}" for n, word in ((done.found, "new"), (done.dropped, "no longer")) if n)
    return f"{watch.name}: {counted(done.hits, 'stored article')} hit{f' ({changes})' if changes else ''}\n"


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
    words: Annotated[list[str] | None, typer.Argument(metavar="QUERY", help="What to look for, in quotes; with --cross-validate: watches.")] = None,
    watch: Annotated[str | None, typer.Option("--watch", metavar="WATCH", help="Measured by your yes and no for this watch; else for all.")] = None,
    validate: Annotated[bool, typer.Option("--cross-validate", help="What watches, named or all, gain by what they learned.")] = False,
    limit: options.Limit = A_SAMPLE,
    form: options.Form = None,
    output: options.Output = None,
) -> None:
    """Print what a query would find in all that is stored, and the newest of it, without keeping it."""
    run = session(ctx)
    if validate:
        _validate(run, [watch] if watch else words or [], form, output)
        return
    if not words:
        raise UsageError("there is no query to test", f"run: {ctx.command_path} 'crack Stalingrad'")
    from crackwatch import ask
    from crackwatch import rerun as second
    from crackwatch.watches.query import parse

    with asked(run, query=options.one_query(ctx.command_path, words), unlikely=True, limit=limit or None) as it:
        done = second.rehearse(it.archive, parse(it.selection.query, it.aliases), name=watch)
        for line in _rehearsed(done):
            beside(run, line, form, output)
        present(run, ask.articles(it.archive, it.selection, aliases=it.aliases), form, output)


def _rehearsed(done: Rehearsal) -> Iterator[str]:
    yield f"{counted(done.found, 'stored article')} hit, {done.recent} of them in the last 30 days, {done.unseen} found by no watch yet"
    if done.labelled:
        shares = [(done.precision, "precision"), (done.recall, "recall")]
        told = ", ".join(f"{name} {share:.2f}" for share, name in shares if share is not None)
        yield f"on {counted(done.labelled, 'label')}: {told or 'none of them was found or is a yes'}"


def _validate(run: Session, names: list[str], form: options.Format | None, output: Path | None) -> None:
    """Print what learning gained for watches; of those with too few labels, how many are still needed."""
    from crackwatch import founding, learning
    from crackwatch.archive import watches as kept

    with run.reading() as archive:
        chosen = [kept.find(archive, name) for name in names] or kept.all_watches(archive)
        aliases = founding.aliases(run.config)
        lessons = [learning.lesson(archive, watch, founding.parsed(watch, run.config), aliases) for watch in chosen]
    rows: list[Row] = [
        (lesson.watch, by, lesson.yes, lesson.no, *(round(score, 3) for score in scores))
        for lesson in lessons if lesson.gain
        for by, scores in (("its words", lesson.gain.watch), ("and learned", lesson.gain.learned))
    ]  # fmt: skip
    for lesson in lessons:
        if not lesson.gain:
            run.talk(f"{lesson.watch}: {lesson.yes} yes and {lesson.no} no teach nothing yet; {counted(lesson.wanting, 'more label')} needed, 5 of a kind at least")
    if rows:
        show_list(Listing("gains", ("watch", "by", "yes", "no", "precision", "recall", "f1"), rows), form, output)


def explain(
    ctx: typer.Context,
    article: Annotated[int, typer.Argument(metavar="ID", help="An article, as list prints it.")],
    name: Annotated[str | None, typer.Option("--watch", metavar="WATCH", help="Only for this watch; else for all.")] = None,
) -> None:
    """Say why watches find an article, or do not, part by part of their queries.

    Only the first parts that hold are shown; crackwatch -v watch explain ID shows all of them.
    """
    from crackwatch.ask.explaining import explained

    run = session(ctx)
    with run.reading() as archive:
        for told in explained(archive, run.config, article, name=name):
            deliver("".join(f"{line}\n" for line in _explained(told, archive.zone, every=run.verbose)))


def _explained(told: Explained, zone: ZoneInfo, *, every: bool) -> Iterator[str]:
    until = f", until {datetime.fromtimestamp(told.earlier, zone):%Y-%m-%d %H:%M}" if told.earlier else ""
    yield f"{told.watch}: {told.words.because}{until}"
    yield from (f"  {line}" for line in told.words.lines() if every or _tells(line))
    if told.copies:
        yield f"  hit by story: it copies article {told.copies}"
    if told.verdict is not None:
        yield f"  you said {'yes' if told.verdict else 'no'}"
    if told.score is not None:
        decided = ", ".join(f"{reason.said} {reason.weight:+.2f}" for reason in told.reasons)
        yield f"  learned: {'likely' if told.score >= LIKELY else 'unlikely'}, {told.score:.2f}" + (f"; by {decided}" if decided else "")


def _tells(line: str) -> bool:
    """Whether a part of a query holds, asks for something, and lies near enough to the top to be read."""
    depth = (len(line) - len(line.lstrip())) // 2
    says_nothing = ("must not occur", *(() if depth < DEEPEST else ("any of", "all of")))
    return depth <= DEEPEST and line.lstrip().startswith("+") and not line.endswith(says_nothing)


# --- files --------------------------------------------------------------------------------------------------------------


def take_in(ctx: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file of watches; - is stdin.", readable=False)]) -> None:
    """Add the watches of a file; one that is known by name gets the file's query."""
    from crackwatch.archive import watches as kept
    from crackwatch.watches import default

    run = session(ctx)
    said = default.read(read_bytes(file))
    for _, query in said:
        understood(run, query)
    done = []
    with run.writing() as archive, archive.transaction():
        known = {watch.name: watch for watch in kept.all_watches(archive)}
        for name, query in said:
            watch = known.get(name)
            if watch is None:
                done.append(_rerun(run, archive, kept.add(archive, name, query, run.now())))
            elif watch.query != query:
                done.append(_rerun(run, archive, kept.edit(archive, watch, query)))
            else:
                done.append(f"{name}: as it was\n")
    deliver(done)


def give_out(ctx: typer.Context, names: Names = None, output: options.Output = None) -> None:
    """Print watches as a TOML file that import reads."""
    from crackwatch.archive import watches as kept
    from crackwatch.watches import default

    with session(ctx).archive() as archive:
        chosen = [kept.find(archive, name) for name in names] if names else kept.all_watches(archive)
    deliver(default.write((watch.name, watch.query) for watch in chosen).decode(), output)
