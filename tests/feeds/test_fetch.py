from __future__ import annotations

import gzip
import threading
import time

import pytest

from crackwatch.errors import ConfigError
from crackwatch.feeds.fetch import USER_AGENT, Courier
from crackwatch.feeds.limits import Steps
from crackwatch.feeds.round import poll
from crackwatch.model import Failed, FailureKind, Feed, FeedOptions, FeedState, Fetched, Outcome
from tests.faults.asking import RSS, ask, courier, feed
from tests.faults.server import GZIP, Exchange, FaultServer, answer, redirect, says

FOR_EVER = 3600.0  # seconds: no test waits for them
SECRETS = {"PW": "hunter2", "TOKEN": "s3cr/et", "BAD": "two\nlines"}


def look_up(name: str) -> str:
    if name not in SECRETS:
        raise ConfigError(f"there is no secret named {name}", "set it")
    return SECRETS[name]


def fetched(outcome: Outcome) -> Fetched:
    assert isinstance(outcome, Fetched), outcome
    return outcome


def failed(outcome: Outcome, kind: FailureKind) -> Failed:
    assert isinstance(outcome, Failed), outcome
    assert outcome.kind is kind
    return outcome


# --- one request ----------------------------------------------------------------------------------------------------


def test_an_answer_is_read_whole():
    fields = (
        GZIP,
        ("Content-Type", "application/rss+xml"),
        ("ETag", '"1"'),
        ("Cache-Control", "max-age=60"),
        ("Cache-Control", "private"),
    )
    with FaultServer(says(answer(gzip.compress(RSS), *fields))) as server:
        outcome = fetched(ask(server.url))

    assert (outcome.body, outcome.url, outcome.content_type, outcome.etag) == (
        RSS,
        server.url,
        "application/rss+xml",
        '"1"',
    )
    assert outcome.caching.cache_control == "max-age=60, private"
    assert len(outcome.body_hash) == 32
    assert outcome.moved_to == ""


def test_we_say_who_we_are_and_what_we_read():
    with FaultServer(says(answer(RSS))) as server:
        ask(server.url)

    told = server.requests[0].fields
    assert told["user-agent"] == USER_AGENT
    assert USER_AGENT.startswith("crackwatch/")
    assert "application/atom+xml" in told["accept"]
    assert told["host"] == f"{server.host}:{server.port}"


def test_what_a_feed_needs_is_sent_with_its_secrets_filled_in():
    options = FeedOptions(
        user_agent="reader",
        headers=(("Accept", "text/xml"), ("X-Key", "{secret:TOKEN}")),
        auth="bob:{secret:PW}",
        cookies="s={secret:PW}",
    )
    with FaultServer(says(answer(RSS))) as server:
        fetched(ask(feed(server.url, options=options), secrets=look_up))

    told = server.requests[0].fields
    assert (told["user-agent"], told["accept"], told["x-key"], told["cookie"]) == (
        "reader",
        "text/xml",
        "s3cr/et",
        "s=hunter2",
    )
    assert told["authorization"] == "Basic Ym9iOmh1bnRlcjI="


def test_a_secret_in_an_address_travels_and_is_shown_by_name():
    with FaultServer(says(redirect("/to/s3cr%2Fet/feed", "301 Moved"), answer(RSS))) as server:
        outcome = fetched(ask(feed(server.at("bob:{secret:PW}@127.0.0.1", "/{secret:TOKEN}/feed")), secrets=look_up))

    assert [request.target for request in server.requests] == ["/s3cr%2Fet/feed", "/to/s3cr%2Fet/feed"]
    assert outcome.url == server.at("127.0.0.1", "/to/{secret:TOKEN}/feed")
    assert outcome.moved_to == server.at("bob:{secret:PW}@127.0.0.1", "/to/{secret:TOKEN}/feed")


def test_a_secret_that_is_missing_is_named():
    outcome = failed(ask(feed("http://paper.example/{secret:OTHER}"), secrets=look_up), FailureKind.SECRET)

    assert (outcome.message, outcome.hint) == ("there is no secret named OTHER", "set it")


@pytest.mark.parametrize(
    "options",
    [
        FeedOptions(headers=(("X-A", "{secret:BAD}"),)),
        FeedOptions(headers=(("X A", "b"),)),
        FeedOptions(headers=(("Host", "b"),)),
        FeedOptions(cookies="a\r\nX-Evil: 1"),
        FeedOptions(user_agent="a\x00b"),
    ],
)
def test_what_would_break_a_header_is_never_sent(options):
    with FaultServer(says(answer(RSS))) as server:
        outcome = failed(ask(feed(server.url, options=options), secrets=look_up), FailureKind.PROTOCOL)

    assert server.requests == []
    assert "two" not in outcome.message


@pytest.mark.parametrize(
    "url", ["", "paper.example", "ftp://paper.example/", "http://", "http://a:b/", "http://[", "http://\x00/"]
)
def test_what_is_no_address_of_the_web_fails_at_once(url):
    failed(ask(url), FailureKind.PROTOCOL)


def test_a_page_is_asked_for_without_conditions_and_with_a_limit_of_its_own():
    with FaultServer(says(answer(b"<html>" * 100))) as server, courier() as asker:
        fetched(asker.page(server.url))
        failed(asker.page(server.url, max_bytes=10), FailureKind.TOO_LARGE)

    assert server.requests[0].fields["accept"].startswith("text/html")


def test_a_packed_file_is_opened_once_although_it_was_packed_again_for_the_way():
    packed = gzip.compress(RSS)
    with FaultServer(says(answer(packed), answer(gzip.compress(packed), GZIP))) as server, courier() as asker:
        assert [fetched(asker.page(server.url)).body for _ in range(2)] == [RSS, RSS]


def test_gzip_of_several_members_is_read_to_its_end():
    with FaultServer(says(answer(gzip.compress(RSS) + gzip.compress(b"<!-- end -->") + bytes(8), GZIP))) as server:
        assert fetched(ask(server.url)).body == RSS + b"<!-- end -->"


# --- many -----------------------------------------------------------------------------------------------------------


def numbered(server: FaultServer, count: int) -> list[Feed]:
    return [Feed(number, server.at(server.host, f"/{number}"), str(number)) for number in range(count)]


def test_every_feed_comes_back_once_with_its_outcome():
    def own(exchange: Exchange) -> None:
        exchange.send(answer(exchange.request.target.encode()))

    with FaultServer(own) as server, courier() as asker:
        found = {feed.id: fetched(outcome).body for feed, outcome in poll(numbered(server, 40), asker, jobs=4)}

    assert found == {number: f"/{number}".encode() for number in range(40)}


def test_nothing_to_ask_is_nothing_to_wait_for():
    with courier() as asker:
        assert list(poll([], asker)) == []


def test_whoever_reads_slowly_is_waited_for():
    with FaultServer(says(answer(b"<" * 2**20))) as server, courier() as asker:
        outcomes = poll(numbered(server, 40), asker, jobs=2, per_site=2)
        next(outcomes)
        time.sleep(0.3)
        ahead = len(server.requests)
        rest = list(outcomes)

    assert ahead < 20
    assert len(rest) == 39


@pytest.mark.parametrize("by", ["stop", "close"])
def test_a_poll_that_is_to_end_leaves_what_does_not_answer(by):
    def first_only(exchange: Exchange) -> None:
        if exchange.request.target == "/0":
            exchange.send(answer(RSS))
        else:
            exchange.keep_silent()

    stop = threading.Event()
    with FaultServer(first_only) as server, courier(deadline=FOR_EVER) as asker:
        outcomes = poll(numbered(server, 9), asker, jobs=3, stop=stop)
        assert next(outcomes)[0].id == 0
        if by == "stop":
            stop.set()
            assert list(outcomes) == []
        outcomes.close()


def test_a_poll_ends_when_its_time_is_over():
    with FaultServer(Exchange.keep_silent) as server, courier(deadline=FOR_EVER) as asker:
        assert list(poll(numbered(server, 9), asker, jobs=3, max_time=0.3)) == []


def test_feeds_of_a_site_that_keeps_us_waiting_fail_without_being_asked():
    with FaultServer(Exchange.keep_silent) as server, courier(deadline=0.2) as asker:
        outcomes = [outcome for _, outcome in poll(numbered(server, 20), asker)]

    assert [failed(outcome, FailureKind.TIMEOUT).kind for outcome in outcomes] == [FailureKind.TIMEOUT] * 20
    assert len(server.requests) <= 2


def test_a_fault_of_our_own_is_raised_where_somebody_sees_it():
    class Broken(Courier):
        def asking(self, feed: Feed) -> Steps[Outcome]:
            raise ZeroDivisionError(feed.url)

    with Broken() as asker, pytest.raises(ZeroDivisionError):
        list(poll([feed("http://paper.example/")], asker))


def test_state_and_options_reach_every_request_of_a_poll():
    with FaultServer(says(answer(length=-1, status="304 Not Modified"), stay=True)) as server, courier() as asker:
        feeds = [feed(server.url, state=FeedState(etag=f'"{number}"')) for number in range(5)]
        list(poll(feeds, asker))

    assert sorted(request.fields["if-none-match"] for request in server.requests) == [
        f'"{number}"' for number in range(5)
    ]
