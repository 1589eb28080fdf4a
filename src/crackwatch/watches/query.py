"""The query language: text → tree, by recursive descent. ``docs/query-language.md`` is its reference.

query := and ((OR | OU) and)*
and   := near ((AND | ET)? near)*
near  := unary (NEAR/n unary)*
unary := (- | NOT | SAUF) unary | field: unary | ( query ) | @alias | term
term  := word | prefix* | =Exact | "some words" | "some wor*" | ="Exact words"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NoReturn, cast

from crackwatch.errors import QueryError
from crackwatch.watches import default, words
from crackwatch.watches.days import days
from crackwatch.watches.needs import expression, ways
from crackwatch.watches.scan import Kind, Scanner, Sign
from crackwatch.watches.shape import all_of, any_of, asks_for_something, can_be_near, negated, only_words
from crackwatch.watches.shown import show
from crackwatch.watches.tree import (
    Alias,
    Around,
    Days,
    Meta,
    Near,
    Node,
    Term,
    Title,
)

_DEEPEST = 40  # parentheses, fields, minus signs and aliases inside each other
_LARGEST = 5_000  # terms, those of the aliases included
_BEGINS: frozenset[Kind] = frozenset({"open", "not", "field", "alias", "term"})


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was understood. ``str(query)`` says the same, and parses to the same tree."""

    text: str  # as it was written
    root: Node

    def __str__(self) -> str:
        return show(self.root)


def parse(text: str, aliases: Mapping[str, str] | None = None) -> Query:
    """The query that ``text`` says; ``aliases`` maps names (without @) to queries and is the shipped ones unless given.

    Raises ``QueryError``, which knows the text and the place of the fault.
    """
    named = default.aliases() if aliases is None else aliases
    return Query(text, _Parser(text, named).parse())


def candidates(query: Query) -> str | None:
    """An FTS5 MATCH expression that every hit of ``query`` answers, or ``None`` when every article must be read."""
    return expression(ways(query.root))


@lru_cache(maxsize=8)
def _expansions(aliases: tuple[tuple[str, str], ...]) -> dict[str, tuple[Node, int]]:
    """Where the trees of these aliases and their terms' number are kept, so that a thousand watches share them."""
    del aliases
    return {}


class _Parser:
    """One query. ``above`` names the aliases inside which it stands."""

    def __init__(self, text: str, aliases: Mapping[str, str], above: tuple[str, ...] = ()) -> None:
        self.scanner = Scanner(text)
        self.signs = self.scanner.signs()
        self.at = 0
        self.aliases = aliases
        self.above = above
        self.terms = 0  # read so far, those of aliases included
        self.depth = len(above)
        self.around: Around | Literal["date"] | None = None  # the field whose value is being read

    def parse(self) -> Node:
        if self._peek().kind == "end":
            self.scanner.fail("the query is empty", "write a word to look for: crack", 0, 1)
        root = self._query(outermost=True)
        if self._peek().kind != "end":
            self._fail_here()
        if self.terms > _LARGEST:
            self.scanner.fail(f"the query holds more than {_LARGEST} terms", "make several watches of it", 0, 1)
        return root

    def _peek(self) -> Sign:
        return self.signs[self.at]

    def _take(self) -> Sign:
        sign = self.signs[self.at]
        self.at += 1
        return sign

    def _since(self, at: int) -> tuple[int, int]:
        """The part of the text from the sign with this number to the one just read."""
        return self.signs[at].at, self.signs[self.at - 1].end

    # --- the grammar, a method for each line ----------------------------------------------------------------------

    def _query(self, *, outermost: bool = False) -> Node:
        parts = []
        while True:
            began = self.at
            part = self._and()
            if outermost and not asks_for_something(part):
                hint = "say what you look for, then what to leave out: crack -boursier"
                self.scanner.fail("this can only exclude, so it would hit nearly everything", hint, *self._since(began))
            parts.append(part)
            if self._peek().kind != "or":
                return any_of(parts)
            self._take()

    def _and(self) -> Node:
        parts = [self._near()]
        while self._peek().kind in _BEGINS or self._peek().kind == "and":
            if self._peek().kind == "and":
                self._take()
            parts.append(self._near())
        return all_of(parts)

    def _near(self) -> Node:
        began = self.at
        left = self._unary()
        while self._peek().kind == "near":
            self._check_near(left, began)
            between = self._take().number
            began_right = self.at
            right = self._unary()
            self._check_near(right, began_right)
            left = Near(left, right, between)
        return left

    def _unary(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.scanner.fail(
                "this is nested too deeply", "write it with fewer parentheses", self._peek().at, self._peek().end
            )
        node = self._primary()
        self.depth -= 1
        return node

    def _primary(self) -> Node:
        if self._peek().kind not in _BEGINS:
            self._fail_here()
        sign = self._take()
        if sign.kind == "not":
            return negated(self._unary())
        if sign.kind == "field":
            return self._field(sign)
        if sign.kind == "alias":
            return self._alias(sign)
        if sign.kind == "open":
            return self._group(sign)
        return self._term(sign)

    def _group(self, opened: Sign) -> Node:
        if self._peek().kind == "close":
            self.scanner.fail(
                "there is nothing between these parentheses", "leave them out", opened.at, self._peek().end
            )
        node = self._query()
        if self._peek().kind != "close":
            if self._peek().kind != "end":
                self._fail_here()
            self.scanner.fail("this parenthesis is never closed", "close it with )", opened.at, opened.end)
        self._take()
        return node

    def _field(self, sign: Sign) -> Node:
        if self.around:
            self.scanner.fail("a field cannot stand inside another", "close the parenthesis first", sign.at, sign.end)
        began = self.at
        if sign.text == "title":
            part = self._unary()
            if not only_words(part):
                hint = "put source:, lang: and the like beside it"
                self.scanner.fail("title: takes words, not other fields", hint, *self._since(began))
            return Title(part)
        self.around = cast(Around, sign.text)
        part = self._unary()
        self.around = None
        return part

    def _alias(self, sign: Sign) -> Node:
        name = sign.text
        if self.around:
            self.scanner.fail(
                f"@{name} stands for words, not for a {self.around}", "write the value", sign.at, sign.end
            )
        if name in self.above:
            self.scanner.fail(f"@{name} stands for itself", "take it out of its own query", sign.at, sign.end)
        if name not in self.aliases:
            from difflib import get_close_matches

            near = get_close_matches(name, self.aliases, 1) or sorted(self.aliases)
            hint = (
                "write " + " or ".join(f"@{known}" for known in near)
                if near
                else "aliases are set in the configuration"
            )
            self.scanner.fail(f"there is no alias @{name}", hint, sign.at, sign.end)
        known = _expansions(tuple(self.aliases.items()))
        if name not in known:
            known[name] = self._expanded(name)
        part, terms = known[name]
        self.terms += terms
        return Alias(name, part)

    def _expanded(self, name: str) -> tuple[Node, int]:
        inner = _Parser(self.aliases[name], self.aliases, (*self.above, name))
        try:
            return inner.parse(), inner.terms
        except QueryError as fault:
            if fault.message.startswith("in @"):
                raise
            raise QueryError(
                f"in @{name}: {fault.message}", fault.hint, query=fault.query, at=fault.at, end=fault.end
            ) from None

    def _term(self, sign: Sign) -> Node:
        self.terms += 1
        if self.around:
            return self._value(sign, self.around)
        found = words.forms(sign.text)
        if not found:
            self.scanner.fail("there is no word here", "put letters or figures between the quotes", sign.at, sign.end)
        if sign.prefix:
            stem = words.unshortened(sign.text)[-1]
            if len(stem) < 3:
                hint = f"write at least three letters before the *, or {sign.text} without it"
                self.scanner.fail(f"{sign.text}* is too short a beginning", hint, sign.at, sign.end)
            found = (*found[:-1], stem)
        return Term(found, sign.text, sign.prefix, sign.exact)

    def _value(self, sign: Sign, around: Around | Literal["date"]) -> Node:
        """The value of a field that is about what stands around the words."""
        found = words.unshortened(sign.text)
        if sign.exact or not found:
            self.scanner.fail(f"{around}: takes a plain value", f"write {around}:value", sign.at, sign.end)
        if around == "date":
            if sign.prefix or not (limits := days(sign.text)):
                hint = "write 2021, 2021-05, 2021-05-13, or two of them as in 2021-05..2021-08"
                self.scanner.fail(f"{sign.text} is not a date", hint, sign.at, sign.end)
            return Days(*limits, sign.text)
        if around == "lang" and (sign.prefix or not (2 <= len(found[0]) <= 3 and found[0].isalpha())):
            hint = "write a code of two letters: lang:fr"
            self.scanner.fail(f"{sign.text} is not a language", hint, sign.at, sign.end)
        return Meta(around, found[:1] if around == "lang" else found, sign.text, sign.prefix)

    # --- what is wrong ---------------------------------------------------------------------------------------------

    def _check_near(self, node: Node, began: int) -> None:
        if not can_be_near(node):
            hint = "put NEAR between words, phrases or (a OR b), and the rest beside it"
            self.scanner.fail("this has no place that something could be near", hint, *self._since(began))

    def _fail_here(self) -> NoReturn:
        """The sign that stands here cannot stand here."""
        sign = self._peek()
        if sign.kind == "close":
            self.scanner.fail("this parenthesis closes nothing", "leave it out, or open it before", sign.at, sign.end)
        if sign.kind == "end":
            sign = self.signs[self.at - 1]
            hint = f'write something after it, or put it in quotes to look for the word: "{sign.text}"'
            self.scanner.fail(f"{sign.text} has nothing after it", hint, sign.at, sign.end)
        hint = f'write a {sign.text} b, or put it in quotes to look for the word: "{sign.text}"'
        self.scanner.fail(f"{sign.text} has nothing before it", hint, sign.at, sign.end)
