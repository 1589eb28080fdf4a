"""How often somebody is asked, and when it is enough."""

from __future__ import annotations

import pytest

from crackwatch.backfill.manners import LONGEST_PAUSE, PAUSE, Pace, pause
from crackwatch.feeds.wayback import KNOWN
from crackwatch.model import Caching, Failed, FailureKind


class Clock:
    """Time that passes only while somebody sleeps."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_an_index_is_asked_24_times_a_minute_and_a_capture_once_a_second_side_by_side():
    clock, archive = Clock(), KNOWN["wayback"]
    pace = Pace(clock, clock.sleep)
    asked: dict[str, list[float]] = {"index": [], "replay": []}

    for _ in range(60):
        for lane, seconds in (("index", archive.index_seconds), ("replay", archive.replay_seconds)):
            pace.wait(archive.index, seconds, lane)
            asked[lane].append(clock.now)

    assert len([at for at in asked["index"] if at < 60]) == 24
    assert min(b - a for a, b in zip(asked["replay"], asked["replay"][1:], strict=False)) >= 1


def test_who_sits_in_a_private_network_needs_no_rest_between_two_questions():
    clock = Clock()
    pace = Pace(clock, clock.sleep)
    for _ in range(10):
        pace.wait("http://127.0.0.1:8080/cdx", 2.5)

    assert clock.now == 0


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (Failed(FailureKind.RATE, "", status=429), PAUSE),
        (Failed(FailureKind.RATE, "", status=429, caching=Caching(retry_after="5")), PAUSE),
        (Failed(FailureKind.RATE, "", status=429, caching=Caching(retry_after="300")), 300),
        (Failed(FailureKind.RATE, "", status=429, caching=Caching(retry_after="99999999")), LONGEST_PAUSE),
        (Failed(FailureKind.HTTP, "", status=503), PAUSE),
        (Failed(FailureKind.HTTP, "", status=500), 0),
        (Failed(FailureKind.TIMEOUT, ""), 0),
    ],
)
def test_a_refusal_means_a_pause(said, seconds):
    assert pause(said) == seconds
