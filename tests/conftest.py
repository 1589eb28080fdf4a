"""What every test stands on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples each time, so that no change is refused by bad luck; others with: ./dev test --hypothesis-profile random
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("random", settings.get_profile("house"), derandomize=False)
settings.load_profile("house")

# A shell without job control starts what runs in the background deaf to Ctrl-C, and that is inherited.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Whatever the person at the keyboard has set must not decide a test; what a test needs, it sets for its own subprocess.
for name in [name for name in os.environ if name.startswith("CRACKWATCH_") and name != "CRACKWATCH_SHARED"]:
    del os.environ[name]


@pytest.fixture(scope="session", autouse=True)
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Settings, archives and notes of errors go to a folder of the tests, whatever a test forgets to say."""
    home = tmp_path_factory.mktemp("xdg")
    os.environ.update({f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")})


@dataclass(frozen=True)
class Shell:
    """A shell in which ``crackwatch`` is a command; ``address`` is where the sample feeds are served."""

    folder: Path
    address: str
    environment: dict[str, str]

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        """Run a line of ``sh`` that must end well."""
        done = subprocess.run(
            ["sh", "-c", line], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done

    def moved(self, folder: Path) -> Shell:
        """The same shell in another folder, with a copy of the archive."""
        shutil.copy(self.environment["CRACKWATCH_DB"], folder / "a.db")
        return replace(self, folder=folder, environment=self.environment | {"CRACKWATCH_DB": str(folder / "a.db")})


@pytest.fixture(scope="session")
def follower(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A person's shell on 31 October 2021, with an archive that follows the sample feeds and has not polled yet."""
    from crackwatch import demo

    home = tmp_path_factory.mktemp("home")
    command = home / "bin" / "crackwatch"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m crackwatch "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    own = demo.own_environment(home, demo.POLLED[1], os.environ)
    own["PATH"] = f"{command.parent}:{Path(sys.executable).parent}:{own['PATH']}"
    own["CRACKWATCH_DB"] = str(home / "a.db")
    with demo.served(demo.Samples(demo.sample_folder(), later=True)) as address:
        ready = Shell(home, address, own)
        for name, outlet in demo.OUTLETS.items():
            ready.run(f'crackwatch feeds add --allow-private --outlet "{outlet}" {address}/{name}')
        yield ready


@pytest.fixture(scope="session")
def reader(follower: Shell, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The follower's shell with an archive that has polled once, to read from only."""
    ready = follower.moved(tmp_path_factory.mktemp("reader"))
    ready.run("crackwatch fetch")
    return ready


@pytest.fixture(scope="module")
def shell(follower: Shell, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The follower's shell in a folder of its own, with an archive to do with as a module of tests likes."""
    return follower.moved(tmp_path_factory.mktemp("shell"))
