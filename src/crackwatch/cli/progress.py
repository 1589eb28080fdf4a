"""How far a long run is: a line on stderr while somebody watches, and a last word where it is interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import NamedTuple, TypeVar

from crackwatch.cli.session import Session

Report = TypeVar("Report")


class Reached(NamedTuple):
    """How far a run came, in words and in parts; ``of`` is None where nobody knows how many parts there are."""

    words: str
    done: int
    of: int | None = None


def accompanied(
    run: Session,
    work: Callable[[Callable[[Report], None]], Report],
    reached: Callable[[Report], Reached],
    *,
    watched: bool,
    cure: str = "",
) -> Report:
    """Do ``work``, which tells of itself as it goes on. An interruption is told of, with ``cure``, and goes on up."""
    stood = ""

    def remember(report: Report) -> None:
        nonlocal stood
        now = reached(report)
        stood = now.words
        show(now)

    with _line() if watched else nullcontext(lambda _: None) as show:
        try:
            return work(remember)
        except (KeyboardInterrupt, SystemExit):
            run.talk(f"stopped; {stood} kept{cure}" if stood else f"stopped before anything was done{cure}")
            raise


@contextmanager
def _line() -> Iterator[Callable[[Reached], None]]:
    """A line on stderr that leaves no trace."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda now: progress.update(task, description=now.words, completed=now.done, total=now.of)
