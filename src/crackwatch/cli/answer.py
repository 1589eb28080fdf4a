"""From a question to its answer: what was asked, checked before an archive is opened, and the answer in its format."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crackwatch.cli.options import Format
from crackwatch.cli.output import deliver, only_ascii
from crackwatch.cli.session import Session, on_terminal
from crackwatch.model import Period, Selection

if TYPE_CHECKING:
    from crackwatch.answers import Value
    from crackwatch.archive.connection import Archive


MANY: Mapping[Format, int] = {"table": 40, "plain": 200}  # rows before the rest is only counted


class Asked(NamedTuple):
    """What is asked, and of what. ``aliases`` are given where there is a query that may use them."""

    archive: Archive
    selection: Selection
    aliases: Mapping[str, str] | None


@contextmanager
def asked(
    run: Session, *, query: str = "", since: str | None = None, until: str | None = None, **chosen: Any
) -> Iterator[Asked]:
    """Open the archive to ask it something; ``chosen`` are further fields of a Selection.

    A date or a query that cannot be understood is told of first, whether there is an archive or not.
    """
    settings = run.config
    aliases = understood(run, query) if query else None
    dated = since is not None or until is not None
    if dated:
        from zoneinfo import ZoneInfo

        from crackwatch.dates.flags import period

        now = settings.clock()
        begins = period(since, until, now, ZoneInfo(settings.home_zone())).since
        if begins is not None and begins > now.timestamp():
            run.talk(f"--since {since} lies ahead: nothing is recorded there yet")
    with run.reading() as archive:
        when = period(since, until, now, archive.zone) if dated else Period()
        yield Asked(archive, Selection(query=query, period=when, **chosen), aliases)


def understood(run: Session, query: str) -> Mapping[str, str]:
    """The aliases with which a query can be understood; says what in it may be meant otherwise. Raises QueryError."""
    from crackwatch.founding import aliases
    from crackwatch.watches.hints import hints
    from crackwatch.watches.query import parse

    known = aliases(run.config)
    parse(query, known)
    for hint in hints(query):
        run.talk(hint)
    return known


def shown_as(form: Format | None, output: Path | None) -> Format:
    """A table on a terminal, plain lines elsewhere, unless a format was chosen."""
    return form or ("table" if output is None and on_terminal(sys.stdout) else "plain")


def at_most(limit: int | None, form: Format | None, output: Path | None) -> int | None:
    """How many rows a person is shown unless they say; other programs are given all. 0 stands for all."""
    return MANY.get(shown_as(form, output)) if limit is None else limit or None


def beside(run: Session, line: str, form: Format | None, output: Path | None) -> None:
    """Say a line about an answer: above it where people read it, on stderr where programs do."""
    if output is None and form in {None, "table", "plain"}:
        deliver(f"# {line}\n")
    else:
        run.talk(line)


def present(run: Session, value: Value, form: Format | None, output: Path | None, *, raw: bool = False) -> None:
    """Print an answer in its format."""
    to_stdout = output is None
    form = shown_as(form, output)
    bare = to_stdout and only_ascii(sys.stdout)
    if form == "table":
        from crackwatch.render import terminal

        deliver(terminal.render(value, color=to_stdout and run.colored(sys.stdout), ascii_only=bare), output)
        return
    from crackwatch.render import machine

    deliver(machine.render(value, form, raw=raw, ascii_only=bare), output)
