"""Whether a query hits an article, and where: the meaning of the language.

A node is answered by the places that did it; ``None`` says that it is not answered, and an empty list that it is but no
place shows it (an exclusion, a source, a date).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple
from unicodedata import normalize

from crackwatch.model import Field, Span
from crackwatch.watches.document import FIELDS, Document
from crackwatch.watches.shown import show
from crackwatch.watches.tree import Alias, All, Any, Days, Meta, Near, Node, Not, Term, Title
from crackwatch.watches.words import Passage, forms

_MOST = 1_000  # places of one term that are looked at; a text that holds more is broken or hostile


class Place(NamedTuple):
    """Words ``first`` to ``end`` (exclusive) of a field. ``parts`` are the places of terms of which a NEAR is made."""

    field: Field
    first: int
    end: int
    term: Term | None
    parts: tuple[Place, ...] = ()


Places = list[Place]
Fields = tuple[Field, ...]


def answer(node: Node, document: Document, fields: Fields = FIELDS) -> Places | None:
    """The places that answer ``node`` within ``fields``, or ``None``; it is cheaper to ask first whether it ``may``."""
    match node:
        case Term():
            return _term(node, document, fields) or None
        case All():
            return _all(node, document, fields)
        case Any():
            return _any(node, document, fields)
        case Not(part):
            return [] if not part.may(document.keys, document.sure(fields)) or answer(part, document, fields) is None else None
        case Near(left, right, between):
            return _near(answer(left, document, fields), answer(right, document, fields), between)
        case Title(part):
            return answer(part, document, FIELDS[:1])
        case Alias(_, part):
            return _remembered(part, document, fields)
        case Days(since, until, _):
            day = document.text.day
            return [] if day and since <= day and (not until or day <= until) else None
        case Meta():
            return [] if any(_named(node, name) for name in document.around(node.field)) else None


def _all(node: All, document: Document, fields: Fields) -> Places | None:
    places: Places = []
    for part in node.cheapest:
        found = answer(part, document, fields)
        if found is None:
            return None
        places += found
    return places


def _any(node: Any, document: Document, fields: Fields) -> Places | None:
    parts = node.promising(document.keys, document.sure(fields))
    answers = [found for part in parts if (found := answer(part, document, fields)) is not None]
    return list(chain.from_iterable(answers)) if answers else None


def _remembered(part: Node, document: Document, fields: Fields) -> Places | None:
    """An alias is often asked for several times in one query."""
    known: dict[tuple[int, Fields], Places | None] = document.answers
    key = id(part), fields
    if key not in known:
        known[key] = answer(part, document, fields)
    return known[key]


# --- words ---------------------------------------------------------------------------------------------------------


def _term(term: Term, document: Document, fields: Fields) -> Places:
    last = term.words[-1]
    if term.prefix:
        ends = sorted(end for word in {*forms(last), *document.going_on(last)} for end in document.find(word))
    else:
        ends = document.find(last)
    ends = [end for end in ends if end[0] in fields][:_MOST]
    return [Place(field, at, at + 1, term) for field, at in ends] if term.is_sure else list(_phrases(ends, term, document))


def _phrases(ends: list[tuple[Field, int]], term: Term, document: Document) -> Iterator[Place]:
    """The places of a term of several words, or of an exact one, whose last word stands at one of ``ends``."""
    before = term.words[:-1]
    for field, at in ends:
        passage, first = document.passage(field), at - len(before)
        if first >= 0 and passage.words[first:at] == before and (not term.exact or _same_signs(term, passage, first)):
            yield Place(field, first, at + 1, term)


def _same_signs(term: Term, passage: Passage, first: int) -> bool:
    """Whether the words from ``first`` on are written like those of the term, accents, case and endings included."""
    return all(sign == _written(passage, first + number) for number, sign in enumerate(_signs(term.written)))


@lru_cache(maxsize=1024)
def _signs(written: str) -> tuple[str, ...]:
    passage = Passage(written)
    return tuple(_written(passage, number) for number in range(len(passage.words)))


def _written(passage: Passage, number: int) -> str:
    return normalize("NFC", passage.text[slice(*passage.places[number])])


def _near(left: Places | None, right: Places | None, between: int) -> Places | None:
    """Pairs of places of one field that do not overlap, with at most ``between`` words between them, in either order."""
    if not left or not right:
        return None
    pairs = chain(islice(_followed(left, right, between), _MOST), islice(_followed(right, left, between), _MOST))
    return list(pairs) or None


def _followed(places: Places, followers: Places, between: int) -> Iterator[Place]:
    behind = sorted(followers, key=_begin)
    begins = list(map(_begin, behind))
    for place in places:
        nearest = bisect_left(begins, (place.field, place.end))
        beyond = bisect_left(begins, (place.field, place.end + between + 1))
        for follower in behind[nearest:beyond]:
            yield Place(place.field, place.first, follower.end, None, terms(place) + terms(follower))


def _begin(place: Place) -> tuple[Field, int]:
    return place.field, place.first


def terms(place: Place) -> tuple[Place, ...]:
    """The places of terms of which ``place`` is made, which may be itself."""
    return place.parts or (place,)


# --- what stands around --------------------------------------------------------------------------------------------


def _named(meta: Meta, name: tuple[str, ...]) -> bool:
    """Whether a name holds the words asked for, or is them written together: lemonde, and Le Monde."""
    if meta.field == "lang":
        return name[:1] == meta.words
    together, wholes = "".join(meta.words), (*name, "".join(name))
    if meta.prefix:
        return any(whole.startswith(together) for whole in wholes) or f" {' '.join(meta.words)}" in f" {' '.join(name)}"
    return together in wholes or f" {' '.join(meta.words)} " in f" {' '.join(name)} "


# --- spans ---------------------------------------------------------------------------------------------------------


def spans(places: Iterable[Place], document: Document) -> tuple[Span, ...]:
    """The places as offsets into the fields as given, in the order of reading; none twice, but terms may overlap."""
    found: dict[tuple[Field, int, int], Span] = {}
    for place in chain.from_iterable(map(terms, places)):
        key = place.field, place.first, place.end
        if key not in found:
            offsets = document.passage(place.field).places
            found[key] = Span(place.field, offsets[place.first][0], offsets[place.end - 1][1], _shown(place.term))
    return tuple(sorted(found.values(), key=lambda span: (FIELDS.index(span.field), span.start, span.end)))


@lru_cache(maxsize=4096)  # the terms of a watch hit again and again
def _shown(term: Term | None) -> str:
    return show(term) if term else ""
