"""Settings: command line over environment over ``config.toml`` over defaults; secrets that are never shown.

Read on every start, so nothing heavy is imported until a file or a zone asks for it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from crackwatch.errors import ConfigError

Environ = Mapping[str, str]


class Secret:
    """A word that only ``reveal`` gives away: printing, formatting and logging show ``(redacted)``."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself, for the request that needs it and for nothing else."""
        return self._value

    def __repr__(self) -> str:
        return "(redacted)"


class FetchSettings(NamedTuple):  # a dataclass costs ten times as much to make, on every start
    """How feeds are asked."""

    jobs: int = 20  # feeds at a time
    deadline: float = 30.0  # seconds for a whole request, redirects included
    max_bytes: int = 5_000_000  # of one body, inflated
    spacing: float = 1.0  # seconds between two requests to one public site
    full_text: str = "never"  # whose pages are read: of articles that are "matched", or almost; or of none
    full_text_pages: int = 50  # read in one run
    contact: str = ""  # stands in the User-Agent, so that a publisher can write instead of blocking


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Config:
    """What this run works with. ``zone`` is the IANA name that somebody chose, ``""`` where nobody did."""

    db: Path
    path: Path
    zone: str = ""
    stories: str = "hits"  # among which articles copies and stories are looked for: "hits", or "all"
    aliases: Mapping[str, str] = field(default_factory=dict)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    secrets_file: Path | None = None
    environ: Environ = field(default_factory=dict)

    def home_zone(self) -> str:
        """The zone in which a new archive counts its days: the chosen one, else the system's."""
        return self.zone or system_zone(self.environ)

    def clock(self) -> datetime:
        """The time of this moment, aware: ``CRACKWATCH_NOW`` (ISO 8601; without offset: in the home zone), else the system's.

        Raises ConfigError where ``CRACKWATCH_NOW`` is not a time.
        """
        said = self.environ.get("CRACKWATCH_NOW", "")
        if not said:
            return datetime.now(UTC)
        try:
            now = datetime.fromisoformat(said)
        except ValueError:
            raise ConfigError(f"CRACKWATCH_NOW is not a time: {said!r}", "write it as 2021-05-14T12:00:00+02:00") from None
        if now.tzinfo is None:
            from zoneinfo import ZoneInfo

            now = now.replace(tzinfo=ZoneInfo(self.home_zone()))
        return now

    def secret(self, name: str) -> Secret:
        """The secret that a feed calls ``{secret:NAME}``: from ``CRACKWATCH_SECRET_NAME``, else from the secrets file.

        Raises ConfigError where there is none, or where others could read the file.
        """
        said = self.environ.get(f"CRACKWATCH_SECRET_{re.sub(r'[^A-Z0-9]', '_', name.upper())}", "")
        if said:
            return Secret(said)
        if self.secrets_file is None:
            raise ConfigError(f"there is no secret named {name}", f"set CRACKWATCH_SECRET_{name.upper()}, or secrets_file in {self.path}")
        return _from_secrets_file(self.secrets_file, name)


def load(*, file: Path | None = None, db: Path | None = None, environ: Environ = os.environ) -> Config:
    """The settings for ``file`` (``--config``) and ``db`` (``--db``), each of which wins over the environment.

    Raises ConfigError, naming file, line and cure, where the file cannot be read or says what we do not understand; a file
    that was named must exist, the one in the XDG folder need not.
    """
    path = chosen_file(file, environ)
    said = _read(path, required=path != default_file(environ))
    base = path.parent
    chosen_db = db or _path(environ.get("CRACKWATCH_DB", "")) or _path(said.get("db", ""), base)
    zone = environ.get("CRACKWATCH_TZ", "") or said.get("zone", "")
    _known_zone(zone, "CRACKWATCH_TZ" if environ.get("CRACKWATCH_TZ") else str(path))
    return Config(
        db=chosen_db or data_folder(environ) / "crackwatch.db",
        path=path,
        zone=zone,
        stories=said.get("stories", "hits"),
        aliases=said.get("aliases", {}),
        fetch=FetchSettings(**said.get("fetch", {})),
        secrets_file=_path(said.get("secrets_file", ""), base),
        environ=environ,
    )


# --- folders (XDG Base Directory Specification 0.8; a relative path in a variable is to be ignored) ---------------------


def default_file(environ: Environ = os.environ) -> Path:
    """Where the settings lie when nobody names a file."""
    return _xdg(environ, "XDG_CONFIG_HOME", ".config") / "config.toml"


def chosen_file(file: Path | None = None, environ: Environ = os.environ) -> Path:
    """Where the settings of this run lie: ``file`` (``--config``), else ``CRACKWATCH_CONFIG``, else the XDG folder."""
    return file or _path(environ.get("CRACKWATCH_CONFIG", "")) or default_file(environ)


def data_folder(environ: Environ = os.environ) -> Path:
    """Where the archive lies when nobody names a file."""
    return _xdg(environ, "XDG_DATA_HOME", ".local/share")


def state_folder(environ: Environ = os.environ) -> Path:
    """Where the details of an unexpected error are written."""
    return _xdg(environ, "XDG_STATE_HOME", ".local/state")


def system_zone(environ: Environ = os.environ) -> str:
    """The IANA name of the system's zone, ``"UTC"`` where it has none: TZ, /etc/localtime, /etc/timezone."""
    names = [environ.get("TZ", "").removeprefix(":")]
    with suppress(OSError):
        names.append(str(Path("/etc/localtime").readlink()).partition("zoneinfo/")[2])
    with suppress(OSError):
        names.append(Path("/etc/timezone").read_text("utf-8").strip())
    return next((name for name in names if name and _is_zone(name)), "UTC")


def _xdg(environ: Environ, variable: str, otherwise: str) -> Path:
    said = environ.get(variable, "")
    home = environ.get("HOME") or os.path.expanduser("~")  # noqa: PTH111 - Path.home raises where there is none
    return (Path(said) if os.path.isabs(said) else Path(home, otherwise)) / "crackwatch"  # noqa: PTH117 - a text, not yet a path


def _path(said: str, base: Path = Path()) -> Path | None:
    return base / Path(said).expanduser() if said else None


def _is_zone(name: str) -> bool:
    if name == "UTC":
        return True
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # a path; the name of a folder; no such zone
        return False
    return True


def _known_zone(name: str, where: str) -> None:
    if name and not _is_zone(name):
        raise ConfigError(f"{where}: there is no time zone {name!r}", "write it as Europe/Paris (IANA names)")


# --- the file ---------------------------------------------------------------------------------------------------------


def _text(value: object) -> bool:
    return isinstance(value, str)


def _positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _not_negative(value: object) -> bool:
    return value == 0 or _positive(value)


def _whole(value: object) -> bool:
    return isinstance(value, int) and _positive(value)


def _one_of(*words: str) -> Callable[[object], bool]:
    return lambda value: value in words


Check = tuple[Callable[[object], bool], str]

TOP: dict[str, Check] = {
    "db": (_text, "a path in quotes"),
    "zone": (_text, 'an IANA name such as "Europe/Paris"'),
    "stories": (_one_of("hits", "all"), '"hits" or "all"'),
    "secrets_file": (_text, "a path in quotes"),
}
FETCH: dict[str, Check] = {
    "jobs": (_whole, "a whole number above 0"),
    "deadline": (_positive, "seconds above 0"),
    "max_bytes": (_whole, "a whole number above 0"),
    "spacing": (_not_negative, "seconds, 0 or more"),
    "full_text": (_one_of("matched", "never"), '"matched" or "never"'),
    "full_text_pages": (_whole, "a whole number above 0"),
    "contact": (_text, "an address in quotes"),
}


def _read(path: Path, *, required: bool) -> dict[str, Any]:
    """The checked settings of a file; nothing where it may be absent and is."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        if not required:
            return {}
        raise ConfigError(f"there is no configuration at {path}", "make one with: crackwatch --config FILE init") from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"cannot read {path}: {why}", "check its permissions, or name another with --config") from error
    said = parse_toml(text, path)
    _check(said, TOP | {"aliases": (_is_table, "a table"), "fetch": (_is_table, "a table")}, text, path)
    _check(said.get("fetch", {}), FETCH, text, path, "fetch")
    aliases = said.get("aliases", {})
    _check(aliases, dict.fromkeys(aliases, (_text, "a query in quotes")), text, path, "aliases")
    return said


def parse_toml(text: str, path: Path) -> dict[str, Any]:
    """What a TOML text says. Raises ConfigError with the place of the fault."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, place = str(error).partition(" (at ")
        line = re.search(r"line \d+", place)
        where = f"{path}, {line[0]}" if line else f"{path}, at its end"
        raise ConfigError(f"{where}: {what[:1].lower()}{what[1:]}", "mend that line; texts stand in quotes (toml.io)") from error


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _check(said: Mapping[str, Any], known: Mapping[str, Check], text: str, path: Path, table: str = "") -> None:
    for key, value in said.items():
        place = f"{path}, line {_line(text, key, table)}"
        if key not in known:
            from difflib import get_close_matches

            near = get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
            raise ConfigError(f"{place}: there is no setting {key!r}", hint)
        good, expected = known[key]
        if not good(value):
            raise ConfigError(f"{place}: {key} cannot be {value!r}", f"it takes {expected}")


def _line(text: str, key: str, table: str) -> int:
    """The line on which a key of a table stands, counted from 1; a reader's help, so a guess is good enough."""
    inside = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*\"?([^\]\"]+?)\"?\s*\]", line)
        if header:
            inside = header[1]
        elif inside == table and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", line):
            return number
        if header and not table and header[1].split(".")[0] == key:
            return number
    return 1


def _from_secrets_file(path: Path, name: str) -> Secret:
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8")
    except OSError as error:
        raise ConfigError(f"cannot read the secrets in {path}: {error.strerror}", "check secrets_file in the configuration") from error
    if mode & 0o077:
        raise ConfigError(f"others can read the secrets in {path}", f"run: chmod 600 {path}")
    value = parse_toml(text, path).get(name)
    if not isinstance(value, str):
        raise ConfigError(f"there is no secret named {name} in {path}", f'add a line: {name} = "…"')
    return Secret(value)
