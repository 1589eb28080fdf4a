"""What becomes of feeds while they are asked: a person removes or changes them, or their publishers move them for good."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace

from crackwatch import urls
from crackwatch.archive import feeds as kept
from crackwatch.archive.connection import Archive
from crackwatch.archive.others import Others
from crackwatch.feeds.request import told_elsewhere
from crackwatch.feeds.schedule import MOVED_AFTER
from crackwatch.model import Feed, FeedDocument, FeedState, Outcome

Answer = tuple[Feed, Outcome, FeedDocument | None]


class Following:
    """The feeds of a run as they stand when their answers are stored; made before the run reads which feeds there are."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._others = Others(archive)
        self._changed: dict[int, Feed] | None = None

    def still(self, answers: Sequence[Answer]) -> list[Answer]:
        """The answers of feeds that are followed where they were asked, each with its feed as it is now; within a transaction."""
        if self._others.have_written():
            self._changed = {feed.id: feed for feed in kept.all_feeds(self._archive)}
        if self._changed is None:
            return list(answers)
        present = ((self._changed.get(feed.id), feed.url, outcome, document) for feed, outcome, document in answers)
        return [(feed, outcome, document) for feed, asked, outcome, document in present if feed and feed.url == asked]


def moved(archive: Archive, feed: Feed, state: FeedState) -> tuple[FeedState, list[str]]:
    """Adopt the address that permanent redirects have led to often enough, inside the caller's transaction.

    Gives the state that remembers it, and what to tell. What was given to one host is not carried to another unasked: such a
    feed stays, and the command that moves it is named.
    """
    if not state.moved_to:
        return state, []
    there = state.moved_to if urls.site(state.moved_to) == urls.site(feed.url) else f"{state.moved_to}, on another site"
    if secret := told_elsewhere(feed.options, feed.url, state.moved_to):
        move = f"crackwatch feeds edit {feed.slug} --address {shlex.quote(state.moved_to)}"
        note = f"{feed.slug} moves to {there}; what is for its present host alone ({', '.join(secret)}) is not carried there unasked: {move}"
    elif state.moved_seen < MOVED_AFTER:
        note = f"{feed.slug} moves to {there}; seen {state.moved_seen} of {MOVED_AFTER} times, then that address is asked"
    elif not kept.move(archive, feed, state.moved_to):
        note = f"{feed.slug} has moved to {there}, which is followed already; end one with feeds remove"
    else:
        note = f"{feed.slug} has moved for good to {there}; that address is asked from now on"
        state = replace(state, moved_to="", moved_seen=0)
    return state, [note]
