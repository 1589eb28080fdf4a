from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from crackwatch.cli import main


@pytest.fixture
def home(tmp_path):
    """Run the program as somebody who has just installed it."""

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        xdg = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "STATE")}
        env = os.environ | xdg | {"HOME": str(tmp_path)} | more
        return subprocess.run([sys.executable, "-m", "crackwatch", *words], capture_output=True, text=True, env=env, check=False)

    return run


def test_init_writes_settings_and_makes_an_archive_once(home, tmp_path):
    first = home("init")
    settings, archive = tmp_path / "config/crackwatch/config.toml", tmp_path / "data/crackwatch/crackwatch.db"
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == f"settings  {settings}\narchive   {archive} (made)\nnext      crackwatch fetch\n"
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600
    assert tomllib.loads(settings.read_text("utf-8")) == {"aliases": {}, "fetch": {}}
    again = home("init")
    assert (again.returncode, again.stdout) == (73, "")
    assert again.stderr == f"crackwatch: {settings} exists already\n  hint: edit it, or remove it first\n"
    assert home("watch", "list").stdout.splitlines()[1].split()[1] == "stalingrad"


def test_init_makes_the_archive_that_settings_still_lack(crackwatch, db, tmp_path):
    settings = tmp_path / "config.toml"
    said = settings.read_bytes()
    assert tuple(crackwatch("init")) == (0, f"settings  {settings} (kept as they are)\narchive   {db} (made)\nnext      crackwatch fetch\n", "")
    assert settings.read_bytes() == said
    assert crackwatch("init").code == 73


def test_the_example_has_its_settings_in_force(home, tmp_path):
    assert home("init", "--example", "stalingrad").returncode == 0
    said = tomllib.loads((tmp_path / "config/crackwatch/config.toml").read_text("utf-8"))
    assert said["zone"] == "Europe/Paris"
    assert said["aliases"]
    assert home("init", "--example", "bastille").returncode == 2


def test_init_writes_where_the_command_line_says(capsys, tmp_path):
    settings, db = tmp_path / "mine.toml", tmp_path / "mine.db"
    assert main(["--config", str(settings), "--db", str(db), "init"]) == 0
    assert settings.exists()
    assert db.exists()
    assert main(["--config", str(tmp_path / "mine.toml" / "below.toml"), "init"]) == 73
    assert "cannot make" in capsys.readouterr().err


def test_the_demo_leaves_an_archive_alone_that_is_there_already(crackwatch, db):
    db.with_name("crackwatch.db").write_bytes(b"mine")
    assert crackwatch("demo", "--keep", db.parent).code == 73
    assert db.with_name("crackwatch.db").read_bytes() == b"mine"


# --- the archive as a file


def test_the_archive_is_found_copied_and_checked(crackwatch, db, tmp_path):
    assert crackwatch("db", "path").out == f"{db}\n"
    assert crackwatch("watch", "list").code == 0
    assert crackwatch("db", "check").out == "the archive is whole\n"
    assert crackwatch("db", "backup", tmp_path / "copy.db").out == f"{tmp_path}/copy.db\n"
    assert crackwatch("--db", tmp_path / "copy.db", "watch", "list") == crackwatch("watch", "list")
    assert crackwatch("db", "backup", tmp_path / "copy.db").code == 73


def test_a_damaged_archive_is_named(crackwatch, db):
    assert crackwatch("watch", "list").code == 0
    with sqlite3.connect(db) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with db.open("r+b") as file:
        file.seek(4096 * 4)
        file.write(os.urandom(4096 * 4))
    code, _, err = crackwatch("db", "check")
    assert code == 65
    assert "is damaged" in err


@pytest.mark.parametrize("content", [b"not a database at all" * 100, None])
def test_a_file_of_somebody_else_is_left_alone(crackwatch, db, content):
    if content is None:
        with sqlite3.connect(db) as other:
            other.execute("CREATE TABLE mine (x)")
    else:
        db.write_bytes(content)
    before = db.read_bytes()
    for words in (["list"], ["fetch"], ["watch", "list"], ["import", "/dev/null"]):
        code, out, err = crackwatch(*words)
        assert (code, out) == (65, "")
        assert str(db) in err.splitlines()[0]
    assert db.read_bytes() == before


# --- every hour


def test_cron_prints_lines_that_run_this_very_program(home, tmp_path):
    done = home("--db", str(tmp_path / "my news.db"), "cron", "print", CRACKWATCH_CONFIG=str(tmp_path / "my.toml"))
    assert done.returncode == 78  # settings that were named must be there
    (tmp_path / "my.toml").touch()
    done = home("--db", str(tmp_path / "my news.db"), "cron", "print", CRACKWATCH_CONFIG=str(tmp_path / "my.toml"))
    line = next(line for line in done.stdout.splitlines() if line.startswith("17 "))
    expected = [sys.executable, "-m", "crackwatch", "--config", f"{tmp_path}/my.toml", "--db", f"{tmp_path}/my news.db", "-q", "fetch"]
    assert shlex.split(line)[5:] == expected
    assert f'ExecStart={sys.executable} -m crackwatch --config {tmp_path}/my.toml --db "{tmp_path}/my news.db" -q fetch' in done.stdout


def test_cron_prints_the_path_of_an_installed_program(tmp_path):
    script = tmp_path / "100%" / "crackwatch"
    script.parent.mkdir()
    script.write_text(f"#!{sys.executable}\nfrom crackwatch.__main__ import main\nmain()\n", encoding="utf-8")
    script.chmod(0o755)
    done = subprocess.run([script, "cron", "print"], capture_output=True, text=True, env=os.environ | {"HOME": str(tmp_path)}, check=True)
    assert rf"17 * * * * {tmp_path}/100\%/crackwatch -q fetch" in done.stdout
    assert f"ExecStart={tmp_path}/100%%/crackwatch -q fetch" in done.stdout


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here to judge its units")
def test_the_units_are_understood_by_systemd(home, tmp_path):
    parts = home("cron", "print").stdout.split("# ~/.config/systemd/user/")[1:]
    for part in parts:
        name, _, unit = part.partition("\n")
        Path(tmp_path, name.partition(",")[0]).write_text(unit, encoding="utf-8")
    units = sorted(str(path) for path in tmp_path.glob("crackwatch.*"))
    done = subprocess.run(["systemd-analyze", "--user", "verify", *units], capture_output=True, text=True, check=False)
    assert "crackwatch" not in done.stderr
