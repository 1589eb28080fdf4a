from __future__ import annotations

import os
import subprocess
import sys

import pytest

from crackwatch.cli import main
from crackwatch.cli.app import TABLE
from crackwatch.cli.lazy import Command, Group, built

COMMANDS = [((name,), entry) for name, entry in TABLE.items() if isinstance(entry, Command)] + [
    ((name, inner), entry) for name, group in TABLE.items() if isinstance(group, Group) for inner, entry in group.commands.items()
]


def ids(commands):
    return [" ".join(words) for words, _ in commands]


@pytest.mark.parametrize(("words", "entry"), COMMANDS, ids=ids(COMMANDS))
def test_every_command_has_a_page_of_help_that_begins_with_its_line_in_the_list(crackwatch, words, entry):
    code, out, err = crackwatch(*words, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: crackwatch {' '.join(words)} ")
    assert " ".join(out.split("\n\n")[1].split()) == entry.help


@pytest.mark.parametrize(("words", "entry"), COMMANDS, ids=ids(COMMANDS))
def test_every_option_says_what_it_does(words, entry):
    for parameter in built(words[-1], entry).params:
        assert getattr(parameter, "help", None), parameter.name


def test_the_list_of_commands_is_written_without_importing_any(crackwatch):
    code, out, _ = crackwatch("--help")
    assert code == 0
    assert [line.split()[0] for line in out.partition("Commands:\n")[2].splitlines() if line.startswith("  ") and line[2] != " "] == list(TABLE)
    script = "import sys; from crackwatch.cli import main; main(['--help']); print([m for m in sys.modules if m.startswith('crackwatch')])"
    modules = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    assert "crackwatch.cli.fetching" not in modules
    assert "crackwatch.archive" not in modules


def test_a_command_that_is_not_there_is_answered_with_one_that_is(crackwatch):
    assert crackwatch("fetsh") == crackwatch("fetsh")
    assert crackwatch("fetsh").err == "crackwatch: there is no command fetsh\n  hint: did you mean fetch?\n"
    assert crackwatch("db", "bakcup").err == "crackwatch: there is no command db bakcup\n  hint: did you mean backup?\n"
    assert crackwatch("xyz").err == "crackwatch: there is no command xyz\n  hint: see crackwatch --help\n"
    assert crackwatch("xyz").code == 2


def test_an_option_that_is_not_there_is_named(crackwatch):
    code, out, err = crackwatch("db", "path", "--wat")
    assert (code, out) == (2, "")
    assert err == "crackwatch: there is no option --wat\n  hint: see crackwatch db path --help\n"


def test_a_global_option_behind_its_command_is_sent_before_it(crackwatch):
    code, _, err = crackwatch("fetch", "--quiet")
    assert code == 2
    assert "hint: --quiet stands before the command: crackwatch --quiet … fetch" in err


def test_without_a_command_help_is_printed_and_the_code_is_that_of_a_wrong_use(capsys):
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Usage: crackwatch")


def test_the_version_is_printed(crackwatch):
    import crackwatch as package

    assert crackwatch("--version").out == f"crackwatch {package.__version__}\n"


def test_wrong_settings_do_not_keep_help_away(crackwatch, tmp_path):
    (tmp_path / "config.toml").write_text("zone = ", encoding="utf-8")
    assert crackwatch("fetch", "--help").code == 0
    code, out, err = crackwatch("db", "path")
    assert (code, out) == (78, "")
    assert err.startswith(f"crackwatch: {tmp_path}/config.toml, ")
    assert len(err.splitlines()) == 2


# --- the shell's completion


def completed(line: str) -> list[str]:
    words = {"_CRACKWATCH_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    done = subprocess.run([sys.executable, "-m", "crackwatch"], capture_output=True, text=True, env=os.environ | words, check=True)
    return done.stdout.split()


def test_the_shell_completes_commands_and_options():
    assert completed("crackwatch tim") == ["timeline"]
    assert completed("crackwatch feeds re") == ["resume", "remove"]
    assert completed("crackwatch timeline --si") == ["--since"]
    assert completed("crackwatch timeline --by w") == ["week"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_is_given_its_script(shell):
    env = os.environ | {"_CRACKWATCH_COMPLETE": f"source_{shell}"}
    done = subprocess.run([sys.executable, "-m", "crackwatch"], capture_output=True, text=True, env=env, check=True)
    assert "_CRACKWATCH_COMPLETE" in done.stdout
