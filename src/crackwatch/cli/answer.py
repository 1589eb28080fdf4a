"""From a question to its answer: what was asked, checked before an archive is opened, and the answer in its format."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crackwatch.cli.options import Format
from crackwatch.cli.output import deliver, only_ascii
from crackwatch.cli.session import Session, on_terminal
from crackwatch.model import Period, Selection

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from crackwatch.archive.connection import Archive
    from crackwatch.render.machine import Value


@contextmanager
def asked(run: Session, *, query: str = "", since: str = "", until: str = "", **chosen: Any) -> Iterator[tuple[Archive, Selection]]:
    """The archive, and what is asked of it; ``chosen`` are further fields of a Selection.

    A date or a query that cannot be understood is told of first, whether there is an archive or not.
    """
    settings = run.config
    if query:
        from crackwatch.watches.query import parse

        parse(query, settings.aliases)
    if since or until:
        from zoneinfo import ZoneInfo

        _period(run, since, until, ZoneInfo(settings.home_zone()))
    with run.reading() as archive:
        period = Period()
        if since or until:
            period = _period(run, since, until, ZoneInfo(settings.zone) if settings.zone else archive.zone)
        yield archive, Selection(query=query, period=period, **chosen)


def _period(run: Session, since: str, until: str, zone: ZoneInfo) -> Period:
    from crackwatch import dates

    return dates.period(since, until, now=run.config.clock(), zone=zone)


def present(run: Session, value: Value, form: Format | None, output: Path | None, *, raw: bool = False) -> None:
    """Print an answer: as a table on a terminal, as plain lines elsewhere, unless a format was chosen."""
    to_stdout = output is None
    form = form or ("table" if to_stdout and on_terminal(sys.stdout) else "plain")
    if form == "table":
        from crackwatch.render import terminal

        deliver(terminal.render(value, color=to_stdout and run.colored(sys.stdout)), output)
        return
    from crackwatch.render import machine

    deliver(machine.render(value, form, raw=raw, ascii_only=to_stdout and only_ascii(sys.stdout)), output)
