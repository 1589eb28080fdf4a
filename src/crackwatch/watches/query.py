"""The query language: text → tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was understood; ``str(query)`` parses to the same tree."""


def parse(text: str, aliases: Mapping[str, str] | None = None) -> Query:
    """The query that ``text`` says; ``aliases`` are names and queries, the shipped ones unless given.

    Raises ``QueryError``, which knows the text and the place of the fault.
    """
    raise NotImplementedError


def candidates(query: Query) -> str | None:
    """An FTS5 MATCH expression that every hit of ``query`` answers, or ``None`` when every article must be read."""
    raise NotImplementedError
