"""What ``fetch`` is asked for, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from crackwatch.fulltext import Reading
from crackwatch.model import Failed, Feed


@dataclass(frozen=True, slots=True)
class PollOptions:
    """What the command line asks of a run. ``names`` are ids, addresses or slugs; none means every feed that is due."""

    names: tuple[str, ...] = ()
    force: bool = False
    jobs: int | None = None
    allow_private: bool = False
    dry_run: bool = False
    fail_after: int = 3
    strict: bool = False
    quiet: bool = False
    wait: float = 0.0
    max_time: float | None = None
    full_text: Literal["matched", "never"] | None = None  # None: as the settings say


@dataclass(frozen=True, slots=True)
class FeedProblem:
    """A feed that failed. ``failures`` counts runs in a row; ``due`` says that a person should be told now."""

    feed: Feed
    failure: Failed
    failures: int
    due: bool


@dataclass(slots=True)
class PollReport:
    """What a run did. Counts are feeds, but for entries, new, revised and hits. ``warnings`` ask for a person, ``details`` are for the curious."""

    followed: int = 0
    asked: int = 0
    changed: int = 0
    unchanged: int = 0
    entries: int = 0
    new: int = 0
    revised: int = 0
    hits: int = 0
    starters: int = 0
    interrupted: bool = False
    seconds: float = 0.0
    problems: list[FeedProblem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    texts: Reading = field(default_factory=Reading)
    exit_code: int = 0

    @property
    def done(self) -> int:
        """Feeds that answered, one way or another."""
        return self.changed + self.unchanged + len(self.problems)


def exit_code(report: PollReport, options: PollOptions) -> int:
    """0, 3 where feeds fail persistently, 4 where all of them fail."""
    persistent = [p for p in report.problems if options.strict or p.failures >= options.fail_after]
    if report.problems and len(report.problems) == report.asked and (not options.quiet or len(persistent) == report.asked):
        return 4
    return 3 if persistent else 0
