"""The page of an article of which a feed gave the headline adds its words, and changes nothing else."""

from __future__ import annotations

import sqlite3
from zoneinfo import ZoneInfo

from crackwatch import founding
from crackwatch.intake import Intake, Source
from crackwatch.model import Entry


def test_a_page_gives_a_known_article_its_text_and_its_hit(config):
    url, zone = "https://canal.example/un-soir", ZoneInfo("Europe/Paris")
    headline = Entry("Un soir sur la place", url, published="2021-05-12T08:00:00Z")
    page = Entry("Un soir sur la place, récit", url, text="La vente de crack autour de Stalingrad, à Paris, inquiète les riverains.")
    with founding.open_archive(config) as archive:
        intake = Intake(archive, lambda: founding.watches(archive, config))
        for source, entry in ((Source("live", 1620806400, zone), headline), (Source("backfill", 1620892800, zone), page)) * 2:
            with intake.batch():
                intake.take(source, [entry])

    db = sqlite3.connect(config.db)
    assert db.execute("SELECT title, text, origin FROM article").fetchall() == [(headline.title, page.text, "live")]
    assert db.execute("SELECT count(*) FROM hit").fetchone() == (1,)
    db.close()
