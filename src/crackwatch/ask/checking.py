"""How the feeds fare: what the archive knows of each, judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crackwatch.archive import feeds as kept
from crackwatch.archive.connection import Archive
from crackwatch.model import Failed, Feed
from crackwatch.reports.health import QUIET, Checked, Record, judge


def checked(archive: Archive, names: Sequence[str], now: int, failed: Mapping[int, Failed] | None = None) -> list[Checked]:
    """A verdict on every feed, or on those named, in the order in which they were added.

    ``failed`` are failures of this moment, by feed, that the archive does not know. Raises UsageError for a name that no feed has.
    """
    chosen = list(dict.fromkeys(kept.find(archive, name) for name in names)) if names else kept.all_feeds(archive)
    shown, holes = kept.shown(archive), kept.holes(archive, now - QUIET)
    return [
        judge(
            Record(
                _failing(feed, (failed or {}).get(feed.id), now),
                *shown.get(feed.id, (0, 0)),
                kept.times(archive, feed.id),
                *holes.get(feed.id, (0, None)),
            ),
            archive.zone,
        )
        for feed in chosen
    ]


def _failing(feed: Feed, failure: Failed | None, now: int) -> Feed:
    """The feed as it would be kept after this failure."""
    if failure is None:
        return feed
    state, since = feed.state, feed.state.failing_since
    return replace(
        feed,
        state=replace(
            state,
            failures=state.failures + 1,
            failing_since=now if since is None else since,
            error_kind=failure.kind.value,
            error=failure.message,
        ),
    )
