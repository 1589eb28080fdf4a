"""XML feeds, the strict and fast way: expat builds the tree, and nothing is guessed.

RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, news sitemaps. A document that is not well-formed, whose encoding is in doubt, or
that says anything which this cannot read exactly as feedparser does, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element, ParseError, XMLParser

from crackwatch import text
from crackwatch.feeds import entries, pace, sitemap
from crackwatch.feeds.parse_entry import EntryReader
from crackwatch.feeds.xmlnames import Refused, check_namespaces, meaning
from crackwatch.feeds.xmlvalues import Scope, is_page, link_of
from crackwatch.model import FeedDocument, FeedKind

_MOST_TAGS = 200_000  # of one document; a tree of more would take memory that only an attack needs
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._-]+)""", re.IGNORECASE)
_UNICODE: Final = ("", "utf-8", "utf8", "us-ascii", "ascii")
_ONE_BYTE = re.compile(r"iso-8859-\d+|latin-?1|windows-125\d|cp125\d")
# Windows-1252 taken for Latin-1, or text encoded twice: feedparser repairs both.
_MISTAKEN = re.compile(rb"\xc2(?:[\x80-\x9f]|(?<=\xc3[\x82\x83]\xc2))")
_C1_REFERENCE = re.compile(rb"&#(?:1[2-5]\d|[xX][89][0-9a-fA-F]);")


def document(body: bytes, url: str, content_type: str) -> FeedDocument | None:
    """What ``body`` says, or ``None``: refused."""
    body = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        root = _tree(body, content_type)
        if root.tag.endswith("}urlset"):
            return sitemap.document(root)
        check_namespaces(body)
        return _read(root, Scope(url, url))
    except (Refused, ParseError, ValueError, LookupError):
        return None


def _tree(body: bytes, content_type: str) -> Element:
    """The root of ``body``. Bytes that are UTF-8 are that, whatever they are called; expat is as strict about it as Python."""
    declared = found[1].decode().lower() if (found := _DECLARED.match(body)) else ""
    if not (declared in _UNICODE or _ONE_BYTE.fullmatch(declared)) or b"\0" in body[:64]:
        raise Refused(declared)
    if len(body) > _MOST_TAGS and body.count(b"<") > _MOST_TAGS:
        raise Refused("size")
    try:
        root = _parsed(body, "utf-8")
    except ParseError:
        return _parsed(body, _one_byte(body, declared, content_type))
    if _MISTAKEN.search(body) or (b"#" in body and _C1_REFERENCE.search(body)):
        raise Refused("mistaken encoding")
    return root


def _parsed(body: bytes, encoding: str) -> Element:
    parser = XMLParser(encoding=encoding)  # noqa: S314  # entities were refused before
    parser.feed(body)
    return parser.close()


def _one_byte(body: bytes, declared: str, content_type: str) -> str:
    """The encoding that is beyond doubt where the bytes are not UTF-8."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        header = found[1].lower() if (found := _CHARSET.search(content_type)) else ""
        if declared in _UNICODE or header not in ("", declared):
            raise Refused(declared) from None
        return "windows-1252" if declared == "iso-8859-1" else declared
    raise Refused("not well-formed")


def _read(root: Element, scope: Scope) -> FeedDocument:
    what = meaning(root.tag)
    if what == "feed":
        return _document("atom", root, [root], scope)
    if what in ("rss", "rdf"):
        channels = [child for child in root if meaning(child.tag) == "channel"]
        return _document("rss" if what == "rss" else "rdf", root, [*channels, root], scope)
    raise Refused(root.tag)


def _document(kind: FeedKind, root: Element, holders: Iterable[Element], scope: Scope) -> FeedDocument:
    """``holders`` are the elements whose children are items, or say something about the feed."""
    outer = scope.within(root)
    items: list[tuple[Element, Scope]] = []
    said = _About(lang=outer.lang)
    for holder in holders:
        inner = outer if holder is root else outer.within(holder)
        for child in holder:
            if (what := meaning(child.tag)) == "item":
                items.append((child, inner.within(child)))
            elif what != "channel":
                said.note(child, what, inner)
    kept, note = entries.kept(items)
    atom = kind == "atom"
    return FeedDocument(
        kind=kind,
        title=text.cut(text.plain(said.title), entries.TITLE),
        url=entries.address(said.link),
        lang=entries.language(said.lang),
        entries=tuple(entries.finished(EntryReader(where, atom=atom).read(item, said.lang)) for item, where in kept),
        ttl=pace.seconds(said.hint("ttl"), said.hint("updateperiod"), said.hint("updatefrequency")),
        skip_hours=pace.hours(said.hint("skiphours").split()),
        skip_days=pace.days(said.hint("skipdays").split()),
        note=note,
    )


class _About:
    """What a document says of itself."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.title = ""
        self.link = ""
        self._hints: dict[str, str] = {}

    def note(self, child: Element, what: str, scope: Scope) -> None:
        if what == "title":
            self.title = self.title or "".join(child.itertext()).strip()
        elif what == "link":
            here = scope.within(child)
            href, said = link_of(child, here)
            if href is None and (written := (child.text or "").strip()):
                self.link = entries.joined(here.base, written)
            elif href and is_page(said):
                self.link = href
        elif what == "language":
            self.lang = (child.text or "").strip()
        elif len(child):
            if any(meaning(inner.tag) in ("item", "channel", "feed") for inner in child.iter()):
                raise Refused(child.tag)
            self._hint(child)
        elif not what:
            self._hint(child)

    def _hint(self, child: Element) -> None:
        name = child.tag.rpartition("}")[2].lower()
        if name in ("ttl", "updateperiod", "updatefrequency", "skiphours", "skipdays"):
            self._hints[name] = " ".join(child.itertext())

    def hint(self, name: str) -> str:
        return self._hints.get(name, "")
