"""Newspapers, broadcasters and agencies among those who are cited: they pass on what others said, and are no speakers. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from crackwatch.answers import Said

ROLE = "media"  # the role of a name that only its words tell to be one of a medium: "les informations du Matin"
_THE = r"(?:(?:le|la|les|the|der|die|das|el|los?|las?|une?|an?|eine?|ce|cette)\s+|l['’]\s?)?"
_MEDIUM = re.compile(
    rf"{_THE}"
    r"(?:(?:\w+\s)?(?:m[ée]dias?|journal|journaux|quotidien|hebdomadaire|magazine|newspaper|tabloid|broadcaster"
    r"|(?:news|press|television|tv)\s(?:channel|agency|site|outlet)|\w*zeitung|(?:rundfunk|fernseh)?sender|peri[óo]dico|diario)"
    r"|cha[iî]nes?|radio|t[ée]l[ée]vision|presse|agence (?:de presse|d['’]information)|site d['’]info\w*"
    r"|(?:nachrichten|presse)agentur|cadena|emisora|agencia de (?:noticias|prensa))(?![\w-])",
    re.IGNORECASE,
)
# Capitals count, and nothing may follow: "AP-HP" are hospitals, and an "agence régionale" is an office.
_AGENCY = re.compile(
    rf"(?i:{_THE}(?:(?:agence|agency|agentur|agencia|agenzia)\s+)?)"
    r"(?:AFP|(?:Agence )?France[ -]Presse|(?:Thomson )?Reuters|AP|Associated Press|UPI|PA|PA Media|Press Association|Bloomberg"
    r"|dpa|DPA|Deutsche Presse-Agentur|APA|KNA|epd|ATS|SDA|Keystone-(?:ATS|SDA)|Belga|ANP|EFE|Europa Press|ANSA|Ansa|Adnkronos|AGI"
    r"|Lusa|Ritzau|NTB|PAP|TASS|Tass|Interfax|Ukrinform|Anadolu|Kyodo|Xinhua|Presse canadienne|Canadian Press|AAP|PTI)(?: agency)?"
)
_ARTICLE = re.compile(r"(?:(?:le|la|les|the|der|die|das|el|los|las)\s+|l['’]\s?)", re.IGNORECASE)


def titles(names: Iterable[str]) -> frozenset[str]:
    """The names of outlets as ``is_medium`` compares them."""
    return frozenset(map(_title, names))


def is_medium(quote: Said, outlets: Collection[str]) -> bool:
    """Whether a medium is cited, and nobody in it: by its role, by a word for what it is, or by the name of an outlet or a news agency.

    What stands between marks is somebody's own words, also where he is called like an outlet.
    """
    who = quote.speaker or quote.role
    if _MEDIUM.match(who) or _AGENCY.fullmatch(who) or (quote.speaker and quote.role == ROLE):
        return True
    return bool(quote.reported and not quote.role and _title(who) in outlets)


def _title(name: str) -> str:
    """A name without its article, case, accents, marks and spaces: "Le Matin" is "matin", "BFM TV" is "bfmtv"."""
    plain = unicodedata.normalize("NFKD", _ARTICLE.sub("", name, count=1)).casefold()
    return "".join(filter(str.isalnum, plain))
