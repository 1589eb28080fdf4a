"""Lines of JSONL as entries: what people write, and what an export brings back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from crackwatch import text
from crackwatch.model import Entry, Kept, Label, Revision
from crackwatch.model.kinds import Origin, Whence

FIELDS = ("url", "title", "summary", "text", "published", "outlet", "lang", "author")

_GZIP = b"\x1f\x8b"


def refuse_binary(said: bytes) -> None:
    """Raise ValueError where a file, or its beginning, is no text. As almost any bytes are signs of UTF-16, a text in it
    must hold a space or a line break, too, and no zero.
    """
    if said.startswith(_GZIP):
        raise ValueError("it is packed by gzip; unpack it with gunzip, then import that")
    if b"\0" in said:
        encoding = text.wide(said)
        signs = said.decode(encoding, "replace") if encoding else "\0"
        if "\0" in signs or not any(map(str.isspace, signs)):
            raise ValueError("it is no text")


def read(line: bytes | str) -> tuple[Entry, Kept | None]:
    """The article of one line, and what an archive knew of it where an export says so. Raises ValueError for what is none."""
    try:
        said = json.loads(line)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(said, dict):
        raise ValueError("it is not an object")  # noqa: TRY004 - one kind of error for a line that is none
    if "first_seen" in said and "origin" in said:
        return _exported(said), _kept(said)
    return _written(said), None


def _written(said: Mapping[str, Any]) -> Entry:
    """An entry as people and other programs write it; HTML in its texts is read."""
    values = {name: _text(said, name) for name in FIELDS}
    return Entry(
        title=_title(said),
        url=text.clean(values["url"]),
        summary=text.plain(values["summary"]),
        text=text.plain(values["text"]),
        published=_dated(values["published"]),
        author=text.clean(values["author"]),
        lang=values["lang"].lower().partition("-")[0][:8],
        outlet=text.clean(values["outlet"]),
        published_from="import",
    )


def _exported(said: Mapping[str, Any]) -> Entry:
    """An entry as ``export`` writes it: its texts are plain, its date goes with where it came from."""
    raw = _text(said, "published_raw" if "published_raw" in said else "published")
    whence = _one_of(said, "published_from", get_args(Whence), "import")
    outlet, domain = text.clean(_text(said, "outlet")), text.clean(_text(said, "outlet_domain"))
    return Entry(
        title=_title(said),
        url=text.clean(_text(said, "url")),
        summary=text.clean(_text(said, "summary")),
        text=text.clean(_text(said, "text")),
        published="" if whence == "updated" else raw,
        updated=raw if whence == "updated" else "",
        author=text.clean(_text(said, "author")),
        lang=_text(said, "lang"),
        outlet="" if outlet == domain else outlet,
        outlet_url=f"https://{domain}/" if domain else "",
        capture_url=text.clean(_text(said, "capture_url")),
        published_from=whence,
        part=_number(said, "part"),
    )


def _kept(said: Mapping[str, Any]) -> Kept:
    labels, revisions = _objects(said, "labels"), _objects(said, "revisions")
    url = said.get("url")
    return Kept(
        first_seen=_time(said, "first_seen"),
        origin=_one_of(said, "origin", get_args(Origin)),
        zone=_zone(_text(said, "zone")),
        addresses=tuple(text.clean(one) for one in said.get("addresses") or () if isinstance(one, str) and one != url),
        revisions=tuple(_revision(state) for state in revisions),
        labels=tuple(Label(_text(one, "watch"), _one_of(one, "verdict", ("yes", "no")) == "yes", _time(one, "at")) for one in labels),
    )


def _revision(said: Mapping[str, Any]) -> Revision:
    title, summary, words = (text.clean(_text(said, name)) for name in ("title", "summary", "text"))
    return Revision(title, summary, words, _time(said, "seen"), _time(said, "replaced"))


# --- values ------------------------------------------------------------------------------------------------------------


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name) or ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a text")  # noqa: TRY004 - one kind of error for a line that is none
    return value


def _title(said: Mapping[str, Any]) -> str:
    if title := text.clean(_text(said, "title")):
        return title
    raise ValueError("it has no title")


def _one_of(said: Mapping[str, Any], name: str, known: tuple[Any, ...], otherwise: str = "") -> Any:
    value = said.get(name, otherwise)
    if value in known:
        return value
    raise ValueError(f"{name} is none of {', '.join(known)}")


def _number(said: Mapping[str, Any], name: str) -> int:
    value = said.get(name, 0)
    if type(value) is int and 0 <= value < 2**31:
        return value
    raise ValueError(f"{name} is no number")


def _objects(said: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = said.get(name) or []
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return value
    raise ValueError(f"{name} is no list of objects")


def _time(said: Mapping[str, Any], name: str) -> int:
    """Unix seconds of a time with its offset."""
    try:
        time = datetime.fromisoformat(_text(said, name))
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise ValueError(f"{name} is no time with its offset: {said.get(name)!r}")
    return int(time.timestamp())


def _zone(name: str) -> str:
    from zoneinfo import ZoneInfo

    if not name:
        return ""
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):  # a path; a folder; no such zone
        raise ValueError(f"zone is no time zone: {name!r}") from None


def _dated(raw: str) -> str:
    """A date as written. Raises ValueError where an ISO date does not exist, since a typing error must not shift an article."""
    if len(raw) >= 10 and raw[4:5] == "-" and raw[7:8] == "-":
        try:
            datetime.fromisoformat(raw[:10])
        except ValueError:
            raise ValueError(f"published is no date: {raw[:40]!r}") from None
    return raw
