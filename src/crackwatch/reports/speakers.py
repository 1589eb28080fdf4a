"""Who speaks: a name with its role, a role alone, an institution, or somebody whom the text does not name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from crackwatch.reports.speech import Speech

_BIG = r"[A-ZÀ-ÖØ-Þ]"
_WORD = rf"(?:{_BIG}[\w’'-]*\w|{_BIG}\.)"
_LINK = r"(?:(?:de la|de|du|des|d['’]|le|la|von|van|der|den|del|bin|ben|el|al|y)\s?)"
NAME = re.compile(rf"{_WORD}(?:\s{_LINK}?{_WORD}){{0,3}}")
FULL_NAME = re.compile(rf"(?<!\w){_WORD}(?:\s{_LINK}?{_WORD}){{1,3}}")
_TITLE = re.compile(r"(?:M\.|MM\.|Mme|Mlle|Me|Dr|Mr\.?|Mrs\.?|Ms\.?|Herr|Frau|Señora?|Sra?\.)\s+")
_OFFICE = re.compile(
    r"(?:(?:Prime |Vice |Deputy )?(?:Mayor|President|Minister|Senator|Governor|Police Chief|Chief|Inspector|Judge|Professor"
    r"|Councillor|Captain|Commander)|\w*(?:meister|sprecher|minister|präsident|kanzler|chef|leiter|direktor)(?:in)?"
    r"|Alcalde|Presidente|Ministro)\s+",
    re.IGNORECASE,
)
_OF_A_PLACE = re.compile(
    r"(?:maire|ministre|préf[eè]te?|président|sénat|député|procureure?|mayor|minister|president|governor|bürgermeister|alcalde|ministr)",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+")
_NO_NAME = re.compile(
    r"(?:[CJLMNST]|Qu)['’]|(?:Le|La|Les|L['’]|Un|Une|Des|Ce|Cet|Cette|Ces|Il|Elle|Ils|Elles|On|Nous|Vous|Je|Mais|Et|Ou|Pour|Dans|En|Au|Aux|De|Du"
    r"|Selon|D['’]|Après|Avant|The|A|An|He|She|They|We|It|But|And|In|On|At|According|This|That|These|Der|Die|Das|Ein|Eine"
    r"|Er|Sie|Es|Wir|Ich|Und|Aber|In|Nach|Laut|El|Los|Las|Una|Según|Pero|Y|En|Lundi|Mardi|Mercredi|Jeudi|Vendredi|Samedi"
    r"|Dimanche|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Paris|France|Notre|Son|Sa|Ses|Leur|Si|Quand)\b"
)
_PHRASE = re.compile(r"[^,;:!?«»“”„\"\n]{2,90}")
_STOP = re.compile(
    r"\s(?:à l['’]|au micro|sous |auprès|sur|dans|devant|lors|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|ce |en |pour|avant"
    r"|après|qui|dont|où|to |on |in a|at |during|who|which|after|before|yesterday|am |im |in der|nach|gegenüber|que|quien|tras|durante"
    r"|a l[ao]s? |este|en un)|\.(?:\s|$)|\.$"
)
_AGE = r"(?:\d{1,3}(?:\sans)?|âgée? de \d+ ans|aged \d+)"
_ROLE = re.compile(
    rf"(?:\s\({_AGE}\))?,\s+(?P<role>(?:{_AGE},\s+)?[a-zà-ÿ\d][^,.;:«»“”„\"\n]{{1,90}})(?=[,.;:«»“”„\"\n]|$)|\s\((?P<age>{_AGE})\)"
)
_NO_ROLE = re.compile(
    r"(?:qui|dont|que|et|mais|selon|dans|à|lors|en|pour|sur|avant|après|mardi|lundi|mercredi|jeudi|vendredi|samedi|dimanche|hier|ce"
    r"|car|où|puis|tandis|alors|au micro|auprès|who|which|and|but|in|on|at|for|after|before|while|as|said|yesterday|der|die das|und"
    r"|aber|in|nach|quien|que|pero|en|tras|il|elle|he|she|they|it|we|they)\b"
    r"|\w+ant\s(?:une?|les?|la|des|que|l['’])"
)
_LOOSE_END = re.compile(r"\s(?:à|de|du|des|en|au|of|in|at|et|and)$")
_ANONYMITY = re.compile(r"anonym", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speaker:
    """``name`` is the fullest the text gives, or the phrase that stands for one; ``end`` the offset behind it."""

    name: str
    role: str
    anonymous: bool
    end: int
    person: bool = False  # a proper name was given
    surname_only: bool = False


def speaker_at(text: str, at: int, speech: Speech) -> Speaker | None:
    """Whoever is named at offset ``at`` of ``text``, which ends where nothing of the name can stand any more."""
    if speech.nobody.match(text, at):
        return _phrase(text, at, speech)
    office = _OFFICE.match(text, at)
    title = office or _TITLE.match(text, at)
    start = title.end() if title else at
    if (name := NAME.match(text, start)) and not _NO_NAME.match(text, start):
        role, end = _role(text, name.end(), speech)
        hidden = _ANONYMITY.search(text, name.end(), name.end() + 90) is not None
        alone = " " not in name[0] and "\u00a0" not in name[0]
        role = role or (office[0].strip() if office else "")
        return Speaker(name[0], role, hidden, end, person=True, surname_only=alone)
    return _phrase(text, at, speech)


def titled_at(text: str, at: int, speech: Speech) -> Speaker | None:
    """A full name behind an office without an article, at offset ``at``: "deputy mayor for education Anne Dupont"."""
    found = _PHRASE.match(text, at)
    phrase = _cut(found[0], speech) if found else ""
    named = _name_ending(phrase)
    return None if named is None else Speaker(phrase[named:], phrase[:named].rstrip(), anonymous=False, end=at + len(phrase), person=True)


def _role(text: str, at: int, speech: Speech) -> tuple[str, int]:
    found = _ROLE.match(text, at)
    if not found:
        return "", at
    if found["age"]:
        return found["age"], found.end()
    role, start = found["role"], found.start("role")
    said = speech.verb.search(role)
    if _NO_ROLE.match(role) or (said and said.start() == 0):
        return "", at
    role = _cut(role, speech)
    return _without_article(_LOOSE_END.sub("", role), speech), start + len(role)


def _phrase(text: str, at: int, speech: Speech) -> Speaker | None:
    """A phrase: "le maire PS du 19e, François Dagnaud", "la préfecture de police", "une habitante du quartier"."""
    nobody, article = speech.nobody.match(text, at), speech.article.match(text, at)
    found = _PHRASE.match(text, at) if nobody or article else None
    if found is None:
        return None
    phrase = _cut(found[0], speech)
    end, role = at + len(phrase), phrase[len(article[0]) if article else 0 :]
    if phrase.count(" ") > 11 or not role or role.startswith("côté"):
        return None
    if (named := _name_ending(role)) is not None:
        return Speaker(role[named:], role[:named].rstrip(), anonymous=False, end=end, person=True)
    comma = _COMMA.match(text, end)
    if comma and (name := FULL_NAME.match(text, comma.end())) and not _NO_NAME.match(text, comma.end()):
        return Speaker(name[0], role, anonymous=False, end=name.end(), person=True)
    hidden = _ANONYMITY.search(text, end, end + 90) is not None
    title = article is not None and text[at].isupper() and role[0].isupper()  # the newspapers Le Matin and The Times
    return Speaker(phrase if nobody or title else role, "", nobody is not None or hidden, end)


def _cut(phrase: str, speech: Speech) -> str:
    """``phrase`` as far as it can still name somebody: up to a verb of saying or where, when and to whom it was said."""
    ends = [stop.start() for stop in (speech.verb.search(phrase), _STOP.search(phrase)) if stop]
    return (phrase[: min(ends)] if ends else phrase).rstrip()


def _name_ending(role: str) -> int | None:
    """Where in "maire du 19e François Dagnaud" the name begins: two capitals or more, after no "de".

    Behind an office of a place, which has capitals too, it is the last two: "maire de Paris Anne Dupont".
    """
    for name in FULL_NAME.finditer(role):
        if name.end() != len(role) or not name.start():
            continue
        before = role[: name.start()].rstrip().rpartition(" ")[2].lower()
        if before not in ("de", "du", "des", "la", "of", "von", "the", "à", "del"):
            return name.start()
        if name[0].count(" ") > 1 and _OF_A_PLACE.match(role):
            return name.start() + len(" ".join(name[0].split(" ")[:-2])) + 1
    return None


def _without_article(role: str, speech: Speech) -> str:
    article = speech.article.match(role)
    return role[article.end() :] if article else role


def completed(speaker: Speaker, people: dict[str, Speaker]) -> Speaker:
    """A surname with the full name and the role that the text gave it elsewhere."""
    known = people.get(speaker.name.split()[-1]) if speaker.person else None
    if known is None:
        return speaker
    return replace(speaker, name=known.name if speaker.surname_only else speaker.name, role=speaker.role or known.role)


def people_in(text: str, speech: Speech) -> dict[str, Speaker]:
    """Everybody whom the text names in full, by surname, with the first role that it gives."""
    people: dict[str, Speaker] = {}
    for found in FULL_NAME.finditer(text):
        if _NO_NAME.match(found[0]):
            continue
        named = speaker_at(text, found.start(), speech)
        if named is None or named.surname_only:
            continue
        surname = named.name.split()[-1]
        if surname not in people or (named.role and not people[surname].role):
            people[surname] = named
    return people
