"""From what a document says about one article to an ``Entry``: every string is cleaned here, once, and cut at its limit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar
from urllib.parse import urljoin

from crackwatch import text
from crackwatch.model import Entry

TITLE = 1_000  # characters
SUMMARY = 20_000
TEXT = 200_000
ADDRESS = 4_000
MOST_ENTRIES = 5_000  # of one document

T = TypeVar("T")

_WEB = re.compile(r"https?://", re.IGNORECASE)
# What joining to any base would leave as it is: a usual address, and a name.
_SOUND = re.compile(
    r"https?://[^\0- /?#@:;\[\]\x7f]++(?::\d++)?(?:/[^\0- ?#;\x7f]*+(?:\?[^\0- #;\x7f]++)?(?:#[^\0- ;\x7f]++)?)?"
    r"|(?:tag|urn):(?!//)[!-~]*+"
)
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)/*")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?", re.DOTALL)


@dataclass(slots=True)
class Said:
    """One entry as its document has it. A text goes with whether it is HTML."""

    title: str = ""
    title_is_html: bool = False
    url: str = ""
    guid: str = ""
    summary: str = ""
    summary_is_html: bool = True
    contents: Sequence[tuple[str, bool]] = ()
    published: str = ""
    updated: str = ""
    authors: Sequence[str] = ()
    lang: str = ""
    outlet: str = ""
    outlet_url: str = ""
    enclosures: Sequence[str] = ()


def finished(said: Said) -> Entry:
    """The entry that ``said`` describes.

    The full text is the longest content, where it says more than the summary. Where a source element names the outlet, the same name at the end of the headline (as Google News writes it) goes.
    """
    title = text.plain(said.title) if said.title_is_html else text.clean(said.title)
    outlet = text.plain(said.outlet) if said.outlet else ""
    if outlet and title.endswith(suffix := f" - {outlet}"):
        title = title[: -len(suffix)]
    summary = text.plain(said.summary) if said.summary_is_html else text.clean(said.summary)
    full = ""
    for content, is_html in said.contents:
        candidate = summary if content == said.summary else (text.plain if is_html else text.clean)(content)
        full = max(full, candidate, key=len)
    summary, full = text.cut(summary, SUMMARY), text.cut(full, TEXT)
    return Entry(
        text.cut(title, TITLE),
        address(said.url),
        address(said.guid),
        summary,
        full if len(full) > len(summary) else "",
        _short(said.published),
        _short(said.updated),
        _short(", ".join(dict.fromkeys(said.authors)) if len(said.authors) > 1 else "".join(said.authors)),
        language(said.lang),
        _short(outlet),
        address(said.outlet_url) if said.outlet_url and _WEB.match(said.outlet_url) else "",
        tuple(dict.fromkeys(filter(None, map(address, said.enclosures)))) if said.enclosures else (),
    )


def _short(said: str) -> str:
    return text.cut(text.clean(said), TITLE) if said else ""


def address(url: str) -> str:
    """An address on one line; one longer than any server takes is no address."""
    if len(url) <= ADDRESS and url.isascii() and url.isprintable() and " " not in url:
        return url
    cleaned = text.clean(url)
    return cleaned if len(cleaned) <= ADDRESS else ""


def joined(base: str, address: str) -> str:
    """``address`` seen from ``base`` (RFC 3986 §5), with feedparser's repair of too many slashes."""
    if address.isascii() and _SOUND.fullmatch(address):
        return address
    try:
        return urljoin(base, _SLASHES.sub(r"\1", address))
    except ValueError:
        return ""


@lru_cache(maxsize=256)
def language(tag: str) -> str:
    """The primary subtag of a BCP 47 tag in lower case, ``""`` for whatever is none."""
    found = _LANGUAGE.fullmatch(tag.strip())
    return found[1].lower() if found else ""


def kept(items: Sequence[T]) -> tuple[Sequence[T], str]:
    """The first ``MOST_ENTRIES`` and a note about the others."""
    if len(items) <= MOST_ENTRIES:
        return items, ""
    return items[:MOST_ENTRIES], f"kept the first {MOST_ENTRIES} of {len(items)} entries"


def chosen(link: str, guid: str, others: Sequence[str] = ()) -> str:
    """The address of an entry: its link, else the first of ``others`` that is one.

    feedparser takes any guid for the link where there is none; a URN or a tag leads nowhere.
    """
    if link and link != guid:
        return link
    return next((address for address in (link, *others) if _WEB.match(address)), "")
