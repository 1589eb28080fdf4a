"""What went wrong, as one line and a hint on stderr, and the exit code that says so."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress

from typer import Abort
from typer.exceptions import TyperException

from crackwatch.cli.output import detach
from crackwatch.errors import CrackwatchError, QueryError, StorageError

INTERRUPTED = 130
USAGE = 2


def told(error: BaseException) -> int:
    """Say ``error`` to the person at the terminal and return the exit code of the process."""
    if isinstance(error, CrackwatchError):
        return _ours(error)
    if isinstance(error, TyperException):
        return _usage(error)
    if isinstance(error, KeyboardInterrupt | Abort):
        _say("crackwatch: interrupted")
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):  # whoever read our answer has read enough
        detach()
        return 0
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}:
        detach()
        return _ours(StorageError(f"cannot write: {error.strerror}", "free some space and run it again"))
    return _unexpected(error)


def _ours(error: CrackwatchError) -> int:
    _say(f"crackwatch: {error.message}")
    if isinstance(error, QueryError) and error.query:
        _point(error)
    if error.hint:
        _say(f"  hint: {error.hint}")
    return error.exit_code


def _point(error: QueryError) -> None:
    """The line of the query that holds the fault, and a caret under it."""
    start = error.query.rfind("\n", 0, error.at) + 1
    line = error.query[start:].partition("\n")[0].replace("\t", " ")
    at = error.at - start
    _say(f"  {line}")
    _say(f"  {' ' * at}{'^' * max(1, min(error.end - start, len(line)) - at)}")


def _usage(error: TyperException) -> int:
    """An error of the parser of arguments: its sentence in our form, with where to read on."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "crackwatch"
    said = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":  # the message is the help itself
        _say(said)
        return USAGE
    option = getattr(error, "option_name", "")
    unknown = type(error).__name__ == "NoSuchOption"
    near = getattr(error, "possibilities", None) if unknown else None
    _say(f"crackwatch: there is no option {option}" if unknown else f"crackwatch: {said[:1].lower()}{said[1:].rstrip('.')}")
    everywhere = {name for parameter in context.find_root().command.params for name in parameter.opts} if context else set()
    if option in everywhere:
        command = path.removeprefix("crackwatch").strip()
        _say(f"  hint: {option} stands before the command: crackwatch {option} … {command}")
    else:
        _say(f"  hint: did you mean {' or '.join(near)}?" if near else f"  hint: see {path} --help")
    return USAGE


def _unexpected(error: BaseException) -> int:
    """One line, and a file with the details for whoever mends it. Arguments are left out: they may hold a secret."""
    kind = type(error).__name__
    try:
        place = _details(error)
    except OSError:
        _say(f"crackwatch: unexpected {kind}: {_one_line(error)}")
    else:
        _say(f"crackwatch: unexpected {kind}: {_one_line(error)}")
        _say(f"  hint: the details are in {place}; please report them")
    return CrackwatchError.exit_code


def _one_line(error: BaseException) -> str:
    from crackwatch.text import clean, cut

    return cut(clean(str(error)), 200)


def _details(error: BaseException) -> str:
    import platform
    import traceback
    from datetime import UTC, datetime

    from crackwatch import __version__
    from crackwatch.config import state_folder

    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"error-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    head = f"crackwatch {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n"
    path.write_text(head + "".join(traceback.format_exception(error)), "utf-8", "replace")
    path.chmod(0o600)
    return str(path)


def _say(line: str) -> None:
    with suppress(OSError, AttributeError):  # nobody listens there either
        sys.stderr.write(line + "\n")
