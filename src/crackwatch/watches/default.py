"""The watches and aliases that an archive is born with, and the file in which watches travel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from crackwatch.errors import UsageError

Watches = tuple[tuple[str, str], ...]


@cache
def watches() -> Watches:
    """Names and queries of the watches of a new archive; the first is ``stalingrad``."""
    return read(_packed("watches.toml"))


@cache
def aliases() -> Mapping[str, str]:
    """Names, without @, and queries of the shipped aliases."""
    named: dict[str, str] = _toml(_packed("aliases.toml"))["aliases"]
    return named


def read(data: bytes) -> Watches:
    """Names and queries in a TOML file of watches, as ``write`` makes it. Raises ``UsageError``; queries are not parsed."""
    entries = _toml(data).get("watch")
    if not isinstance(entries, list):
        raise UsageError("the file holds no watch", "each begins with a line [[watch]], then name = … and query = …")
    return tuple(_watch(number, entry) for number, entry in enumerate(entries, 1))


def _watch(number: int, entry: Any) -> tuple[str, str]:
    named = entry if isinstance(entry, dict) else {}
    for key in ("name", "query"):
        if not isinstance(named.get(key), str) or not named[key].strip():
            raise UsageError(f"watch {number} in the file has no {key}", f'add a line {key} = "…" under its [[watch]]')
    return named["name"].strip(), named["query"].strip()


def write(watches: Iterable[tuple[str, str]]) -> bytes:
    """The TOML file of these watches, UTF-8; ``read`` gives them back, white space at their ends aside."""
    return "\n".join(f"[[watch]]\nname = {_basic(name)}\nquery = {_text(query)}\n" for name, query in watches).encode()


def _text(value: str) -> str:
    """A query over several lines stays readable as a literal text, where TOML allows it to be one."""
    literal = "\n" in value and "'''" not in value and value.replace("\n", "").isprintable()
    return f"'''\n{value}\n'''" if literal else _basic(value)


def _basic(value: str) -> str:
    """A basic text of TOML, which escapes as JSON does, and DEL besides (toml.io, v1.0.0, "String")."""
    import json

    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml(data: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise UsageError(f"the file is not TOML: {fault}", "a file of watches is what `watch export` writes") from None


def _packed(name: str) -> bytes:
    from pathlib import Path

    return Path(__file__).with_name(name).read_bytes()
