"""An article as the object that JSON prints, in every answer that holds one; docs/json.md is its reference."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from crackwatch.model import ArticleView, Revision

Object = dict[str, Any]


def moment(at: int, zone: ZoneInfo) -> str:
    """Unix seconds as ISO 8601 with the offset of ``zone``."""
    return datetime.fromtimestamp(at, zone).isoformat()


def article(view: ArticleView, zone: ZoneInfo) -> Object:
    """One article, as ``list --format jsonl`` prints it."""
    a = view.article
    return {
        "id": a.id,
        "url": a.url,
        "addresses": list(view.addresses),
        "canonical_url": a.canonical_url,
        "part": a.part,
        "title": a.title,
        "outlet": a.outlet,
        "outlet_domain": view.outlet_domain,
        "lang": a.lang,
        "published": a.published.utc.astimezone(zone).isoformat() if a.published.utc else None,
        "published_raw": a.published.raw,
        "published_precision": a.published.precision,
        "published_from": a.published.whence,
        "published_suspect": a.published.suspect,
        "first_seen": moment(a.first_seen, zone),
        "zone": str(zone),
        "origin": a.origin,
        "watches": list(view.watches),
        "labels": [
            {"watch": one.watch, "verdict": "yes" if one.verdict else "no", "at": moment(one.at, zone)} for one in view.labels
        ],
        "score": view.score,
        "by_story": view.by_story,
        "story": a.story,
        "copy_of": view.copy_of_url,
        "relation": a.relation,
        "copies": view.copies,
        "feeds": list(view.feeds),
        "author": a.author,
        "summary": a.summary,
        "text": a.text,
        "capture_url": a.capture_url,
        "spans": [{"field": s.field, "start": s.start, "end": s.end, "term": s.term} for s in view.spans],
        "revisions": [revision(r, zone) for r in view.revisions],
    }


def revision(state: Revision, zone: ZoneInfo) -> Object:
    """An earlier state of an article."""
    return {
        "title": state.title,
        "summary": state.summary,
        "text": state.text,
        "seen": moment(state.seen_at, zone),
        "replaced": moment(state.replaced_at, zone),
    }
