"""Who is quoted with which words: direct speech in quotation marks, and what is told "according to" somebody.

Precision before recall: words that nobody is clearly said to have spoken are left out. After the rules of
Pouliquen, Steinberger & Best, "Automatic Detection of Quotations in Multilingual News" (RANLP 2007): marks, a verb of
saying, and a name beside it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from crackwatch.reports.attribution import Mark, Narration
from crackwatch.reports.speech import speech
from crackwatch.text import clean

KEY_WORDS = 8
SHORTEST = 3  # words; less is a word held with tongs
LONGEST = 60_000  # signs that are read: what is longer is no article
_MARKED = re.compile(
    r"«\s*(?P<a>[^«»]{2,1500}?)\s*»|»\s*(?P<b>[^«»]{2,1500}?)\s*«|“\s*(?P<c>[^“”„]{2,1500}?)\s*”"
    r"|„\s*(?P<d>[^“”„]{2,1500}?)\s*[“”]|(?<!\w)\"(?P<e>[^\"\n]{2,1500}?)\"(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """``words`` without their marks; ``start`` and ``end`` are where they stand in the text."""

    speaker: str
    role: str
    words: str
    anonymous: bool
    start: int
    end: int
    reported: bool = False  # told in other words


def quotes_in(text: str, lang: str) -> tuple[Quoted, ...]:
    """Everything that somebody is quoted as saying in ``text``, in its order; ``lang`` is a primary subtag.

    Surnames and pronouns stand for the person named before. Languages without rules give nothing.
    """
    rules = speech(lang)
    if rules is None:
        return ()
    text = text[:LONGEST]
    marks = [Mark(m.start(), m.end(), m.start(m.lastgroup or 0), m[m.lastgroup or 0]) for m in _MARKED.finditer(text)]
    return tuple(
        Quoted(
            speaker=clean(said.speaker.name),
            role=clean(said.speaker.role),
            words=clean(said.words).rstrip(" ,"),
            anonymous=said.speaker.anonymous,
            start=said.start,
            end=said.end,
            reported=said.reported,
        )
        for said in Narration(text, marks, rules).read()
        if len(said.words.split()) >= SHORTEST
    )


def same_quote_key(words: str) -> str:
    """The first words of a quote, folded: copies that cut its end, or set other marks, give the same key."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\[[^\]]*\]|\([^)]*\)", " ", words)).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", plain)[:KEY_WORDS])
