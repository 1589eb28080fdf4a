"""Whether a query hits an article, and where: the meaning of the language.

A node is answered by the places that did it; ``None`` says that it is not answered, and an empty list that it is but no
place shows it (an exclusion, a source, a date).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple
from unicodedata import normalize

from crackwatch.model import Field, Span
from crackwatch.watches.document import FIELDS, Document
from crackwatch.watches.tree import Alias, All, Any, Days, Meta, Near, Node, Not, Term, Title, show
from crackwatch.watches.words import Passage, forms

_MOST = 1_000  # places of one term in one field that are looked at; a text that holds more is broken or hostile


class Place(NamedTuple):
    """Words ``first`` to ``end`` (exclusive) of a field. ``parts`` are the places of terms of which a NEAR is made."""

    field: Field
    first: int
    end: int
    term: Term | None
    parts: tuple[Place, ...] = ()


Places = list[Place]


def answer(node: Node, document: Document, fields: Sequence[Field] = FIELDS) -> Places | None:
    """The places that answer ``node`` within ``fields``, or ``None``."""
    match node:
        case Term():
            return [place for field in fields for place in _term(node, document, field)] or None
        case All(parts):
            return _all(parts, document, fields)
        case Any(parts):
            answers = [found for part in parts if (found := answer(part, document, fields)) is not None]
            return [place for found in answers for place in found] if answers else None
        case Not(part):
            return [] if answer(part, document, fields) is None else None
        case Near(left, right, between):
            return _near(answer(left, document, fields), answer(right, document, fields), between)
        case Title(part):
            return answer(part, document, FIELDS[:1])
        case Alias(_, part):
            return answer(part, document, fields)
        case Days(since, until, _):
            day = document.text.day
            return [] if day and since <= day and (not until or day <= until) else None
        case Meta():
            return [] if any(_named(node, name) for name in document.around(node.field)) else None


def _all(parts: tuple[Node, ...], document: Document, fields: Sequence[Field]) -> Places | None:
    places: Places = []
    for part in parts:
        found = answer(part, document, fields)
        if found is None:
            return None
        places += found
    return places


# --- words ---------------------------------------------------------------------------------------------------------


def _term(term: Term, document: Document, field: Field) -> Places:
    before, last = term.words[:-1], term.words[-1]
    lasts = {*forms(last), *document.going_on(last)} if term.prefix else {last}
    ends = sorted(at for word in lasts for at in document.find(word, field)[:_MOST])
    if not ends:
        return []
    passage, length = document.passage(field), len(term.words)
    return [
        Place(field, at + 1 - length, at + 1, term)
        for at in ends[:_MOST]
        if (not before or passage.words[max(at + 1 - length, 0) : at] == before)
        and (not term.exact or _same_signs(term, passage, at + 1 - length))
    ]


def _same_signs(term: Term, passage: Passage, first: int) -> bool:
    """Whether the words from ``first`` on are written like those of the term, accents, case and endings included."""
    wanted = Passage(term.written)
    return all(
        normalize("NFC", wanted.text[slice(*wanted.places[number])])
        == normalize("NFC", passage.text[slice(*passage.places[first + number])])
        for number in range(len(wanted.words))
    )


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
            shown = show(place.term) if place.term else ""
            found[key] = Span(place.field, offsets[place.first][0], offsets[place.end - 1][1], shown)
    return tuple(sorted(found.values(), key=lambda span: (FIELDS.index(span.field), span.start, span.end)))
