"""httpx as a library: loaded without its own command line, whose rich and pygments cost more than all the rest of it."""

from __future__ import annotations

import sys

__all__ = ["httpx"]

_COMMAND_LINE = "httpx._main"
_unwanted = _COMMAND_LINE not in sys.modules
if _unwanted:
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment]  # "not to be found"; httpx is ready for that

import httpx  # noqa: E402

if _unwanted:
    del sys.modules[_COMMAND_LINE]
