"""An article's page to an ``Entry``: what it says of itself (JSON-LD, meta elements), and its text.

The text is trafilatura's where the extra ``fulltext`` is installed, else resiliparse's (``warc``), else that of its
paragraphs. A date comes with where it was found: JSON-LD, a meta element, the address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import Any, Final, NamedTuple

from crackwatch import text
from crackwatch.feeds import entries
from crackwatch.model import Entry, Whence

_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]+)""", re.IGNORECASE)
_JSONLD = re.compile(r"""<script\b[^>]*application/ld\+json[^>]*>(.*?)</script""", re.DOTALL | re.IGNORECASE)
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_META = re.compile(r"<meta\s([^<>]{0,5000})>", re.IGNORECASE)
_LINK = re.compile(r"<link\s([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z][\w:-]*+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title", re.DOTALL | re.IGNORECASE)
_HEADLINE = re.compile(r"<h1\b[^>]*>(.*?)</h1", re.DOTALL | re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)(?=</p|<p\b|</article|</body|\Z)", re.DOTALL | re.IGNORECASE)
_LANG = re.compile(r"<html\b[^>]*?\slang\s*=\s*[\"']?([A-Za-z-]{2,20})", re.IGNORECASE)
_TIME = re.compile(r"<time\b[^>]*?\sdatetime\s*=\s*[\"']([^\"']{8,40})", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_ARTICLE: Final = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|ReportageNews\w*)$")
_DEEPEST = 6  # levels of JSON-LD that are searched for an article
_HEAD = 300_000  # characters in which a page describes itself


Worth = Callable[[str], bool]


class Facts(NamedTuple):
    """What a page says of itself, as written."""

    title: str = ""
    summary: str = ""
    published: str = ""
    published_from: Whence = "jsonld"
    updated: str = ""
    author: str = ""
    outlet: str = ""
    lang: str = ""
    url: str = ""
    body: str = ""  # the text, where it says that too


def entry(body: bytes, url: str, content_type: str = "", *, capture_url: str = "", worth: Worth | None = None) -> Entry | None:
    """The article that the page ``body``, found at ``url``, holds; ``None`` where it has no headline.

    ``worth`` is asked with all words of the page, its menus included, whether to look for the article's text among them:
    that takes longer than anything else. Where it is not, there is no entry either.
    """
    page = decoded(body, content_type)
    said = facts(page, url)
    title = text.cut(said.title, entries.TITLE)
    if not title or (worth and not worth(text.clean(" ".join((title, said.summary, text.plain(said.body), shown(page)))))):
        return None
    full = text.cut((text.plain(said.body) or article_text(page)).removeprefix(title).lstrip(), entries.TEXT)
    return Entry(
        title=title,
        url=said.url or url,
        summary=text.cut(said.summary, entries.SUMMARY),
        text=full if full != said.summary else "",
        published=said.published,
        published_from=said.published_from,
        updated=said.updated,
        author=text.cut(said.author, entries.TITLE),
        lang=entries.language(said.lang),
        capture_url=capture_url,
    )


def decoded(body: bytes, content_type: str = "") -> str:
    """The characters of a page: as its mark or bytes prove, else as its header, its meta element or chance say.

    Bytes that are UTF-8 are that, whatever they are called (the chance of an accident is nil in a text with accents).
    """
    if wide := text.wide(body):
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    said = _CHARSET.search(content_type) or _CHARSET.search(body[:4096].decode("latin-1"))
    name = said[1].lower() if said else "windows-1252"
    if name in ("utf-8", "utf8") and body.decode("utf-8", "replace").count("\ufffd") < 5:
        return body.decode("utf-8", "replace")
    if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "utf-8", "utf8"):
        name = "windows-1252"  # as browsers read it (WHATWG Encoding)
    try:
        return body.decode(name, "replace")
    except LookupError:
        return body.decode("windows-1252", "replace")


def facts(page: str, url: str) -> Facts:
    """What ``page`` says of itself: JSON-LD first (schema.org), then Open Graph and other meta elements, then its address."""
    head = page[:_HEAD]
    ld, meta = _json_ld(page), _metas(head)
    title = text.plain(_string(ld, "headline") or meta.get("og:title", "") or meta.get("twitter:title", "")) or _title(head)
    published, whence = _published(ld, meta, head, url)
    language = _string(ld, "inLanguage") or (found[1] if (found := _LANG.search(head)) else "") or meta.get("og:locale", "")
    summary = _string(ld, "description") or meta.get("og:description", "") or meta.get("description", "")
    return Facts(
        title=title,
        summary=text.plain(summary),
        published=published,
        published_from=whence,
        updated=_short(_string(ld, "dateModified") or meta.get("article:modified_time", "")),
        author=text.plain(", ".join(dict.fromkeys(_names(ld.get("author")))) or meta.get("author", "")),
        outlet=text.plain(", ".join(_names(ld.get("publisher"))) or meta.get("og:site_name", "")),
        lang=language,
        url=_own_address(head, url),
        body=_string(ld, "articleBody"),
    )


def _published(ld: Mapping[str, Any], meta: Mapping[str, str], head: str, url: str) -> tuple[str, Whence]:
    if said := _string(ld, "datePublished") or _string(ld, "dateCreated"):
        return _short(said), "jsonld"
    names = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "og:article:published_time", "pubdate")
    for name in names:
        if said := meta.get(name, ""):
            return _short(said), "meta"
    if found := _TIME.search(head):
        return _short(found[1]), "meta"
    if dated := _IN_ADDRESS.search(url.partition("://")[2].partition("/")[2]):
        return "-".join(dated.groups()), "url"
    return "", "jsonld"


def _own_address(head: str, url: str) -> str:
    """The address that the page calls its own, where that is of the same host; a page must not speak for another site."""
    from urllib.parse import urlsplit

    for link in _LINK.finditer(head):
        said = _attributes(link[1])
        if said.get("rel", "").lower() == "canonical":
            there = entries.address(entries.joined(url, said.get("href", "")))
            same = urlsplit(there).hostname == urlsplit(url).hostname and len(urlsplit(there).path) > 1
            return there if same else ""
    return ""


def _title(head: str) -> str:
    headline = _HEADLINE.search(_HIDDEN.sub(" ", head))
    if headline and (said := text.plain(headline[1])):
        return said
    named = _TITLE.search(head)
    return text.plain(named[1]) if named else ""


def _metas(head: str) -> dict[str, str]:
    """Names (or properties) of meta elements with their contents, the first of each."""
    found: dict[str, str] = {}
    for tag in _META.finditer(head):
        said = _attributes(tag[1])
        name = (said.get("property") or said.get("name") or said.get("itemprop") or "").lower()
        if name and said.get("content"):
            found.setdefault(name, said["content"])
    return found


def _attributes(tag: str) -> dict[str, str]:
    return {a[1].lower(): unescape(a[2] or a[3] or a[4] or "").strip() for a in _ATTRIBUTE.finditer(tag)}


def _json_ld(page: str) -> Mapping[str, Any]:
    """The first article that the JSON-LD of a page describes; empty where there is none."""
    for script in _JSONLD.finditer(page):
        try:
            said = json.loads(script[1].strip().removesuffix(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(said, _DEEPEST):
            kinds = thing.get("@type", "")
            if any(isinstance(kind, str) and _ARTICLE.match(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                return thing
    return {}


def _things(said: Any, deep: int) -> Iterator[dict[str, Any]]:
    if isinstance(said, dict):
        yield said
        said = [value for value in said.values() if isinstance(value, dict | list)]
    if isinstance(said, list) and deep:
        for part in said:
            yield from _things(part, deep - 1)


def _string(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else ""


def _names(said: Any) -> list[str]:
    several = said if isinstance(said, list) else [said]
    return [name for one in several if (name := one if isinstance(one, str) else _string(one, "name") if isinstance(one, dict) else "")]


def _short(said: str) -> str:
    return text.cut(text.clean(said), 100)


# --- the text -----------------------------------------------------------------------------------------------------------


def article_text(page: str) -> str:
    """What a page tells in whole sentences, without its menus, as plain text."""
    try:
        import trafilatura
    except ImportError:
        return _resiliparse(page)
    found = trafilatura.extract(page, fast=True, include_comments=False, include_tables=False)
    return text.clean(found) if found else _paragraphs(page)


def shown(page: str) -> str:
    """All that a page shows, menus and side columns included."""
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError:
        return text.plain(_HIDDEN.sub(" ", page))
    return extract_plain_text(page, alt_texts=False, links=False, noscript=True)


def _resiliparse(page: str) -> str:
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError:
        return _paragraphs(page)
    return text.clean(extract_plain_text(page, main_content=True, alt_texts=False, links=False)) or _paragraphs(page)


def _paragraphs(page: str) -> str:
    found = (text.plain(paragraph[1]) for paragraph in _PARAGRAPH.finditer(_HIDDEN.sub(" ", page)))
    return text.clean(" ".join(one for one in found if len(one) > 20))
