"""The feeds that we follow, their state between polls, and what each poll brought."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from typing import Any

from crackwatch import urls
from crackwatch.archive.connection import Archive
from crackwatch.errors import UsageError
from crackwatch.model import Feed, FeedOptions, FeedState, NewFeed

STATE = tuple(f.name for f in fields(FeedState))
READ = f"""
SELECT f.id, f.url, f.slug, f.title, f.outlet, f.lang, f.place, f.paused, f.gone, f.added_at, f.options,
       {", ".join("s." + name for name in STATE)}
FROM feed f LEFT JOIN feed_state s ON s.feed_id = f.id WHERE f.removed_at IS NULL"""
SAVE = f"INSERT OR REPLACE INTO feed_state (feed_id, {', '.join(STATE)}) VALUES ({', '.join('?' * (len(STATE) + 1))})"


@dataclass(frozen=True, slots=True)
class PollRow:
    """One poll that changed something or failed; ``outcome`` is ``changed`` or a FailureKind."""

    feed_id: int
    at: int
    outcome: str
    message: str = ""
    entries: int = 0
    new: int = 0
    bytes: int = 0
    seconds: float = 0.0


CLOSE = 86400  # seconds between two captures that are of one time; a shorter hole is none


@dataclass(frozen=True, slots=True)
class Coverage:
    """A span of time in which nothing that a feed showed escaped us, or of which crawl files tell (then it is no feed's).

    ``missed`` estimates what fell in the hole before it.
    """

    feed_id: int | None
    first_at: int
    last_at: int
    origin: str = "live"
    missed: int | None = None


def all_feeds(archive: Archive) -> list[Feed]:
    """Every feed that is followed, in the order in which they were added."""
    return [_feed(row) for row in archive.db.execute(READ + " ORDER BY f.id")]


def find(archive: Archive, name: str) -> Feed:
    """The feed with this id, address or slug. Raises UsageError, naming what is near, where there is none."""
    row = archive.db.execute(READ + " AND (f.url IN (?1, ?2) OR f.slug = ?1 OR CAST(f.id AS TEXT) = ?1)", (name, urls.feed_address(name))).fetchone()
    if row:
        return _feed(row)
    slugs = [slug for (slug,) in archive.db.execute("SELECT slug FROM feed WHERE removed_at IS NULL")]
    near = difflib.get_close_matches(name, slugs, 3)
    raise UsageError(f"no feed is named {name!r}", f"did you mean {', '.join(near)}?" if near else "see: crackwatch feeds list")


def add(archive: Archive, new: NewFeed, now: int) -> tuple[Feed, bool]:
    """Follow a feed, or return the one with this address; says whether it is new. A removed one comes back as it was."""
    new = replace(new, url=urls.feed_address(new.url))
    with archive.transaction() as db:
        known = db.execute("SELECT id, removed_at FROM feed WHERE url = ?", (new.url,)).fetchone()
        if known:
            db.execute("UPDATE feed SET removed_at = NULL WHERE id = ?", (known[0],))
            return find(archive, str(known[0])), known[1] is not None
        slug = _free_slug(archive, new)
        db.execute(
            "INSERT INTO feed (url, slug, title, outlet, lang, place, options, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (new.url, slug, new.title, new.outlet, new.lang, new.place, _packed(new.options), now),
        )
        return find(archive, new.url), True


def slug(text: str) -> str:
    """The short name that a text makes: small letters, figures and hyphens. It is empty, or a number that would be taken for
    an id, where the text has no letter from a to z.
    """
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def _free_slug(archive: Archive, new: NewFeed) -> str:
    base = slug(new.title or new.outlet or re.sub(r"^\w+://(www\.)?", "", new.url)) or "feed"
    base = f"feed-{base}" if base.isdigit() else base
    taken = {s for (s,) in archive.db.execute("SELECT slug FROM feed WHERE slug = ? OR slug GLOB ?", (base, f"{base}-*"))}
    return base if base not in taken else next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)


def set_paused(archive: Archive, feed: Feed, paused: bool) -> None:
    """Stop or resume polling a feed; resuming forgets that it was gone and its failures."""
    with archive.transaction() as db:
        db.execute("UPDATE feed SET paused = ?, gone = gone AND ? WHERE id = ?", (paused, paused, feed.id))
        if not paused:
            db.execute("UPDATE feed_state SET failures = 0, due_at = NULL, gone_seen = 0 WHERE feed_id = ?", (feed.id,))


def set_gone(archive: Archive, feed_id: int) -> None:
    """Stop asking for a feed whose publisher said for good that it is no more."""
    archive.db.execute("UPDATE feed SET gone = 1 WHERE id = ?", (feed_id,))


def remove(archive: Archive, feed: Feed, now: int) -> None:
    """Follow a feed no longer. Its articles stay."""
    with archive.transaction() as db:
        db.execute("UPDATE feed SET removed_at = ? WHERE id = ?", (now, feed.id))


def move(archive: Archive, feed: Feed, url: str) -> bool:
    """Adopt a feed's new address; False where another feed has it already."""
    with archive.transaction() as db:
        _release(archive, "", url)
        return bool(db.execute("UPDATE OR IGNORE feed SET url = ? WHERE id = ?", (url, feed.id)).rowcount)


def edit(archive: Archive, feed: Feed) -> None:
    """Keep what a person says of a feed: address, name, outlet, language, place, options.

    Raises UsageError where another feed has its name or its address.
    """
    said = {"name": feed.slug, "address": feed.url}
    with archive.transaction() as db:
        _release(archive, feed.slug, feed.url)
        sql = "SELECT iif(slug = ?1, 'name', 'address') FROM feed WHERE id <> ?3 AND (slug = ?1 OR url = ?2)"
        taken = db.execute(sql, (feed.slug, feed.url, feed.id)).fetchone()
        if taken:
            raise UsageError(f"another feed has the {taken[0]} {said[taken[0]]}", "see: crackwatch feeds list")
        db.execute(
            "UPDATE feed SET url = ?, slug = ?, outlet = ?, lang = ?, place = ?, options = ? WHERE id = ?",
            (feed.url, feed.slug, feed.outlet, feed.lang, feed.place, _packed(feed.options), feed.id),
        )


def _release(archive: Archive, slug: str, url: str) -> None:
    """Let feeds that were removed give up a name and an address to one that is followed; their articles stay with them."""
    for column, value in (("slug", slug), ("url", url)):
        archive.db.execute(f"UPDATE feed SET {column} = {column} || '#removed-' || id WHERE {column} = ? AND removed_at IS NOT NULL", (value,))


def ask_anew(archive: Archive, feed: Feed, *, moved: bool) -> None:
    """Let a feed be due that is asked in another way now; where it ``moved``, what its old address taught is forgotten."""
    with archive.transaction() as db:
        db.execute("UPDATE feed_state SET due_at = NULL WHERE feed_id = ?", (feed.id,))
        if moved:
            sql = "UPDATE feed_state SET etag = '', last_modified = '', body_hash = '', moved_to = '', moved_seen = 0, gone_seen = 0 WHERE feed_id = ?"
            db.execute(sql, (feed.id,))


def describe(archive: Archive, feed_id: int, title: str, lang: str) -> None:
    """Keep what a feed says of itself where nobody else has said it."""
    archive.db.execute(
        "UPDATE feed SET title = iif(title = '', ?, title), lang = iif(lang = '', ?, lang) WHERE id = ? AND (title = '' OR lang = '')",
        (title, lang, feed_id),
    )


def save_states(archive: Archive, states: Iterable[tuple[int, FeedState]]) -> None:
    """Keep the states of feeds by id, inside the caller's transaction."""
    archive.db.executemany(SAVE, [(feed_id, *(getattr(state, name) for name in STATE)) for feed_id, state in states])


def record_polls(archive: Archive, polls: Iterable[PollRow]) -> None:
    """Keep polls that changed something or failed, inside the caller's transaction."""
    archive.db.executemany(
        "INSERT INTO poll (feed_id, at, outcome, message, entries, new, bytes, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(p.feed_id, p.at, p.outcome, p.message, p.entries, p.new, p.bytes, p.seconds) for p in polls],
    )


def extend_coverage(archive: Archive, feed_ids: Sequence[int], now: int) -> None:
    """Nothing escaped us since the last poll of these feeds: their newest span reaches until now."""
    archive.db.executemany(
        "UPDATE coverage SET last_at = max(last_at, ?) WHERE id = (SELECT max(id) FROM coverage WHERE feed_id = ? AND origin = 'live')",
        [(now, feed_id) for feed_id in feed_ids],
    )


def last_coverage(archive: Archive, feed_id: int) -> Coverage | None:
    """The newest span in which a feed was polled without a hole."""
    row = archive.db.execute(
        "SELECT feed_id, first_at, last_at, origin, missed FROM coverage WHERE feed_id = ? AND origin = 'live' ORDER BY id DESC LIMIT 1",
        (feed_id,),
    ).fetchone()
    return Coverage(*row) if row else None


def add_coverage(archive: Archive, span: Coverage) -> None:
    """Begin a new span, inside the caller's transaction. One that is no feed's goes on with its neighbour of the day."""
    if span.feed_id is None:
        joined = archive.db.execute(
            "UPDATE coverage SET first_at = min(first_at, ?1), last_at = max(last_at, ?2) WHERE id = "
            "(SELECT id FROM coverage WHERE feed_id IS NULL AND first_at <= ?2 + ?3 AND last_at >= ?1 - ?3 LIMIT 1)",
            (span.first_at, span.last_at, CLOSE),
        )
        if joined.rowcount:
            return
    archive.db.execute(
        "INSERT INTO coverage (feed_id, first_at, last_at, origin, missed) VALUES (?, ?, ?, ?, ?)",
        (span.feed_id, span.first_at, span.last_at, span.origin, span.missed),
    )


def shown(archive: Archive) -> dict[int, tuple[int, int]]:
    """How many articles each feed has shown, and how many of them some watch hits, by feed."""
    rows = archive.db.execute(
        "SELECT feed_id, count(*), sum(EXISTS (SELECT 1 FROM hit h WHERE h.article_id = s.article_id)) FROM sighting s GROUP BY feed_id"
    )
    return {feed: (articles, hits) for feed, articles, hits in rows}


def times(archive: Archive, feed_id: int, most: int = 50) -> list[int]:
    """The own times of the articles that a feed showed last."""
    rows = archive.db.execute(
        "SELECT a.at FROM sighting s JOIN article a ON a.id = s.article_id WHERE s.feed_id = ? ORDER BY s.article_id DESC LIMIT ?",
        (feed_id, most),
    )
    return [at for (at,) in rows]


def holes(archive: Archive, since: int) -> dict[int, tuple[int, int | None]]:
    """How often since then a feed showed nothing of what it had shown before, and about how many articles that hid, by feed."""
    rows = archive.db.execute(
        "SELECT c.feed_id, count(*), sum(c.missed) FROM coverage c WHERE c.origin = 'live' AND c.first_at >= ? AND EXISTS "
        "(SELECT 1 FROM coverage b WHERE b.feed_id = c.feed_id AND b.origin = 'live' AND b.id < c.id) GROUP BY c.feed_id",
        (since,),
    )
    return {feed: (count, missed) for feed, count, missed in rows}


def _packed(options: FeedOptions) -> str:
    plain = FeedOptions()
    return json.dumps({k: v for k, v in asdict(options).items() if v != getattr(plain, k)}, ensure_ascii=False)


@lru_cache(maxsize=64)
def _options(packed: str) -> FeedOptions:
    if packed == "{}":
        return FeedOptions()
    values: dict[str, Any] = json.loads(packed)
    headers = tuple((str(k), str(v)) for k, v in values.pop("headers", ()))
    return replace(FeedOptions(headers=headers), **values)


def _feed(row: Sequence[Any]) -> Feed:
    state = FeedState() if row[11] is None else FeedState(*row[11:])
    return Feed(
        id=row[0], url=row[1], slug=row[2], title=row[3], outlet=row[4], lang=row[5], place=row[6],
        paused=bool(row[7]), gone=bool(row[8]), added_at=row[9], options=_options(row[10]), state=state,
    )  # fmt: skip
