"""Requests outside a round wait for the sites that they ask."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from crackwatch.feeds.limits import SiteLimits, Steps
from crackwatch.model import Fetched
from tests.faults.asking import RSS, courier, feed
from tests.faults.server import FaultServer, answer, redirect, says


def request(*sites: str) -> Steps[str]:
    """A request that is redirected from site to site."""
    yield from sites
    return "answer"


@pytest.fixture
def limits() -> tuple[SiteLimits, list[float]]:
    """With a clock that only waiting moves; and the seconds waited."""
    waited: list[float] = []
    return SiteLimits(spacing=1.0, clock=lambda: sum(waited), sleep=waited.append), waited


def test_a_second_request_to_a_site_waits_for_its_spacing_and_other_sites_do_not(limits):
    site_limits, waited = limits

    assert [site_limits.through(site, request()) for site in ("paper.example", "gazette.example", "paper.example")] == ["answer"] * 3

    assert waited == [1.0]


def test_a_redirect_waits_for_the_site_that_it_leads_to(limits):
    site_limits, waited = limits
    site_limits.through("gazette.example", request())

    site_limits.through("paper.example", request("gazette.example"))

    assert waited == [1.0]


def test_a_private_site_needs_no_spacing(limits):
    site_limits, waited = limits

    for _ in range(3):
        site_limits.through("127.0.0.1:81", request())

    assert waited == []


def test_at_most_two_requests_of_one_site_are_under_way():
    site_limits = SiteLimits(spacing=0.0)
    inside, most = 0, 0
    together, lock = threading.Barrier(2), threading.Lock()

    def slow() -> Iterator[str]:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        together.wait(60)  # two may be here
        with lock:
            inside -= 1
        return "answer"
        yield

    threads = [threading.Thread(target=lambda: site_limits.through("paper.example", slow())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 2


def test_the_time_that_a_redirect_waits_is_no_time_of_the_request():
    waited: list[float] = []
    with (
        FaultServer(says(answer(RSS))) as target,
        FaultServer(says(redirect(target.url))) as server,
        courier(deadline=5.0, clock=lambda: sum(waited)) as asker,
    ):
        steps = asker.asking(feed(server.url))
        assert next(steps).endswith(str(target.port))
        waited.append(60.0)
        with pytest.raises(StopIteration) as end:
            next(steps)

    assert isinstance(end.value.value, Fetched)
