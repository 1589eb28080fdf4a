"""Mapping a pure function over work that may kill its worker: processes of this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Generic, TypeVar

from crackwatch.errors import CrackwatchError

J = TypeVar("J")
R = TypeVar("R")

TRIES = 3  # of one piece of work that ends its worker
AHEAD = 2  # pieces that wait for each worker
MakePool = Callable[[], Executor]


class Lost(Exception):
    """A piece of work that ended its worker each time."""


def processes(jobs: int | None) -> MakePool:
    """A pool on this machine. Its processes are started anew, not forked: nothing of ours is open in them."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return lambda: ProcessPoolExecutor(jobs or os.cpu_count(), mp_context=get_context("spawn"))


@contextmanager
def cluster(address: str) -> Iterator[MakePool]:
    """The workers behind a Dask scheduler (``tcp://host:8786``), which tries again elsewhere when one of them ends."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        yield lambda: client.get_executor(pure=False, retries=TRIES - 1)


def mapped(function: Callable[[J], R], work: Iterator[J], make: MakePool, *, workers: int) -> Iterator[tuple[J, R | Exception]]:
    """Each piece of work with what came of it, as they complete: a result, or the exception that it raised."""
    return _Mapping(function, work, make, workers * AHEAD).through()


class _Mapping(Generic[J, R]):
    def __init__(self, function: Callable[[J], R], work: Iterator[J], make: MakePool, ahead: int) -> None:
        self._function = function
        self._work = work
        self._make = make
        self._ahead = ahead
        self._pool = make()
        self._running: dict[Future[R], J] = {}
        self._suspects: deque[tuple[J, int]] = deque()  # what ran when a pool broke, with how often it did

    def through(self) -> Iterator[tuple[J, R | Exception]]:
        try:
            while self._suspects or self._fill():
                if self._suspects:
                    yield self._alone(*self._suspects.popleft())
                    continue
                complete, _ = wait(self._running, return_when=FIRST_COMPLETED)
                yield from self._collected(complete)
        finally:
            for future in self._running:
                future.cancel()
            self._pool.shutdown(wait=True)

    def _fill(self) -> bool:
        """Keep the workers busy; says whether anything runs."""
        while len(self._running) < self._ahead:
            job = next(self._work, None)
            if job is None:
                break
            try:
                self._running[self._pool.submit(self._function, job)] = job
            except BrokenProcessPool:  # it broke since it was last looked at
                self._suspects.append((job, 0))
                self._broke()
                break
        return bool(self._running or self._suspects)

    def _collected(self, complete: Sequence[Future[R]] | set[Future[R]]) -> Iterator[tuple[J, R | Exception]]:
        broken = False
        for future in complete:
            job = self._running.pop(future)
            error = future.exception()
            if isinstance(error, BrokenProcessPool):
                broken = True
                self._suspects.append((job, 1))
            else:
                yield job, error if isinstance(error, Exception) else future.result()
        if broken:
            self._broke()

    def _alone(self, job: J, broke: int) -> tuple[J, R | Exception]:
        """One suspect at a time, so that the guilty one is known."""
        while broke < TRIES:
            try:
                return job, self._pool.submit(self._function, job).result()
            except BrokenProcessPool:
                broke += 1
                self._renew()
            except Exception as error:  # the work's own
                return job, error
        self._check()
        return job, Lost(f"it ended its process {TRIES} times")

    def _check(self) -> None:
        """Blame work only where a process can live at all. Raises CrackwatchError where none can."""
        try:
            self._pool.submit(os.getpid).result()
        except BrokenProcessPool:
            hint = "is there enough memory? --jobs 1 takes the least; from a script, call backfill under if __name__ == '__main__'"
            raise CrackwatchError("the processes that read crawl files end as soon as they start", hint) from None

    def _broke(self) -> None:
        """Whatever still ran is suspect, and goes on in a new pool."""
        self._suspects.extend((job, 1) for job in self._running.values())
        self._running.clear()
        self._renew()

    def _renew(self) -> None:
        self._pool.shutdown(wait=False)
        self._pool = self._make()
