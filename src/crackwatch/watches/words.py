"""Words as a watch compares them: folded, in one normal form for text and query, with their places in the original.

1. Case, accents and ligatures do not count: NFKD, casefold, marks dropped, œ æ ß ø đ ł spelled out, ᵉ as e.
2. A word is a run of letters and digits. Apostrophes, hyphens and every other sign end it: ``l’Opoponax`` is two words.
3. An ordinal is one word however it is written (``ordinals.py``): 19e 19ème 19ᵉ 19th XIXe "19 e" dix-neuvième -> ``19e``.
4. A final s or x of a word of five letters or more is dropped, as a light plural; -ss stays, and so does Paris.

A text all of whose signs are among the 256 of ``_alphabet`` (French, English, German and Spanish news, with their quotes
and dashes) is folded by a table of bytes; any other text sign by sign. Both ways give the same words.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import cache
from typing import Any

from crackwatch.watches import ordinals

_TIGHT, _HYPHEN = "\x1f", "\x1e"  # a no-break space and a hyphen; str.split() and \s take both for white space
_TIGHT_SPACES = "\xa0\u2007\u2009\u202f"
_SPELLED = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "œ": "oe", "æ": "ae", "ħ": "h", "ŧ": "t"}
_INVARIABLE = frozenset({"paris"})  # its "singular" is the French word for a bet
_PARTS_OF_ORDINALS = ordinals.CAPITAL_WORDS | ordinals.TAILS
_MEMORY = 1 << 18  # words whose normal form is remembered


def _fold_sign(sign: str) -> str:
    """One sign, folded: its letters and digits, ``""`` for a mark or an invisible sign, else white space."""
    if sign in "-\u2010\u2011":
        return _HYPHEN
    if sign in _TIGHT_SPACES:
        return _TIGHT
    if sign in (ordinals.CASED, "\n"):
        return sign
    if unicodedata.category(sign) in ("Cf", "Mn", "Mc", "Me"):
        return ""
    if not sign.isalnum() or "\u02b0" <= sign <= "\u02ff":  # the latter: apostrophes that pose as letters
        return " "
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
    spelled = "".join(_SPELLED.get(letter, letter) for letter in letters if not unicodedata.combining(letter))
    return "".join(letter if letter.isalnum() else " " for letter in spelled)


class _Signs(dict[int, str]):
    """What each sign is folded to, for ``str.translate``; learned as signs are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_sign(chr(code))
        return folded


class _Forms(dict[str, str]):
    """The normal form of each folded word; learned as words are met, forgotten when there are too many."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MEMORY:
            self.clear()
        form = self[word] = _normal(word)
        return form


_signs = _Signs()
_forms = _Forms()
_LIGATURES = {"\x11": "oe", "\x12": "ae", "\x13": "ss"}  # wider than one sign: a place holder each


@cache
def _alphabet() -> tuple[Any, bytes]:
    """The encoding of the fast way, and the table that folds its bytes."""
    signs = [bytes([code]).decode("cp1252", "replace") for code in range(256)]
    rarer = iter("\u202f\u2009\u1d49\u2011ćčşğıłńęąăő")  # in place of what cp1252 leaves open or folds to two signs
    holders = {letters: ord(holder) for holder, letters in _LIGATURES.items()}
    table = bytearray(256)
    for code, sign in enumerate(signs):
        folded = _fold_sign(sign)
        if folded not in holders and (len(folded) != 1 or not folded.isascii() or sign == "\ufffd"):
            signs[code] = next(rarer)
            folded = _fold_sign(signs[code])
        table[code] = holders.get(folded) or ord(folded)
    return codecs.charmap_build("".join(signs)), bytes(table)


def _folded(text: str) -> tuple[str, bool]:
    """The folded text, and whether each sign of it stands where it does in the text; if so, ligatures are place holders."""
    alphabet, table = _alphabet()
    try:
        encoded = codecs.charmap_encode(text, "strict", alphabet)[0]
    except UnicodeEncodeError:
        return text.translate(_signs), False
    return encoded.translate(table).decode("ascii"), True


def _spelled(folded: str) -> str:
    """A folded text without place holders."""
    for holder, letters in _LIGATURES.items():
        if holder in folded:
            folded = folded.replace(holder, letters)
    return folded


def _read(text: str) -> tuple[tuple[str, ...], str, bool]:
    """The normal forms in order, and what ``_folded`` says, with ordinals in one piece."""
    folded, aligned = _folded(text)
    words = tuple(map(_forms.__getitem__, folded.split()))
    if not _PARTS_OF_ORDINALS.isdisjoint(words):
        if (marked := ordinals.mark(text)) != text:
            folded, aligned = _folded(marked)
        folded = ordinals.join(folded)
        words = tuple(map(_forms.__getitem__, folded.split()))
    return words, folded, aligned


def _normal(word: str) -> str:
    """The normal form of one folded word."""
    word = _spelled(word).replace(ordinals.JOINT, "")
    if ordinal := ordinals.normal(word):
        return ordinal
    word = word.replace(ordinals.CASED, "e")
    plural = word[-1] == "x" or (word[-1] == "s" and word[-2:] != "ss")
    if plural and len(word) > 4 and word.isalpha() and word not in _INVARIABLE:
        return ordinals.normal(word[:-1]) or word[:-1]
    return word


def fold(title: str, summary: str = "", text: str = "") -> frozenset[str]:
    """The words of an article in their normal forms, each once: what matching and the archive's full-text table ask for."""
    whole = f"{title}\n{summary}\n{text}"
    words = frozenset(map(_forms.__getitem__, _folded(whole)[0].split()))
    return words if _PARTS_OF_ORDINALS.isdisjoint(words) else frozenset(_read(whole)[0])


def searchable(title: str, summary: str = "", text: str = "") -> str:
    """``fold`` as one text: letters and digits of any script in lower case, a space between the words."""
    return " ".join(fold(title, summary, text))


def forms(text: str) -> tuple[str, ...]:
    """The words of a short text, as a query or a name holds them, in their normal forms."""
    lower = text.lower()
    if text.isascii() and text.isalnum() and lower not in ordinals.CAPITAL_WORDS:
        return (_forms[lower],)
    return _read(text)[0]


def unshortened(text: str) -> tuple[str, ...]:
    """The folded words of a short text, plurals and ordinals left as they are."""
    return tuple(_spelled(_folded(text)[0]).split())


_RUN = re.compile(r"\S+")


class Passage:
    """One text: its words in their normal forms, and on demand where each stands."""

    __slots__ = ("_aligned", "_folded", "_places", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words, self._folded, self._aligned = _read(text)
        self._places: list[tuple[int, int]] | None = None

    @property
    def places(self) -> list[tuple[int, int]]:
        """First and last offset of each word in the text as given, end exclusive."""
        if self._places is None:
            self._places = [run.span() for run in _RUN.finditer(self._folded)]
            if not self._aligned:
                origin = [at for at, sign in enumerate(self.text) for _ in _signs[ord(sign)]] + [len(self.text)]
                self._places = [(origin[at], max(origin[end - 1] + 1, origin[end])) for at, end in self._places]
        return self._places
