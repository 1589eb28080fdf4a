"""Secrets in addresses and options: put in just before a request travels, taken out of everything that is shown."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, quote_plus

from crackwatch.errors import ConfigError
from crackwatch.text import wide

LookUp = Callable[[str], str]
_PLACE = re.compile(r"\{secret:([A-Za-z0-9_.-]+)\}")
_WORD = re.compile(r"\w*(?:\{secret:[A-Za-z0-9_.-]+\}\w*)+")  # a secret, with what it stands in
_SHORT = 4  # characters; fewer may stand in any word by chance
_ADDRESS = re.compile(r"\b([a-z][a-z0-9+.-]*://)([^\s/?#]*@)?([^\s?#]*)(\?[^\s#]*)?(#\S*)?", re.IGNORECASE)
_VALUE = re.compile(r"=[^&;]+")


def redact(text: str) -> str:
    """``text`` with every address in it stripped of user name, password and the values of its query."""
    return _ADDRESS.sub(_shown, text)


def _shown(address: re.Match[str]) -> str:
    scheme, _, place, query, _ = address.groups(default="")
    if "=" in query:
        query = _VALUE.sub("=…", query)
    elif query:
        query = "?…"
    return f"{scheme}{place}{query}"


def of_environment(environ: Mapping[str, str] = os.environ) -> LookUp:
    """Looks ``NAME`` up as ``CRACKWATCH_SECRET_NAME``; raises ConfigError where it is not set."""

    def look_up(name: str) -> str:
        value = environ.get(f"CRACKWATCH_SECRET_{name.upper()}", "")
        if not value:
            raise ConfigError(f"there is no secret named {name}", f"set CRACKWATCH_SECRET_{name.upper()}")
        return value

    return look_up


def foreign(address: str) -> str:
    """An address as others write it: what looks like the name of a secret there is none, and is never filled in."""
    return address.replace("{secret:", "%7Bsecret:")


class Veil:
    """The secrets of one request. ``fill`` puts them in, ``hide`` gives a text back with their names in their places."""

    __slots__ = ("_look_up", "_names")

    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up
        self._names: dict[str, str] = {}  # each form of a secret: what is shown for it

    def fill(self, text: str, *, in_url: bool = False) -> str:
        """``text`` with each ``{secret:NAME}`` replaced; raises what the look-up raises, usually ConfigError."""
        if "{" not in text:
            return text

        def value(place: re.Match[str]) -> str:
            secret = self._look_up(place[1])
            self.know(secret, place[0])
            return quote(secret, safe="") if in_url else secret

        def word(places: re.Match[str]) -> str:
            filled = _PLACE.sub(value, places[0])
            self.know(filled, places[0])
            return filled

        return _WORD.sub(word, text)

    def know(self, secret: str, shown: str = "…") -> None:
        """From now on hide ``secret``, as it is and as addresses write it."""
        for form in {secret, quote(secret, safe=""), quote_plus(secret), quote(secret)} - {""}:
            self._names.setdefault(form, shown)

    def hide(self, text: str) -> str:
        """``text`` without any secret known so far, the longest first; a short one is hidden where it is a word of its own."""
        if not self._names:
            return text
        forms = "|".join(map(_form, sorted(self._names, key=len, reverse=True)))
        return re.sub(forms, lambda found: self._names[found[0]], text)


    def cleanse(self, body: bytes) -> bytes:
        """A document that may repeat a secret, with its name in its place. A secret that could be a word of the news is taken
        out only where addresses have their values.
        """
        if not self._names:
            return body
        found_wide = wide(body[:4])
        encoding, errors = (found_wide, "replace") if found_wide else ("utf-8", "surrogateescape")
        said = body.decode(encoding, errors)
        forms = "|".join(map(_token, sorted(self._names, key=len, reverse=True)))
        cleansed, found = re.subn(forms, lambda form: self._names[form[0]], said)
        return cleansed.encode(encoding, errors) if found else body


def _token(secret: str) -> str:
    could_be_a_word = secret.isalpha() and secret[1:].islower()
    return rf"{'(?<=[=/:])' if could_be_a_word else ''}(?<!\w){re.escape(secret)}(?!\w)"


def _form(secret: str) -> str:
    escaped = re.escape(secret)
    return escaped if len(secret) >= _SHORT else rf"(?<!\w){escaped}(?!\w)"
