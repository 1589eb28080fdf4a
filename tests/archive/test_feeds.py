"""The feeds that an archive follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crackwatch.archive import connection, feeds
from crackwatch.errors import UsageError
from crackwatch.model import FeedOptions, FeedState, NewFeed


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[connection.Archive]:
    with connection.open_for_writing(tmp_path / "archive.db", zone="UTC") as opened:
        yield opened


LEAF = NewFeed("https://leaf.example/rss", title="La Feuille du 19e — À la une", outlet="La Feuille", lang="fr", place="Paris")


def test_a_feed_is_found_by_id_address_and_slug(archive: connection.Archive) -> None:
    added, new = feeds.add(archive, LEAF, now=5)

    assert new
    assert added.slug == "la-feuille-du-19e-a-la-une"
    assert added == feeds.find(archive, "1") == feeds.find(archive, LEAF.url) == feeds.find(archive, added.slug)


def test_adding_the_same_address_again_changes_nothing(archive: connection.Archive) -> None:
    first, _ = feeds.add(archive, LEAF, now=5)
    again, new = feeds.add(archive, replace(LEAF, title="Another name"), now=6)

    assert (again, new) == (first, False)


def test_two_feeds_of_one_title_get_two_slugs(archive: connection.Archive) -> None:
    slugs = [feeds.add(archive, replace(LEAF, url=f"https://leaf.example/{n}", title="Actu"), 5)[0].slug for n in range(3)]

    assert slugs == ["actu", "actu-2", "actu-3"]


def test_an_unknown_name_is_answered_with_what_is_near(archive: connection.Archive) -> None:
    feeds.add(archive, replace(LEAF, title="Feuille"), 5)

    with pytest.raises(UsageError, match="feulle") as raised:
        feeds.find(archive, "feulle")

    assert "feuille" in raised.value.hint


def test_options_and_state_come_back_as_they_were_kept(archive: connection.Archive) -> None:
    options = FeedOptions(allow_private=True, headers=(("X-Reader", "yes"),), interval=900)
    feed, _ = feeds.add(archive, replace(LEAF, options=options), 5)
    state = FeedState(etag='W/"é"', last_modified="Tue, 18 May 2021 16:30:00 GMT", due_at=9, failures=2, posts_per_day=1.5)

    with archive.transaction():
        feeds.save_states(archive, [(feed.id, state)])

    assert feeds.find(archive, "1").options == options
    assert feeds.find(archive, "1").state == state


def test_a_removed_feed_is_not_followed_and_comes_back_with_its_history(archive: connection.Archive) -> None:
    feed, _ = feeds.add(archive, LEAF, 5)
    feeds.remove(archive, feed, 6)

    assert feeds.all_feeds(archive) == []
    back, new = feeds.add(archive, LEAF, 7)
    assert (back.id, new) == (feed.id, True)


def test_resuming_forgets_failures_and_that_a_feed_was_gone(archive: connection.Archive) -> None:
    feed, _ = feeds.add(archive, LEAF, 5)
    with archive.transaction():
        feeds.save_states(archive, [(feed.id, FeedState(checked_at=5, failures=4, due_at=99, gone_seen=3))])
        feeds.set_gone(archive, feed.id)
    feeds.set_paused(archive, feed, True)
    assert feeds.find(archive, "1").paused

    feeds.set_paused(archive, feed, False)

    back = feeds.find(archive, "1")
    assert (back.paused, back.gone, back.state.failures, back.state.due_at) == (False, False, 0, None)
