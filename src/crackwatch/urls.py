"""Addresses: which two are one article, whose site they are on, and which outlet they name.

Normal form after RFC 3986 §6 and the WHATWG URL standard, then what newsrooms add: tracking, AMP, mobile hosts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from crackwatch import wrappers

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# An address already in normal form but for scheme and "www.": nothing to decode, to drop or to unwrap.
_PLAIN = re.compile(
    r"https?://(?:www\.)?((?!(?:www\d*|touch)\.)(?:(?!(?:m|amp|mobile)\.)[a-z0-9-]++\.)++[a-z]{2,}+)"
    r"((?:/(?![Aa][Mm][Pp](?:/|$)|index\.|default\.)[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)++)"
)
_WEB = re.compile(r"(?:https?:[/\\]*+|//)([^/\\?#]++)([^?#]*+)(?:\?([^#]*+))?(?:#(.*+))?", re.IGNORECASE | re.DOTALL)
_DEFAULT_PORT = re.compile(r":(?:0*80|0*443)?$")
_ADDRESS = re.compile(r"[0-9.]+|\[.*\]")
_OTHER_FORM = re.compile(r"^(?:(?:www\d*|m|mobile|amp|touch)\.)+(?=[^.]+\.[^.])|(?:\.(?:m|mobile|amp))+(?=\.[^.]+\.[^.]+$)")

_TRACKING = frozenset(
    "__s __twitter_impression _ga _gl _kx _openstat .tsrc action_ref_map action_type_map amp cmp cmpid cmpredirect dclid "
    "dm_i echobox emc epik fbclid feedname feedtype fromrss ftag gbraid gclid gclsrc guccounter icid igsh igshid intcid "
    "intcmp irclickid isappinstalled ito itid jsessionid leadsource li_fat_id maca mbid mibextid mkevt mktcid mktcval "
    "msclkid ncid ocid origin_feed phpsessid rb_clickid ref_src ref_url referer referrer reflink refsrc rss s_cid "
    "s_kwcid sh share shared smid smtyp spm sr_share sref srnd ssm taid track trk trkcampaign tsrc ttclid "
    "twclid twitter_impression usqp wbraid wickedid wpisrc wpmm wprov xg_source xtatc xtcr xtmc xtnp xtor xtref xts "
    "yclid yptr".split()
)
_TRACKING_FAMILIES = (
    *("utm_", "at_", "mc_", "pk_", "piwik_", "mtm_", "matomo_", "hsa_", "_hs", "vero_", "oly_", "fb_", "ga_", "gaa_"),
    *("wt_", "wt.", "ns_", "lmd_", "guce_", "mkt_", "int_", "sc_", "amp_", "ftcamp", "stm_", "dicbo", "asc_", "ef_"),
    *("itm_", "cmp_", "mktc_", "soc_", "__cft__"),
)
# Names that track with these values and identify with others.
_SOMETIMES = re.compile(
    r"(?:ref|source|src|from|via|partner|campaign|medium|feature|origin|output|outputtype|view|platform|mod)="
    r"(?:rss|feeds?|atom|amp|twitter|facebook|fb|linkedin|whatsapp|telegram|instagram|bluesky|share|social|email|mail"
    r"|newsletter|push|home|homepage|une|hp|google|googlenews|gnews|bing|app|mobile|flipboard|msn|yahoo)"
    r"(?:[-_.].*)?",
    re.IGNORECASE,
)
_AMP_FILE = re.compile(r"(?:\.amp)+(?=\.html?(?:/|$)|/|$)", re.IGNORECASE)
_INDEX = re.compile(r"(?:index|default)\.(?:html?|php|aspx?)", re.IGNORECASE)
_MISREAD_AND = re.compile(r"(?:^|&)(?:amp;)+")
_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
_LISTS = frozenset("tag tags topic topics theme themes sujet sujets search recherche label keyword mot-cle".split())

_PATH_SAFE = "!$&'()*+,;=:@/%"
_QUERY_SAFE = "!$'()*,;:@/?+%=&"


def canonical(url: str) -> str:
    """The address that identifies the article behind ``url``: two spellings of one article give one string.

    Scheme, host case, default ports, ``www.`` and mobile or AMP forms, tracking, order of parameters, escapes, closing
    slashes and fragments do not count; other sub-domains, the case of paths and every other parameter do. Links of
    known wrappers (caches, alerts, redirects) give what they wrap. What is no web address comes back stripped. Never
    raises; idempotent.
    """
    plain = _PLAIN.fullmatch(url)
    if plain and ".amp" not in url and not wrappers.wraps(plain[1]):
        return f"https://{plain[1]}{plain[2]}"
    return _normal(url, depth=5)


def is_web(url: str) -> bool:
    """Whether ``url`` is an absolute http or https address with a host."""
    return re.match(r"https?://[^/?#\s@:]", url, re.IGNORECASE) is not None


def outlet_key(url: str) -> str:
    """The host of ``url`` without its www, mobile or AMP form: names an outlet when nothing else does. Else ``""``."""
    found = _WEB.match(canonical(url))
    return found[1] if found else ""


def site(url: str) -> str:
    """Who serves ``url``: its registrable domain (https://publicsuffix.org).

    Host and port for an IP address or a name without a dot, ``""`` for what is no web address.
    """
    found = _WEB.match(url.strip())
    return _site(_host(found[1])) if found else ""


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
    from publicsuffixlist import PublicSuffixList  # 12 000 rules: only for names of three parts and more

    return PublicSuffixList(accept_unknown=True)


def _normal(url: str, depth: int) -> str:
    """``depth`` bounds how many wrappers may lie around each other."""
    url = _LINE_ENDS.sub("", url.strip())
    found = _WEB.fullmatch("//" + url if url[:4].lower() == "www." else url)
    if not found:
        return url
    host = _usual_host(found[1])
    path, query, fragment = found[2], found[3] or "", found[4] or ""
    wrapper = depth > 0 and wrappers.wraps(host)
    if wrapper and is_web(inner := wrappers.unwrapped(host, path, query)):
        return _normal(inner, depth - 1)
    query = _query(query)
    result = f"https://{host}{_path(path)}{'?' if query else ''}{query}{_fragment(fragment)}"
    return _normal(result, depth - 1) if wrapper and result != url else result


def _host(authority: str) -> str:
    """Host and any unusual port, in lower case and in ASCII, without user name and password."""
    host = _DEFAULT_PORT.sub("", authority.rpartition("@")[2].lower()).strip(". ")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            host = quote(host.encode("utf-8", "surrogatepass"), safe=":[]-.%").lower()
    return host


@lru_cache(maxsize=4096)
def _usual_host(authority: str) -> str:
    return _OTHER_FORM.sub("", _host(authority))


def _path(path: str) -> str:
    path = _AMP_FILE.sub("", _SESSION.sub("", _escaped(path.replace("\\", "/"), _PATH_SAFE)))
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    kept = _without_amp(kept)
    while kept and _INDEX.fullmatch(kept[-1]):
        kept.pop()
    return "/" + "/".join(kept)


def _without_amp(segments: list[str]) -> list[str]:
    """``/amp`` first, last or in between is a form of the page, except where it is the subject itself."""
    if len(segments) == 1:
        return segments
    return [s for n, s in enumerate(segments) if s.lower() != "amp" or (n and segments[n - 1].lower() in _LISTS)]


def _query(query: str) -> str:
    if not query:
        return ""
    spaced = _MISREAD_AND.sub("&", query).replace("%20", "+").replace(" ", "+")
    return "&".join(sorted({part for part in _escaped(spaced, _QUERY_SAFE).split("&") if not _tracks(part)}))


def _tracks(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    known = not name or name in _TRACKING or name.startswith(_TRACKING_FAMILIES)
    return known or _SOMETIMES.fullmatch(parameter) is not None


def _fragment(fragment: str) -> str:
    """Fragments are places on a page, except where a page is an application: ``#!/article/5`` and ``#/article/5``."""
    mark, route = ("#!", fragment[1:]) if fragment[:1] == "!" else ("#", fragment)
    path, _, query = route.partition("?")
    path, query = path.rstrip("/") or path[:1], _query(query)
    if not (path.strip("/") or query) or not (mark == "#!" or path[:1] == "/"):
        return ""
    return f"{mark}{_escaped(path, _PATH_SAFE)}{'?' if query else ''}{query}"


def _escaped(part: str, safe: str) -> str:
    """One spelling for one meaning: UTF-8 in NFC, escapes in capitals and only where they are needed."""
    if "%" not in part and part.isascii():
        return part if not _NEEDS_ESCAPE.search(part) else quote(part, safe=safe)
    part = _WIDE_ESCAPES.sub(_wide, part)
    part = _ESCAPE.sub(lambda found: _narrow(found[1], safe), part)
    return quote(unicodedata.normalize("NFC", part).encode("utf-8", "surrogatepass"), safe=safe)


_LINE_ENDS = re.compile(r"[\t\r\n]+")
_NEEDS_ESCAPE = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@/?-]")
_WIDE_ESCAPES = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")


def _wide(escapes: re.Match[str]) -> str:
    """Letters outside ASCII; what is not UTF-8 stays escaped."""
    try:
        return unquote_to_bytes(escapes[0]).decode("utf-8")
    except UnicodeDecodeError:
        return escapes[0]


def _narrow(digits: str | None, safe: str) -> str:
    if digits is None:
        return "%25"
    sign = chr(int(digits, 16))
    plain = sign.isascii() and (sign.isalnum() or sign in "-._~" or (sign in safe and sign not in "%/?&=+"))
    return sign if plain else f"%{digits.upper()}"
