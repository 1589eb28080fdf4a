"""The meaning of the language as its reference page tells it, word for word and without any haste.

A node is answered by a set of places, each a field and the numbers of its first and last word, or by ``None``.
"""

from itertools import chain, product

from crackwatch.watches.tree import Alias, All, Any, Days, Meta, Near, Not, Term, Title
from crackwatch.watches.words import Passage, forms, unshortened

FIELDS = ("title", "summary", "text")


def holds(node, text, fields=FIELDS):
    """Groups of places, each group a way in which ``node`` is answered; ``None`` if it is not."""
    match node:
        case Term():
            return [place for field in fields for place in term(node, text, field)] or None
        case All(parts):
            found = [holds(part, text, fields) for part in parts]
            return None if None in found else [*chain.from_iterable(found)]
        case Any(parts):
            found = [answer for part in parts if (answer := holds(part, text, fields)) is not None]
            return [*chain.from_iterable(found)] if found else None
        case Not(part):
            return [] if holds(part, text, fields) is None else None
        case Near(left, right, between):
            pairs = product(holds(left, text, fields) or [], holds(right, text, fields) or [])
            return [a + b for a, b in pairs if apart(a, b) is not None and apart(a, b) <= between] or None
        case Title(part):
            return holds(part, text, FIELDS[:1])
        case Alias(_, part):
            return holds(part, text, fields)
        case Days(since, until, _):
            return [] if text.day and since <= text.day <= (until or "9999") else None
        case Meta("lang", (lang,)):
            return [] if text.lang == lang else None
        case Meta(field):
            names = {"source": (text.outlet, text.outlet_key), "feed": (text.feed,), "author": (text.author,)}[field]
            return [] if any(named(node, name) for name in names) else None


def apart(one, other):
    """How many words lie between two groups of places, ``None`` where they overlap or stand in different fields."""
    if one[0][0] != other[0][0]:
        return None
    (first, last), (begin, end) = extent(one), extent(other)
    return begin - last - 1 if begin > last else first - end - 1 if first > end else None


def extent(places):
    return min(place[1] for place in places), max(place[2] for place in places)


def term(node, text, field):
    passage = Passage(getattr(text, field))
    for first in range(len(passage.words)):
        last = first + len(node.words) - 1
        if last < len(passage.words) and all(same(node, k, passage, first + k) for k in range(len(node.words))):
            yield ((field, first, last),)


def same(node, number, passage, at):
    wanted, word = node.words[number], passage.words[at]
    if node.prefix and number == len(node.words) - 1:
        return word.startswith(wanted) or word in forms(wanted)
    if node.exact:
        written = Passage(node.written)
        return written.text[slice(*written.places[number])] == passage.text[slice(*passage.places[at])]
    return word == wanted


def named(node, name):
    words, wanted = unshortened(name), node.words
    spans = [words[first:last] for first in range(len(words)) for last in range(first + 1, len(words) + 1)]
    whole = [*words, "".join(words)] if words else []
    if node.prefix:
        begun = any(span[:-1] == wanted[:-1] and span[-1].startswith(wanted[-1]) for span in spans)
        return begun or any(one.startswith("".join(wanted)) for one in whole)
    return wanted in spans or "".join(wanted) in whole


def spans(node, text):
    """Offsets of everything that answers, or ``None`` for no hit."""
    answer = holds(node, text)
    if answer is None:
        return None
    places = {place for group in answer for place in group}
    found = set()
    for field, first, last in places:
        offsets = Passage(getattr(text, field)).places
        found.add((field, offsets[first][0], offsets[last][1]))
    return found
