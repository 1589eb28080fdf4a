"""The root of the command line: global options, and the table of all commands."""

# Annotations are objects here, not text: typer would compile each of them, on every start.

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

from crackwatch.cli.lazy import Command, Group, LazyGroup, Table
from crackwatch.cli.options import QueryCommand
from crackwatch.cli.session import Color, Session

TABLE: Table = {
    "demo": Command("setup:demo", "Show the main job on sample feeds, without the internet."),
    "fetch": Command("fetching:fetch", "Poll the feeds that are due, and keep what is new."),
    "backfill": Command("backfilling:backfill", "Fill in the past. What is interrupted goes on the next time, what is complete asks nobody again."),
    "list": Command("reading:articles", "Print articles, newest first.", QueryCommand),
    "search": Command("reading:search", "Print the articles that answer a query, newest first.", QueryCommand),
    "show": Command("reading:article", "Print one article: its text, its earlier states, its copies, the way of its story, and why."),
    "timeline": Command(
        "reading:timeline", "Print when it was told: a line of bars, and every story once, copies folded; a line with > says how it went on.", QueryCommand
    ),
    "sources": Command("reading:sources", "Print who told it: articles, copies, who was first, how late the others were."),
    "quotes": Command("hearing:quotes", "Print who is quoted: each quote once, with its speaker, first outlet and day.", QueryCommand),
    "report": Command("reporting:report", "Print the affair as one HTML page that loads nothing and runs nothing.", QueryCommand),
    "feeds": Group(
        "What is followed.",
        {
            "add": Command("subscribing:add", "Follow feeds. A site's address is asked for the feeds that it names."),
            "list": Command("feeds:show_all", "Print the feeds, and how they fare."),
            "show": Command("feeds:show", "Print all that is known of one feed."),
            "edit": Command("editing:edit", "Change what is said of a feed and how it is asked. An empty text takes back what was said."),
            "check": Command("checking:check", "Say of each feed whether it is well, and what is wrong where it is not."),
            "discover": Command("subscribing:discover", "Print the feeds of a site, without following them."),
            "pause": Command("feeds:pause", "Poll feeds no longer, until they are resumed."),
            "resume": Command("feeds:resume", "Poll feeds again that were paused or gone."),
            "remove": Command("feeds:remove", "Follow feeds no longer. Their articles stay."),
            "import": Command("subscribing:take_in", "Follow the feeds of a list."),
            "export": Command("subscribing:give_out", "Print the feeds as OPML, for other readers."),
        },
    ),
    "watch": Group(
        "What is looked for.",
        {
            "add": Command("watching:add", "Look for something more, from now on and in all that is stored.", QueryCommand),
            "list": Command("watching:show_all", "Print the watches."),
            "show": Command("watching:show", "Print one watch with its query as it is understood."),
            "edit": Command("watching:edit", "Give a watch another query, and ask it of all that is stored.", QueryCommand),
            "test": Command(
                "watching:rehearse",
                "Print what a query would find in all that is stored, and the newest of it, without keeping it.",
                QueryCommand,
            ),
            "explain": Command("watching:explain", "Say why watches find an article, or do not, part by part of their queries."),
            "remove": Command("watching:remove", "Look for something no longer. The articles stay."),
            "rerun": Command("watching:rerun", "Ask watches of all that is stored again."),
            "import": Command("watching:take_in", "Add the watches of a file; one that is known by name gets the file's query."),
            "export": Command("watching:give_out", "Print watches as a TOML file that import reads."),
        },
    ),
    "yes": Command("labelling:yes", "Say that articles are to the point."),
    "no": Command("labelling:no", "Say that articles are beside the point."),
    "stories": Group(
        "Which articles tell of one event.",
        {
            "list": Command("telling:show_all", "Print stories, newest first.", QueryCommand),
            "show": Command("telling:show", "Print one story: who told it first, who followed and how late, and why that is one story."),
            "merge": Command("telling:merge", "Make two stories one, for good."),
            "split": Command("telling:split", "Take an article out of a story, for good; its copies go with it."),
            "rerun": Command("telling:rerun", "Find copies and stories anew; what a person merged or split stays so."),
        },
    ),
    "export": Command(
        "reading:export", "Print articles for other programs, oldest first: everything that list shows, as JSONL.", QueryCommand
    ),
    "import": Command("importing:take_in", "Store the articles of files; importing them again changes nothing."),
    "init": Command("setup:init", "Write commented settings and make an archive."),
    "db": Group(
        "The archive as a file.",
        {
            "path": Command("files:path", "Print where the archive lies, whether it is there or not."),
            "backup": Command("files:backup", "Write a copy of the archive, also while a fetch runs."),
            "check": Command("files:check", "Look for damage in the archive; exit code 65 where there is some."),
        },
    ),
    "cron": Group("Run fetch every hour.", {"print": Command("cron:show", "Print a crontab line and systemd units that run this very program.")}),
}


class Root(LazyGroup):
    table = TABLE


def command() -> Any:
    """The whole command line, with the shell's completion; commands are built when they are named."""
    app = typer.Typer(
        cls=Root,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root)
    return get_command(app)


def _version(asked: bool) -> None:
    if asked:
        from crackwatch import __version__

        typer.echo(f"crackwatch {__version__}")
        raise typer.Exit


def root(
    ctx: typer.Context,
    db: Annotated[Path | None, typer.Option("--db", metavar="FILE", help="The archive (or CRACKWATCH_DB).", readable=False)] = None,
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="The settings (or CRACKWATCH_CONFIG).", readable=False)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but answers and errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")] = False,
    color: Annotated[Color, typer.Option("--color", help="Colour in answers.")] = "auto",
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Follow an affair in the news: feeds in, one SQLite file, timelines and source summaries out.

    Begin with: crackwatch fetch, then: crackwatch timeline --since 2021-05
    """
    ctx.obj = Session(file=config, db=db, quiet=quiet, verbose=verbose, color=color)
