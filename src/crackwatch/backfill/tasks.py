"""What a unit of work says: one value for every source, as the archive keeps it, and the name under which it is done once."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any, Literal

from crackwatch import urls

Kind = Literal["index", "replay", "capture", "sitemap", "page", "list", "warc"]
NETWORK: tuple[Kind, ...] = ("index", "capture", "replay", "sitemap", "page", "list")  # done here, one request after another
VIAS = {"wayback": "articles in a web archive", "captures": "feeds in a web archive", "sitemap": "sites' own lists", "warc": "crawls"}


@dataclass(frozen=True, slots=True)
class Task:
    """All that is needed to do a piece of work.

    ``since`` and ``until`` are Unix seconds, ``words`` those of which one must stand in an address. ``feeds`` are the ids
    of the feeds whose record it fills; ``stamp`` is a capture's time (14 digits), ``key`` what tells it from others of its
    address.
    """

    kind: Kind
    url: str
    archive: str = ""  # name or address of a web archive
    since: int = 0
    until: int = 0
    words: tuple[str, ...] = ()
    whole: bool = False  # an index is asked for everything under a domain, not for one address
    resume: str = ""
    feeds: tuple[int, ...] = ()
    outlet: str = ""
    lang: str = ""
    stamp: str = ""
    key: str = ""
    depth: int = 0

    @property
    def ref(self) -> str:
        """What it is known by: the same work has the same one, whoever plans it and when."""
        span, words = f"{self.since}-{self.until}", _digest(" ".join(self.words))
        match self.kind:
            case "replay" | "page":
                return f"{self.kind} {self.archive} {urls.canonical(self.url)}"
            case "capture":
                return f"capture {self.archive} {self.url} {self.key or self.stamp}"
            case "index":
                return f"index {self.archive} {'under ' if self.whole else ''}{self.url} {span} {words} {self.resume}".rstrip()
        return f"{self.kind} {self.url} {span} {words} {self.key}".rstrip()

    @property
    def place(self) -> str:
        """Whom it asks."""
        return self.archive or urls.site(self.url) or "files"

    def row(self) -> tuple[str, str, str, str]:
        """(source, place, ref, task) as the archive keeps it."""
        plain = Task(self.kind, "")
        said = {name: value for name, value in asdict(self).items() if value != getattr(plain, name)}
        return self.kind, self.place, self.ref, json.dumps({"kind": self.kind, **said}, ensure_ascii=False)


def read(task: str) -> Task:
    """The task that ``Task.row`` wrote."""
    said: dict[str, Any] = json.loads(task)
    return Task(**{name: tuple(value) if isinstance(value, list) else value for name, value in said.items()})  # type: ignore[arg-type]


def _digest(said: str) -> str:
    return blake2b(said.encode(), digest_size=6).hexdigest() if said else "all"
