"""Which pages are worth opening: a look at their raw bytes that never misses one, whatever its encoding.

Bytes are folded by a table, as UTF-8 and, where they are not that, as one of the one-byte encodings, and searched for words
in their folded form. What a table cannot fold (entities, JSON's escapes, combining marks, invisible signs, rarer letters)
is folded first, only in pages that hold some of it. hyperscan finds all words in one pass where it is installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from html import unescape
from itertools import product
from typing import Any

from crackwatch.watches.needs import Need, ways
from crackwatch.watches.ordinals import SPELLED_OUT
from crackwatch.watches.query import Query
from crackwatch.watches.rarity import anchor
from crackwatch.watches.words import forms

Find = Callable[[bytes], frozenset[str]]

# What a table cannot fold. In UTF-8: combining marks, soft hyphens and signs without width, Latin Extended but for œ.
_NAMED = rb"&[a-z]{1,2}(?:acute|grave|circ|uml|cedil|tilde|ring|slash|caron|lig|shy|wn?j);|&(?:shy|zwn?j|thorn|eth);"
_NUMBERED = rb"&#(?:x0*(?:[4-7a-f][0-9a-f]|[1-3][0-9a-f]{2}|200[b-f])|0*(?:6[5-9]|[7-9][0-9]|[1-9][0-9]{2}|820[3-7]));"
_ESCAPED = rb"\\u(?:00[4-7a-f][0-9a-f]|0[1-3][0-9a-f]{2}|1e[0-9a-f]{2}|200[b-f])"
_IN_UTF8 = rb"[\xcc\xcd][\x80-\xbf]|\xc2\xad|\xe2\x80[\x8b-\x8f]|\xef\xbb\xbf|\xc4[\x80-\xbf]|\xc5[\x80-\x91\x94-\xbf]|\xc6[\x80-\xbf]|\xe1[\xb8-\xbb][\x80-\xbf]|\xef[\xbc\xbd][\x80-\xbf]"
_MARKS = re.compile(b"|".join((_NAMED, _NUMBERED, _ESCAPED, _IN_UTF8)), re.IGNORECASE)

_LONE = re.compile(rb"[\xc0-\xff][\x00-\x7f]|[\x00-\x7f][\x80-\xbf]")
_SIGNS = [(_LONE.pattern, "one byte"), *((pattern, "a mark") for pattern in (_NAMED, _NUMBERED, _ESCAPED, _IN_UTF8))]
_FEW = 32  # literals; with many the pass over folded bytes is the faster one


def _base(sign: str) -> int:
    """The first folded letter of a sign, else a space."""
    folded = "".join(forms(sign))
    return ord(folded[0]) if folded[:1].isascii() and folded[:1].isalnum() else 32


def _table(high: Callable[[int], int]) -> bytes:
    return bytes(ord(chr(code).lower()) if code < 0x80 else high(code) for code in range(256))


# U+00C0 to U+00FF are C3 and one byte more, œ and Œ C5 and one byte more: without C3 and C5 one letter is one byte.
_UTF8 = _table(lambda code: _base(chr(code + 0x40)) if code < 0xC0 else 32)
_DROPPED = b"\xc3\xc5"
_ONE_BYTE = tuple(
    _table(lambda code, name=name: _base(bytes([code]).decode(name, "replace"))) for name in ("cp1252", "iso8859-15", "cp1250", "cp1254")  # type: ignore[misc]
)
_LIGATURES = {"oe": ("oe", "o"), "ae": ("ae", "a"), "ss": ("ss", "s"), "th": ("th", "t")}  # as a table leaves œ, æ, ß, þ


class Sieve:
    """What queries need of a page's bytes."""

    def __init__(self, queries: Iterable[Query]) -> None:
        self._needs = [_visible(need) for query in queries for need in ways(query.root)]
        self._open = not all(self._needs)
        words = sorted(frozenset().union(*(net for need in self._needs for net in need)))
        literals = [(literal, word) for word in words for literal in _literals(word)]
        self._find = _finder(literals)
        at_once = _at_once(literals)
        self._look = at_once or _signs()
        self._words = at_once or (lambda body: self._find(body.translate(_UTF8, _DROPPED)))

    def may_hold(self, body: bytes) -> bool:
        """Whether a query may hit the page ``body``; too often yes, never wrongly no."""
        if self._open or b"\0" in body[:64]:  # two bytes a sign
            return True
        seen = self._look(body)
        if marked := "a mark" in seen:
            body = _MARKS.sub(_plain, body)
        if self._met(self._words(body) if marked or self._look is not self._words else seen):
            return True
        return "one byte" in seen and any(self._met(self._find(body.translate(table, b"\xad"))) for table in _ONE_BYTE)

    def _met(self, present: frozenset[str]) -> bool:
        return bool(present) and any(not any(map(present.isdisjoint, need)) for need in self._needs)


def _visible(need: Need) -> Need:
    """For each set of a need the words by which bytes show it; sets with words in other scripts, which have encodings of
    their own, are left out.
    """
    nets = [frozenset(map(anchor, keys)) for keys in need]
    return tuple(net for net in nets if all(word.rstrip("*").isascii() for word in net))


def _literals(word: str) -> Iterator[bytes]:
    """What stands in folded bytes where a word does."""
    rank = word[:-1]
    if word[-1] == "e" and rank.isdecimal():
        number = int(rank)
        endings = [b" ", b"e", b"t", b"<", b"&", b"r", b"n", b"s", b"i", b"o", b"-", b"\xa0", b"\\"]
        yield from (rank.encode() + end for end in endings)
        yield _roman(number)
        yield from (name.removeprefix("dix").encode() for name, ordinal in SPELLED_OUT.items() if ordinal == word)
        return
    yield from _joined(word.rstrip("*"))


def _joined(word: str) -> Iterator[bytes]:
    """A word with each pair of letters that may be one sign in each of its forms."""
    parts = re.split("(oe|ae|ss|th)", word)
    for chosen in product(*(_LIGATURES.get(part, (part,)) for part in parts)):
        yield "".join(chosen).encode()


def _roman(number: int) -> bytes:
    values = ((10, b"x"), (9, b"ix"), (5, b"v"), (4, b"iv"), (1, b"i"))
    written = b""
    for value, numeral in values:
        written += numeral * (number // value)
        number %= value
    return written


def _plain(mark: re.Match[bytes]) -> bytes:
    """The folded letters that a mark stands for; nothing where it is invisible."""
    written = mark[0]
    if written[:1] == b"&":
        sign = unescape(written.decode("ascii"))
    elif written[:1] == b"\\":
        sign = chr(int(written[2:], 16))  # noqa: FURB166 - JSON's prefix, not Python's
    else:
        sign = written.decode("utf-8", "replace")
    return "".join(forms(sign)).encode("ascii", "ignore")


def _finder(words: Sequence[tuple[bytes, str]]) -> Find:
    """What says which words stand in folded bytes; ``words`` are literals, each with its word."""
    try:
        import hyperscan
    except ImportError:
        return lambda folded: frozenset(word for literal, word in words if literal in folded)
    return _Hyperscan(hyperscan, [(re.escape(literal), word) for literal, word in words]) if words else lambda _: frozenset()


def _at_once(words: Sequence[tuple[bytes, str]]) -> Find | None:
    """What says which words stand in bytes of UTF-8 as they are, and what ``_signs`` says, in one pass: half the work, for few
    words. Each letter is written in all ways that ``_UTF8`` folds.
    """
    try:
        import hyperscan
    except ImportError:
        return None
    patterns = [(b"".join(map(_written, literal)), word) for literal, word in words]
    return _Hyperscan(hyperscan, [*patterns, *_SIGNS]) if 0 < len(words) <= _FEW else None


def _written(letter: int) -> bytes:
    """A pattern for what becomes a letter of a folded text."""
    plain = re.escape(bytes([letter]))
    if not chr(letter).isalnum():
        return rb"(?:%b|[\x80-\xff])" % plain
    return rb"(?:%b|[\xc3\xc5][%b])" % (plain, said) if (said := _accented(letter)) else plain


def _accented(letter: int) -> bytes:
    return b"".join(b"\\x%02x" % code for code in range(0x80, 0xC0) if _UTF8[code] == letter)


@cache
def _signs() -> Find:
    """What says of raw bytes whether they hold "a mark", which a table cannot fold, and letters of "one byte", which no
    UTF-8 has: a letter beyond ASCII between two of ASCII.
    """
    try:
        import hyperscan
    except ImportError:
        return lambda body: frozenset(kind for kind, found in (("a mark", _MARKS.search(body)), ("one byte", _LONE.search(body))) if found)
    return _Hyperscan(hyperscan, _SIGNS)


class _Hyperscan:
    """All patterns in one pass (Wang et al., Hyperscan, NSDI 2019)."""

    def __init__(self, hyperscan: Any, patterns: Sequence[tuple[bytes, str]]) -> None:
        self._words = [word for _, word in patterns]
        flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH
        count = len(patterns)
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=[pattern for pattern, _ in patterns], ids=list(range(count)), elements=count, flags=[flags] * count
        )
        self._found: set[str] = set()

    def __call__(self, body: bytes) -> frozenset[str]:
        self._found.clear()
        self._database.scan(body, match_event_handler=self._hit)
        return frozenset(self._found)

    def _hit(self, number: int, *_: object) -> None:
        self._found.add(self._words[number])
