"""What the words around a date make of it: since, until, between … and …, early, in the night to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from crackwatch.dates import spans, when
from crackwatch.dates.page import Atom, Page
from crackwatch.dates.spans import ONE, Part, Span

_ARTICLE = r"(?:le |la |les |l' ?|the |dem |den |der |die |el |il |lo )?"
_OF_MONTH = r"(?:(?:du|de|d'|of|the|des|del|dell'|di|von|this|mois|month|monats) ?)*(?:l' ?|la |le )?"
_PARTS: dict[Part, str] = {
    "early": r"debut|early|beginning|start|anfang|beginn|principios|comienzos|inizio|inizi",
    "mid": r"milieu|mi-?|mid-?|middle|mitte|mediados|meta",
    "late": r"fin|late|end|ende|finales|fines|fine",
}
_PART = re.compile(
    r"(?:\b(?:a la |au |a |at the |the |all'|alla )?)(?:"
    + "|".join(rf"(?P<{part}>{words})" for part, words in _PARTS.items())
    + rf")(?: |(?<=-)){_OF_MONTH}$"
)
_SINCE = re.compile(rf"\b(?:depuis|since|seit|desde|dal|dall'|da) {_ARTICLE}$")
_UNTIL = re.compile(
    rf"(?:\bjusqu' ?(?:a|au|en|aux)|\buntil|\btill|\bbis(?: zum| zur)?|\bhasta|\bfino a[dl]?"
    rf"|\bd' ?ici(?: a| au| la)?|\bavant|\bbefore|\bby|\bantes de[l]?|\bprima di|\bentro|\bvor) {_ARTICLE}$"
)
_FROM = re.compile(rf"\b(?:du|de|des|from|vom|von|del|desde|dal|da|d'|depuis|overnight|night) ?{_ARTICLE}$")
_BETWEEN = re.compile(rf"\b(?:entre|between|zwischen|tra|fra) {_ARTICLE}$")
_TO = re.compile(
    rf" ?(?:au|a|to|into|through|until|till|bis(?: zum)?|auf(?: den)?|zum?|al|ad|hasta|jusqu' ?au|jusqu' ?a|-) ?{_ARTICLE}(?:en )?"
)
_AND = re.compile(rf" ?(?:et|and|und|y|e) {_ARTICLE}")
_NIGHT_TO = re.compile(r"\bnacht (?:auf|zum?)(?: den)? $")
_NIGHT = re.compile(r"\b(?:nuits?|night|overnight|nacht|noche|notte|madrugada)\b")
_PLAIN_TO = re.compile(r" ?(?:to|into|through|bis|-) ?")


def framed(page: Page, atoms: list[Atom]) -> Iterator[Atom]:
    """The atoms of a text, in order, as their surroundings mean them; ranges become one."""
    whole = [_part(page, atom) for atom in atoms]
    n = 0
    while n < len(whole):
        atom = whole[n]
        if n + 1 < len(whole) and (joined := _joined(page, atom, whole[n + 1])):
            if not _opening_hours(page, atom, whole[n + 1]):
                yield joined
            n += 2
            continue
        yield _wrapped(page, atom)
        n += 1


def _part(page: Page, atom: Atom) -> Atom:
    """Early, mid and late months and years."""
    if atom.kind not in ("month", "year"):
        return atom
    found = _PART.search(page.behind(atom.start))
    if not found:
        return atom
    which = next(part for part in _PARTS if found[part])
    return replace(atom, start=atom.start - len(found[0]), span=spans.part(atom.span, which))


def _joined(page: Page, a: Atom, b: Atom) -> Atom | None:
    """One range of two dates: "de mars à mai 2020", "between May 3 and May 7", "vendredi à samedi"."""
    gap, behind = page.folded[a.end : b.start], page.behind(a.start)
    if len(gap) > 14:
        return None
    ranged = (
        (_TO.fullmatch(gap) and _FROM.search(behind))
        or (_AND.fullmatch(gap) and _BETWEEN.search(behind))
        or (_PLAIN_TO.fullmatch(gap) and a.kind == b.kind and a.kind != "other")
    )
    if not ranged:
        return None
    first = _before(a, b)
    if first is None or first > b.span.last:
        return None
    return replace(b, start=a.start, span=Span(first, b.span.last, b.span.precision), inferred=a.inferred or b.inferred)


def _before(a: Atom, b: Atom) -> date | None:
    """Where ``a`` begins, told from ``b``, which follows it."""
    until = b.span.first
    if a.year is not None or a.kind == "other":
        return a.span.first
    if a.month is not None and a.day is not None:
        return next(
            (d for y in (until.year, until.year - 1) if (d := when.possible(y, a.month, a.day)) and d <= until), None
        )
    if a.month is not None:
        return spans.month(until.year - (a.month > until.month), a.month).first
    if a.weekday is not None and a.day is None:
        return until - ((until.weekday() - a.weekday) % 7) * ONE
    return a.span.first


def _opening_hours(page: Page, a: Atom, b: Atom) -> bool:
    """Whether it is a habit, "du lundi au vendredi": no night and no date says otherwise."""
    bare = a.weekday is not None and b.weekday is not None and a.day is None and b.day is None
    behind = page.behind(a.start)
    return bare and re.search(r"\b(?:du|dal|del) $", behind) is not None and not _NIGHT.search(behind)


def _wrapped(page: Page, atom: Atom) -> Atom:
    behind, today = page.behind(atom.start), page.today
    if _NIGHT_TO.search(behind) and atom.kind == "day":
        return replace(atom, span=Span(atom.span.first - ONE, atom.span.last))
    if (found := _SINCE.search(behind)) and atom.span.first <= today:
        return replace(atom, start=atom.start - len(found[0]), span=Span(atom.span.first, today, atom.span.precision))
    if found := _UNTIL.search(behind):
        last = _coming(page, atom).last
        if today <= last and (atom.month is None or atom.year is not None or last - today <= when.SOON * ONE):
            return replace(atom, start=atom.start - len(found[0]), span=Span(today, last, atom.span.precision))
    return atom


def _coming(page: Page, atom: Atom) -> Span:
    """What lies ahead, where the text leaves it open."""
    if atom.year is None and atom.weekday is not None and atom.day is None:
        return spans.day(when.weekday(page.today, atom.weekday, 0, 1))
    if atom.year is None and atom.month is not None:
        if atom.kind == "month":
            return when.month(page.today, atom.month, 0, 1)
        if atom.day is not None and atom.span.first == atom.span.last:
            d = when.day(page.today, atom.month, atom.day, 1)
            return spans.day(d) if d else atom.span
    return atom.span
