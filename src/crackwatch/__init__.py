"""Follow an affair in the news: feeds in, one SQLite file, timelines and source summaries out.

What other programs may build on: the names below, the functions of ``crackwatch.ask`` that take them, and the modules
``crackwatch.dates``, ``crackwatch.urls`` and ``crackwatch.errors``. A name is imported when it is first used, so that
``import crackwatch`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crackwatch.answers import SourcesRequest, TimelineRequest
    from crackwatch.archive.connection import open_for_reading as open_archive
    from crackwatch.model import Period, Selection

__version__ = "0.1.0"
__all__ = ["Period", "Selection", "SourcesRequest", "TimelineRequest", "open_archive"]

_HOMES = {
    "Period": "model:Period",
    "Selection": "model:Selection",
    "SourcesRequest": "answers:SourcesRequest",
    "TimelineRequest": "answers:TimelineRequest",
    "open_archive": "archive.connection:open_for_reading",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, original = _HOMES[name].partition(":")
    return getattr(import_module(f"{__name__}.{module}"), original)
