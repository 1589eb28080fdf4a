"""A text that is being searched for dates, and what was found in it so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal

from crackwatch.dates.spans import Span
from crackwatch.dates.words import fold

REACH = 120  # signs in which the verb of a date is looked for
_STOPS = (". ", "! ", "? ", "\n")

Kind = Literal["day", "month", "year", "clock", "other"]


@dataclass(frozen=True, slots=True)
class Atom:
    """A date as it stands alone, before the words around it ("since", "between") are heard."""

    start: int
    end: int
    span: Span
    kind: Kind
    inferred: bool  # the text leaves a part of it to the reader
    year: int | None = None  # what the text itself says
    month: int | None = None
    day: int | None = None
    weekday: int | None = None


@dataclass(slots=True)
class Page:
    """``folded`` has the offsets of ``text``."""

    text: str
    today: date
    folded: str = field(init=False)
    lower: str = field(init=False)
    atoms: list[Atom] = field(default_factory=list)
    passed: int = 0  # nothing before this offset is read again
    last_day: date | None = None  # the day last named, from which "the next day" is counted
    _german: bool | None = None

    def __post_init__(self) -> None:
        self.folded = fold(self.text)
        lower = self.text.lower()
        self.lower = lower if len(lower) == len(self.text) else self.folded

    def behind(self, at: int, width: int = 40) -> str:
        return self.folded[max(0, at - width) : at]

    def capital(self, start: int) -> bool:
        return self.text[start].isupper()

    def german(self) -> bool:
        """Whether German articles outnumber French ones: "hier" is here in one and yesterday in the other."""
        if self._german is None:
            self._german = len(_GERMAN.findall(self.folded)) > len(_FRENCH.findall(self.folded))
        return self._german

    def follows(self, start: int, *kinds: Kind) -> bool:
        """Whether only "and", "to" or a comma stands between ``start`` and a date of one of ``kinds``."""
        before = self.atoms[-1] if self.atoms else None
        return before is not None and before.kind in kinds and bool(_JOINT.fullmatch(self.folded, before.end, start))

    def sense(self, start: int, end: int) -> int:
        """-1 where the nearest verb tells the past, 1 where it announces, 0 where nothing says."""
        if _SINCE.search(self.behind(start)):
            return -1
        low, high = max(0, start - REACH), min(len(self.lower), end + REACH)
        left = max((at for stop in _STOPS if (at := self.lower.rfind(stop, low, start)) >= 0), default=low)
        right = min((at for stop in _STOPS if (at := self.lower.find(stop, end, high)) >= 0), default=high)
        best, sense = REACH, 0
        for cue in _cues().finditer(self.lower, left, right):
            if start <= cue.start() < end:
                continue
            distance = start - cue.end() if cue.end() <= start else cue.start() - end
            if distance < best:
                best, sense = distance, 1 if cue.lastgroup == "ahead" else -1
        return sense


_GERMAN = re.compile(r"\b(?:der|die|das|und|ist|nicht|dem|den|ein|eine|mit|auf)\b")
_FRENCH = re.compile(r"\b(?:le|la|les|des|et|est|du|une|dans|au|un|en)\b")
_SINCE = re.compile(r"\b(?:depuis|since|seit|desde)(?: le| the| el| dem)? $")
_JOINT = re.compile(r",? ?(?:et|ou|a|au|and|or|to|through|und|oder|bis|y|o|al|e|-)? ?(?:en |in |le |the |d')?")


@cache
def _cues() -> re.Pattern[str]:
    ahead = (
        r"(?:will|won't|shall)(?: be \w+)?|scheduled|planned|plans to|upcoming|expected|due|going to|set to|(?:is|are) to"
        r"|(?:sera|seront|être)(?: \w+)?|va|vont|doit|doivent|prévue?s?|attendue?s?|programmée?s?|prochaine?s?|(?!opéra|caméra)\w+(?:[aeiuv]ra|dra|ront)"
        r"|wird|soll|sollen|geplant|kommende[nrs]?|vorgesehen"
        r"|\w+r(?:á|án|à|anno)|va a|van a|previst[oa]s?|próxim[oa]s?|prossim[oa]"
    )
    back = (
        r"was|were|had|has|have|did|happened|took|broke|came|went|began|said|told|\w{3,}ed"
        r"|\w{3,}(?:é|ée|és|ées)|ai|a|ont|avait|avaient|est|sont|était|étaient|fut|furent|\w{3,}(?:aient|èrent)"
        r"|wurde|wurden|hat|hatte|haben|hatten|war|waren|kam|kamen|gab|ging"
        r"|fue|fueron|ha|han|había|era|eran|hubo|\w{2,}ó|\w+aron|\w+ieron|è|sono|stat[oaie]|hanno|aveva"
    )
    return re.compile(rf"\b(?:(?P<ahead>{ahead})|(?P<back>{back}))\b")
