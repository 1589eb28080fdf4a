"""Newspapers, broadcasters and agencies among those who are cited: they pass on what others said, and are no speakers. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from crackwatch.answers import Said

ROLE = "media"  # the role of a name that only its words tell to be one of a medium: "les informations du Matin"
_MEDIUM = re.compile(
    r"(?:(?:le|la|les|the|der|die|das|el|los?|las?|une?|an?|eine?|ce|cette)\s+|l['’]\s?)?"
    r"(?:(?:\w+\s)?(?:m[ée]dias?|journal|journaux|quotidien|hebdomadaire|magazine|newspaper|tabloid|broadcaster"
    r"|(?:news|television|tv)\s(?:channel|agency|site|outlet)|\w*zeitung|(?:rundfunk|fernseh)?sender|peri[óo]dico|diario)"
    r"|cha[iî]nes?|radio|t[ée]l[ée]vision|presse|agence de presse|site d['’]info\w*|nachrichtenagentur|cadena|emisora"
    r"|agencia de noticias)(?![\w-])",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:(?:le|la|les|the|der|die|das|el|los|las)\s+|l['’]\s?)", re.IGNORECASE)


def titles(names: Iterable[str]) -> frozenset[str]:
    """The names of outlets as ``is_medium`` compares them."""
    return frozenset(map(_title, names))


def is_medium(quote: Said, outlets: Collection[str]) -> bool:
    """Whether a medium is cited, and nobody in it: by its role, by a word for what it is, or by the name of an outlet.

    What stands between marks is somebody's own words, also where he is called like an outlet.
    """
    who = quote.speaker or quote.role
    if _MEDIUM.match(who) or (quote.speaker and quote.role == ROLE):
        return True
    return bool(quote.reported and not quote.role and _title(who) in outlets)


def _title(name: str) -> str:
    """A name without its article, case, accents, marks and spaces: "Le Matin" is "matin", "BFM TV" is "bfmtv"."""
    plain = unicodedata.normalize("NFKD", _ARTICLE.sub("", name, count=1)).casefold()
    return "".join(filter(str.isalnum, plain))
