"""Ordinals are one word however they are written: 19e, 19ème, 19ᵉ, 19th, XIXe, "19 e", dix-neuvième, nineteenth.

Figures and Roman numerals need their ending: 75019, 19/19 and Louis XIV are no ordinals, and neither is German "19.", which
nothing tells from the end of a sentence.
"""

from __future__ import annotations

import re

CASED = "\x02"  # stands for the e of a Roman ordinal that only its capitals tell from a word: VIe, but vie
JOINT = "_"  # stands for the space or hyphen in an ordinal of two parts
CAPITAL_WORDS = frozenset({"ve", "vie", "xe", "xie", "ive"})
TAILS = frozenset("e er eme ieme th 7e 8e 9e".split())  # in their normal forms: dix-neuvième ends in one of them

_CAPITALS = re.compile(r"(?<![^\W_])(V|VI|X|XI|IV)e(?![^\W_])")
_APART = re.compile(  # a new line may begin another field: nothing is joined or looked at across it
    r"(?<!\S)(?:(?:[0-9]{1,3}|[ivx]{2,6})[ \x1f](?=(?:e|eme|ieme|th)(?![^ \x1f\n])(?![ \x1e\x1f][0-9]))"
    r"|1[ \x1f](?=er(?!\S))|dix[ \x1e\x1f](?=(?:sept|huit|neuv)iemes?(?!\S)))"
)
_FIGURES = re.compile(r"([0-9]{1,4})(?:e|eme|ieme|er|re|ere|nd|nde|rd|st|th|o|es|emes|iemes)")
_ROMAN = re.compile(rf"(x{{0,3}}(?:ix|iv|v?i{{0,3}}))(?:e|eme|ieme|th|er|re|es|emes|{CASED})")
_VALUES = {"x": 10, "v": 5, "i": 1}

_FRENCH = (
    "deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme treizieme "
    "quatorzieme quinzieme seizieme dixseptieme dixhuitieme dixneuvieme vingtieme"
)
_ENGLISH = (
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
)
_GERMAN = (
    "dritte vierte funfte sechste siebte achte neunte zehnte elfte zwolfte dreizehnte vierzehnte funfzehnte sechzehnte "
    "siebzehnte achtzehnte neunzehnte zwanzigste"
)
_SPANISH = (
    "tercero cuarto quinto sexto septimo octavo noveno decimo undecimo duodecimo decimotercero decimocuarto decimoquinto "
    "decimosexto decimoseptimo decimoctavo decimonoveno vigesimo"
)


def _spelled_out() -> dict[str, str]:
    words = {word: f"{rank}e" for rank, word in enumerate(_FRENCH.split(), 2)}
    words |= {word: f"{rank}e" for rank, word in enumerate(_ENGLISH.split(), 3)}
    for rank, word in enumerate(_GERMAN.split(), 3):
        words |= {word + ending: f"{rank}e" for ending in ("", "n", "r", "s", "m")}
    for rank, word in enumerate(_SPANISH.split(), 3):
        words |= {word[:-1] + ending: f"{rank}e" for ending in ("o", "a")}
    return words


SPELLED_OUT = _spelled_out()  # dixneuvieme: 19e


def mark(text: str) -> str:
    """The text as written, of the same length, the e of Ve, VIe, Xe, XIe and IVe replaced by a sign of ours."""
    return _CAPITALS.sub(rf"\1{CASED}", text)


def join(folded: str) -> str:
    """The folded text, of the same length, with a joint in every ordinal that stands in two parts."""
    return _APART.sub(lambda found: found[0][:-1] + JOINT, folded)


def normal(word: str) -> str:
    """``19e`` for any spelling of an ordinal as one folded word, ``""`` for every other word."""
    if figures := _FIGURES.fullmatch(word):
        return f"{int(figures[1])}e"
    if word in SPELLED_OUT:
        return SPELLED_OUT[word]
    roman = _ROMAN.fullmatch(word) if word not in CAPITAL_WORDS else None
    return f"{_arabic(roman[1])}e" if roman and roman[1] else ""


def _arabic(numeral: str) -> int:
    values = [_VALUES[letter] for letter in numeral]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
