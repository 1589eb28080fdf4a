"""What an outlet is called: a part of its feed's title, where the domain of its articles says the same name."""

from __future__ import annotations

import re
from collections.abc import Collection

from crackwatch.text import folded

_BETWEEN = re.compile(r"\s+[-–—|:·•»>/]+\s+|[|»]|,\s+")
_SHORTEST = 3  # letters of a domain's name; fewer are an accident
_ARTICLE = 3  # letters at most: le, la, les, the, der, die, das, el, il


def outlet(title: str, sites: Collection[str]) -> str:
    """The name of the outlet whose feed has this title and tells of articles on these sites, ``""`` where that is not plain.

    Rubrics go ("Le Canal - Paris" is Le Canal's), and so does the end of a domain behind several words ("Le Canal.fr").
    """
    if len(sites) != 1:
        return ""
    (site,) = sites
    return next((name for part in (title, *_BETWEEN.split(title)) if (name := _name(part.strip(), site))), "")


def _name(part: str, site: str) -> str:
    domain, dot, end = site.partition(".")
    label, words = folded(domain), part.split()
    if len(label) < _SHORTEST or not dot or not end.replace(".", "").isalpha():
        return ""
    if folded(part) == folded(site):
        return part[: -len(dot + end)] if len(words) > 1 and part.lower().endswith(dot + end) else part
    rest = words[1:] if words and len(folded(words[0])) <= _ARTICLE else words
    return part if label in (folded(part), folded("".join(rest))) else ""
