"""Work that ends the process which does it; a module of its own, so that other processes can import it."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def once(mark: Path) -> str:
    """Ends its process the first time."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return mark.name


def always(mark: Path) -> str:
    """Ends its process each time, where the mark is called 3."""
    if mark.name == "3":
        os.kill(os.getpid(), signal.SIGKILL)
    return mark.name
