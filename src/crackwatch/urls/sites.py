"""Who serves an address: the host, and the registrable domain that it belongs to."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# Authority, path, query and fragment of a web address, as forgiving about slashes as browsers are. A name has at most
# 253 signs (RFC 1035); what is far longer is hostile, and IDNA takes quadratic time on it.
WEB = re.compile(
    r"(?:https?:[/\\]*+|//)([^/\\?#]{1,512}+)(?![^/\\?#])([^?#]*+)(?:\?([^#]*+))?(?:#(.*+))?", re.IGNORECASE | re.DOTALL
)
_ABSOLUTE = re.compile(r"https?://[^/?#\s@:]", re.IGNORECASE)
_FEED = re.compile(r"^feed:(?:(?://)?(?=https?:)|(//))", re.IGNORECASE)
_HEAD = re.compile(r"^(https?://)([^/?#@]*@)?([^/?#]*)", re.IGNORECASE)
_DEFAULT_PORT = re.compile(r":(?:0*80|0*443)?$")
_LISTING = frozenset({"google.com", "bing.com", "reddit.com", "youtube.com", "feedburner.com"})
_ADDRESS = re.compile(r"[0-9.]+|\[.*\]")


def is_web(url: str) -> bool:
    """Whether ``url`` is an absolute http or https address with a host."""
    return _ABSOLUTE.match(url) is not None


def feed_address(said: str) -> str:
    """The address of a feed in the form in which one feed has one: scheme and host in small letters (RFC 3986 §6.2.2.1), and
    http for the ``feed:`` that some pages put before it or in its place. What is no address stays as it is.
    """
    url = _FEED.sub(lambda found: "" if found[1] is None else "http://", said)
    return _HEAD.sub(lambda head: head[1].lower() + (head[2] or "") + (head[3] if "{" in head[3] else head[3].lower()), url)


def site(url: str) -> str:
    """Who serves ``url``: its registrable domain (https://publicsuffix.org).

    Host and port for an IP address or a name without a dot, ``""`` for what is no web address.
    """
    found = WEB.match(url.strip())
    return _site(host_of(found[1])) if found else ""


def is_listing(url: str) -> bool:
    """Whether ``url`` is on a site that lists the articles of others, so that its own pages are none."""
    return site(url) in _LISTING


def host_of(authority: str) -> str:
    """Host and any unusual port of ``user:password@host:port``, in lower case and in ASCII (IDNA 2003, RFC 3490)."""
    host = authority.rpartition("@")[2].lower()
    while (shorter := _DEFAULT_PORT.sub("", host).strip(". ")) != host:
        host = shorter
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            host = quote(host.encode("utf-8", "surrogatepass"), safe=":[]-.%").lower()
    return host


@lru_cache(maxsize=4096)
def _site(host: str) -> str:
    name = host.rpartition(":")[0] or host
    if _ADDRESS.fullmatch(name) or "." not in name:
        return host
    if name.count(".") == 1:
        return name
    return _suffixes().privatesuffix(name) or name


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # 10 000 rules, 40 ms: only for names of three parts and more

    return PublicSuffixList(accept_unknown=True)
