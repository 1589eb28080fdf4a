"""Whose words these are: what the narrator says before, after and inside quotation marks, and where there are none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from crackwatch.reports.media import ROLE
from crackwatch.reports.speakers import Speaker, completed, people_in, speaker_at, titled_at
from crackwatch.reports.speech import Speech

LONG = 700  # signs: no sentence that is worth reading is longer
REACH = 250  # signs before a verb in which its subject is looked for
FAR = 70  # signs between a verb of saying and the words that it introduces
NEAR = 30  # the same where a "that" stands between them, which is included
LONGEST_VERB = 60  # signs: "leur avait notamment affirmé"
# The mark comes first, and what must not stand before it after that: a text is passed over as fast as marks are found.
_SENTENCE_END = re.compile(
    r"[.!?…](?<![ (][A-ZÀ-Þ].)(?<!\bM.)(?<!\bMr.)(?<!\bMs.)(?<!\bDr.)(?<!\bMrs.)(?<!\bSra.)(?<!\bSr.)[.!?…]*[\s)]+(?=\S)|\n+"
)
_TO_WHOM = re.compile(r"\s(?:(?:à l['’]\s?|(?:à|au|aux|auprès d\w*|to|gegenüber|a)\s)[\w’'-]+|reporters|journalists)")
_ONE_WORD = re.compile(r"\s[a-zà-ÿ][\w’'-]*")
_WORD_START = re.compile(r"(?<![\w’'-])(?=\w)")
_SPACE = re.compile(r"\s+")
_COMMA = re.compile(r",\s+")
_FOR = re.compile(r"(?:pour|for|für|para)\s+", re.IGNORECASE)
_GAP = re.compile(r"[\s,]*(?:[-–—]\s*)?")
_BETWEEN = re.compile(
    r"(?:,\s(?:notamment|y compris|dont|qui|including|who|which|darunter|incluidos?)\s[^,.;]{1,80},\s+)?"
    r"[\s,]*(?:(?:lui|elle|lui-même|elle-même|toutefois|pourtant|de son côté|quant à (?:lui|elle)|also)[\s,]*)?"
)
_OPENING = re.compile(r"(?:(?:mais|et|pourtant|toutefois|ainsi|but|and|however|aber|pero),?\s+)?", re.IGNORECASE)
_INCISE = re.compile(r"[,!?…]\s+(?=[a-zà-ÿ])")
_NO_SOURCE = re.compile(
    r"(?:les? |la |l['’]|the |el |los |las )?(?:cas|besoins?|lois?|law|règlement|calendrier|plans?|saisons?|moyens|jours?"
    r"|heures?|lieux?|circonstances|casos?|ley|dernières?|premières?|informations?(?!\sd))\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"(?:lui|elle|eux|elles|him|her|them|ihm|ihr|él|ella)\b")
_CLAUSE = re.compile(r"\s(?!to\b)(?=[a-z])")
_FINDINGS = re.compile(
    r"(?:les |des |the )?(?:(?P<news>informations?|révélations?|reports?)|estimations?|chiffres|propos|figures)\s"
    r"(?:du |de |d['’]|des |of |from |by )(?:the )?",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?:qui|dont|which|who|que|die|der|das)\b[^,]{1,120},\s+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A pair of quotation marks; ``start`` and ``end`` include them, ``at`` is where ``words`` begin."""

    start: int
    end: int
    at: int
    words: str


@dataclass(frozen=True, slots=True)
class Attributed:
    """``words`` and who said them; ``start`` and ``end`` are where they stand in the text."""

    speaker: Speaker
    words: str
    start: int
    end: int
    reported: bool  # told in other words


class Narration:
    """A text of which what stands between marks is hidden, so that only the narrator is heard.

    Read from the front: pronouns stand for whoever spoke last.
    """

    def __init__(self, text: str, marks: Sequence[Mark], rules: Speech) -> None:
        self._text, self._marks, self._rules = text, marks, rules
        heard = text
        for mark in marks:
            inner = mark.end - mark.start - 2
            heard = f"{heard[: mark.start + 1]}{'_' * inner}{heard[mark.end - 1 :]}"
        self._heard = heard
        self._ends = [found.end() for found in _SENTENCE_END.finditer(heard)]
        self._people = people_in(heard, rules)
        self._last: Speaker | None = None
        self._attributed = 0  # where the last words with a speaker, and what says so, end
        self._named_behind = False

    def read(self) -> Iterator[Attributed]:
        """All words that somebody is said to have spoken, in the order of the text."""
        passages: list[Mark | tuple[int, int]] = [*self._marks, *pairwise([0, *self._ends, len(self._heard)])]
        for passage in sorted(passages, key=_where):
            said = self._direct(passage) if isinstance(passage, Mark) else self._told(*passage)
            if said:
                self._last = replace(completed(said.speaker, self._people), end=said.speaker.end)
                yield replace(said, speaker=self._last)

    def _direct(self, mark: Mark) -> Attributed | None:
        speaker, words = self._within(mark) or (
            self._after(mark) or self._before(mark) or self._going_on(mark),
            mark.words,
        )
        if speaker is None:
            return None
        self._attributed = max(mark.end, speaker.end)
        self._named_behind = speaker.end > mark.end
        return Attributed(speaker, words, mark.at, mark.at + len(mark.words), reported=False)

    def _told(self, start: int, end: int) -> Attributed | None:
        """What a sentence without marks tells of another's words."""
        n = bisect_right(self._marks, start, key=lambda mark: mark.end)
        if end - start > LONG or (n < len(self._marks) and self._marks[n].start < end):
            return None
        close = start + len(self._heard[start:end].rstrip(" \n.!?…"))
        told = self._according(start, close) or self._said_that(start, close)
        return Attributed(told[0], self._text[told[1] : told[2]], told[1], told[2], reported=True) if told else None

    def _sentence(self, at: int) -> tuple[int, int]:
        n = bisect_right(self._ends, at)
        return self._ends[n - 1] if n else 0, self._ends[n] if n < len(self._ends) else len(self._heard)

    def _whoever(self, at: int, end: int) -> Speaker | None:
        """Whom a pronoun at ``at`` stands for: who spoke last, or else who was last named."""
        named = [person for person in self._people.values() if person.end <= at]
        who = self._last or max(named, key=lambda person: person.end, default=None)
        return replace(who, end=end) if who else None

    def _after(self, mark: Mark) -> Speaker | None:
        gap = _GAP.match(self._heard, mark.end)
        at = gap.end() if gap else mark.end
        new_sentence = (
            mark.words[-1] in ".!?…" and "," not in self._heard[mark.end : at] and self._heard[at : at + 1].isupper()
        )
        view = self._heard[: self._sentence(at)[1]].rstrip()
        if asked := self._rules.asked.match(view, at):
            return self._whoever(mark.start, asked.end())
        if source := self._rules.according.match(view, at):
            return speaker_at(view, source.end(), self._rules)
        if verb := self._rules.verb.match(view, at):
            return self._behind(view, verb.end())
        if new_sentence:
            return None
        speaker = speaker_at(view, at, self._rules) or titled_at(view, at, self._rules)
        return self._saying(view, speaker) if speaker else None

    def _behind(self, view: str, at: int) -> Speaker | None:
        """Whoever follows the verb that ends at ``at``, also behind whom it was said to: "a dit au journal local Anne"."""
        whom = _TO_WHOM.match(view, at)
        for _ in range(3):
            space = _SPACE.match(view, whom.end() if whom else at)
            if space is None:
                return None
            if (speaker := speaker_at(view, space.end(), self._rules)) or whom is None:
                return speaker
            whom = _ONE_WORD.match(view, whom.end())
        return None

    def _saying(self, view: str, speaker: Speaker) -> Speaker | None:
        between = _BETWEEN.match(view, speaker.end)
        verb = self._rules.verb.match(view, between.end() if between else speaker.end)
        return replace(speaker, end=verb.end()) if verb else None

    def _before(self, mark: Mark) -> Speaker | None:
        start = max(self._sentence(mark.start)[0], mark.start - LONG)
        view = self._heard[: mark.start]
        if source := self._rules.according.match(view, start):
            return speaker_at(view, source.end(), self._rules)
        opinion = _FOR.match(view, start)
        holder = speaker_at(view, opinion.end(), self._rules) if opinion else None
        if holder and holder.person and not view[holder.end :].strip(", "):
            return holder
        verbs = list(self._rules.verb.finditer(view, start))
        if verbs:
            return self._subject(start, verbs[-1].start()) if self._introduces(view[verbs[-1].end() :]) else None
        return self._before_colon(view.rstrip(), start)

    def _introduces(self, rest: str) -> bool:
        """Whether ``rest``, between a verb of saying and the marks, leads on to them."""
        near = rest.rstrip().endswith(":") or self._rules.that.search(rest) or len(rest.strip()) < 25
        return len(rest) <= FAR and bool(near)

    def _before_colon(self, view: str, start: int) -> Speaker | None:
        name = view[:-1].rstrip() if view.endswith(":") else ""
        speaker = speaker_at(name, start, self._rules) if name else None
        return speaker if speaker and speaker.person and speaker.end == len(name) else None

    def _subject(self, start: int, verb: int) -> Speaker | None:
        """Whoever stands right before the verb at ``verb``."""
        view = self._heard[:verb]
        for word in _WORD_START.finditer(view, max(start, verb - REACH)):
            speaker = speaker_at(view, word.start(), self._rules)
            if speaker and _BETWEEN.fullmatch(view, speaker.end) and self._sure(speaker, word.start() == start):
                return speaker
        asked = self._rules.asked.search(self._heard, max(start, verb - 6), verb + 40)
        return self._whoever(verb, verb) if asked and asked.start() < verb <= asked.end() else None

    def _sure(self, speaker: Speaker, first: bool) -> bool:
        """A lone capital at the head of a sentence may be any word, unless the text names somebody so."""
        return not (first and speaker.surname_only and not speaker.role) or speaker.name in self._people

    def _within(self, mark: Mark) -> tuple[Speaker, str] | None:
        """« Nous ne dormons plus, explique Anne Dupont. C'est trop. »"""
        close = mark.at + len(mark.words)
        view = self._text[:close]
        for comma in _INCISE.finditer(view, mark.at):
            if asked := self._rules.asked.match(view, comma.end()):
                speaker = self._whoever(mark.start, asked.end())
            elif verb := self._rules.verb.match(view, comma.end()):
                speaker = self._behind(view, verb.end())
            else:
                continue
            if speaker and view[speaker.end : speaker.end + 1] in (".", ",", ";", "!", "?"):
                rest = view[speaker.end :]
                return speaker, view[mark.at : comma.start()] + (
                    rest if view[comma.start()] == "," else " " + rest.lstrip(" ,.")
                )
        return None

    def _going_on(self, mark: Mark) -> Speaker | None:
        """Marks that follow an attribution at once go on with the same speaker."""
        if self._last is None:
            return None
        behind, gap = self._heard[self._attributed : mark.start], _GAP.match(self._heard, mark.end)
        rest_of_sentence = self._named_behind and self._sentence(self._attributed)[1] == mark.start
        if any(map(str.isalnum, behind)) and not rest_of_sentence:
            return None
        if len(behind) > FAR or (gap and self._rules.verb.match(self._heard, gap.end())) or self._is_somebodys(mark):
            return None
        return replace(self._last, end=mark.end)

    def _is_somebodys(self, mark: Mark) -> bool:
        """Whether the sentence goes on behind the marks, and says that somebody spoke: then it was nobody before."""
        goes_on = mark.words.endswith(",") or self._heard[mark.end : mark.end + 1] == ","
        return goes_on and self._rules.verb.search(self._heard, mark.end, self._sentence(mark.end)[1]) is not None

    def _source(self, view: str, at: int) -> Speaker | None:
        if _NO_SOURCE.match(view, at):
            return None
        if own := _SELF.match(view, at):
            return self._whoever(at, own.end())
        findings = _FINDINGS.match(view, at)
        speaker = speaker_at(view, findings.end() if findings else at, self._rules)
        if speaker and findings and findings["news"] and speaker.surname_only and not speaker.role:
            return replace(speaker, role=ROLE, person=False)
        return speaker

    def _according(self, start: int, end: int) -> tuple[Speaker, int, int] | None:
        view = self._heard[:end]
        opening = _OPENING.match(view, start)
        first = self._rules.according.match(view, opening.end() if opening else start)
        found = first or self._rules.according.search(view, start)
        speaker = self._source(view, found.end()) if found else None
        if first and speaker and not _COMMA.match(view, speaker.end):  # what was taken for a role is what is told
            speaker = self._source(view[: max(0, view.find(",", first.end()))], first.end())
        if found is None or speaker is None:
            return None
        if first:
            comma = _COMMA.match(view, speaker.end)
            aside = _ASIDE.match(view, comma.end()) if comma else None
            opening = _OPENING.match(view, (aside or comma).end()) if comma else None
            return (speaker, opening.end(), end) if opening else None
        ended = speaker.end == end or view[speaker.end] in ",;"
        return (speaker, start, start + len(view[start : found.start()].rstrip(" ,"))) if ended else None

    def _said_that(self, start: int, end: int) -> tuple[Speaker, int, int] | None:
        view = self._heard[:end]
        first, last = start, end  # between which a verb must stand; verbs are many, and slow to find
        if view.find("said", start) < 0:
            thats = [that.start() for that in self._rules.that.finditer(view, start)]
            if not thats:
                return None
            first, last = max(start, thats[0] - NEAR - LONGEST_VERB), thats[-1]
        for verb in self._rules.verb.finditer(view, first, last):
            that = self._rules.that.search(view, verb.end(), min(end, verb.end() + NEAR))
            if that is None and verb[0] == "said":
                that = _CLAUSE.match(view, verb.end())
            if that and (speaker := self._subject(start, verb.start())):
                return speaker, that.end(), end
        return None


def _where(passage: Mark | tuple[int, int]) -> int:
    return passage.start if isinstance(passage, Mark) else passage[0]
