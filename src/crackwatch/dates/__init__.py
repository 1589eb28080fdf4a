"""Dates: as feeds write them, as a person types them, and as articles mention them.

Each of the three is loaded when it is first asked for: a command that prints needs one of them at most.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crackwatch.dates.feed_dates import parse_published, published
    from crackwatch.dates.flags import instant, period

__all__ = ["instant", "parse_published", "period", "published"]

_ROOMS = {"parse_published": "feed_dates", "published": "feed_dates", "instant": "flags", "period": "flags"}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    globals()[name] = found
    return found
