"""Days that a text names by where they lie from now: "hier soir", "last Friday", "am Montag", "ce matin", "mañana"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crackwatch.dates import spans, when
from crackwatch.dates.day_forms import FIRST_DAY
from crackwatch.dates.days import month_at, number_at
from crackwatch.dates.page import Atom, Page
from crackwatch.dates.spans import ONE
from crackwatch.dates.words import FULL_WEEKDAYS, WEEKDAYS

_GERMAN_PARTS = ("abend", "nacht", "morgen", "mittag", "vormittag", "nachmittag", "fruh")
WEEKDAY_WORDS = WEEKDAYS | {
    day + part: n for n, day in enumerate(FULL_WEEKDAYS["de"].split()) for part in _GERMAN_PARTS
}
_SPANISH = frozenset(FULL_WEEKDAYS["es"].split())
_ENGLISH = frozenset(FULL_WEEKDAYS["en"].split())
_SMALL = frozenset(f"{FULL_WEEKDAYS['fr']} {FULL_WEEKDAYS['es']} {FULL_WEEKDAYS['it']}".split())


@dataclass(frozen=True, slots=True)
class _Rule:
    """``offset`` days from today, or from the day last named; what must or must not stand around the word."""

    offset: int
    behind: str = ""
    unless: str = ""
    ahead: str = ""
    not_ahead: str = ""
    from_last: bool = False


_CE = r"\b(?:ce|cet|cette) $"
_THIS = r"\b(?:this|esta) $"
_DANS = r"\b(?:dans la|au cours de la|en(?: (?:fin|debut|milieu) de)?) $"
_OF = r" (?:de|du|des)\b| ?d'"
_DATED = r",? (?:le )?\d"
_ENDS = r"(?=[,.;:)»\"]|$)"
_NOW = (_Rule(0),)

RULES: dict[str, tuple[_Rule, ...]] = {
    "hier": (_Rule(-2, r"\bavant[- ]$"), _Rule(-1)),
    "aujourd": (_Rule(0, ahead=r"'hui\b"),),
    "demain": (_Rule(2, r"\bapres[- ]$"), _Rule(1)),
    "matin": (_Rule(0, _CE, not_ahead=" ?-"), _Rule(0, r"\bau petit $")),
    "matinee": (_Rule(0, _DANS),),
    "midi": (
        _Rule(0, _CE, not_ahead=" ?-"),
        _Rule(0, r"\b(?:cet|cette) apres ?- ?$", not_ahead=" ?-"),
        _Rule(0, r"\b(?:dans l' ?|en (?:fin|debut|milieu) d' ?)apres ?- ?$"),
    ),
    "soir": (_Rule(0, _CE, not_ahead=" ?-"),),
    "soiree": (_Rule(0, _DANS),),
    "nuit": (
        _Rule(0, _CE, not_ahead=" ?-"),
        _Rule(-1, r"\bla $", ahead=" derniere"),
        _Rule(0, r"\b(?:dans|pendant|durant|au cours de) la $", not_ahead=_OF),
    ),
    "jour": (_Rule(0, r"\b(?:a|en) ce $", not_ahead=r" ?-| la\b|s"),),
    "veille": (
        _Rule(-2, r"\bl'avant ?- ?$", not_ahead=_OF, from_last=True),
        _Rule(
            -1,
            r"\bla $",
            ahead=rf"{_ENDS}| (?:au soir|par|a|au|aux|dans|en|sur|lors|vers|contre|avec|pour|et)\b",
            not_ahead=_DATED,
            from_last=True,
        ),
    ),
    "lendemain": (_Rule(1, r"\b(?:le|au|du) $", r"\bdu jour au $", not_ahead=f"{_OF}|{_DATED}", from_last=True),),
    "surlendemain": (_Rule(2, r"\b(?:le|au|du) $", not_ahead=f"{_OF}|{_DATED}", from_last=True),),
    "yesterday": (_Rule(-2, r"\b(?:the )?day before $"), _Rule(-1)),
    "today": _NOW,
    "tonight": _NOW,
    "tomorrow": (_Rule(2, r"\b(?:the )?day after $"), _Rule(1)),
    "morning": (_Rule(0, _THIS),),
    "afternoon": (_Rule(0, _THIS),),
    "evening": (_Rule(0, _THIS), _Rule(-1, r"\blast $")),
    "night": (_Rule(-1, r"\blast $"),),
    "day": (
        _Rule(1, r"\bthe (?:next|following) $", from_last=True),
        _Rule(-1, r"\bthe previous $", from_last=True),
        _Rule(-1, r"\bthe $", ahead=rf" (?:before|earlier){_ENDS}", from_last=True),
        _Rule(1, r"\bthe $", ahead=rf" (?:after|later){_ENDS}", from_last=True),
    ),
    "heute": _NOW,
    "gestern": (_Rule(-1),),
    "tag": (
        _Rule(1, r"\bam (?:nachsten|folgenden) $", from_last=True),
        _Rule(-1, r"\bam $", ahead=" (?:zuvor|davor)", from_last=True),
        _Rule(1, r"\bam $", ahead=" (?:danach|darauf)", from_last=True),
    ),
    "vortag": (_Rule(-1, r"\bam $", not_ahead=r" (?:de[rs]|von|einer|eines)\b", from_last=True),),
    "vorgestern": (_Rule(-2),),
    "morgen": (_Rule(1, unless=r"\b(?:heute|gestern|guten|am|jeden|diesem|dem|der|den|vom|zum) $"),),
    "ubermorgen": (_Rule(2),),
    "hoy": _NOW,
    "ayer": (_Rule(-2, r"\bantes de $"), _Rule(-1)),
    "dia": (_Rule(1, r"\b(?:al|el) $", ahead=" siguiente", from_last=True),),
    "anteayer": (_Rule(-2),),
    "anoche": (_Rule(-1),),
    "manana": (_Rule(2, r"\bpasado $"), _Rule(0, _THIS), _Rule(1, unless=r"\b(?:la|una|cada|de|las) $")),
    "tarde": (_Rule(0, _THIS),),
    "noche": (_Rule(0, _THIS),),
    "madrugada": (_Rule(0, _THIS),),
    "oggi": _NOW,
    "ieri": (_Rule(-2, r"\bl'altro $"), _Rule(-1)),
    "giorno": (_Rule(1, r"\bil $", ahead=" (?:dopo|seguente)", from_last=True),),
    "avantieri": (_Rule(-2),),
    "domani": (_Rule(1),),
    "dopodomani": (_Rule(2),),
    "stamattina": _NOW,
    "stamani": _NOW,
    "stasera": _NOW,
    "stanotte": _NOW,
}

_THEN = re.compile(r",? (?:le |the |den |dem |der |el |il )?")
_NUMBER = re.compile(rf"\d|(?:{'|'.join(FIRST_DAY)})\b")
_BARE_NUMBER = re.compile(r" (\d{1,2})(?:er)?(?=[,.;:)]|$| (?:au|et|a|to|and|bis|al|y)\b)")
_CAPITAL_BEFORE = re.compile(r"(?<![.!?#] )\b[A-Z][\w.]+ $")
_STEP_AFTER = re.compile(r" (?:(dernier|passe|pasado|scorso)|prochain|proximo|que viene|prossimo)\b")
_STEP_BEFORE = re.compile(
    r"\b(?:(?P<last>last|past|vergangene[nr]?|letzte[nr]?|vorige[nr]?|pasado|ultimo|scorso)"
    r"|(?P<next>next|coming|kommende[nr]?|nachste[nr]?|proximo|prossimo)"
    r"|(?P<this>ce|this|este|questo|diese[nrms]?)|on|am) $"
)
_HABIT_BEFORE = re.compile(
    r"\b(?:tous les|toutes les|chaque|les|every|each|most|jede[nrs]?|cada|los|ogni|une|un|one|einen?|einem|le|il|di"
    r"|black|bloody|good|ash|palm|easter|super|cyber|journal du|tribune du) $"
)
_ENGLISH_HABIT_BEFORE = re.compile(r"\b(?:an?|mail on) $")
_NAME_AFTER = re.compile(
    r" (?:times|telegraph|mirror|mail|express|league|school|roast|saint|gras|noir|des cendres|for future)\b"
)
_SPANISH_BEFORE = re.compile(r"\b(?:el|este|del|al|pasado|proximo|ultimo) $")


def relative_at(page: Page, at: int, word: str) -> Iterator[Atom]:
    """One day ("yesterday", "ce soir", "le lendemain"), told from the day of publication or from the day last named."""
    if (word == "morgen" and page.capital(at)) or (word == "hier" and page.german()) or _in_name(page, at):
        return
    end = at + len(word)
    for rule in RULES[word]:
        behind = re.search(rule.behind, page.behind(at)) if rule.behind else None
        ahead = re.compile(rule.ahead).match(page.folded, end) if rule.ahead else None
        if (rule.behind and not behind) or (rule.ahead and not ahead):
            continue
        if rule.unless and re.search(rule.unless, page.behind(at)):
            continue
        if rule.not_ahead and re.compile(rule.not_ahead).match(page.folded, end):
            continue
        base = (rule.from_last and page.last_day) or page.today
        start = at - len(behind[0]) if behind else at
        yield Atom(start, ahead.end() if ahead else end, spans.day(base + rule.offset * ONE), "day", inferred=True)
        return


def _in_name(page: Page, at: int) -> bool:
    """Whether both this word and the one before have a capital and more than that: USA Today, but not "HIER SOIR"."""
    return page.capital(at) and _CAPITAL_BEFORE.search(page.text, max(0, at - 30), at) is not None


def weekday_at(page: Page, at: int, word: str) -> Iterator[Atom]:
    """A weekday with its date, or alone: then the last one, or what "next" and the verb make of it."""
    end, wanted = at + len(word), WEEKDAY_WORDS[word]
    if dated := list(_dated(page, end, wanted)):
        yield replace(dated[0], start=at, weekday=wanted)
        yield from dated[1:]
        return
    if number := _BARE_NUMBER.match(page.folded, end):
        if d := when.numbered_weekday(page.today, int(number[1]), wanted):
            yield Atom(at, number.end(), spans.day(d), "day", inferred=True, day=d.day, weekday=wanted)
        return
    behind, after = page.behind(at), _STEP_AFTER.match(page.folded, end)
    if not after and not _is_one_day(page, at, end, word, behind):
        return
    before = _STEP_BEFORE.search(behind)
    step = (-1 if after[1] else 1) if after else 0
    if before and not after:
        step = -1 if before["last"] else 1 if before["next"] else 0
    sense = page.sense(at, end)
    near = before is not None and before["this"] is not None
    d = when.this_weekday(page.today, wanted, sense) if near else when.weekday(page.today, wanted, step, sense)
    start = at - len(before[0]) if before else at
    yield Atom(start, after.end() if after else end, spans.day(d), "day", inferred=True, weekday=wanted)


def _dated(page: Page, end: int, wanted: int) -> Iterator[Atom]:
    then = _THEN.match(page.folded, end)
    if not then or then.end() >= len(page.folded):
        return
    read = number_at if _NUMBER.match(page.folded, then.end()) else month_at
    yield from (atom for atom in read(page, then.end(), wanted) if atom.kind == "day")


def _is_one_day(page: Page, at: int, end: int, word: str, behind: str) -> bool:
    """Not "every Monday", not the Sunday Times, and written as its language writes it."""
    if word in _SPANISH and not _SPANISH_BEFORE.search(behind):
        return False
    if word not in _SMALL and not page.capital(at):
        return False
    if word in _ENGLISH and _ENGLISH_HABIT_BEFORE.search(behind):
        return False
    return not _HABIT_BEFORE.search(behind) and not _NAME_AFTER.match(page.folded, end)
