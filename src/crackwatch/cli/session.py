"""What holds for the whole command line: the options that stand before the command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

import typer

from crackwatch import config
from crackwatch.config import Config
from crackwatch.errors import ArchiveMissing

if TYPE_CHECKING:
    from crackwatch.archive.connection import Archive

MOST_NAMED = 20  # problems that are told one by one
Color = Literal["auto", "always", "never"]


class Session:
    """One run. The configuration is read when a command first asks for it, so that ``--help`` never fails over it."""

    __slots__ = ("_config", "color", "db", "file", "quiet", "verbose")

    def __init__(
        self, file: Path | None = None, db: Path | None = None, quiet: bool = False, verbose: bool = False, color: Color = "auto"
    ) -> None:
        self.file = file
        self.db = db
        self.quiet = quiet
        self.verbose = verbose
        self.color = color
        self._config: Config | None = None

    @property
    def config(self) -> Config:
        """The settings of this run. Raises ConfigError."""
        if self._config is None:
            self._config = config.load(file=self.file, db=self.db)
        return self._config

    def prefer(self, stories: str | None) -> None:
        """Let the command line say how this run groups, where it does."""
        if stories:
            self._config = replace(self.config, stories=stories)

    def reading(self) -> Archive:
        """The archive, to read. Raises ArchiveMissing, ArchiveDamaged, ConfigError."""
        from crackwatch.archive.connection import open_for_reading

        archive = open_for_reading(self.config.db)
        self.talk(archive.note)
        if self.config.zone not in ("", archive.zone_name):
            self.talk(f"{archive.path} counts its days in {archive.zone_name} for ever; for {self.config.zone}, import its export --all into a new one")
        return archive

    def archive(self) -> Archive:
        """The archive, to read; made where there is none, as what one follows and looks for begins with it."""
        try:
            return self.reading()
        except ArchiveMissing:
            return self.writing()

    def writing(self) -> Archive:
        """The archive, to write; made, with the watches it is born with, where there is none."""
        from crackwatch.founding import open_archive

        return open_archive(self.config)

    def now(self) -> int:
        """This moment, in Unix seconds."""
        return int(self.config.clock().timestamp())

    def complain(self, line: str) -> None:
        """Say on stderr that something is wrong, also under ``-q``."""
        if sys.stderr is not None:
            sys.stderr.write(line + "\n")

    def complain_of(self, problems: Sequence[str]) -> None:
        """Name each of these, or the first of many."""
        for line in problems[:MOST_NAMED]:
            self.complain(line)
        if more := len(problems[MOST_NAMED:]):
            self.complain(f"and {more} more like these")

    def talk(self, line: str) -> None:
        """Say something that is not the answer: on stderr, unless ``-q``."""
        if line and not self.quiet:
            self.complain(line)

    def colored(self, stream: TextIO | None) -> bool:
        """Whether colour may go to a stream: as ``--color`` says, else on a terminal that wants it (no-color.org)."""
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
            return False
        return bool(os.environ.get("FORCE_COLOR")) or on_terminal(stream)


def session(ctx: typer.Context) -> Session:
    """The session that a command runs in."""
    found = ctx.find_object(Session)
    assert found is not None
    return found


def on_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at this stream."""
    return stream is not None and stream.isatty()
