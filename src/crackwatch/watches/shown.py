"""How a tree is written as a query again."""

from __future__ import annotations

import re

from crackwatch.watches.tree import Alias, All, Any, Days, Meta, Near, Node, Not, Term, Title

OPERATORS = frozenset({"AND", "ET", "OR", "OU", "NOT", "SAUF", "NEAR"})

_LOOSEST, _OR, _AND, _NEAR, _UNARY = range(5)
_BARE = re.compile(r"[^\W_]+")


def show(node: Node) -> str:
    """The query that ``node`` says, with no more parentheses than it needs."""
    return _show(node, _LOOSEST)


def _show(node: Node, floor: int) -> str:
    """``node`` as it stands inside something that binds as tightly as ``floor``."""
    match node:
        case Any(parts):
            return _grouped(" OR ".join(_show(part, _AND) for part in parts), floor > _OR)
        case All(parts):
            return _grouped(" ".join(_show(part, _NEAR) for part in parts), floor > _AND)
        case Near(left, right, between):
            return _grouped(f"{_show(left, _NEAR)} NEAR/{between} {_show(right, _UNARY)}", floor > _NEAR)
        case Not(part):
            return f"-{_show(part, _UNARY)}"
        case Title(part):
            return f"title:{_show(part, _UNARY)}"
        case Alias(name, _):
            return f"@{name}"
        case Days(written=written):
            return f"date:{written}"
        case Meta(name, _, written, prefix):
            return f"{name}:{_spelled(written, prefix)}"
        case Term(_, written, prefix, exact):
            return f"{'=' if exact else ''}{_spelled(written, prefix)}"


def _grouped(text: str, needed: bool) -> str:
    return f"({text})" if needed else text


def _spelled(written: str, prefix: bool) -> str:
    star = "*" if prefix else ""
    if _BARE.fullmatch(written) and written not in OPERATORS:
        return written + star
    return f'"{written}{star}"'
