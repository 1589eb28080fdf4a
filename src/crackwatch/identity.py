"""Which article an entry speaks of: the same one, the same one changed, or another one at the same address.

An article is (canonical address, part). One address is not always one article (a ticker's turns to unrelated news every
day), and one article is not always one address (an outlet moves it, a feed gives none).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b

from crackwatch.model import Entry
from crackwatch.text import folded as folded  # noqa: PLC0414 - the key of an outlet, for who asks this room

ADDRESSLESS = "urn:crackwatch:"
TICKER_SECONDS = 20 * 3600  # a newsroom rewrites a headline within hours; a ticker's address turns about once a day
LIVE = re.compile(r"\b(en direct|direct|live|liveblog|minute par minute|as it happened|liveticker)\b|/(live|direct)[/-]", re.IGNORECASE)
WORD = re.compile(r"[^\W_]{4,}")


def digest(entry: Entry) -> int:
    """A signed 64-bit hash of what an entry says: headline, lead and text."""
    said = f"{entry.title}\0{entry.summary}\0{entry.text}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "big", signed=True)


def addressless(entry: Entry, outlet: str, day: str, *, followed: bool) -> str:
    """What stands for the address of an entry without one: a hash of outlet, headline and day.

    Without a day it is a hash of all that the entry says, as many texts bear one headline; but where a feed is ``followed``,
    or names the entry by a guid, that entry comes again when it has changed, and its headline stays the key.
    """
    mark = day or ("" if followed or entry.guid else str(digest(entry)))
    said = "\0".join((outlet, folded(entry.title) or entry.guid or entry.summary, mark)).encode("utf-8", "replace")
    return ADDRESSLESS + blake2b(said, digest_size=12).hexdigest()


def related(title: str, lead: str, new_title: str, new_lead: str) -> bool:
    """Whether two headlines with their leads can be two states of one article: they share some of their longer words."""
    old, new = _words(title, lead), _words(new_title, new_lead)
    shared = len(old & new)
    smaller = min(len(old), len(new))
    return shared >= 2 or smaller < 3 or shared / smaller >= 0.25


def one_text(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether two texts, each a lead and what follows it, are one: the same letters, or one of them holds all of the other."""
    ours, theirs = folded(" ".join(old)), folded(" ".join(new))
    return all(folded(part) in ours for part in new) or all(folded(part) in theirs for part in old)


def is_live(title: str, url: str) -> bool:
    """Whether an article is one that is written on under ever new headlines."""
    return bool(LIVE.search(title) or LIVE.search(url))


def _words(title: str, lead: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", f"{title} {lead}".casefold())
    return set(WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))
