"""What people have on their disks becomes articles with their dates; importing it again changes nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from crackwatch.config import Config
from crackwatch.imports import import_files

PAGE = """<!-- saved from url=(0030)https://canal.example/un-soir -->
<!doctype html><html lang="fr"><head><title>Un soir à Stalingrad</title><meta property="article:published_time" content="2021-05-13T08:00:00+02:00">
</head><body><article><h1>Un soir à Stalingrad</h1><p>Les riverains de la place attendent encore une réponse.</p></article></body></html>"""
MAIL = """From alerts Thu May 13 09:00:00 2021
From: alerts@mail.example
Subject: Alerte
Date: Thu, 13 May 2021 09:00:00 +0200
Content-Type: text/html; charset=utf-8

<a href="https://www.google.com/url?rct=j&amp;url=https://canal.example/crack-stalingrad&amp;ct=ga">Crack : les <b>riverains</b> de Stalingrad écrivent</a>
<a href="https://www.google.com/alerts">Se désabonner</a>
<a href="https://www.google.com/alerts/feedback?ffu=x">Signaler ce résultat comme non pertinent</a>

"""
TEXT = "Un matin au jardin\nhttps://canal.example/matin\n2021-05-14\n\nLe jardin ouvre à sept heures.\nPersonne n'attend.\n"


@pytest.fixture
def config(tmp_path) -> Config:
    return Config(tmp_path / "a.db", tmp_path / "c.toml", "Europe/Paris", environ={"CRACKWATCH_NOW": "2021-11-05T12:00:00+01:00"})


def newsboat(path: Path) -> Path:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE rss_feed (rssurl TEXT PRIMARY KEY, url TEXT, title TEXT)")
    db.execute("CREATE TABLE rss_item (id INTEGER PRIMARY KEY, guid, title, author, url, feedurl, pubDate INTEGER, content, deleted INTEGER)")
    db.execute("INSERT INTO rss_feed VALUES ('https://canal.example/rss', 'https://canal.example', 'Le Canal')")
    item = ("g", "Une piscine rouvre", "A. Canal", "https://canal.example/piscine", "https://canal.example/rss", 1620896400, "<p>Enfin.</p>")
    db.execute("INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, deleted) VALUES (?, ?, ?, ?, ?, ?, ?, 0)", item)
    db.execute("INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, deleted) VALUES (?, ?, ?, ?, ?, ?, ?, 1)", item)
    db.commit()
    db.close()
    return path


def test_pages_texts_digests_and_caches_are_told_apart_and_read(tmp_path, config):
    files = [tmp_path / "soir.html", tmp_path / "matin.txt", tmp_path / "alertes.mbox", newsboat(tmp_path / "cache.db")]
    for file, said in zip(files, (PAGE, TEXT, MAIL), strict=False):
        file.write_text(said, encoding="utf-8")

    first, again = import_files(config, files), import_files(config, files)

    db = sqlite3.connect(config.db)
    found = db.execute("SELECT title, url, day, text FROM article ORDER BY url").fetchall()
    db.close()
    assert [row[:3] for row in found] == [
        ("Crack : les riverains de Stalingrad écrivent", "https://canal.example/crack-stalingrad", "2021-05-13"),
        ("Un matin au jardin", "https://canal.example/matin", "2021-05-14"),
        ("Une piscine rouvre", "https://canal.example/piscine", "2021-05-13"),
        ("Un soir à Stalingrad", "https://canal.example/un-soir", "2021-05-13"),
    ]
    assert found[1][3] == "Le jardin ouvre à sept heures. Personne n'attend."
    assert "attendent encore une réponse" in found[3][3]
    assert (first.new, first.problems, again.new, again.revised) == (4, (), 0, 0)


def test_what_holds_no_article_is_named(tmp_path, config):
    (tmp_path / "x.txt").write_text(" \n", encoding="utf-8")
    db = sqlite3.connect(tmp_path / "other.db")
    db.execute("CREATE TABLE t (a)")
    db.commit()
    db.close()

    done = import_files(config, [tmp_path / "x.txt", tmp_path / "other.db"])

    assert len(done.problems) == 2
    assert "no article is in it" in done.problems[0]
    assert "no cache of newsboat" in done.problems[1]
