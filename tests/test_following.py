"""Feeds that are removed, changed or moved while they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crackwatch.archive import connection, feeds
from crackwatch.archive.connection import Archive
from crackwatch.following import Following, moved
from crackwatch.model import Feed, FeedOptions, FeedState, NewFeed, NotModified

NOON = 1_621_332_000
OLD, NEW = "https://gazette.example/rss", "https://ailleurs.example/rss"
PLAIN = FeedOptions()
SURE = FeedState(moved_to=NEW, moved_seen=3)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with connection.open_for_writing(tmp_path / "a.db") as opened:
        yield opened


@pytest.fixture
def elsewhere(archive: Archive) -> Iterator[Archive]:
    """The same archive, as another program has it open."""
    with connection.open_for_writing(archive.path) as opened:
        yield opened


def followed(archive: Archive, url: str = OLD, options: FeedOptions = PLAIN) -> Feed:
    return feeds.add(archive, NewFeed(url, title="Gazette", options=options), NOON)[0]


def still(archive: Archive, following: Following, *asked: Feed) -> list[Feed]:
    with archive.transaction():
        return [feed for feed, _, _ in following.still([(feed, NotModified(), None) for feed in asked])]


def test_the_answer_of_a_feed_that_was_removed_meanwhile_is_dropped(archive: Archive, elsewhere: Archive) -> None:
    kept, gone = followed(archive), followed(archive, NEW)
    following = Following(archive)
    feeds.remove(elsewhere, gone, NOON)

    assert still(archive, following, kept, gone) == [kept]
    assert still(archive, following, gone) == []  # also in a later batch


def test_what_an_old_address_answered_is_not_taken_for_the_new_ones_answer(archive: Archive, elsewhere: Archive) -> None:
    feed = followed(archive)
    following = Following(archive)
    feeds.edit(elsewhere, replace(feed, url=NEW))

    assert still(archive, following, feed) == []


def test_an_answer_is_stored_for_the_feed_as_it_stands(archive: Archive, elsewhere: Archive) -> None:
    feed = followed(archive)
    following = Following(archive)
    feeds.set_paused(elsewhere, feed, paused=True)
    feeds.edit(elsewhere, replace(feed, outlet="La Gazette"))

    assert still(archive, following, feed) == [replace(feed, outlet="La Gazette", paused=True)]


# --- moved for good


def test_a_feed_moves_to_the_address_of_one_that_was_removed(archive: Archive) -> None:
    feed = followed(archive)
    feeds.remove(archive, followed(archive, NEW), NOON)

    state, (note,) = moved(archive, feed, SURE)

    assert (state, feeds.find(archive, NEW).id) == (FeedState(), feed.id)
    assert note.endswith("that address is asked from now on")
    assert feeds.add(archive, NewFeed(NEW), NOON) == (feeds.find(archive, NEW), False)


def test_a_feed_may_be_given_the_name_and_address_of_one_that_was_removed(archive: Archive) -> None:
    feed, other = followed(archive), followed(archive, NEW)
    feeds.remove(archive, other, NOON)
    feeds.edit(archive, replace(feed, slug=other.slug, url=NEW))

    assert feeds.find(archive, other.slug).id == feed.id


@pytest.mark.parametrize(
    ("url", "options", "named"),
    [
        (OLD, FeedOptions(auth="ana:{secret:PW}", cookies="{secret:C}"), "login, cookies"),
        (OLD, FeedOptions(headers=(("X-Key", "{secret:K}"),)), "header fields"),
        (OLD.replace("//", "//ana:{secret:PW}@"), PLAIN, "secret"),
        (f"{OLD}?key={{secret:K}}", PLAIN, "secret"),
    ],
)
def test_case_28_a_feed_with_secrets_does_not_move_to_another_host_by_itself(archive: Archive, url: str, options: FeedOptions, named: str) -> None:
    feed = followed(archive, url, options)

    state, (note,) = moved(archive, feed, SURE)

    assert (state, feeds.all_feeds(archive)) == (SURE, [feed])
    assert note == (
        f"gazette moves to {NEW}, on another site; what is for its present host alone ({named}) is not carried there unasked: "
        f"crackwatch feeds edit gazette --address {NEW}"
    )


def test_a_feed_with_secrets_moves_on_its_own_host(archive: Archive) -> None:
    feed = followed(archive, options=FeedOptions(auth="ana:{secret:PW}"))
    there = f"{OLD}/all"

    assert moved(archive, feed, replace(SURE, moved_to=there))[0] == FeedState()
    assert feeds.find(archive, there).id == feed.id
