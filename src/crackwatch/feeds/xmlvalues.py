"""What one element of a feed holds: its text with whether that is HTML, its attributes, an author, an address in scope."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final
from xml.etree.ElementTree import Element

from crackwatch.feeds.entries import joined
from crackwatch.feeds.xmlnames import NAMESPACES, XML, Refused, meaning

_TYPES: Final = {
    "text": "text", "plain": "text", "text/plain": "text",
    "html": "html", "text/html": "html",
    "xhtml": "xhtml", "application/xhtml+xml": "xhtml",
}  # fmt: skip
_MOVERS: Final = frozenset((f"{{{XML}}}base", f"{{{XML}}}lang", "base", "lang"))
_DEPTH = 200  # of inline XHTML; nobody writes more
_OURS: Final = frozenset(["href", "url", "uri", "rel", "type", "mode", "ispermalink", "lang", "base", "src"])

# feedparser's tests for HTML in what claims to be plain text, and for an e-mail address in an author.
_CLOSED_OR_REFERENCE = re.compile(r"</\w+>|&#?\w+;")
_TAG = re.compile(r"</?(\w+)")
_NAMED = re.compile(r"&(\w+);")
_INLINE: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "blockquote",
        "br",
        "cite",
        "code",
        "div",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "i",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "ul",
    ]
)
_EMAIL = re.compile(
    r"(([a-zA-Z0-9_\-.+]+)@((\[[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.)|(([a-zA-Z0-9\-]+\.)+))([a-zA-Z]{2,4}|[0-9]{1,3})(\]?))"
    r"(\?subject=\S+)?"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is in force where an element stands: the base of relative addresses and the language."""

    document: str  # the address of the document
    base: str
    lang: str = ""

    def within(self, element: Element) -> Scope:
        """The scope inside ``element``."""
        if _MOVERS.isdisjoint(element.keys()):
            return self
        said = attributes(element)
        base, lang = said.get("xml:base", said.get("base", "")), said.get("xml:lang", said.get("lang", self.lang))
        return replace(self, base=self._moved(base) if base else self.base, lang=lang)

    def _moved(self, base: str) -> str:
        moved = joined(self.base, base)
        if not moved.startswith(("http://", "https://")):
            raise Refused(base)
        return moved


def attributes(element: Element) -> dict[str, str]:
    """Names in lower case, known namespaces as prefixes; ``rel`` and ``type`` in lower case."""
    said = {}
    for name, value in element.items():
        if key := _key(name):
            said[key] = value.lower() if key in ("rel", "type") else value
    return said


@lru_cache(maxsize=2_000)
def _key(name: str) -> str:
    if not name.startswith("{"):
        return name.lower()
    namespace, _, local = name[1:].partition("}")
    prefix = NAMESPACES.get(namespace)
    if not prefix and local.lower() in _OURS:
        raise Refused(name)
    return f"{prefix}:{local}".lower() if prefix else ""


def text_of(element: Element) -> str:
    """The text of an element that holds nothing else."""
    if len(element):
        raise Refused(element.tag)
    return (element.text or "").strip()


def marked(element: Element, default: str, *, atom: bool) -> tuple[str, bool]:
    """The text and whether it is HTML. ``default``, text or html, stands where no type does; Atom's types are trusted."""
    kind = default
    if element.keys():
        said = attributes(element)
        kind = _TYPES.get(said.get("type", default), "")
        if not kind or said.get("mode") == "base64" or "src" in said:
            raise Refused(element.tag)
    if kind == "xhtml":
        return _markup(element, _DEPTH).strip(), True
    text = text_of(element)
    return text, kind == "html" or (not atom and ("<" in text or "&" in text) and _looks_like_html(text))


def _markup(element: Element, depth: int) -> str:
    pieces = [_escaped(element.text)]
    for child in element:
        name = child.tag.rpartition("}")[2]
        if not depth or name.lower() in ("svg", "math"):
            raise Refused(name)
        pieces += f"<{name}>", _markup(child, depth - 1), f"</{name}>", _escaped(child.tail)
    return "".join(pieces)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")


def _looks_like_html(text: str) -> bool:
    if not _CLOSED_OR_REFERENCE.search(text):
        return False
    if not _INLINE.issuperset(map(str.lower, _TAG.findall(text))):
        raise Refused(text)
    from html.entities import entitydefs

    return all(name in entitydefs for name in _NAMED.findall(text))


def link_of(element: Element, scope: Scope) -> tuple[str | None, Mapping[str, str]]:
    """Where a link leads, and its attributes with their defaults; ``None`` where the address stands in its text."""
    said = attributes(element)
    rel = said.setdefault("rel", "alternate")
    said.setdefault("type", "application/atom+xml" if rel == "self" else "text/html")
    href = said.get("url", said.get("uri", said.get("href")))
    if href == "":
        raise Refused(element.tag)
    return (joined(scope.base, href) if href else None), said


def is_page(said: Mapping[str, str]) -> bool:
    """Whether a link leads to the entry's own page."""
    return said["rel"] == "alternate" and _TYPES.get(said["type"]) in ("html", "xhtml")


def author_of(element: Element) -> tuple[str, str]:
    """An author as feedparser shows one, "name (address)", and the bare name."""
    if not len(element):
        written = (element.text or "").strip()
        return written, _without_email(written) if "@" in written else written
    parts = {}
    if (element.text or "").strip():
        raise Refused(element.tag)
    for part in element:
        if meaning(part.tag) != "part" or (part.tail or "").strip():
            raise Refused(part.tag)
        parts[part.tag.rpartition("}")[2].lower()] = text_of(part)
    name, email = parts.get("name", ""), parts.get("email", "")
    return f"{name} ({email})" if name and email else name or email, name or email


def _without_email(written: str) -> str:
    found = _EMAIL.search(written)
    if not found:
        return written
    name = written.replace(found[0], "").replace("()", "").replace("<>", "").replace("&lt;&gt;", "").strip()
    return name.removeprefix("(").removesuffix(")").strip() or found[0]


def harmless(element: Element) -> None:
    """Refuse an element of no meaning that holds some of meaning: feedparser would read those."""
    for inner in element.iter():
        if inner is not element and meaning(inner.tag) not in ("", "part"):
            raise Refused(inner.tag)
