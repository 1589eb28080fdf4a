"""The normal form of an article's address.

After RFC 3986 §6 and the WHATWG URL standard, then what newsrooms add: tracking, AMP, mobile hosts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes

from crackwatch.urls import wrappers
from crackwatch.urls.sites import WEB, host_of

# What is already in normal form, but for scheme, "www." and parameters: nothing to decode or to unwrap.
_USUAL_PATH = r"(?:/(?![Aa][Mm][Pp](?:[/?]|$)|index\.|default\.)[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)++"
_USUAL = re.compile(
    r"https?://(?:www\.)?((?!(?:www\d*|touch)\.)(?:(?!(?:m|amp|mobile)\.)[a-z0-9-]++\.)++[a-z]{2,}+)"
    rf"({_USUAL_PATH})(?:\?([A-Za-z0-9._~=&+-]*+))?"
)
_HOST = re.compile(r"https://([^/?#\\]{1,512}+)/")
_USUAL_PATH_ALONE = re.compile(_USUAL_PATH)
_OTHER_HOST_FORM = re.compile(
    r"^(?:(?:www\d*|m|mobile|amp|touch)\.)+(?=[^.]+\.[^.])|(?:\.(?:m|mobile|amp))+(?=\.[^.]+\.[^.]+$)"
)

_TRACKING_NAMES = (
    "__s __twitter_impression _ga _gl _kx _openstat .tsrc action_ref_map action_type_map amp cmp cmpid cmpredirect dclid "
    "dm_i echobox emc epik fbclid feedname feedtype fromrss ftag gbraid gclid gclsrc guccounter icid igsh igshid intcid "
    "intcmp irclickid isappinstalled ito itid jsessionid leadsource li_fat_id maca mbid mibextid mkevt mktcid mktcval "
    "msclkid ncid ocid origin_feed phpsessid rb_clickid ref_src ref_url referer referrer reflink refsrc rss s_cid "
    "s_kwcid sh share shared smid smtyp spm sr_share sref srnd ssm taid track trk trkcampaign tsrc ttclid "
    "twclid twitter_impression usqp wbraid wickedid wpisrc wpmm wprov xg_source xtatc xtcr xtmc xtnp xtor xtref xts "
    "yclid yptr"
)
_TRACKING = frozenset(_TRACKING_NAMES.split())
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
_AMP_FILE = re.compile(r"\.amp(?=[./]|$)", re.IGNORECASE)
_INDEX = re.compile(r"(?:index|default)\.(?:html?|php|aspx?)", re.IGNORECASE)
_MISREAD_AND = re.compile(r"(?:^|&)(?:amp;)+")
_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
_LISTS = re.compile(r"tags?|topics?|themes?|sujets?|search|recherche|label|keyword|mot-cle", re.IGNORECASE)

_LINE_ENDS = re.compile(r"[\t\r\n]+")
_NEEDS_ESCAPE = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@/?-]")
_WIDE_ESCAPES = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_KEPT_ESCAPE = re.compile(r"(%[0-9A-F]{2})")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")

_PATH_SAFE = "!$&'()*+,;=:@/%"
_QUERY_SAFE = "!$'()*,;:@/?+%=&"


def canonical(url: str) -> str:
    """The address that identifies the article behind ``url``: two spellings of one article give one string.

    Scheme, host case, default ports, ``www.`` and mobile or AMP forms, tracking, order of parameters, escapes, closing
    slashes and fragments do not count; other sub-domains, the case of paths and every other parameter do. Links of
    known wrappers (caches, alerts, redirects) give what they wrap. What is no web address comes back stripped. Never
    raises; idempotent.
    """
    usual = _USUAL.fullmatch(url)
    if usual and ".amp" not in url and not wrappers.wraps(usual[1]):
        query = _query(usual[3]) if usual[3] else ""
        return f"https://{usual[1]}{usual[2]}{'?' if query else ''}{query}"
    return _normal(url, depth=5)


def outlet_key(url: str) -> str:
    """The host of ``url`` without its www, mobile or AMP form: names an outlet when nothing else does. Else ``""``."""
    return host(canonical(url))


def host(normal: str) -> str:
    """The host of an address in normal form, as it stands there; ``""`` for what is no web address."""
    found = _HOST.match(normal)
    return found[1] if found else ""


def _normal(url: str, depth: int) -> str:
    """``depth`` bounds how many wrappers may lie around each other."""
    url = url.strip() if url.isprintable() else _LINE_ENDS.sub("", url.strip())
    found = WEB.fullmatch("//" + url if url[:4].lower() == "www." else url)
    host = _usual_host(found[1]) if found else ""
    if not found or not host:
        return url
    path, query, fragment = found[2], found[3] or "", found[4] or ""
    wrapper = depth > 0 and wrappers.wraps(host)
    if wrapper and WEB.match(inner := wrappers.unwrapped(host, path, query)):
        return _normal(inner, depth - 1)
    query = _query(query)
    result = f"https://{host}{_path(path)}{'?' if query else ''}{query}{_fragment(fragment)}"
    return _normal(result, depth - 1) if wrapper and result != url else result


@lru_cache(maxsize=4096)
def _usual_host(authority: str) -> str:
    return _OTHER_HOST_FORM.sub("", host_of(authority))


def _path(path: str) -> str:
    if _USUAL_PATH_ALONE.fullmatch(path) and ".amp" not in path:
        return path
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
    return [s for n, s in enumerate(segments) if s.lower() != "amp" or (n and _LISTS.fullmatch(segments[n - 1]))]


@lru_cache(maxsize=512)  # a feed tags all of its addresses alike
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
    part = _WIDE_ESCAPES.sub(_wide, _ESCAPE.sub(lambda found: _narrow(found[1], safe), part))
    composed = (
        unicodedata.normalize("NFC", piece) for piece in _KEPT_ESCAPE.split(part)
    )  # no accent on a figure of %5C
    return quote("".join(composed).encode("utf-8", "surrogatepass"), safe=safe)


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
