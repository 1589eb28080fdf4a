"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), which feedparser does not read."""

from __future__ import annotations

import json
from typing import Any

from crackwatch import text
from crackwatch.feeds import entries
from crackwatch.model import FeedDocument


def document(body: bytes, url: str) -> FeedDocument | None:
    """What ``body`` says, or ``None`` where it is no JSON Feed. Values of the wrong type count as absent."""
    try:
        said = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or "://jsonfeed.org/version/" not in _string(said, "version"):
        return None
    lang = _string(said, "language")
    items = _mappings(said, "items")
    kept, note = entries.kept(items)
    return FeedDocument(
        kind="json",
        title=text.cut(text.clean(_string(said, "title")), entries.TITLE),
        url=entries.address(_string(said, "home_page_url")),
        lang=entries.language(lang),
        entries=tuple(entries.finished(_said(item, _authors(said), url, lang)) for item in kept),
        note=note,
    )


def _said(item: dict[str, Any], feed_authors: list[str], base: str, lang: str) -> entries.Said:
    html, plain, summary = (_string(item, name) for name in ("content_html", "content_text", "summary"))
    guid = _string(item, "id")
    link = _string(item, "url") or _string(item, "external_url")
    contents = [c for c in ((html, True), (plain, False)) if c[0]]
    summary_is_html = not (summary or plain)
    return entries.Said(
        title=_string(item, "title"),
        url=entries.joined(base, link) if link else entries.chosen(guid, guid),
        guid=guid,
        summary=summary or plain or html,
        summary_is_html=summary_is_html,
        contents=contents,
        published=_string(item, "date_published"),
        updated=_string(item, "date_modified"),
        authors=_authors(item) or feed_authors,
        lang=_string(item, "language") or lang,
        enclosures=[
            entries.joined(base, _string(a, "url")) for a in _mappings(item, "attachments") if _string(a, "url")
        ],
    )


def _authors(said: dict[str, Any]) -> list[str]:
    one = said.get("author")  # version 1.0
    several = _mappings(said, "authors") or ([one] if isinstance(one, dict) else [])
    return [name for author in several if (name := _string(author, "name"))]


def _string(said: dict[str, Any], key: str) -> str:
    """Numbers count as text: ids often are numbers (the specification asks readers to coerce them)."""
    value = said.get(key)
    return (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else ""
    )


def _mappings(said: dict[str, Any], key: str) -> list[dict[str, Any]]:
    values = said.get(key)
    return [v for v in values if isinstance(v, dict)] if isinstance(values, list) else []
