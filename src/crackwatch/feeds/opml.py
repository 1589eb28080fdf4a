"""Feed lists as files: OPML in and out, and newsboat's ``urls`` in.

OPML 2.0 (opml.org/spec2.opml). A list may come from anywhere: entities are refused, nothing named in it is run, included
or opened, and whatever is not an http(s) address is reported and left out. What a feed needs to be asked (a proxy, a
password, permission for private addresses) neither leaves in a list nor comes from one; a secret that an address names leaves
as its name, and whoever wants to follow it again types the address, since a list of others could have it sent anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from crackwatch import text, urls
from crackwatch.feeds import entries
from crackwatch.feeds.secrets import foreign, redact
from crackwatch.model import Feed, NewFeed

MOST_BYTES = 10_000_000
MOST_FEEDS = 10_000
_DEEPEST = 100  # outlines within outlines
_NAMESPACE = "https://crackwatch.example/opml"
_OWN: Final = "crackwatch:"

_BARE = re.compile(rb"&(?!#\d+;|#x[0-9a-fA-F]+;|(?:amp|lt|gt|quot|apos);)")
_WORDS = re.compile(r'"((?:[^"\\]|\\.)*+)"|(\S+)')


def read(data: bytes) -> tuple[list[NewFeed], list[str]]:
    """The feeds of an OPML file, or of a newsboat ``urls`` file, each address once; and one line for every problem."""
    if len(data) > MOST_BYTES:
        return [], [f"the list has {len(data):,} bytes; at most {MOST_BYTES:,} are read"]
    if wide := text.wide(data):
        data = data.decode(wide, "replace").encode()
    if data.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] == b"<":
        return _Outlines("utf-8" if wide else None).read(data)
    if b"\0" in data:
        return [], ["this is no text"]
    return _lines(data)


def write(feeds: Sequence[Feed]) -> bytes:
    """``feeds`` as OPML 2.0; title, outlet, language and place come back through ``read``. Secrets stay placeholders,
    which ``read`` refuses.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:crackwatch="{_NAMESPACE}">',
        "  <head><title>crackwatch</title></head>",
        "  <body>",
        *(f"    <outline {_attributes(feed)}/>" for feed in feeds),
        "  </body>",
        "</opml>",
        "",
    ]
    return "\n".join(lines).encode("utf-8")


def _attributes(feed: Feed) -> str:
    said = {
        "type": "rss",
        "text": feed.title or feed.slug,
        "title": feed.title,
        "xmlUrl": feed.url,
        "language": feed.lang,
        f"{_OWN}outlet": feed.outlet,
        f"{_OWN}place": feed.place,
    }
    return " ".join(f"{name}={quoteattr(value)}" for name, value in said.items() if value)


class _Found:
    """Feeds and problems, as they are read."""

    def __init__(self) -> None:
        self.feeds: dict[str, NewFeed] = {}
        self.problems: list[str] = []

    def add(self, feed: NewFeed, line: int) -> None:
        feed = replace(feed, url=urls.feed_address(feed.url))
        if not urls.is_web(feed.url) or feed.url.lstrip() != feed.url:
            self.problem(line, f"“{text.cut(text.clean(feed.url), 80)}” is not an http(s) address")
        elif foreign(feed.url) != feed.url:
            self.problem(line, f"{redact(text.cut(text.clean(feed.url), 200))} names a secret, which no list may; type the address: crackwatch feeds add --unasked ADDRESS")
        elif len(self.feeds) < MOST_FEEDS:
            self.feeds.setdefault(feed.url, feed)
        elif len(self.feeds) == MOST_FEEDS:
            self.problem(line, f"only the first {MOST_FEEDS:,} feeds are read")
            raise _EnoughError

    def problem(self, line: int, said: str) -> None:
        if len(self.problems) < 1_000:
            self.problems.append(f"line {line}: {said}")

    def result(self) -> tuple[list[NewFeed], list[str]]:
        return list(self.feeds.values()), self.problems


class _EnoughError(Exception):
    """Nothing more is read; why has been said."""


class _Outlines(_Found):
    """OPML, read by expat; no entity is ever declared, so none is expanded. ``encoding`` wins over what the list declares."""

    def __init__(self, encoding: str | None) -> None:
        super().__init__()
        self._encoding = encoding

    def read(self, data: bytes) -> tuple[list[NewFeed], list[str]]:
        """Half of the lists in the wild hold a bare ``&`` in an address; it is taken as it stands."""
        if not self._parsed(data):
            return self.result()
        again = _Outlines(self._encoding)
        if still := again._parsed(_BARE.sub(b"&amp;", data)):
            again.problem(still.lineno, f"broken here ({str(still).partition(':')[0]}), the rest was not read")
        return again.result()

    def _parsed(self, data: bytes) -> expat.ExpatError | None:
        self._depth = 0
        self._is_opml = False
        self._parser = parser = expat.ParserCreate(self._encoding)
        parser.StartElementHandler = self._opens
        parser.EndElementHandler = self._closes
        parser.EntityDeclHandler = self._entity
        try:
            parser.Parse(data, True)
        except _EnoughError:
            pass
        except expat.ExpatError as broken:
            return broken
        except (LookupError, ValueError):
            self.problem(1, "the list is in an unknown encoding")
        return None

    def _opens(self, name: str, said: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._stop("outlines lie too deep within each other")
        if name.lower() == "opml":
            self._is_opml = True
        if not self._is_opml:
            self._stop(f"this is no OPML, it begins with <{text.cut(text.clean(name), 40)}>")
        if name.lower() == "outline":
            self._outline({key.lower(): value for key, value in said.items()})

    def _closes(self, _name: str) -> None:
        self._depth -= 1

    def _outline(self, said: dict[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        address = said.get("xmlurl", "").strip()
        if not address:
            if said.get("type", "").lower() in ("include", "link") and said.get("url"):
                self.problem(line, "another list is included, which is not followed")
            return
        if "filtercmd" in said:
            self.problem(line, "the command that filters this feed is never run; the feed is taken as it is")
        self.add(_new(address, said), line)

    def _entity(self, *_declared: object) -> None:
        self._stop("the list declares XML entities, which are refused")

    def _stop(self, why: str) -> None:
        self.problem(self._parser.CurrentLineNumber, why)
        raise _EnoughError


def _new(address: str, said: dict[str, str]) -> NewFeed:
    def short(name: str) -> str:
        return text.cut(text.clean(said.get(name, "")), entries.TITLE)

    return NewFeed(
        address,
        title=short("title") or short("text"),
        outlet=short(f"{_OWN}outlet"),
        lang=entries.language(said.get("language", "")),
        place=short(f"{_OWN}place"),
        site=entries.address(said.get("htmlurl", "")),
    )


def _lines(data: bytes) -> tuple[list[NewFeed], list[str]]:
    """newsboat: an address, then tags; a tag that begins with ``~`` is the title, ``!`` hides the feed."""
    found = _Found()
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), start=1):
        words = [quoted or bare for quoted, bare in _WORDS.findall(line)]
        if not words or words[0].startswith("#"):
            continue
        title = next((word[1:] for word in words[1:] if word.startswith("~")), "")
        try:
            found.add(NewFeed(words[0], title=text.cut(text.clean(title), entries.TITLE)), number)
        except _EnoughError:
            break
    return found.result()
