"""The console script, and ``python -m crackwatch``."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and leave with its exit code (docs/exit-codes.md)."""
    from crackwatch.cli import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
