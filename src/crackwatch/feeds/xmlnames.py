"""What the names in a feed mean: one word for each element that an entry or a feed is made of, whatever its namespace.

The vocabulary is feedparser's, because the strict way must read exactly what feedparser reads: namespaces and names are
folded as it folds them, and a name that it would read and we do not is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

XML = "http://www.w3.org/XML/1998/namespace"

NAMESPACES: Final = {
    "": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/DTDs/PodCast-1.0.dtd": "itunes",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    XML: "xml",
}
# Prefixes that mean something to feedparser whatever they are bound to, and drafts of Atom that it still knows.
_RESERVED: Final = ("dc", "dcterms", "content", "media", "itunes", "xhtml", "rdf")
_DRAFTS = re.compile(
    r"backend\.userland\.com/rss|^http://example\.com/|^http://purl\.org/(?:echo|pie)/|^uri/of/|rss091#$"
)
_DECLARED = re.compile(rb"""xmlns(?::([\w.-]+))?\s*=\s*["']([^"']*)["']""")

# fmt: off
# An element of an entry → what it says. Names are in lower case, as feedparser compares them.
ENTRY: Final = {
    "title": "title", "dc:title": "title", "media:title": "media title",
    "link": "link", "guid": "guid", "id": "guid",
    "description": "description", "dc:description": "description", "media:description": "description",
    "summary": "summary", "itunes:summary": "summary",
    "content": "content", "content:encoded": "full", "fullitem": "full",
    "pubdate": "published", "published": "published", "issued": "published", "dcterms:issued": "published",
    "updated": "updated", "modified": "updated", "lastbuilddate": "updated", "dc:date": "updated",
    "dcterms:modified": "updated", "date": "updated", "created": "created", "dcterms:created": "created",
    "author": "author", "dc:creator": "author", "dc:author": "author", "itunes:author": "author",
    "managingeditor": "author", "language": "language", "dc:language": "language",
    "enclosure": "enclosure", "source": "source", "image": "image",
    "media:group": "container", "media:content": "container",
}
_PARTS: Final = ("name", "email", "uri", "url", "homepage", "width", "height")
_STRUCTURE: Final = {
    "item": "item", "entry": "item", "channel": "channel", "feed": "feed", "rss": "rss", "rdf:rdf": "rdf",
}
# Read by feedparser and not by us, or kept by it under the very name that another element has there.
_FOREIGN: Final = frozenset(
    ["body", "xhtml:body", "abstract", "textinput", "svg", "xhtml:svg", "math", "href", "items", "entries", "authors", "author_detail", "links", "enclosures", "guidislink", "title_detail", "summary_detail", "content_detail", "description_detail"]
)
# fmt: on


class Refused(Exception):  # it is no error: feedparser reads the document instead
    """The strict way cannot read this exactly."""


@lru_cache(maxsize=2_000)
def meaning(tag: str) -> str:
    """What ``{namespace}name`` says: a word of ``ENTRY``, a part of a document, "part", "foreign", or "": nothing."""
    namespace, _, name = tag.rpartition("}")
    prefix = NAMESPACES.get(namespace[1:], "?")
    word = f"{prefix}:{name.lower()}" if prefix else name.lower()
    if word in _FOREIGN:
        return "foreign"
    return ENTRY.get(word) or _STRUCTURE.get(word) or ("part" if word in _PARTS else "")


def check_namespaces(body: bytes) -> None:
    """Refuse prefixes and namespaces that feedparser would read otherwise than an XML parser does."""
    for prefix, address in set(_DECLARED.findall(body)):
        namespace = address.decode("utf-8", "replace")
        if namespace in NAMESPACES:
            continue
        folded = namespace.lower()
        if (
            not prefix
            or folded in _FOLDED
            or _DRAFTS.search(folded)
            or prefix.decode("ascii", "replace").lower() in _RESERVED
        ):
            raise Refused(namespace)


_FOLDED: Final = frozenset(map(str.lower, NAMESPACES))
