"""Whether a query hits an article, and where: the meaning of the language.

A node is answered by the places that did it; ``None`` says that it is not answered, and an empty list that it is but no
place shows it (an exclusion, a source, a date).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple
from unicodedata import normalize

from crackwatch.model import Field, Span
from crackwatch.watches.document import FIELDS, Document
from crackwatch.watches.tree import Alias, All, Any, Days, Meta, Near, Node, Not, Term, Title, show, weight
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
Fields = tuple[Field, ...]


def answer(node: Node, document: Document, fields: Fields = FIELDS) -> Places | None:
    """The places that answer ``node`` within ``fields``, or ``None``."""
    match node:
        case Term():
            return _term(node, document, fields) or None
        case All():
            return _all(node, document, fields)
        case Any():
            return _any(node, document, fields)
        case Not(part):
            return [] if answer(part, document, fields) is None else None
        case Near(left, right, between):
            lighter, other = (left, right) if weight(left) <= weight(right) else (right, left)
            found = answer(lighter, document, fields)
            return _near(found, answer(other, document, fields), between) if found else None
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
    words = [term for word in document.folded.vocabulary & node.by_word.keys() for term in node.by_word[word]]
    stems = [term for head in document.heads & node.by_head.keys() for term in node.by_head[head]]
    answers = [
        found for part in (*words, *stems, *node.others) if (found := answer(part, document, fields)) is not None
    ]
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
    before, last = term.words[:-1], term.words[-1]
    if not document.folded.vocabulary.issuperset(before if term.prefix else term.words):
        return []
    lasts = {*forms(last), *document.going_on(last)} if term.prefix else (last,)
    places: Places = []
    for field in fields:
        ends = [at for word in lasts for at in document.find(word, field)]
        places += _ending_at(sorted(ends)[:_MOST] if term.prefix else ends[:_MOST], term, document, field)
    return places


def _ending_at(ends: list[int], term: Term, document: Document, field: Field) -> Iterator[Place]:
    """The places of a term whose last word stands at one of ``ends``."""
    passage, before = document.passage(field), term.words[:-1]
    for at in ends:
        first = at - len(before)
        if first >= 0 and passage.words[first:at] == before and (not term.exact or _same_signs(term, passage, first)):
            yield Place(field, first, at + 1, term)


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
