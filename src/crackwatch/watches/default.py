"""The watches and aliases that an archive is born with, and the file in which watches travel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Watches = tuple[tuple[str, str], ...]


def watches() -> Watches:
    """Names and queries of the watches of a new archive; the first is ``stalingrad``."""
    raise NotImplementedError


def aliases() -> Mapping[str, str]:
    """Names, without @, and queries of the shipped aliases."""
    raise NotImplementedError


def read(data: bytes) -> Watches:
    """Names and queries in a TOML file of watches. Raises ``UsageError`` or ``QueryError``."""
    raise NotImplementedError


def write(watches: Iterable[tuple[str, str]]) -> bytes:
    """The TOML file of these watches, UTF-8; ``read`` gives them back."""
    raise NotImplementedError
