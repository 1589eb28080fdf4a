from __future__ import annotations

import logging
import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crackwatch import config
from crackwatch.errors import ConfigError


def settings(tmp_path: Path, text: str = "", *, db: Path | None = None, **environ: str) -> config.Config:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return config.load(file=file, db=db, environ={"HOME": str(tmp_path), **environ})


def refusal(tmp_path: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, text)
    return caught.value


# --- where things lie


def test_without_a_file_everything_lies_in_the_xdg_folders(tmp_path):
    found = config.load(environ={"HOME": "/home/ana"})
    assert found.path == Path("/home/ana/.config/crackwatch/config.toml")
    assert found.db == Path("/home/ana/.local/share/crackwatch/crackwatch.db")
    moved = config.load(environ={"HOME": "/home/ana", "XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d"})
    assert (moved.path, moved.db) == (Path("/c/crackwatch/config.toml"), Path("/d/crackwatch/crackwatch.db"))
    assert config.state_folder({"HOME": "/home/ana", "XDG_STATE_HOME": "/s"}) == Path("/s/crackwatch")


def test_a_relative_xdg_folder_is_ignored_as_the_specification_asks():
    assert config.default_file({"HOME": "/home/ana", "XDG_CONFIG_HOME": "here"}) == Path("/home/ana/.config/crackwatch/config.toml")


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path):
    text = 'db = "/file.db"'
    assert settings(tmp_path, text).db == Path("/file.db")
    assert settings(tmp_path, text, CRACKWATCH_DB="/environment.db").db == Path("/environment.db")
    assert settings(tmp_path, text, CRACKWATCH_DB="/environment.db", db=Path("/line.db")).db == Path("/line.db")


def test_the_environment_names_the_file_and_the_command_line_names_another(tmp_path):
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    first.write_text('db = "/first.db"', encoding="utf-8")
    second.write_text('db = "/second.db"', encoding="utf-8")
    environ = {"HOME": str(tmp_path), "CRACKWATCH_CONFIG": str(first)}
    assert config.load(environ=environ).db == Path("/first.db")
    assert config.load(file=second, environ=environ).db == Path("/second.db")


def test_a_relative_path_in_the_file_starts_at_the_file(tmp_path):
    found = settings(tmp_path, 'db = "archive.db"\nsecrets_file = "secrets.toml"')
    assert (found.db, found.secrets_file) == (tmp_path / "archive.db", tmp_path / "secrets.toml")


# --- what the file says


def test_settings_and_aliases_are_read(tmp_path):
    found = settings(tmp_path, '[fetch]\njobs = 4\nspacing = 0\n[aliases]\nparis19 = \'"19e" OR 75019\'')
    assert (found.fetch.jobs, found.fetch.spacing, found.fetch.deadline) == (4, 0, 30.0)
    assert found.aliases == {"paris19": '"19e" OR 75019'}


def test_a_file_that_was_named_must_be_there(tmp_path):
    with pytest.raises(ConfigError) as caught:
        config.load(file=tmp_path / "none.toml", environ={})
    assert "there is no configuration at" in caught.value.message
    assert caught.value.exit_code == 78


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"cannot read .*: Is a directory"):
        config.load(file=tmp_path, environ={})
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"zone = \xff")
    with pytest.raises(ConfigError, match="it is not UTF-8 text"):
        config.load(file=binary, environ={})


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("zone = Paris", "line 1: invalid value", "texts stand in quotes"),
        ('db = "a"\n[fetch\njobs = 2', "line 2: expected", "mend that line"),
        ('db = "a', "at its end", "mend that line"),
        ('zon = "Europe/Paris"', "line 1: there is no setting 'zon'", "did you mean zone?"),
        ("\n[fetch]\n\njob = 3", "line 4: there is no setting 'job'", "did you mean jobs?"),
        ("[feeds]\nx = 1", "line 1: there is no setting 'feeds'", ""),
        ("[fetch]\njobs = 0", "line 2: jobs cannot be 0", "a whole number above 0"),
        ("[fetch]\ndeadline = true", "line 2: deadline cannot be True", "seconds above 0"),
        ("[aliases]\nnord = 3", "line 2: nord cannot be 3", "a query in quotes"),
        ('zone = "Europe/Lutetia"', "there is no time zone 'Europe/Lutetia'", "Europe/Paris"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_its_cure(tmp_path, text, place, hint):
    error = refusal(tmp_path, text)
    assert str(tmp_path / "config.toml") in error.message
    assert place in error.message
    assert hint in error.hint
    assert "\n" not in error.message + error.hint


def test_the_shipped_example_is_understood(tmp_path):
    text = Path(config.__file__).with_name("config_example.toml").read_text("utf-8")
    found = settings(tmp_path, text)
    assert found.zone == "Europe/Paris"
    assert found.fetch == config.FetchSettings()
    everything = settings(tmp_path, re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE))
    assert everything.fetch == config.FetchSettings()
    assert everything.secrets_file == tmp_path / "secrets.toml"


# --- the clock and the zone


def test_the_clock_is_the_systems_unless_somebody_sets_it(tmp_path):
    assert abs(settings(tmp_path).clock() - datetime.now(UTC)) < timedelta(minutes=1)
    said = settings(tmp_path, CRACKWATCH_NOW="2021-05-14T03:59:00+02:00").clock()
    assert said == datetime(2021, 5, 14, 1, 59, tzinfo=UTC)


def test_a_time_without_offset_is_in_the_home_zone(tmp_path):
    found = settings(tmp_path, CRACKWATCH_NOW="2021-05-14T12:00", CRACKWATCH_TZ="Europe/Paris")
    assert found.clock() == datetime(2021, 5, 14, 10, tzinfo=UTC)


def test_a_time_that_is_none_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="CRACKWATCH_NOW is not a time"):
        settings(tmp_path, CRACKWATCH_NOW="noon").clock()


def test_the_environment_chooses_the_zone_before_the_file(tmp_path):
    text = 'zone = "Europe/Paris"'
    assert settings(tmp_path, text).zone == "Europe/Paris"
    assert settings(tmp_path, text, CRACKWATCH_TZ="America/Cayenne").zone == "America/Cayenne"
    with pytest.raises(ConfigError, match="CRACKWATCH_TZ: there is no time zone 'Mars'"):
        settings(tmp_path, text, CRACKWATCH_TZ="Mars")


def test_where_nobody_chose_a_zone_the_systems_is_home(tmp_path):
    found = settings(tmp_path, TZ=":Asia/Tokyo")
    assert (found.zone, found.home_zone()) == ("", "Asia/Tokyo")
    assert settings(tmp_path, TZ="CET-1CEST").home_zone()  # a rule is no name: the system's files are asked


# --- secrets


def secretive(tmp_path: Path, mode: int, text: str = 'desk = "hunter2"') -> config.Config:
    file = tmp_path / "secrets.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return settings(tmp_path, 'secrets_file = "secrets.toml"')


def test_a_secret_comes_from_a_file_that_only_its_owner_reads(tmp_path):
    assert secretive(tmp_path, 0o600).secret("desk").reveal() == "hunter2"
    assert stat.S_IMODE((tmp_path / "secrets.toml").stat().st_mode) == 0o600


def test_the_environment_wins_over_the_secrets_file(tmp_path):
    secretive(tmp_path, 0o600)
    found = settings(tmp_path, 'secrets_file = "secrets.toml"', CRACKWATCH_SECRET_PRESS_DESK="s3same")
    assert found.secret("press-desk").reveal() == "s3same"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secrets_file_that_others_can_read_is_refused(tmp_path, mode):
    with pytest.raises(ConfigError) as caught:
        secretive(tmp_path, mode).secret("desk")
    assert caught.value.hint == f"run: chmod 600 {tmp_path / 'secrets.toml'}"


def test_a_secret_that_is_missing_is_named(tmp_path):
    with pytest.raises(ConfigError, match="there is no secret named desk"):
        settings(tmp_path).secret("desk")
    with pytest.raises(ConfigError, match="there is no secret named other in"):
        secretive(tmp_path, 0o600).secret("other")


def test_a_secret_shows_itself_to_nobody(tmp_path, caplog):
    secret = secretive(tmp_path, 0o600).secret("desk")
    logging.getLogger("test").warning("%s %r", secret, secret)
    assert "hunter2" not in f"{secret} {secret!r} {[secret]} {caplog.text}"
    with pytest.raises(ConfigError) as caught:
        secretive(tmp_path, 0o600, "desk = hunter2").secret("desk")
    assert "hunter2" not in caught.value.message + caught.value.hint
