"""A fetch during which a person changes what is followed and looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from crackwatch import config, founding, poll
from crackwatch.archive import connection, feeds, watches
from crackwatch.archive.connection import Archive
from crackwatch.model import FeedOptions, NewFeed
from crackwatch.poll import PollOptions

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>
<item><title>Au square, près du métro, la nuit</title><link>https://{name}.example/1</link></item></channel></rss>"""
NAMES = ("canal", "gazette")


@pytest.fixture
def settings(tmp_path: Path) -> config.Config:
    return config.load(environ={"HOME": str(tmp_path), "CRACKWATCH_DB": str(tmp_path / "a.db")})


@pytest.fixture
def fetch_while(settings: config.Config, httpserver: HTTPServer) -> Iterator[Callable[[Callable[[Archive], None]], poll.PollReport]]:
    """Fetch two feeds that nobody has asked yet, and let somebody change the archive before they answer."""

    def run(change: Callable[[Archive], None]) -> poll.PollReport:
        changed: list[bool] = []

        def respond(name: str) -> Response:
            if not changed:
                changed.append(True)
                with connection.open_for_writing(settings.db) as other:
                    change(other)
            return Response(RSS.format(name=name), content_type="application/rss+xml")

        with founding.open_archive(settings) as archive:
            watches.add(archive, "square", "square", 0)
            for name in NAMES:
                httpserver.expect_request(f"/{name}").respond_with_handler(lambda _, name=name: respond(name))
                feeds.add(archive, NewFeed(httpserver.url_for(f"/{name}"), title=name, options=FeedOptions(allow_private=True)), 0)
        return poll.fetch(settings, PollOptions(jobs=1))

    return run


def stored(settings: config.Config, sql: str) -> list[tuple[object, ...]]:
    with connection.open_for_reading(settings.db) as archive:
        assert connection.check(archive) == []
        return archive.db.execute(sql).fetchall()


def test_watches_are_asked_as_they_stand_when_the_answers_are_stored(settings, fetch_while):
    def change(archive: Archive) -> None:
        watches.remove(archive, watches.find(archive, "square"))
        watches.add(archive, "metro", "metro", 0)

    report = fetch_while(change)

    assert stored(settings, "SELECT DISTINCT name FROM hit JOIN watch ON id = watch_id") == [("metro",)]
    assert (report.hits, report.exit_code) == (2, 0)


def test_feeds_are_kept_as_they_stand_when_their_answers_are_stored(settings, fetch_while):
    def change(archive: Archive) -> None:
        feeds.remove(archive, feeds.find(archive, "canal"), 1)
        gazette = feeds.find(archive, "gazette")
        feeds.edit(archive, replace(gazette, outlet="Le Feuillet"))
        feeds.set_paused(archive, gazette, paused=True)

    report = fetch_while(change)

    assert stored(settings, "SELECT slug, removed_at, paused FROM feed") == [("canal", 1, 0), ("gazette", None, 1)]
    assert stored(settings, "SELECT DISTINCT feed_id FROM (SELECT feed_id FROM sighting UNION ALL SELECT feed_id FROM feed_state)") == [(2,)]
    assert stored(settings, "SELECT name FROM article JOIN outlet o ON o.id = outlet_id") == [("Le Feuillet",)]
    assert (report.asked, report.done, report.exit_code) == (1, 1, 0)
