"""Why a query hits an article, or does not: every part of it with its verdict and its places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from crackwatch.model import Field, Span
from crackwatch.watches.document import FIELDS, Document, Text
from crackwatch.watches.evaluate import answer, spans
from crackwatch.watches.presence import Index
from crackwatch.watches.query import Query
from crackwatch.watches.shown import show
from crackwatch.watches.tree import Alias, All, Any, Days, Meta, Near, Node, Not, Term, Title
from crackwatch.watches.words import fold

Kind = Literal["all", "any", "not", "near", "title", "alias", "around", "term"]


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the query: what it says, whether the article answers it, where, and the parts it is made of.

    ``term`` and ``around`` (a source, a date) have no parts. An exclusion answers when what it excludes does not occur; its
    spans are the places that forbade the article.
    """

    kind: Kind
    said: str
    holds: bool
    spans: tuple[Span, ...]
    parts: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict, the spans of a hit, one sentence on what decided, and the steps behind it."""

    hit: bool
    spans: tuple[Span, ...]
    because: str
    root: Step

    def lines(self) -> list[str]:
        """The steps, one a line, indented by two spaces a level, ``+`` for what holds and ``-`` for what does not."""
        return [f"{'  ' * depth}{'+' if step.holds else '-'} {_line(step)}" for step, depth in _walk(self.root, 0)]


def explain(query: Query, text: Text, folded: frozenset[str] | None = None) -> Explanation:
    """Why ``query`` hits ``text``, or does not; ``folded`` is ``words.fold`` of the same article."""
    folded = folded or fold(text.title, text.summary, text.text)
    document = Document(text, folded, Index([query.root]).met(folded))
    root = _step(query.root, document, FIELDS)
    return Explanation(root.holds, root.spans if root.holds else (), _because(root), root)


def _step(node: Node, document: Document, fields: tuple[Field, ...]) -> Step:
    places = answer(node, document, fields)
    found = spans(places or (), document)
    match node:
        case All(parts):
            kind: Kind = "all"
        case Any(parts):
            kind = "any"
        case Near(left, right, _):
            kind, parts = "near", (left, right)
        case Not(part):
            kind, parts = "not", (part,)
            found = spans(answer(part, document, fields) or (), document)
        case Title(part):
            kind, parts, fields = "title", (part,), FIELDS[:1]
        case Alias(_, part):
            kind, parts = "alias", (part,)
        case Meta() | Days():
            kind, parts = "around", ()
        case Term():
            kind, parts = "term", ()
    return Step(kind, show(node), places is not None, found, tuple(_step(part, document, fields) for part in parts))


# --- in words ------------------------------------------------------------------------------------------------------


def _because(root: Step) -> str:
    """What decided, in one sentence."""
    if root.holds:
        return "hit: " + ("; ".join(dict.fromkeys(_evidence(root))) or root.said)
    return "no hit: " + _lack(root)


def _evidence(step: Step) -> Iterator[str]:
    """The terms that made a hit, with the alias through which they were asked for."""
    if step.holds and step.kind == "alias":
        yield f"{_seen(step.spans) or step.said} ({step.said})"
    elif step.holds and step.kind in ("term", "near", "around"):
        yield _seen(step.spans) or step.said
    elif step.holds and step.kind == "any":  # one is enough
        yield from _evidence(next(part for part in step.parts if part.holds))
    elif step.holds and step.kind != "not":
        for part in step.parts:
            yield from _evidence(part)


def _seen(spans: Iterable[Span]) -> str:
    """The terms that were found, each with the field in which it stands first."""
    first: dict[str, Field] = {}
    for span in spans:
        first.setdefault(span.term, span.field)
    return ", ".join(f"{term} in the {field}" for term, field in first.items())


def _lack(step: Step) -> str:
    """Why a step does not hold."""
    match step.kind:
        case "all":
            return ", and ".join(_lack(part) for part in step.parts if not part.holds)
        case "any":
            best = max(step.parts, key=_closeness)
            return _lack(best) if _closeness(best) else f"none of {_named(step.parts)} occurs"
        case "not":
            return f"excluded by {_seen(step.spans) or step.said.removeprefix('-')}"
        case "near" if all(part.holds for part in step.parts):
            return f"{_seen(step.parts[0].spans)} and {_seen(step.parts[1].spans)}, but not so near as {step.said}"
        case "near":
            return ", and ".join(_lack(part) for part in step.parts if not part.holds)
        case "title":
            return f"the title lacks {step.said.removeprefix('title:')}"
        case "alias":
            return f"{step.said} is missing" if not _closeness(step) else f"{_lack(step.parts[0])} ({step.said})"
        case "around":
            return f"{step.said} does not hold"
    return f"{step.said} does not occur"


def _closeness(step: Step) -> float:
    """How much of a step holds, 0 to 1."""
    if step.kind == "any" or not step.parts:
        return max(map(_closeness, step.parts), default=float(step.holds))
    if step.kind == "not":
        return float(step.holds)
    return sum(map(_closeness, step.parts)) / len(step.parts)


def _named(parts: tuple[Step, ...]) -> str:
    shown = ", ".join(part.said for part in parts[:4])
    return f"{shown} and {len(parts) - 4} more" if len(parts) > 4 else shown


def _walk(step: Step, depth: int) -> Iterator[tuple[Step, int]]:
    yield step, depth
    for part in step.parts:
        yield from _walk(part, depth + 1)


_TITLES = {
    "all": "all of",
    "any": "any of",
    "near": "near each other",
    "title": "in the title",
    "not": "must not occur",
}


def _line(step: Step) -> str:
    if step.kind in ("all", "any"):  # the parts below say where
        return _TITLES[step.kind]
    counts = Counter((span.term, span.field) for span in step.spans)
    places = ", ".join(
        f"{term} {count}× in the {field}" if count > 1 else f"{term} in the {field}"
        for (term, field), count in counts.items()
    )
    title = _TITLES.get(step.kind, step.said)
    return f"{title}: {places}" if places else title
