"""News sitemaps as feeds: what a site published in the last two days, as it tells search engines.

Format: sitemaps.org/protocol and Google's "news sitemap" extension. A sitemap without headlines is no feed.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from crackwatch import text
from crackwatch.feeds import entries
from crackwatch.model import Entry, FeedDocument


def document(root: Element) -> FeedDocument | None:
    """The pages of ``root`` that have a headline, in their order; ``None`` where pages are listed and none has one.

    Sites write the namespaces in several ways, so only the names count.
    """
    listed = root.findall("{*}url")
    pages = [(page, news) for page in listed if (news := page.find("{*}news")) is not None]
    if listed and not pages:
        return None
    kept, note = entries.kept(pages)
    name, lang = (
        pages[0][1].findtext(f"{{*}}publication/{{*}}{said}", "") if pages else "" for said in ("name", "language")
    )
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
            title=news.findtext("{*}title", ""),
            url=page.findtext("{*}loc", "").strip(),
            published=news.findtext("{*}publication_date", ""),
            updated=page.findtext("{*}lastmod", ""),
            lang=news.findtext("{*}publication/{*}language", ""),
        )
    )
