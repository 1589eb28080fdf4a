"""News sitemaps as feeds: what a site published in the last two days, as it tells search engines.

Format: sitemaps.org/protocol and Google's "news sitemap" extension. A sitemap without headlines is no feed.
"""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from crackwatch import text
from crackwatch.feeds import entries
from crackwatch.model import Entry, FeedDocument

_NAMESPACE: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS: Final = "{http://www.google.com/schemas/sitemap-news/0.9}"
ROOT: Final = f"{_NAMESPACE}urlset"


def document(root: Element) -> FeedDocument | None:
    """The pages of ``root`` that have a headline, in their order; ``None`` where pages are listed and none has one."""
    listed = root.findall(f"{_NAMESPACE}url")
    pages = [(page, news) for page in listed if (news := page.find(f"{_NEWS}news")) is not None]
    if listed and not pages:
        return None
    kept, note = entries.kept(pages)
    name, lang = "", ""
    if pages:
        publication = f"{_NEWS}publication/{_NEWS}"
        name, lang = (pages[0][1].findtext(publication + said, "") for said in ("name", "language"))
    return FeedDocument(
        kind="sitemap",
        title=text.cut(text.clean(name), entries.TITLE),
        url="",
        lang=entries.language(lang),
        entries=tuple(_entry(page, news) for page, news in kept),
        note=note,
    )


def _entry(page: Element, news: Element) -> Entry:
    return entries.finished(
        entries.Said(
            title=news.findtext(f"{_NEWS}title", ""),
            url=page.findtext(f"{_NAMESPACE}loc", "").strip(),
            published=news.findtext(f"{_NEWS}publication_date", ""),
            updated=page.findtext(f"{_NAMESPACE}lastmod", ""),
            lang=news.findtext(f"{_NEWS}publication/{_NEWS}language", ""),
        )
    )
