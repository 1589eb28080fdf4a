"""The signs of a query: what the parser reads, one after the other."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, NoReturn

from crackwatch.errors import QueryError

Kind = Literal["open", "close", "not", "and", "or", "near", "field", "alias", "term", "end"]

FIELDS = ("title", "source", "lang", "feed", "author", "date")
_OTHER_NAMES = {
    "titre": "title", "intitle": "title", "titel": "title", "titulo": "title", "headline": "title",
    "site": "source", "outlet": "source", "journal": "source", "media": "source", "quelle": "source", "domain": "source",
    "langue": "lang", "language": "lang", "idioma": "lang", "sprache": "lang",
    "flux": "feed", "auteur": "author", "autor": "author", "by": "author",
    "jour": "date", "day": "date", "since": "date", "before": "date", "after": "date",
}  # fmt: skip
_SIGNS: dict[str, Kind] = {"AND": "and", "ET": "and", "OR": "or", "OU": "or", "NOT": "not", "SAUF": "not"}
_IN_PLACE_OF = {"&&": "AND", "&": "AND", "||": "OR", "|": "OR", "+": "AND", "~": "NEAR/5", "^": "title:"}

_NEXT = re.compile(
    r"""\s*(?:
      (?P<open>\() | (?P<close>\))
    | (?P<exact>=?)(?P<quote>["“”„«»])(?P<phrase>[^"“”„«»]*)(?P<closed>["“”„«»]?)
    | (?P<minus>[-‐‑–—−](?=[^\s)]))
    | (?P<field>(?i:title|source|lang|feed|author|date)):(?=[^\s)])
    | @(?P<alias>[^\W_][\w-]*)
    | (?P<chunk>[^\s()"“”„«»]+)
    )""",
    re.VERBOSE,
)
_NEAR = re.compile(r"NEAR(?:/([0-9]{1,4}))?")
UNKNOWN_FIELD = re.compile(r"([^\W\d_]+):(?=\S)")


class Sign(NamedTuple):
    """One sign and its place in the query. ``number`` is the distance of a NEAR."""

    kind: Kind
    text: str
    at: int
    end: int
    prefix: bool = False
    exact: bool = False
    number: int = 0


class Scanner:
    """Splits one query into signs."""

    def __init__(self, query: str) -> None:
        self.query = query

    def fail(self, message: str, hint: str, at: int, end: int) -> NoReturn:
        """Raise ``QueryError`` for this part of the query."""
        raise QueryError(message, hint, query=self.query, at=at, end=max(end, at + 1))

    def signs(self) -> list[Sign]:
        """All signs, the last of kind ``end``. Raises ``QueryError`` for a sign that means nothing."""
        found = [sign for match in _NEXT.finditer(self.query) if (sign := self._read(match))]
        return [*found, Sign("end", "", len(self.query), len(self.query))]

    def _read(self, match: re.Match[str]) -> Sign | None:
        kind, end = match.lastgroup, match.end()
        if kind == "chunk":
            return self._chunk(match["chunk"], match.start("chunk"), end)
        if kind == "closed":
            return self._phrase(match, end)
        if kind == "open":
            return Sign("open", "(", end - 1, end)
        if kind == "close":
            return Sign("close", ")", end - 1, end)
        if kind == "minus":
            return Sign("not", "-", end - 1, end)
        if kind == "field":
            return Sign("field", match["field"].lower(), match.start("field"), end)
        return Sign("alias", match["alias"], match.start("alias") - 1, end)

    def _phrase(self, match: re.Match[str], end: int) -> Sign:
        at, inside = match.start("exact"), match["phrase"]
        if not match["closed"]:
            self.fail("this quote is never closed", f'close it: "{inside.strip()}"', match.start("quote"), end)
        return self._term(inside.strip(), at, end, exact=bool(match["exact"]))

    def _chunk(self, chunk: str, at: int, end: int) -> Sign | None:
        if kind := _SIGNS.get(chunk):
            return Sign(kind, chunk, at, end)
        if near := _NEAR.fullmatch(chunk):
            return self._near(near, at, end)
        if chunk.isalnum():
            return Sign("term", chunk, at, end)
        if not any(map(str.isalnum, chunk)):
            self._check_noise(chunk, at, end)
            return None
        self._check_word(chunk, at, end)
        exact = chunk[0] == "="
        return self._term(chunk[exact:], at, end, exact=exact)

    def _near(self, near: re.Match[str], at: int, end: int) -> Sign:
        if not near[1]:
            self.fail("NEAR needs a distance", "write a NEAR/5 b: at most five words between a and b", at, end)
        if not 0 < int(near[1]) < 100:
            self.fail("NEAR takes 1 to 99 words", "write AND where the distance does not matter", at, end)
        return Sign("near", near[0], at, end, number=int(near[1]))

    def _check_noise(self, chunk: str, at: int, end: int) -> None:
        """Signs without letters: commas and the like mean nothing, others were meant as something."""
        if chunk in _IN_PLACE_OF:
            self.fail(f"{chunk} is not part of the language", f"write {_IN_PLACE_OF[chunk]} in its place", at, end)
        if chunk == "-":
            self.fail("a minus stands directly before what it excludes", "write -word, or leave it out", at, end)
        if "*" in chunk:
            self.fail("* has no beginning of a word before it", "write at least three letters: crack*", at, end)
        if chunk[0] in "=@":
            self.fail(f"{chunk[0]} has nothing after it", "write =Word or @alias, without a space", at, end)

    def _check_word(self, chunk: str, at: int, end: int) -> None:
        """What other languages mean by a sign before a word, a field without a value, and names that are no field."""
        if chunk[-1] == ":" and chunk[:-1].lower() in FIELDS:
            self.fail(f"{chunk} has nothing after it", f"write {chunk}word, without a space", at, end)
        if chunk[0] == "!":
            self.fail("! is not part of the language", f"write -{chunk[1:]} to leave it out", at, at + 1)
        if not (named := UNKNOWN_FIELD.match(chunk)):
            return
        name = named[1].lower()
        from difflib import get_close_matches

        near = [_OTHER_NAMES[name]] if name in _OTHER_NAMES else get_close_matches(name, FIELDS, 1, 0.75)
        if near:
            what = f"write {near[0]}:{chunk[named.end() :]}, or put the words in quotes"
            self.fail(f"there is no field {named[1]}:", what, at, at + named.end())

    def _term(self, written: str, at: int, end: int, *, exact: bool) -> Sign:
        prefix = written.endswith("*")
        written = written[:-1] if prefix else written
        if "*" in written:
            star = self.query.index("*", at)
            self.fail("* stands at the end of a word only", "write the beginning of the word: crack*", star, star + 1)
        if prefix and exact:
            self.fail("= and * exclude each other", f"write ={written} or {written}*", at, end)
        return Sign("term", written, at, end, prefix, exact)
