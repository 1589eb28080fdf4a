"""What is installed is what was built: the wheel is whole, and works on its own."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The console script of an environment that holds the wheel, and beside it the libraries of this one."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=True, with_pip=False)
    python = home / "bin" / "python"
    quiet = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "--python", str(python), "install", *quiet, str(wheel)], check=True)
    (site,) = home.glob("lib/python3*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "bin" / "crackwatch"


def test_the_wheel_holds_the_program_and_the_examples_and_nothing_else(wheel):
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    sources = [path for path in (ROOT / "src" / "crackwatch").rglob("*.*") if path.suffix != ".pyc" and path.is_file()]
    examples = [path for path in (ROOT / "examples").rglob("*") if path.is_file()]
    program = {f"crackwatch/{path.relative_to(ROOT / 'src' / 'crackwatch').as_posix()}" for path in sources}

    assert inside == program | {f"crackwatch/{path.relative_to(ROOT).as_posix()}" for path in examples}


def test_the_metadata_says_what_the_project_says(wheel):
    archive = zipfile.ZipFile(wheel)
    (name,) = [name for name in archive.namelist() if name.endswith("METADATA")]
    metadata = HeaderParser().parsestr(archive.read(name).decode())

    assert metadata["Name"] == "crackwatch"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == PROJECT["requires-python"]
    assert set(metadata.get_all("Provides-Extra")) == set(PROJECT["optional-dependencies"])
    assert sum("extra ==" not in need for need in metadata.get_all("Requires-Dist")) == len(PROJECT["dependencies"])


def test_the_installed_program_says_its_version(installed, tmp_path):
    from crackwatch import __version__

    done = subprocess.run([installed, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout == f"crackwatch {__version__}\n"


def test_the_installed_program_runs_its_demo(installed, tmp_path):
    done = subprocess.run(
        [installed, "demo", "--keep", "kept"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "kept" / "crackwatch.db").stat().st_size > 0
