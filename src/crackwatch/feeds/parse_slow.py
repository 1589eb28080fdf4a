"""feedparser, as a child process: it reads whatever the strict way refuses, and may be killed while it does.

``serve`` answers one request after another: a JSON line with the lengths, then the bytes; back comes a JSON line.
The parent (``parse_child.py``) sees a dead pipe where a request cost too much processor time or memory.
"""

from __future__ import annotations

import dataclasses
import io
import json
import re
from collections.abc import Mapping
from typing import Any, BinaryIO

from crackwatch import text
from crackwatch.feeds import entries, pace
from crackwatch.model import Entry, FeedDocument, FeedKind

_HTML = ("text/html", "application/xhtml+xml")
_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*)")
_ITEM = re.compile(rb"<(/?)(?:\w+:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_DAYS = re.compile(rb"<skipDays>(.{0,2000}?)</skipDays>", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r">\s*(\w+)\s*<")


def document(body: bytes, url: str, content_type: str) -> FeedDocument | None:
    """What feedparser reads in ``body``; ``None`` where it finds no feed.

    Markup is neither sanitised nor resolved: none is kept, so feedparser's dearest work would be for nothing.
    """
    import xml.sax

    import feedparser

    headers = {"content-type": content_type or "application/xml"}  # without one feedparser takes UTF-8 for Latin-1
    if url:
        headers["content-location"] = url
    parsed: Any = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    version, feed, found, problem = (
        parsed.get("version") or "",
        parsed.feed,
        parsed.entries,
        parsed.get("bozo_exception"),
    )
    if not version and not found:
        return None
    lenient = isinstance(problem, xml.sax.SAXException)
    damaged = lenient and _is_cut(body.replace(b"\0", b""))
    if damaged and _last_is_cut(body):
        found = found[:-1]
    kept, note = entries.kept(found)
    return FeedDocument(
        kind=_kind(version),
        title=text.cut(text.plain(_string(feed, "title")), entries.TITLE),
        url=entries.address(_string(feed, "link")),
        lang=entries.language(_string(feed, "language")),
        entries=tuple(entries.finished(_said(entry, url, version, _string(feed, "language"))) for entry in kept),
        ttl=pace.seconds(_string(feed, "ttl"), _string(feed, "sy_updateperiod"), _string(feed, "sy_updatefrequency")),
        skip_hours=pace.hours(_words(_HOURS, body)),
        skip_days=pace.days(_words(_DAYS, body)),
        via="feedparser",
        damaged=damaged,
        note=note or _note(problem, damaged, lenient),
    )


def _said(entry: Mapping[str, Any], url: str, version: str, lang: str) -> entries.Said:
    title, summary = _string(entry, "title"), _string(entry, "summary")
    contents = [(_string(c, "value"), _is_html(c)) for c in _mappings(entry, "content")]
    link, guid = _string(entry, "link"), _string(entry, "id")
    links, source = _mappings(entry, "links"), entry.get("source") or {}
    alternates = [_string(n, "href") for n in links if _string(n, "rel") == "alternate"]
    if entry.get("guidislink", True) or "link" in entry:
        alternates.append(guid)
    atom = version.startswith("atom")
    published, updated = _string(entry, "published"), _written(entry, "updated")
    if not published:
        published = _string(entry, "created")
    if not published and not atom:
        published, updated = updated, ""
    return entries.Said(
        title=title,
        title_is_html=_type_of(title, entry, "title_detail", contents, default=False),
        url=entries.chosen(link, guid, alternates),
        guid=guid,
        summary=summary,
        summary_is_html=_type_of(summary, entry, "summary_detail", contents, default=True),
        contents=[c for c in contents if atom or c[1]],  # plain ones in RSS are captions and second descriptions
        published=published,
        updated=updated,
        authors=_authors(entry),
        lang=_string(entry, "language") or _string(entry.get("title_detail"), "language") or lang,
        outlet=_string(source, "title"),
        outlet_url=_string(source, "link") if atom else _string(source, "href") or _string(source, "link"),
        enclosures=[
            entries.joined(url, href)
            for n in links
            if _string(n, "rel") == "enclosure" and (href := _string(n, "href"))
        ],
    )


def _authors(entry: Mapping[str, Any]) -> list[str]:
    """feedparser's own author where there is one; of several, each name."""
    several = [name for a in _mappings(entry, "authors") if (name := _string(a, "name") or _string(a, "email"))]
    return several if len(several) > 1 else [_string(entry, "author") or "".join(several)]


def _type_of(
    value: str, entry: Mapping[str, Any], detail: str, contents: list[tuple[str, bool]], *, default: bool
) -> bool:
    """Whether ``value`` is HTML: the type stands beside it, or beside the content that it was copied from."""
    about = entry.get(detail) or {}
    if _string(about, "value") == value:
        return _is_html(about)
    return next((is_html for content, is_html in contents if content == value), default)


def _is_html(detail: Mapping[str, Any]) -> bool:
    return _string(detail, "type") in _HTML


def _string(mapping: Any, key: str) -> str:
    """A hostile document can put anything anywhere; what is no text counts as absent."""
    value = mapping.get(key) if isinstance(mapping, Mapping) else None
    return value if isinstance(value, str) else ""


def _written(mapping: Mapping[str, Any], key: str) -> str:
    """The value under ``key`` itself, past feedparser's own fall-backs."""
    value = dict.get(mapping, key) if isinstance(mapping, dict) else None
    return value if isinstance(value, str) else ""


def _mappings(mapping: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    values = mapping.get(key)
    return [v for v in values if isinstance(v, Mapping)] if isinstance(values, list) else []


def _kind(version: str) -> FeedKind:
    if version in ("rss090", "rss10"):
        return "rdf"
    return "rss" if version.startswith("rss") else "atom" if version.startswith("atom") else "unknown"


def _is_cut(body: bytes) -> bool:
    """Whether the root element never ends. Markup that is only wrong lost nothing, and would be as wrong next time."""
    root = _ROOT.search(body)
    return root is None or b"</" + root[1] not in body


def _last_is_cut(body: bytes) -> bool:
    marks = [found[1] for found in _ITEM.finditer(body)]
    return bool(marks) and not marks[-1]


def _words(part: re.Pattern[bytes], body: bytes) -> list[str]:
    found = part.search(body)
    return _WORD.findall(found[1].decode("ascii", "ignore")) if found else []


def _note(problem: object, damaged: bool, lenient: bool) -> str:
    if damaged:
        return "cut off: what is whole was kept"
    if lenient:
        return f"not well-formed XML, read leniently: {text.cut(text.clean(str(problem)), 200)}"
    import feedparser

    overridden = isinstance(problem, feedparser.CharacterEncodingOverride)
    return text.cut(text.clean(str(problem)), 200) if overridden else ""


def as_line(parsed: FeedDocument | None) -> bytes:
    """A document as one line of JSON; ``from_line`` is its inverse."""
    return json.dumps(parsed and dataclasses.asdict(parsed), default=list).encode("ascii") + b"\n"


def from_line(line: bytes) -> FeedDocument | None:
    if (said := json.loads(line)) is None:
        return None
    rows = map(Entry._make, said["entries"])
    sets = {name: frozenset(said[name]) for name in ("skip_hours", "skip_days")}
    return FeedDocument(**said | sets | {"entries": tuple(row._replace(enclosures=tuple(row.enclosures)) for row in rows)})


def serve(limit: float, read_from: BinaryIO, write_to: BinaryIO) -> None:
    """Answer until the parent closes its end; the kernel ends this process where one answer takes ``limit`` CPU seconds."""
    import signal

    import feedparser  # noqa: F401  # its import is not counted against the first document

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when this ends
    while line := read_from.readline():
        request = json.loads(line)
        body = read_from.read(request["length"])
        signal.setitimer(signal.ITIMER_PROF, limit)  # POSIX: SIGPROF after so much user and system time
        answer = as_line(document(body, request["url"], request["content_type"]))
        signal.setitimer(signal.ITIMER_PROF, 0)
        write_to.write(answer)
        write_to.flush()
