"""The console script, and ``python -m crackwatch``."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and leave with its exit code (docs/exit-codes.md)."""
    # A command lives a tenth of a second, and looks for cycles of objects every 700 of them: a twentieth of that.
    gc.set_threshold(50_000)

    from crackwatch.cli import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
