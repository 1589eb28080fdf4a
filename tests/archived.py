"""An archive as intake would leave it, filled by SQL, for tests of what is read from it. All sentences are our own."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crackwatch.archive.connection import Archive, open_for_reading, open_for_writing
from crackwatch.watches.words import searchable

PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> int:
    """Local time of Paris as Unix seconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp())


class Seed:
    """A new archive in the zone of Paris; every method adds rows and gives the id of what it added."""

    def __init__(self, folder: Path, watches: tuple[tuple[str, str], ...] = (("stalingrad", "crack"),)) -> None:
        self.path = folder / "archive.db"
        self.archive = open_for_writing(self.path, zone="Europe/Paris", now=at("2021-05-01"), founding=lambda: watches)
        self.db = self.archive.db
        self.db.execute("BEGIN")

    def reading(self) -> Archive:
        self.db.commit()
        return open_for_reading(self.path)

    def outlet(self, name: str) -> int:
        row = self.db.execute("SELECT id FROM outlet WHERE name = ?", (name,)).fetchone()
        return row[0] if row else self._insert("outlet", key=name.casefold().replace(" ", ""), name=name)

    def article(
        self, title, when, outlet="Le Canal", *, watches=(1,), score=None, story=None, copy_of=None, spans=(), **more
    ):
        """An article with its hits; ``story`` is made or extended."""
        moment, outlet_id = at(when), self.outlet(outlet)
        if story:
            self.db.execute(
                "INSERT INTO story (id, first_at, last_at, articles) VALUES (?1, ?2, ?2, 1) ON CONFLICT DO UPDATE SET "
                "first_at = min(first_at, ?2), last_at = max(last_at, ?2), articles = articles + 1",
                (story, moment),
            )
        count = self.db.execute("SELECT count(*) FROM article").fetchone()[0] + 1
        host = outlet.casefold().replace(" ", "")
        row = {"url": f"https://{host}.example/{count}", "day": when[:10], "published": moment, "published_raw": when,
               "published_from": "feed", "first_seen": moment + 60, "lang": "fr", "relation": "copy" if copy_of else "original"} | more  # fmt: skip
        article = self._insert(
            "article",
            canonical_url=row["url"],
            outlet_id=outlet_id,
            title=title,
            at=moment,
            story_id=story,
            copy_of=copy_of,
            **row,
        )
        words = searchable(title, row.get("summary", ""), row.get("text", ""))
        self.db.execute("INSERT INTO article_fts (rowid, words) VALUES (?, ?)", (article, words))
        for watch in watches:
            self.hit(watch, article, score=score, spans=spans)
        return article

    def hit(self, watch, article, *, score=None, spans=()):
        self.db.execute(
            "INSERT INTO hit (watch_id, article_id, at, day, story_id, outlet_id, copy, score, spans) "
            "SELECT ?, id, at, day, story_id, outlet_id, copy_of IS NOT NULL, ?, ? FROM article WHERE id = ?",
            (watch, score, json.dumps(spans), article),
        )

    def feed(self, slug, *, outlet="", state=None, **more):
        feed = self._insert("feed", url=f"https://{slug}.example/rss", slug=slug, outlet=outlet, added_at=0, **more)
        self._insert("feed_state", feed_id=feed, **({"checked_at": at("2021-05-01")} | (state or {})))
        return feed

    def covered(self, feed, first, last, origin="live"):
        return self._insert("coverage", feed_id=feed, first_at=at(first), last_at=at(last), origin=origin)

    def shown(self, feed, article, when="2021-05-01"):
        return self._insert("sighting", feed_id=feed, article_id=article, seen_at=at(when))

    def revised(self, article, title, when):
        return self._insert(
            "revision",
            article_id=article,
            seen_at=at(when) - 3600,
            replaced_at=at(when),
            title=title,
            summary="",
            text="",
        )

    def linked(self, a, b, kind="copy", why="the same text", score=0.9):
        return self._insert("link", a=a, b=b, kind=kind, score=score, why=why)

    def _insert(self, table, **row):
        marks = ",".join("?" * len(row))
        return self.db.execute(f"INSERT INTO {table} ({','.join(row)}) VALUES ({marks})", tuple(row.values())).lastrowid


def affair(folder: Path) -> Seed:
    """A small affair: four outlets, a wire copied twice, an unlikely hit, an article that no watch wants."""
    seed = Seed(folder, (("stalingrad", "crack"), ("jardins", "jardins")))
    canal, gazette = seed.feed("le-canal", outlet="Le Canal"), seed.feed("gazette", outlet="La Gazette")
    seed.covered(canal, "2021-05-02", "2021-05-20")
    seed.covered(gazette, "2021-05-10", "2021-05-16")
    seed.covered(canal, "2021-06-01", "2021-06-30T12:00")
    wire = seed.article("Crack : les riverains de Stalingrad manifestent", "2021-05-12T08:00", "Agence Nord", story=1,
                        summary="Ils demandent un plan pour le crack.", spans=[["title", 0, 5, "crack"]])  # fmt: skip
    copy = seed.article("Stalingrad : les riverains dans la rue", "2021-05-12T09:30", "Le Canal", story=1, copy_of=wire)
    other = seed.article(
        "Crack : les riverains de Stalingrad manifestent", "2021-05-12T10:00", "La Gazette", story=1, copy_of=wire
    )
    seed.article("Neighbours march against crack", "2021-05-13T07:00", "The Mill", story=1, lang="en")
    seed.article("Les jardins d'Éole fermeront la nuit", "2021-05-18T18:00", "Le Canal", story=2, watches=(1, 2))
    moved = seed.article("Les consommateurs de crack déplacés", "2021-06-08T12:00", "La Gazette", story=3)
    seed.article("Le crack du Nasdaq", "2021-06-09T12:00", "The Mill", story=4, score=0.1)
    seed.article("Une piscine rouvre", "2021-06-10T12:00", "Le Canal", watches=())
    seed.revised(moved, "Les consommateurs seront déplacés", "2021-06-08T13:00")
    seed.linked(copy, wire)
    seed.linked(other, wire)
    for feed, article in ((canal, copy), (gazette, other), (gazette, moved)):
        seed.shown(feed, article, "2021-05-12T11:00")
    return seed
