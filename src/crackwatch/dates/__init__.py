"""Dates: as feeds write them, as a person types them, and as articles mention them.

Each of the three is loaded when it is first asked for: a command that prints needs one of them at most.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crackwatch.dates.feed_dates import parse_published, published
    from crackwatch.dates.flags import instant, period
    from crackwatch.dates.mentioning import Mention, mentions

__all__ = ["Mention", "instant", "mentions", "parse_published", "period", "published"]

_ROOMS = {
    **dict.fromkeys(("parse_published", "published"), "feed_dates"),
    **dict.fromkeys(("instant", "period"), "flags"),
    **dict.fromkeys(("Mention", "mentions"), "mentioning"),
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    globals()[name] = found
    return found
