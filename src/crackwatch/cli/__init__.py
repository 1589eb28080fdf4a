"""The command line: arguments, one call, render, exit code."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

TERMINATED = 143  # 128 + SIGTERM, as shells count


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (``sys.argv`` when None) and return the exit code of the process (errors.py has the table).

    Nothing escapes: what goes wrong becomes one line and a hint on stderr, never a traceback.
    """
    from crackwatch.cli import failures
    from crackwatch.cli.app import command
    from crackwatch.cli.output import forgiving, settled

    forgiving(sys.stdout)
    forgiving(sys.stderr)
    try:
        with _terminable():
            done = command().main(args=None if argv is None else list(argv), prog_name="crackwatch", standalone_mode=False)
            settled()
    except SystemExit as leaving:  # terminated, or the shell's completion
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException as error:  # the edge: here every error becomes a line
        return failures.told(error)
    return done if isinstance(done, int) else 0


class _terminable:  # noqa: N801 - reads as what it is used for: with _terminable():
    """While this stands, SIGTERM unwinds like an interrupt, so that what is open is closed."""

    def __enter__(self) -> None:
        self._before = None
        with suppress(ValueError):  # not in the main thread: signals are somebody else's
            self._before = signal.signal(signal.SIGTERM, _terminate)

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGTERM, self._before)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)
