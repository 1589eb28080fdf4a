"""Words of a text as stories compare them: folded, hashed, and brought to a form that languages share.

A word has two identities. Its *hash* stands for exactly this word, case and accents aside, and tells copies. Its *term*
stands for what it is about in French, English, German and Spanish alike: a number in one spelling, a concept of
``concepts.py``, else the first letters, which inflections and cognates have in common. Function words have no term.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from heapq import nlargest
from typing import NamedTuple

from crackwatch.stories import concepts

MASK = (1 << 62) - 1
LANGUAGE_WORDS = 80  # words by which a language is told
STEM = 5  # letters; shorter merges strangers, longer parts inflections and cognates
_TOKEN = re.compile(r"\d+(?:[.,]\d+|[\u00a0\u202f\u2009 ]\d{3}(?!\d))*|[^\W\d_]+")
_MISREAD = re.compile(r"[ÂÃ][\u00a0-\u00bf\u0152-\u0192\u02c6-\u2122]|â€[\u0152-\u2122\u00a0-\u00bf]")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f\u2009 ]\d{3})+")
_ROMAN = re.compile(r"(?=[ivx])(x{0,2})(ix|iv|v?i{0,3})(?:e|eme|er)")
_VOWELS = re.compile(r"[aeiouyhw]+")
_ALIKE = str.maketrans("cqvzj", "kkfsi")
_SPELLED = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"}

CALENDAR = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)
FUNCTION_WORDS = {
    "fr": "le la les l un une des du de d et ou au aux en dans sur sous pour par avec sans est sont etait etaient ete etre "
    "il elle ils elles on nous vous je ne pas plus que qui quoi dont ce cet cette ces son sa ses leur leurs mon ma mes notre "
    "votre se s qu n c j y a ont apres avant contre entre vers chez comment pourquoi quand tout tous toute toutes mais si "
    "aussi comme selon depuis ainsi alors cela ceux celle donc deja encore meme moins tres trop e er eme avait avoir fait faire va "
    "vont peut doit lors afin pendant jusqu lui eux dit",
    "en": "the a an of to in on for and or at by with from is are was were be been being as it its his her their our your "
    "my this that these those he she they we you i not no but if than then so into over after before about out off will "
    "would can could may might should must has have had do does did who what when where why how which more most says said "
    "say s t re ve ll d under while during until against between among there here also just only such other some any all "
    "them him us up down th st nd rd",
    "de": "der die das den dem des ein eine einer eines einem einen und oder in im am auf fur von vom zu zum zur mit bei "
    "nach vor aus ist sind war waren hat haben hatte wird werden wurde nicht als auch sich es er sie wir ihr ihre wie was "
    "wer so dass aber noch nur schon uber unter durch gegen ohne um bis seit wenn weil man mehr sein seine kann soll muss "
    "dieser diese dieses",
    "es": "el los las lo un una unos unas y o de del al a en con por para es son fue era ha han habia su sus se que no mas "
    "como pero sin sobre entre hasta desde ya muy tras segun este esta estos estas ese esa le les me nos si ser sera esta "
    "estan donde cuando quien porque tambien todo toda todos contra",
}  # fmt: skip


class Word(NamedTuple):
    """``hash`` of the ``folded`` word; ``term`` as explained above, 0 for a function word, odd for what many texts say.

    ``dated``: it is a number, a month or a day. ``capital``: it is written with one. ``tongues``: how strongly it speaks, as a function word, for each language, a byte each.
    """

    hash: int
    term: int
    folded: str
    dated: bool
    capital: bool
    tongues: int

    @property
    def sound(self) -> int:
        """Stands for the consonants of a longer word that is no concept, which names keep across languages; else 0."""
        return 0 if not self.term or self.term & 1 else _sound(self.folded)


def tokens(text: str) -> list[str]:
    """The words and numbers of ``text``, as written."""
    return _TOKEN.findall(mended(text))


def mended(text: str) -> str:
    """``text`` with UTF-8 that was read as Windows-1252 ("BrÃ©sil") put right, where that is possible."""
    return _MISREAD.sub(_reread, text) if "Ã" in text or "â€" in text else text


def _reread(misread: re.Match[str]) -> str:
    try:
        return misread[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return misread[0]


@lru_cache(maxsize=1 << 17)
def word(raw: str) -> Word:
    """Both identities of one token."""
    folded = fold(raw)
    numeric = folded[0].isdigit()
    concept = "" if numeric else concepts.find(folded)
    tongues = _tongues().get(folded, 0)
    term = _number_term(_number(folded)) if numeric else 0 if tongues or len(folded) < 2 else _term(folded, concept)
    return Word(digest(folded), term, folded, numeric or concept in CALENDAR, raw[0].isupper(), tongues)


def fold(text: str) -> str:
    """Lower case without accents; ligatures spelled out."""
    low = text.lower()
    return low if low.isascii() else low.translate(_plain)


class _Plain(dict[int, str]):
    """What each sign is without accents, for ``str.translate``; learned as signs are met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        marked = unicodedata.normalize("NFKD", _SPELLED.get(sign, sign))
        plain = self[code] = "".join(c for c in marked if not unicodedata.combining(c))
        return plain


_plain = _Plain()


def digest(text: str) -> int:
    """62 bits that stand for ``text``; the same in every run."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") & MASK


def language(said: Sequence[Word], label: str) -> str:
    """The language of a text: what its function words say where they are clear, the clearer against a ``label``; else that."""
    counted = sum([word.tongues for word in said[:LANGUAGE_WORDS]])
    counts = [(counted >> 8 * n & 0xFF, lang) for n, lang in enumerate(FUNCTION_WORDS)]
    (best, lang), (second, _) = nlargest(2, counts)
    least, lead = (9, 2.0) if label else (5, 1.5)
    return lang if best >= least and best >= lead * second else label


@cache
def _tongues() -> dict[str, int]:
    """Function word → a byte for each language, in the order of ``FUNCTION_WORDS``: 0, 1, or 3 where no other has it."""
    vocabularies = [frozenset(some.split()) for some in FUNCTION_WORDS.values()]
    having = Counter(folded for some in vocabularies for folded in some)
    return {folded: sum((3 if often == 1 else 1) << 8 * n for n, some in enumerate(vocabularies) if folded in some) for folded, often in having.items()}


def _term(folded: str, concept: str) -> int:
    """Of a word that is neither a function word nor a number in digits; ``concept`` is ``""`` where it has none."""
    roman = _ROMAN.fullmatch(folded) if len(folded) > 2 else None
    if roman:
        return digest(f"#{_roman(roman)}") | 1
    return digest(concept) | 1 if concept else digest(folded[:STEM]) & ~1


def _number_term(number: str) -> int:
    return digest(f"#{number}") | 1 if len(number) < 3 else digest(f"#{number}") & ~1


@lru_cache(maxsize=1 << 14)
def _sound(folded: str) -> int:
    """Saarbrücken and Sarrebruck sound the same here: by their first four consonants."""
    consonants = _VOWELS.sub("", folded.translate(_ALIKE))
    distinct = "".join(c for c, before in zip(consonants, " " + consonants, strict=False) if c != before)[:4]
    return digest(distinct) if len(distinct) == 4 and distinct.isalpha() else 0


def _number(written: str) -> str:
    if _THOUSANDS.fullmatch(written):
        return re.sub(r"\D", "", written)
    return re.sub(r"[\s,]+", ".", written).lstrip("0") or "0"


def _roman(match: re.Match[str]) -> int:
    ones = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
    return 10 * len(match[1]) + ones[match[2]]
