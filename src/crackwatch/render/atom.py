"""Articles as an Atom feed (RFC 4287), so that another reader can follow a watch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from xml.sax.saxutils import escape, quoteattr

from crackwatch.answers import Articles
from crackwatch.model import ArticleView
from crackwatch.render.signs import clean


def feed(value: Articles, title: str = "crackwatch") -> Iterator[str]:
    """A feed of articles as they are read. Its ``updated`` is that of its newest article, so that equal feeds are equal."""
    entries = list(value)
    newest = max((view.article.at for view in entries), default=0)
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    yield f"  <title>{escape(clean(title))}</title>\n  <id>{_urn('feed', title)}</id>\n  <updated>{_stamp(newest)}</updated>\n"
    yield "  <generator>crackwatch</generator>\n"
    yield from map(_entry, entries)
    yield "</feed>\n"


def _entry(view: ArticleView) -> str:
    a = view.article
    changed = max((state.replaced_at for state in view.revisions), default=a.at)
    link = f"    <link href={quoteattr(clean(a.url))}/>\n" if a.url.startswith(("http://", "https://")) else ""
    summary = f"    <summary>{escape(clean(a.summary))}</summary>\n" if a.summary else ""
    published = f"    <published>{_stamp(int(a.published.utc.timestamp()))}</published>\n" if a.published.utc else ""
    watches = "".join(f"    <category term={quoteattr(clean(name))}/>\n" for name in view.watches)
    return (
        f"  <entry>\n    <title>{escape(clean(a.title)) or 'untitled'}</title>\n    <id>{_urn('article', a.canonical_url, str(a.part))}</id>\n"
        f"{link}    <updated>{_stamp(max(changed, a.at))}</updated>\n{published}"
        f"    <author><name>{escape(clean(a.outlet)) or 'unknown'}</name></author>\n{summary}{watches}  </entry>\n"
    )


def _urn(*parts: str) -> str:
    """A name that stays the same for the same thing (RFC 4287 §4.2.6)."""
    return f"urn:crackwatch:{parts[0]}:{blake2b('|'.join(parts).encode(), digest_size=12).hexdigest()}"


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
