"""Cases 31 to 42: what status, validators and bodies mean, and what must never be shown."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from crackwatch.feeds import schedule
from crackwatch.feeds.parse import Parser
from crackwatch.feeds.round import poll
from crackwatch.feeds.turns import Turn, Turns
from crackwatch.model import (
    Failed,
    FailureKind,
    Feed,
    FeedDocument,
    FeedOptions,
    FeedState,
    Fetched,
    NotModified,
    Outcome,
)
from tests.faults.asking import RSS, ask, courier, feed
from tests.faults.server import Exchange, FaultServer, answer, redirect, says

pytestmark = pytest.mark.fault
NOW = 1_620_000_000
DOCUMENT = FeedDocument(kind="rss", title="", url="", lang="", entries=())


def failed(outcome: Outcome, kind: FailureKind) -> Failed:
    assert isinstance(outcome, Failed), outcome
    assert outcome.kind is kind, outcome
    return outcome


def unchanged(outcome: Outcome) -> NotModified:
    assert isinstance(outcome, NotModified), outcome
    return outcome


def fetched(outcome: Outcome) -> Fetched:
    assert isinstance(outcome, Fetched), outcome
    return outcome


def after(followed: Feed, outcome: Outcome, now: int = NOW) -> FeedState:
    document = DOCUMENT if isinstance(outcome, Fetched) else None
    return schedule.after(followed, outcome, now=now, document=document, jitter=0.5)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 406, 418, 451])
def test_case_31_a_refusal_is_a_failure_with_its_status(status):
    with FaultServer(says(answer(b"no", status=f"{status} No"))) as server:
        outcome = failed(ask(server.url), FailureKind.HTTP)

    assert outcome.status == status
    assert str(status) in outcome.message
    assert len(server.requests) == 1


def test_case_31_a_login_that_is_wrong_is_not_said_to_be_missing():
    with FaultServer(says(answer(b"", status="401 Unauthorized"))) as server:
        unknown, wrong = (ask(feed(server.url, options=options)) for options in (FeedOptions(), FeedOptions(auth="ana:x")))

    assert "it asks for a user name and password: " in failed(unknown, FailureKind.HTTP).hint
    assert "the user name or password is wrong: " in failed(wrong, FailureKind.HTTP).hint


def test_case_31_gone_three_times_is_gone_for_good():
    with FaultServer(says(answer(b"", status="410 Gone"))) as server:
        followed = feed(server.url)
        seen = []
        for _ in range(3):
            followed = feed(server.url, state=after(followed, failed(ask(followed), FailureKind.GONE)))
            seen.append(followed.state.gone_seen >= schedule.GONE_AFTER)

    assert seen == [False, False, True]


def test_case_32_a_bot_wall_is_named():
    with FaultServer(says(answer(b"<html>", ("cf-mitigated", "challenge"), status="403 Forbidden"))) as server:
        assert "bot wall" in failed(ask(server.url), FailureKind.BLOCKED).hint


def http_date(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(NOW, UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@pytest.mark.parametrize(
    ("said", "least"),
    [
        ("7200", 7200),
        (http_date(7200), 7200),
        ("315360000", 86_400),
        (http_date(315_360_000), 86_400),
        ("-5", 1),
        ("soon", 1),
    ],
)
def test_case_33_nobody_is_asked_again_before_they_permit_it_but_within_a_day(status, said, least):
    with FaultServer(says(answer(b"", ("Retry-After", said), ("Date", http_date(0)), status=status))) as server:
        followed = feed(server.url)
        state = after(followed, ask(followed))

    waiting = [feed(server.url, state=state)]
    assert schedule.due(waiting, NOW + least - 1) == []
    assert schedule.due(waiting, NOW + 28 * 3600) == waiting
    assert len(server.requests) == 1


def test_case_33_a_rate_limit_never_disables_a_feed():
    state = FeedState()
    for day in range(60):
        limited = Failed(FailureKind.RATE, "slow down", status=429)
        state = after(feed("http://paper.example/", state=state), limited, NOW + day * 90_000)

    assert state.gone_seen == 0
    assert schedule.due([feed("http://paper.example/", state=state)], NOW + 61 * 90_000)


def test_case_34_trouble_that_passes_is_tried_once_more_after_a_pause():
    pauses: list[float] = []
    with FaultServer(says(answer(b"", status="500 Oops"), answer(RSS))) as server:
        fetched(ask(server.url, sleep=pauses.append))

    assert len(pauses) == 1
    assert 0.5 <= pauses[0] <= 1.5


def test_case_34_where_everything_fails_the_retries_of_a_run_are_bounded():
    with FaultServer(says(answer(b"", status="500 Oops"))) as server, courier() as asker:
        for _ in range(80):
            failed(asker.get(feed(server.url)), FailureKind.HTTP)

    assert len(server.requests) == 80 + 50


def test_case_35_not_modified_is_no_error_and_ends_a_row_of_failures():
    known = FeedState(
        etag='"1"', body_hash="ab", failures=7, failing_since=1, error_kind="http", error="x", reported_at=2
    )
    with FaultServer(says(answer(length=-1, status="304 Not Modified"))) as server:
        followed = feed(server.url, state=known)
        state = after(followed, unchanged(ask(followed)))

    assert (state.failures, state.failing_since, state.error, state.reported_at) == (0, None, "", None)
    assert (state.etag, state.body_hash) == ('"1"', "ab")


def test_case_35_not_modified_to_somebody_who_has_nothing_is_an_error():
    with FaultServer(says(answer(length=-1, status="304 Not Modified"))) as server:
        failed(ask(server.url), FailureKind.PROTOCOL)


def test_case_36_new_validators_are_kept_although_nothing_is_new():
    same = fetched_hash(RSS)
    answers = answer(b"", ("ETag", '"2"'), status="304 Not Modified"), answer(RSS, ("ETag", '"3"'))
    with FaultServer(says(*answers)) as server:
        followed = feed(server.url, state=FeedState(etag='"1"', last_modified="then", body_hash=same))
        first = unchanged(ask(followed))
        second = unchanged(ask(followed))

    assert (first.by, first.etag, first.last_modified) == ("304", '"2"', "then")
    assert (second.by, second.etag, second.last_modified) == ("same body", '"3"', "")
    assert after(followed, second).etag == '"3"'


def fetched_hash(body: bytes) -> str:
    with FaultServer(says(answer(body))) as server:
        return fetched(ask(server.url)).body_hash


@pytest.mark.parametrize("etag", ['W/"weak"', '"quoted"', "bare", '"caf\xe9"', '"a, b"', '"' + "x" * 2000 + '"', '""'])
def test_case_37_validators_go_back_byte_for_byte(etag):
    with FaultServer(says(answer(RSS, ("ETag", etag), ("Last-Modified", "around noon")))) as server:
        outcome = fetched(ask(server.url))
        ask(feed(server.url, state=FeedState(etag=outcome.etag, last_modified=outcome.last_modified)))

    told = server.requests[1].fields
    assert (told["if-none-match"], told["if-modified-since"]) == (etag, "around noon")


@pytest.mark.parametrize("etag", ['"a\x00b"', '"a\rX-Evil: 1"', "x" * 5000])
def test_case_37_validators_that_could_do_harm_are_dropped(etag):
    with FaultServer(says(answer(RSS, ("ETag", etag)))) as server:
        assert fetched(ask(server.url)).etag == ""
        ask(feed(server.url, state=FeedState(etag=etag + "\nX-Evil: 1", last_modified="a\r\nX-Evil: 1")))

    assert not {"if-none-match", "if-modified-since", "x-evil"} & set(server.requests[1].fields)


def test_a_date_of_modification_in_the_servers_future_would_freeze_the_feed_and_is_dropped():
    with FaultServer(says(answer(RSS, ("Last-Modified", http_date(10**9)), ("Date", http_date(0))))) as server:
        assert fetched(ask(server.url)).last_modified == ""


def test_case_38_an_unchanged_body_is_noticed_where_the_server_knows_no_validators():
    with FaultServer(says(answer(RSS))) as server:
        first = fetched(ask(server.url))
        assert unchanged(ask(feed(server.url, state=FeedState(body_hash=first.body_hash)))).by == "same body"


@pytest.mark.parametrize("body", [b"", b" \r\n\t "])
def test_case_39_an_empty_body_is_a_failure(body):
    with FaultServer(says(answer(body))) as server:
        failed(ask(server.url), FailureKind.EMPTY)


def test_case_40_a_login_page_is_no_feed_and_the_feeds_that_it_names_are_suggested():
    page = b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/real.xml"></head>Log in</html>'
    with FaultServer(says(answer(page, ("Content-Type", "text/html")))) as server, Parser() as parser:
        outcome = fetched(ask(server.url))
        read = parser.parse(outcome.body, url=outcome.url, content_type=outcome.content_type)

    assert isinstance(read, Failed)
    assert read.kind is FailureKind.NOT_A_FEED
    assert server.at(server.host, "/real.xml") in read.hint


def test_case_41_one_host_is_asked_at_most_twice_at_a_time():
    lock, running, peaks = threading.Lock(), [0], [0]

    def count(exchange: Exchange) -> None:
        with lock:
            running[0] += 1
            peaks.append(running[0])
        exchange.over.wait(0.01)
        with lock:
            running[0] -= 1
        exchange.send(answer(RSS))

    with FaultServer(count) as server, courier() as asker:
        feeds = [feed(server.at(server.host, f"/{number}")) for number in range(20)]
        outcomes = list(poll(feeds, asker, jobs=8, per_site=2))

    assert len(outcomes) == 20
    assert max(peaks) <= 2


def test_case_41_requests_to_one_host_begin_a_spacing_apart_and_others_need_not_wait():
    many = [feed(f"https://rss.paper.example/{number}") for number in range(50)]
    turns = Turns([*many, feed("https://gazette.example/")], spacing=1.0, per_site=2)
    starts: list[tuple[float, Feed]] = []
    now = 0.0
    while (turn := turns.next(now)) is not None:
        if isinstance(turn, Turn):
            starts.append((now, turn.feed))
            turns.done(turn)
        else:
            now += turn

    times = [at for at, started in starts if started in many]
    assert times == [float(second) for second in range(50)]
    assert [at for at, started in starts if started not in many] == [0.0]


def test_case_42_no_secret_is_in_any_outcome_or_log(caplog):
    caplog.set_level(logging.DEBUG)
    answers = [
        answer(b"", status="404 No"),
        redirect("/feed.xml?token=SECRET"),
        b"rubbish hunter2 SECRET\r\n\r\n",
        answer(b"x", length=9),
    ]
    for said in answers:
        with FaultServer(says(said)) as server:
            outcome = ask(server.at("bob:hunter2@127.0.0.1", "/feed.xml?token=SECRET"))
        assert isinstance(outcome, Failed)
        assert "hunter2" not in repr(outcome)

    assert "hunter2" not in caplog.text
    assert "SECRET" not in caplog.text
