"""Text as everybody here may trust it: one line, no markup, nothing that a terminal or a reader could trip over."""

from __future__ import annotations

import re
from functools import cache, lru_cache

# What no title or body needs: C0 and C1 controls, soft hyphen, zero-width and invisible signs, marks that turn the
# direction of writing (Unicode TR 36, "bidirectional text spoofing"), lone surrogates, tags, noncharacters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]+"
)

_MARKS = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ZEROS = {"0001": "utf-32-be", "1000": "utf-32-le", "0101": "utf-16-be", "1010": "utf-16-le"}
_ENTITY = re.compile(r"(&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark o q s samp small span strike "
    "strong sub sup time tt u var wbr"
)
_WITHIN_WORDS = frozenset(_INLINE_TAGS.split())


def clean(s: str) -> str:
    """``s`` as one line without control bytes, escape sequences' openers, direction marks or invisible signs.

    Every run of white space, no-break spaces included, becomes one ordinary space, none at the ends. Idempotent.
    """
    if not s.isprintable():
        s = " ".join(s.split())
        return s if s.isprintable() else " ".join(_UNWANTED.sub("", s).split())
    while "  " in s:  # the only white space that is printable is the ordinary space; each turn halves every run
        s = s.replace("  ", " ")
    return s.strip()


def folded(s: str) -> str:
    """Letters and digits of ``s`` without case and accents: the key under which a name or a headline is known."""
    from unicodedata import normalize

    return "".join(c for c in normalize("NFKD", s.casefold()) if c.isalnum())


def wide(start: bytes) -> str:
    """The encoding of a text that begins so, where that is UTF-16 or UTF-32, else ``""``.

    Its mark tells it (Unicode standard, 23.8), else which of its first bytes are zero (RFC 4627, 3).
    """
    marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), "")
    return marked or _ZEROS.get("".join("01"[byte > 0] for byte in start[:4]), "")


def plain(html: str) -> str:
    """What a reader of ``html`` sees, cleaned as by ``clean``: tags, scripts, styles and comments gone, entities decoded.

    Feeds often escape once too often, so entities and tags that appear after decoding are treated again, at most twice.
    Takes time in proportion to the length, whatever it is given.
    """
    for _ in range(3):
        if "<" in html:
            html = _without_markup(html)
        if "&" not in html or (decoded := _decoded(html)) == html:
            break
        html = decoded
        if "<" in html and not _escaped_markup().search(html):
            break
    return clean(html)


@cache
def _markup() -> re.Pattern[str]:
    """Tags, comments, and elements that are not shown; commands that read none do not wait for it.

    A tag is what browsers take for one (HTML standard, "tokenization"): quotes count only after "=", what is never closed
    runs to the end. Every quantifier is possessive and every alternative closes at the end of the text, so no sign is
    read twice.
    """
    inside = r"""[^>=]*+(?:=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+[^>=]*+)*+(?:>|\Z)"""
    return re.compile(
        rf"<!--.*?(?:-->|\Z)|<(?P<mute>script|style|noscript|template|iframe)\b{inside}.*?(?:</(?P=mute)\s*>|\Z)"
        rf"|<[/!?]?(?P<name>[a-z][a-z0-9]*+){inside}|<[!?]{inside}",
        re.IGNORECASE | re.DOTALL,
    )


@cache
def _escaped_markup() -> re.Pattern[str]:
    return re.compile(r"</[a-z][a-z0-9]*\s*>|<(?:br|img|p|div)\b", re.IGNORECASE)


def cut(s: str, limit: int) -> str:
    """``s`` in at most ``limit`` characters, ending in "…" after a whole word where something was left out."""
    if len(s) <= limit:
        return s
    kept = s[: max(limit - 1, 0)]
    if not s[len(kept)].isspace():
        kept = kept[: kept.rfind(" ")] if " " in kept else kept
    return kept.rstrip(" ,;:.…-–—") + "…" if limit > 0 else ""


def _without_markup(html: str) -> str:
    if "[" in html or "]" in html:
        html = html.replace("<![CDATA[", "").replace("]]>", "")
    pieces = _markup().split(html)  # after every text, the two names that a tag may have
    gaps = ["" if name and name.lower() in _WITHIN_WORDS else " " for name in pieces[2::3]]
    pieces[1::3], pieces[2::3] = [""] * len(gaps), gaps
    return "".join(pieces)


def _decoded(html: str) -> str:
    pieces = _ENTITY.split(html)
    pieces[1::2] = map(_sign, pieces[1::2])
    return "".join(pieces)


@lru_cache(maxsize=256)
def _sign(entity: str) -> str:
    from html import unescape  # 2 231 names: only for texts that have one

    return unescape(entity)
