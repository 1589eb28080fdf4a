"""What it costs to be asked: CPU time of reading commands, as a ratio to importing the libraries that they stand on.

Goal: `timeline` on the demo's archive, piped, costs at most 1.5 times `python -c "import typer, sqlite3"`.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from crackwatch import demo

ROUNDS = 15
FLOOR = ["-c", "import typer, sqlite3"]
COMMANDS = {
    "--version": ["--version"],
    "--help": ["--help"],
    "timeline": ["timeline", "--since", "2021-05"],
    "sources": ["sources"],
    "list": ["list"],
}


def cpu_seconds(command: list[str], environment: dict[str, str]) -> float:
    """User and system time of one process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as nowhere:
        demo.run(Path(folder) / "demo", nowhere)
        environment = os.environ | {"CRACKWATCH_DB": str(Path(folder) / "demo" / "crackwatch.db")}
        commands = {name: [sys.executable, "-m", "crackwatch", *words] for name, words in COMMANDS.items()}
        commands |= {"floor": [sys.executable, *FLOOR], "python": [sys.executable, "-c", "pass"]}
        # In turns, so that a busy minute of the machine falls on all of them.
        rounds = [
            {name: cpu_seconds(command, environment) for name, command in commands.items()} for _ in range(ROUNDS)
        ]
    median = {name: sorted(measured[name] for measured in rounds)[ROUNDS // 2] for name in commands}
    for name, seconds in median.items():
        print(f"{name:10} {seconds * 1000:6.0f} ms CPU  {seconds / median['floor']:5.2f} x floor")


if __name__ == "__main__":
    main()
