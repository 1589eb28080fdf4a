"""Addresses that only wrap another one: AMP caches, archives, alert and search redirects, old Google News links."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote

_PARAMETER = {
    ("google.com", "/url"): ("url", "q"),
    ("bing.com", "/news/apiclick.aspx"): ("url",),
    ("l.facebook.com", "/l.php"): ("u",),
    ("lm.facebook.com", "/l.php"): ("u",),
    ("out.reddit.com", "/"): ("url",),
    ("duckduckgo.com", "/l/"): ("uddg",),
}
_HOSTS = ("google.com", "web.archive.org", "cdn.ampproject.org", *{host for host, _ in _PARAMETER})

_AMP_VIEWER = re.compile(r"/amp/(s/)?([^/]+\.[^/]+/.*)", re.DOTALL)
_AMP_CACHE = re.compile(r"/[a-z]+/(s/)?([^/]+\.[^/]+.*)", re.DOTALL)
_CAPTURE = re.compile(r"/web/\d{4,14}(?:[a-z]{2}_|\*)?/((?:https?:/|//|www\.).*)", re.DOTALL | re.IGNORECASE)
_NEWS_ID = re.compile(r"(?:/__i)?(?:/rss)?(?:/rd)?/(?:articles|read)/([\w=-]+)")
_IN_NEWS_ID = re.compile(rb"https?://[\x21-\x7e]+")


def wraps(host: str) -> bool:
    """Whether addresses on ``host`` may wrap others; ``host`` in lower case."""
    return host.endswith(_HOSTS) or host.startswith("google.")


def unwrapped(host: str, path: str, query: str) -> str:
    """The address inside, or ``""`` where there is none. ``host`` in lower case, without ``www.``."""
    if names := _PARAMETER.get((host, path)):
        values = parse_qs(query)
        return next((v[0] for name in names if (v := values.get(name)) and v[0].startswith("http")), "")
    if host.endswith("cdn.ampproject.org"):
        return _rebuilt(_AMP_CACHE.fullmatch(path), query)
    if host.startswith("google."):
        return _rebuilt(_AMP_VIEWER.fullmatch(path), query)
    if host == "web.archive.org" and (capture := _CAPTURE.fullmatch(path)):
        return capture[1] + ("?" + query if query else "")
    if host == "news.google.com" and (found := _NEWS_ID.fullmatch(path)):
        usual = f"/articles/{found[1]}"
        return _in_news_id(found[1]) or ("" if (path, query) == (usual, "") else f"https://{host}{usual}")
    return ""


def _rebuilt(found: re.Match[str] | None, query: str) -> str:
    return f"http{'s' if found[1] else ''}://{unquote(found[2])}{'?' if query else ''}{query}" if found else ""


def _in_news_id(news_id: str) -> str:
    """Until July 2024 the id of a Google News link was a base64 message that holds the address; now it is opaque."""
    import base64

    try:
        message = base64.urlsafe_b64decode(news_id + "=" * (-len(news_id) % 4))
    except ValueError:
        return ""
    inside = _IN_NEWS_ID.search(message)
    return inside[0].decode("ascii") if inside else ""
