"""One entry of an XML feed, read exactly as feedparser reads it, or refused.

feedparser is a machine with a memory: which description is the summary, and which of two titles stands, depends on what
came before. This is the same machine for the cases that feeds are made of; everything rarer is ``Refused``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final
from xml.etree.ElementTree import Element

from crackwatch.feeds.entries import Said, chosen, joined
from crackwatch.feeds.xmlnames import Refused, meaning
from crackwatch.feeds.xmlvalues import Scope, attributes, author_of, harmless, is_page, link_of, marked, text_of

_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")
_NESTED: Final = ("", "part", "media title", "title", "description", "container")  # what media:content may hold


class EntryReader:
    """Reads one entry. ``atom``: types are taken at their word; in RSS, text that looks like HTML is HTML."""

    # What stands before anything is read.
    _depth = 0
    _title_at: int | None = None  # depth of the title that stands
    _title_depth = -1  # from this depth on, further titles are ignored
    _title_lang = ""
    _has_summary = False
    _summary_depth: int | None = None
    _full = False  # a full text was seen
    _link: str | None = None
    _guid_is_address = True
    _structured = False  # the last author was one with parts
    _created = ""
    _lang = ""

    def __init__(self, scope: Scope, *, atom: bool) -> None:
        self._said = Said()
        self._scope = scope
        self._atom = atom
        self._alternates: list[str] = []
        self._authors: list[tuple[str, str]] = []

    def read(self, item: Element, feed_lang: str) -> Said:
        """What ``item`` says. Raises ``Refused``."""
        said = self._said
        if item.keys():
            said.guid = attributes(item).get("rdf:about", "")
        self._children(item)
        if self._guid_is_address or self._link is not None:
            self._alternates.append(said.guid)
        said.url = chosen(self._link or "", said.guid, self._alternates)
        said.published = said.published or self._created
        if not (said.published or self._atom):
            said.published, said.updated = said.updated, ""
        said.lang = self._lang or self._title_lang or feed_lang
        said.authors = _named(self._authors)
        return said

    def _children(self, parent: Element) -> None:
        outer = self._scope
        for child in parent:
            act = _act(child.tag)
            if act is None:
                if len(child):
                    harmless(child)
            else:
                self._scope = outer.within(child) if child.keys() else outer
                act(self, child)
        self._scope = outer

    def container(self, child: Element) -> None:
        if len(child):
            if not all(meaning(inner.tag) in _NESTED for inner in child):
                raise Refused(child.tag)
            self._depth += 1
            self._children(child)
            self._depth -= 1

    # --- texts ------------------------------------------------------------------------------------------------------

    def title(self, child: Element) -> None:
        if self.titled(child):
            self._title_depth = self._depth

    def titled(self, child: Element) -> str:
        value, is_html = marked(child, "text", atom=self._atom)
        if -1 < self._title_depth <= self._depth:
            return value
        if self._title_at is not None and self._title_at < self._depth:
            raise Refused(child.tag)
        self._said.title, self._said.title_is_html = value, is_html
        self._title_at, self._title_lang = self._depth, self._scope.lang
        return value

    def summary(self, child: Element, default: str = "text") -> None:
        """A second description is the full text, unless that has been seen; then it replaces the first."""
        if self._has_summary and not self._full:
            self.content(child)
        else:
            if self._summary_depth is not None and self._summary_depth < self._depth:
                raise Refused(child.tag)
            self._said.summary, self._said.summary_is_html = marked(child, default, atom=self._atom)
            self._summary_depth = self._depth
            self._has_summary = True

    def content(self, child: Element, default: str = "text") -> None:
        self._full = True
        value, is_html = marked(child, default, atom=self._atom)
        if self._atom or is_html:  # plain ones in RSS are captions and second descriptions
            self._said.contents = (*self._said.contents, (value, is_html))
        if not self._has_summary:
            self._said.summary, self._said.summary_is_html = value, is_html
            self._has_summary = True

    # --- addresses --------------------------------------------------------------------------------------------------

    def linked(self, child: Element) -> None:
        if not child.keys():
            self._alternates.append(self._written_link(child))
            return
        href, said = link_of(child, self._scope)
        if href is None:
            self._written_link(child)
        elif is_page(said):
            self._link = href
        if said["rel"] == "alternate":
            self._alternates.append(href or self._link or "")
        elif said["rel"] == "enclosure":
            self._said.enclosures = (*self._said.enclosures, href or self._link or "")

    def _written_link(self, child: Element) -> str:
        written = text_of(child)
        address = joined(self._scope.base, written) if written else ""
        if "&" in address and ";" in address:
            address = _REFERENCE.sub(r"&\1", address.replace("&amp;", "&"))
        self._link = address
        return address

    def guid(self, child: Element) -> None:
        self._guid_is_address = permanent = not child.keys() or attributes(child).get("ispermalink", "true") == "true"
        written = text_of(child)
        self._said.guid = guid = joined(self._scope.base, written) if permanent and written else written
        if permanent and self._link is None:
            self._link = guid

    def enclosure(self, child: Element) -> None:
        text_of(child)
        said = attributes(child)
        href = said.get("url", said.get("uri", said.get("href", "")))
        if href:
            self._said.enclosures = (*self._said.enclosures, joined(self._scope.document, href))

    def source(self, child: Element) -> None:
        """RSS: the name is the text, the address an attribute. Atom: a feed in small."""
        self._title_depth = -1
        name, link, written = "", "", [child.text or ""]
        for part in child:
            what = meaning(part.tag)
            if what == "title":
                name = name or marked(part, "text", atom=self._atom)[0]
                self._title_depth = self._depth + 1
            elif what == "link":
                href, about = link_of(part, self._scope.within(part))
                link = href if href and is_page(about) else link
            elif what == "guid":
                link = link or joined(self._scope.base, text_of(part))
            elif what not in ("", "part", "updated", "author"):
                raise Refused(part.tag)
            written.append(part.tail or "")
        self._said.outlet = "".join(written).strip() or name
        self._said.outlet_url = link if self._atom else attributes(child).get("url", "") or link

    # --- the rest ---------------------------------------------------------------------------------------------------

    def published(self, child: Element) -> None:
        self._said.published = text_of(child)

    def updated(self, child: Element) -> None:
        self._said.updated = text_of(child)

    def made(self, child: Element) -> None:
        self._created = text_of(child)

    def author(self, child: Element) -> None:
        if self._authors and len(child) and not self._structured:
            raise Refused(child.tag)  # feedparser mixes the two up
        self._structured = len(child) > 0
        self._authors.append(author_of(child))

    def language(self, child: Element) -> None:
        self._lang = text_of(child)

    def image(self, child: Element) -> None:
        self._title_depth = -1
        harmless(child)


def _named(authors: Sequence[tuple[str, str]]) -> Sequence[str]:
    """Of several authors the names; one alone as it is shown."""
    if len(authors) < 2:
        return [shown for shown, _ in authors]
    names = [name for _, name in authors if name]
    return names if len(names) > 1 else [authors[-1][0] or "".join(names)]


_ACTS: Final[dict[str, Callable[[EntryReader, Element], object]]] = {
    "title": EntryReader.title,
    "media title": EntryReader.titled,
    "description": partial(EntryReader.summary, default="html"),
    "summary": EntryReader.summary,
    "content": EntryReader.content,
    "full": partial(EntryReader.content, default="html"),
    "link": EntryReader.linked,
    "guid": EntryReader.guid,
    "enclosure": EntryReader.enclosure,
    "source": EntryReader.source,
    "published": EntryReader.published,
    "updated": EntryReader.updated,
    "created": EntryReader.made,
    "author": EntryReader.author,
    "language": EntryReader.language,
    "image": EntryReader.image,
    "container": EntryReader.container,
}


@lru_cache(maxsize=2_000)
def _act(tag: str) -> Callable[[EntryReader, Element], object] | None:
    """How to read an element of an entry; ``None`` for one that says nothing. Raises ``Refused``."""
    what = meaning(tag)
    if what in _ACTS:
        return _ACTS[what]
    if what in ("", "part"):
        return None
    raise Refused(tag)
