from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest


@pytest.fixture
def screen(crackwatch, tmp_path, db):
    """What a command shows on a terminal."""
    assert crackwatch("watch", "list").code == 0

    def show(*words: str, **env: str) -> bytes:
        ours, theirs = pty.openpty()
        line = [sys.executable, "-m", "crackwatch", "--db", str(db), "--config", str(tmp_path / "config.toml"), *words]
        kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
        done = subprocess.run(line, stdout=theirs, stderr=subprocess.PIPE, env=kept | {"TERM": "xterm"} | env, check=True)
        os.close(theirs)
        assert done.stderr == b""
        with os.fdopen(ours, "rb", buffering=0) as stream:
            return stream.read(65536)

    return show


def test_a_terminal_gets_a_table_in_colour(screen):
    assert b"\x1b[" in screen("timeline")


@pytest.mark.parametrize(("words", "env"), [(["--color", "never"], {}), ([], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"})])
def test_a_terminal_that_wants_no_colour_gets_none(screen, words, env):
    assert b"\x1b" not in screen(*words, "timeline", **env)


def test_an_empty_variable_forbids_nothing(screen):
    assert b"\x1b[" in screen("timeline", NO_COLOR="")


def test_a_pipe_gets_plain_lines_and_colour_only_when_asked(crackwatch):
    crackwatch("watch", "list")
    assert crackwatch("timeline").out.startswith("# ")
    assert "\x1b" not in crackwatch("timeline", "-f", "table").out
    assert "\x1b[" in crackwatch("--color", "always", "timeline", "-f", "table").out


def test_an_archive_keeps_the_zone_in_which_it_was_made_and_says_so_where_another_is_set(crackwatch, tmp_path, db):
    crackwatch("watch", "list")
    assert crackwatch("timeline").err == ""

    (tmp_path / "config.toml").write_text('zone = "Asia/Tokyo"\n', encoding="utf-8")

    found = crackwatch("timeline", "--since", "2021-05-13")
    assert found.out.startswith("# 2021-05-13 to ")
    assert "(Europe/Paris)" in found.out
    assert found.err.startswith(f"{db} counts its days in Europe/Paris for ever; for Asia/Tokyo, import its export --all into a new one\n")
