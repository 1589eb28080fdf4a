"""Feeds that we know without asking anybody: the starters for Paris, and the searches that are feeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import quote, urlencode

from crackwatch.errors import UsageError
from crackwatch.model import NewFeed

STARTER_LANGUAGE = "fr"


def starters() -> tuple[NewFeed, ...]:
    """The feeds that an archive begins with while it follows no other (``starters.toml``)."""
    import tomllib
    from importlib.resources import files

    said = tomllib.loads(files(__package__).joinpath("starters.toml").read_text(encoding="utf-8"))
    return tuple(NewFeed(lang=STARTER_LANGUAGE, **row) for row in said["feed"])


def search_feed(engine: str, query: str, lang: str = "fr", country: str = "FR") -> NewFeed:
    """The feed of what ``engine`` finds for ``query``: google-news, bing-news, reddit, youtube or mastodon.

    YouTube takes a channel id, Mastodon ``#hashtag@instance``. ``lang`` is ISO 639-1, ``country`` ISO 3166-1.
    Raises ``UsageError`` where the engine is unknown or the query is none for it.
    """
    asked, lang, country = " ".join(query.split()), lang.lower(), country.upper()
    if engine not in SEARCHES:
        raise UsageError(f"no search feed is called “{engine}”", f"choose one of {', '.join(SEARCHES)}")
    if not asked:
        raise UsageError("a search feed needs a query", f"crackwatch feeds add --search {engine} 'crack Stalingrad'")
    return SEARCHES[engine](asked, lang, country)


def _google_news(query: str, lang: str, country: str) -> NewFeed:
    asked = urlencode({"q": query, "hl": lang, "gl": country, "ceid": f"{country}:{lang}"}, safe=":")
    return NewFeed(f"https://news.google.com/rss/search?{asked}", f"Google News: {query}", lang=lang)


def _bing_news(query: str, lang: str, country: str) -> NewFeed:
    asked = urlencode({"q": query, "format": "rss", "setlang": lang, "cc": country})
    return NewFeed(f"https://www.bing.com/news/search?{asked}", f"Bing News: {query}", lang=lang)


def _reddit(query: str, _lang: str, _country: str) -> NewFeed:
    asked = urlencode({"q": query, "sort": "new"})
    return NewFeed(f"https://www.reddit.com/search.rss?{asked}", f"Reddit: {query}", outlet="Reddit")


def _youtube(query: str, _lang: str, _country: str) -> NewFeed:
    if not (query.startswith("UC") and len(query) == 24 and query.replace("-", "a").replace("_", "a").isalnum()):
        raise UsageError(
            f"“{query}” is no YouTube channel id",
            "YouTube has feeds for channels only; give the id that begins with UC, from the channel's page source",
        )
    return NewFeed(f"https://www.youtube.com/feeds/videos.xml?channel_id={query}", f"YouTube: {query}")


def _mastodon(query: str, _lang: str, _country: str) -> NewFeed:
    tag, _, instance = query.lstrip("#").partition("@")
    instance = instance or "mastodon.social"
    if not tag.replace("_", "a").isalnum() or not instance.replace(".", "a").replace("-", "a").isalnum():
        raise UsageError(f"“{query}” is no hashtag on a Mastodon instance", "write it as #stalingrad@mastodon.social")
    return NewFeed(
        f"https://{instance}/tags/{quote(tag)}.rss", f"Mastodon: #{tag}@{instance}", outlet=f"Mastodon {instance}"
    )


SEARCHES: Final[dict[str, Callable[[str, str, str], NewFeed]]] = {
    "google-news": _google_news,
    "bing-news": _bing_news,
    "reddit": _reddit,
    "youtube": _youtube,
    "mastodon": _mastodon,
}
