"""An article as watches see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """What a watch may ask about. ``day`` is ISO, in the archive's zone; ``lang`` the primary subtag, lower case."""

    title: str
    summary: str = ""
    text: str = ""
    lang: str = ""
    outlet: str = ""  # its name, as readers know it
    outlet_key: str = ""  # as a rule its registrable domain
    feed: str = ""  # slug and title of the feed that showed it
    author: str = ""
    day: str = ""
