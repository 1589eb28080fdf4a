"""How to run ``fetch`` every hour: a line for crontab, units for systemd."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import typer

from crackwatch.cli.output import deliver
from crackwatch.cli.session import Session, session

TEXT = """\
# crontab -e; a mail comes only when something is wrong
17 * * * * {cron} -q fetch

# ~/.config/systemd/user/crackwatch.service
[Unit]
Description=Poll the feeds that are due

[Service]
Type=oneshot
ExecStart={systemd} -q fetch
SuccessExitStatus=3 75
TimeoutStartSec=15m
MemoryMax=400M
NoNewPrivileges=yes

# ~/.config/systemd/user/crackwatch.timer, then: systemctl --user enable --now crackwatch.timer
[Unit]
Description=Poll feeds every hour

[Timer]
OnCalendar=hourly
RandomizedDelaySec=10m
Persistent=true

[Install]
WantedBy=timers.target
"""


def show(ctx: typer.Context) -> None:
    """Print a crontab line and systemd units that run this very program."""
    words = [*_program(), *_options(session(ctx))]
    cron = shlex.join(words).replace("%", r"\%")  # crontab(5): an unescaped % ends the command
    systemd = " ".join(_unit_word(word) for word in words)
    deliver(TEXT.format(cron=cron, systemd=systemd))


def _program() -> list[str]:
    """What was started, so that it can be started again from anywhere."""
    said = Path(sys.argv[0])
    if said.name == "__main__.py" or not os.access(said, os.X_OK) or said.is_dir():
        return [sys.executable, "-m", "crackwatch"]
    return [str(said.absolute())]


def _options(run: Session) -> list[str]:
    """The choices of this command line and its environment, which cron and systemd do not hand on."""
    chosen: list[str] = []
    if run.file or os.environ.get("CRACKWATCH_CONFIG"):
        chosen += ["--config", str(run.config.path.absolute())]
    if run.db or os.environ.get("CRACKWATCH_DB"):
        chosen += ["--db", str(run.config.db.absolute())]
    return chosen


def _unit_word(word: str) -> str:
    """A word of ExecStart (systemd.service(5), "Command lines")."""
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{word}"' if any(c.isspace() or c in "'\"" for c in word) else word
