"""What of an article is compared with others: shingles, the few of them that are stored, its headline, its terms.

Shingles are runs of three words. *Winnowing* (Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for document
fingerprinting", SIGMOD 2003) chooses which are stored: the smallest of every window, so that two texts that have a run of
a window's length in common have a stored one in common too, wherever it stands. The opening is sampled more densely, since
excerpts, stubs and feeds show that part.
"""

from __future__ import annotations

import math
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress, groupby, pairwise

from crackwatch.stories import words

OPENING, DENSE, SPARSE = 80, 8, 20  # words; shingles in a window within the opening, and after it
LONGEST = 1600  # words of a text that are looked at
KEPT = 120  # marks of one article at most
HEADLINE_WORDS = 5  # a headline of fewer words names a column, not an article
LEAD_TERMS = 60  # words after the headline that say what it is about
LEAD_WEIGHT = 0.5
NAME_WEIGHT = 1.6  # of words with a capital
TITLE_CASE = 0.6  # share of words with a capital from which a capital says nothing
LONG_SENTENCE = 240  # characters; nobody asks for anything at such length
GLIMPSED = 240  # characters of a lead
GLIMPSE = 1 << 62  # glimpses have a room of their own among the features
PASSAGE = 6  # runs of three words, one after the other: fewer are a turn of phrase
REMEMBERED = 500  # tellings
_LANE = 64  # bits
_WORD, _RUN = (  # of each lane: 9 words of so many bits stay within it; a run is as long as mixes well
    int.from_bytes(struct.pack("<Q", (1 << bits) - 1) * 2 * LONGEST, "little") for bits in (60, 58)
)

_KICKER = re.compile(
    r"^\s*(?:en direct|direct|live|video|videos|vidéo|vidéos|photos?|info \w+|exclusif|exclusive|breaking(?: news)?|urgent|alerte(?: info)?|"
    r"mise à jour|update[d]?|watch|opinion|podcast|replay|liveblog|eilmeldung|última hora)\b\s*[.:!|–—-]+\s*",
    re.IGNORECASE,
)
_OUTLET = re.compile(r"\s+[|–—-]\s+[^|–—]{2,40}$|\s*\|[^|]*$")
_MARKERS = (
    "abonne", "réservé aux", "newsletter", "cookies", "inscrivez", "connectez-vous", "lire la suite", "lire aussi", "lire plus", "cliquez",
    "tous droits", "partager sur", "partagez", "subscri", "sign up", "log in", "read more", "click here", "all rights", "share this",
    "advertisement", "suscrí", "iniciar sesión", "leer más", "todos los derechos", "anmelden", "weiterlesen", "mehr lesen", "alle rechte",
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True)
class Telling:
    """An article as it is compared. ``rank`` orders a group: who has the smallest had it first."""

    id: int
    at: int  # Unix seconds, the article's own time
    outlet: int
    lang: str
    title: str
    summary: str = ""
    text: str = ""
    rank: tuple[int, int, int] = (0, 0, 0)


class Prints:
    """The forms of one telling; the costlier ones, and those that few tellings come to need, are made when they are asked for."""

    def __init__(self, telling: Telling, body: list[words.Word] | None = None) -> None:
        """``body``: what it says below its headline, where that is not all of its lead and text."""
        self.telling = telling
        title = words.tokens(headline(telling.title))[:LONGEST]
        self._title = list(map(words.word, title))
        self._body = list(map(words.word, words.tokens(own_text(telling))[:LONGEST])) if body is None else body
        self.headline = headline_key(title)
        self.glimpses = glimpses(telling.title, telling.summary)
        if self.headline:
            self.glimpses.append(self.headline | GLIMPSE)
        self.left_out = 0  # words of boilerplate
        self.proof: Sequence[int] = ()  # marks of boilerplate that are stored besides its own, since it is learned from them
        self.hashes = [w.hash for w in self._title + self._body]
        self._runs = joined(self.hashes)

    def without(self, boilerplate: frozenset[int], *, proves: bool = False) -> Prints:
        """The same article less passages of ``boilerplate``, given by runs of three words; itself where it has none of them."""
        said, own = self.parted(boilerplate)
        if not said:
            return self
        bare = Prints(self.telling, own)
        bare.left_out = self.left_out + len(said)
        bare.proof = [mark for mark in self.marks if mark in boilerplate] if proves else ()
        bare.marks = [mark for mark in self.marks if mark not in boilerplate]
        return bare

    def parted(self, passages: frozenset[int]) -> tuple[list[words.Word], list[words.Word]]:
        """The words below its headline: those in ``passages``, given by runs of three words, and the others."""
        runs = self._runs[len(self._title) :]
        if passages.isdisjoint(runs):
            return [], self._body
        inside = bytearray(len(self._body))
        at = 0
        for known, some in groupby(map(passages.__contains__, runs)):
            length = len(list(some))
            if known and length >= PASSAGE:
                inside[at : at + length + 2] = b"\1" * (length + 2)
            at += length
        return list(compress(self._body, inside)), [word for word, known in zip(self._body, inside, strict=True) if not known]

    @cached_property
    def marks(self) -> list[int]:
        """The runs of three words that are stored."""
        return winnowed(self._runs)

    @cached_property
    def headline_terms(self) -> frozenset[int]:
        """What the headline is about."""
        return frozenset(w.term for w in self._title if w.term)

    @cached_property
    def details(self) -> frozenset[int]:
        """The names and numbers in it, which tell one event from another of its kind."""
        return frozenset(w.hash for w in self._title + self._body if w.term and (w.capital or w.folded[0].isdigit()))

    @cached_property
    def column(self) -> int:
        """What the headlines of one column have in common."""
        return column_key(self.telling.outlet, self._title)

    @cached_property
    def lang(self) -> str:
        """What its words say, or its label."""
        return words.language(self._title + self._body[: words.LANGUAGE_WORDS], self.telling.lang)

    @cached_property
    def terms(self) -> dict[int, float]:
        """What it is about: term → weight."""
        return weights(self._title, self._body[:LEAD_TERMS])

    @property
    def sounds(self) -> dict[int, int]:
        """What names sound like: term → sound."""
        return {w.term: sound for w in self._title + self._body[:LEAD_TERMS] if (sound := w.sound)}

    @property
    def lead(self) -> bool:
        """Whether it says anything besides its headline."""
        return bool(self._body)

    @cached_property
    def shingles(self) -> frozenset[int]:
        """Every run of three words."""
        return frozenset(self._runs)

    @cached_property
    def body(self) -> frozenset[int]:
        """Every run of three words below the headline."""
        return frozenset(self._runs[len(self._title) :])

    @cached_property
    def pairs(self) -> dict[int, float]:
        """Every run of two words, weighted by how many of them say something."""
        every = self._title + self._body
        return {(a.hash + 3 * b.hash) & words.MASK: (0.2, 0.6, 1.0)[bool(a.term) + bool(b.term)] for a, b in pairwise(every)}


@lru_cache(maxsize=REMEMBERED)
def prints_of(telling: Telling) -> Prints:
    """The forms of a telling; those of the latest are remembered, since copies of a text come one soon after another."""
    return Prints(telling)


def headline(title: str) -> str:
    """A title without "LIVE:", "VIDEO.", and without the name of its outlet at the end."""
    bare = _KICKER.sub("", title)
    cut = _OUTLET.sub("", bare)
    return cut if len(cut) >= 0.5 * len(bare) else bare


def headline_key(title: Sequence[str]) -> int:
    """What equal headlines have in common: their letters and digits; 0 where they are too few words to tell."""
    if len(title) < HEADLINE_WORDS:
        return 0
    return words.digest("".join(filter(str.isalnum, words.fold("".join(title)))))


def column_key(outlet: int, title: Sequence[words.Word]) -> int:
    """What the headlines of an outlet's column have in common: all but numbers and the calendar."""
    return words.digest(f"{outlet}:{[w.hash for w in title if not w.dated]}") | GLIMPSE


def glimpses(title: str, summary: str) -> list[int]:
    """What can be told of an article at a glance: its headline, and the surroundings of two long words of its lead.

    Asked of every article that is fetched, so that it must cost next to nothing: words are what stands between spaces.
    """
    said = title.lower().split()
    found = [zlib.crc32("".join(said).encode("utf-8", "replace")) | GLIMPSE] if len(said) >= HEADLINE_WORDS else []
    lead = summary[:GLIMPSED].split()
    half = len(lead) // 2
    for part in (lead[:half], lead[half:-1]):  # the last word may be cut
        if len(part) > 3:
            at = part.index(max(part, key=len))
            found.append(zlib.crc32(" ".join(part[at - 1 if at else 0 : at + 3]).encode("utf-8", "replace")) | GLIMPSE)
    return found


def own_text(telling: Telling) -> str:
    """Lead and text without sentences that ask the reader to subscribe, share or read on."""
    body = telling.text if telling.text.startswith(telling.summary) else f"{telling.summary} {telling.text}"
    if not _asks(body):
        return body
    return " ".join(s for s in _SENTENCE.split(body) if len(s) > LONG_SENTENCE or not _asks(s))


def _asks(text: str) -> bool:
    low = text.lower()
    return any(marker in low for marker in _MARKERS)


def joined(hashes: Sequence[int]) -> list[int]:
    """The hash of every run of three words, in order.

    Summed side by side, in lanes of one long number: no sum is so great that it reaches the next lane.
    """
    n = len(hashes)
    lanes = int.from_bytes(struct.pack(f"<{n}Q", *hashes), "little") & _WORD
    runs = (lanes + 3 * (lanes >> _LANE) + 5 * (lanes >> 2 * _LANE)) & _RUN
    return list(struct.unpack_from(f"<{max(n - 2, 0)}Q", runs.to_bytes(8 * n, "little")))


def winnowed(shingles: Sequence[int]) -> list[int]:
    """The shingles to store."""
    chosen = set(_minima(shingles[:OPENING], DENSE))
    if len(shingles) > OPENING:
        chosen.update(_minima(shingles[OPENING - SPARSE :], SPARSE))
    return sorted(chosen)[:KEPT]


def _minima(shingles: Sequence[int], size: int) -> list[int]:
    """The smallest shingle of every window of ``size``; of all where there are fewer."""
    if not shingles:
        return []
    chosen = [min(shingles[:size])]
    least, at = chosen[0], shingles.index(chosen[0])
    for end, shingle in enumerate(shingles[size:], size):
        if shingle < least:
            least, at = shingle, end
            chosen.append(least)
        elif at <= end - size:
            window = shingles[end - size + 1 : end + 1]
            least = min(window)
            at = end - size + 1 + window.index(least)
            chosen.append(least)
    return chosen


def weights(title: Sequence[words.Word], lead: Sequence[words.Word]) -> dict[int, float]:
    """How much each term is said, by the logarithm of how often; the headline counts in full, and names for more."""
    found: dict[int, float] = {}
    for said, weight in ((title, 1.0), (lead, LEAD_WEIGHT)):
        named = weight * NAME_WEIGHT if sum([w.capital for w in said]) < TITLE_CASE * len(said) else weight
        for _, term, _, _, capital, _ in said:
            if term:
                found[term] = found.get(term, 0.0) + (named if capital else weight)
    return {term: often if often <= 1 else 1 + math.log(often) for term, often in found.items()}
