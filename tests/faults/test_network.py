"""Cases 1 to 18: servers and networks that do not answer as they should."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
import zlib

import pytest

from crackwatch.feeds.round import poll
from crackwatch.model import Failed, FailureKind, FeedState, Fetched, Outcome
from tests.faults.asking import RSS, ask, courier, feed, standing
from tests.faults.server import GZIP, Exchange, FaultServer, answer, chunked, says

pytestmark = pytest.mark.fault
SHORT = 0.5  # seconds for a whole request, where a server keeps us waiting for minutes: without it, the test would hang


def failed(outcome: Outcome, kind: FailureKind) -> Failed:
    assert isinstance(outcome, Failed), outcome
    assert outcome.kind is kind, outcome
    assert "\n" not in outcome.message
    return outcome


def test_case_01_a_refused_connection_is_tried_once_more_and_then_left():
    pauses: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    failed(ask(f"http://127.0.0.1:{port}/", sleep=pauses.append), FailureKind.REFUSED)

    assert len(pauses) == 1
    assert 0.5 <= pauses[0] <= 1.5


def test_case_02_an_unknown_name_is_told_from_a_refusal():
    def nowhere(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert (
        "no host named nowhere.invalid"
        in failed(ask("http://nowhere.invalid/", resolver=nowhere), FailureKind.DNS).message
    )


def test_case_02_a_look_up_without_end_ends_at_the_deadline():
    over = threading.Event()

    def silent(*_, **__):
        over.wait()
        return []

    try:
        failed(ask("http://slow.invalid/", resolver=silent, deadline=0.1, clock=standing), FailureKind.DNS)
    finally:
        over.set()


def test_case_03_without_a_network_every_feed_fails_and_each_says_why():
    def offline(*_, **__):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    feeds = [feed(f"http://paper{number}.example/rss") for number in range(5)]
    with courier(resolver=offline) as asker:
        outcomes = [outcome for _, outcome in poll(feeds, asker, spacing=0)]

    assert [failed(outcome, FailureKind.DNS).hint for outcome in outcomes] == ["is the network up?"] * 5


def test_case_04_a_server_that_accepts_and_never_answers_ends_at_the_deadline():
    with FaultServer(Exchange.keep_silent) as server:
        failed(ask(server.url, deadline=SHORT), FailureKind.TIMEOUT)


def test_case_05_a_dripping_body_ends_at_the_deadline_of_the_whole_request():
    with FaultServer(lambda e: e.drip(answer(RSS * 100), every=0.05)) as server:
        failed(ask(server.url, deadline=SHORT), FailureKind.TIMEOUT)


def test_case_06_dripping_headers_end_at_the_deadline_of_the_whole_request():
    with FaultServer(lambda e: e.drip(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: yes\r\n" * 999, every=0.05)) as server:
        failed(ask(server.url, deadline=SHORT), FailureKind.TIMEOUT)


def test_case_07_a_reset_is_tried_once_more_and_then_reported():
    with FaultServer(Exchange.reset) as server:
        failed(ask(server.url), FailureKind.RESET)

    assert len(server.requests) == 2


def test_case_08_closing_without_an_answer_is_a_fault_of_the_protocol():
    with FaultServer(lambda _: None) as server:
        failed(ask(server.url), FailureKind.PROTOCOL)

    assert len(server.requests) == 1


def test_case_09_a_body_shorter_than_it_was_announced_is_not_a_body():
    with FaultServer(says(answer(RSS, ("ETag", '"new"'), length=len(RSS) + 10))) as server:
        failed(ask(server.url), FailureKind.TRUNCATED)


@pytest.mark.parametrize(
    "end", [b"", b"ff\r\n<item>", b"0\r\n"], ids=["between chunks", "in a chunk", "before the end"]
)
def test_case_10_a_chunked_body_that_was_cut_is_not_a_body(end):
    with FaultServer(says(chunked(RSS[:20], RSS[20:], end=end))) as server:
        failed(ask(server.url), FailureKind.TRUNCATED)


def test_case_10_a_whole_chunked_body_is_read_with_its_trailers():
    with FaultServer(says(chunked(RSS[:20], RSS[20:], end=b"0;last\r\nX-Sum: 1\r\n\r\n"))) as server:
        outcome = ask(server.url)

    assert isinstance(outcome, Fetched)
    assert outcome.body == RSS


def test_case_11_gzip_that_was_cut_is_noticed_although_the_length_is_right():
    packed = gzip.compress(RSS * 50)[:-5]
    with FaultServer(says(answer(packed, GZIP))) as server:
        failed(ask(server.url), FailureKind.TRUNCATED)


@pytest.mark.parametrize("body", [RSS, b"\xef\xbb\xbf\n" + RSS, b'{"version": "https://jsonfeed.org/version/1"}'])
def test_case_12_plain_text_that_is_called_gzip_is_accepted_with_a_note(body):
    with FaultServer(says(answer(body, GZIP))) as server:
        outcome = ask(server.url)

    assert isinstance(outcome, Fetched)
    assert outcome.body == body
    assert "gzip" in outcome.note


@pytest.mark.parametrize("body", [b"neither text nor gzip", b"\x1f\x8b but no gzip"])
def test_case_12_rubbish_that_is_called_gzip_is_refused(body):
    with FaultServer(says(answer(body, GZIP))) as server:
        failed(ask(server.url), FailureKind.ENCODING)


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "x-unheard-of"])
def test_case_13_an_encoding_that_nobody_asked_for_is_refused(coding):
    with FaultServer(says(answer(zlib.compress(RSS), ("Content-Encoding", coding)))) as server:
        failed(ask(server.url), FailureKind.ENCODING)

    assert server.requests[0].fields["accept-encoding"] == "gzip"


def bomb(megabytes: int) -> bytes:
    """A gzip stream of zeros: one packed megabyte, again and again."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08" + bytes(7) + block * megabytes


def most_memory(body: bytes, encoding: tuple[str, str], kind: FailureKind) -> int:
    """Bytes that this process held at most while it failed to read a body."""
    with FaultServer(says(answer(body, encoding))) as server:
        tracemalloc.start()
        try:
            failed(ask(server.url), kind)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def test_case_14_a_gzip_bomb_is_not_unpacked():
    assert most_memory(bomb(300), GZIP, FailureKind.TOO_LARGE) < 20e6


def test_case_15_gzip_within_gzip_is_refused_before_it_is_unpacked():
    assert most_memory(gzip.compress(bomb(30)), ("Content-Encoding", "gzip, gzip"), FailureKind.ENCODING) < 5e6


@pytest.mark.parametrize(
    "head",
    [answer(length=-1), answer(b"", ("Transfer-Encoding", "chunked"), length=-1), answer(length=10**9)],
    ids=["until it closes", "chunked", "announced"],
)
def test_case_16_a_body_without_end_is_left_at_the_limit(head):
    def endless(exchange: Exchange) -> None:
        exchange.send(head)
        exchange.flood(b"2000\r\n" + b"<" * 0x2000 + b"\r\n")

    with FaultServer(endless) as server:
        failed(ask(server.url, max_bytes=10**5), FailureKind.TOO_LARGE)


def test_case_16_a_body_in_crumbs_is_left_long_before_the_limit():
    with FaultServer(says(chunked(*[b"<"] * 20_000))) as server:
        failed(ask(server.url, max_bytes=10**6), FailureKind.TOO_LARGE)


@pytest.mark.parametrize("fields", [[("X-Big", "x" * 200_000)], [("X-Many", "x")] * 20_000], ids=["200 kB", "20 000"])
def test_case_17_headers_without_measure_are_refused(fields):
    with FaultServer(says(answer(RSS, *fields))) as server:
        failed(ask(server.url), FailureKind.PROTOCOL)


@pytest.mark.parametrize(
    "line", [b"\x1b]0;owned\x07 ICY 200 \xff\r\n\r\n", b"HTTP/9.9 200 OK\r\n\r\n", b"<html>\r\n\r\n"]
)
def test_case_18_a_status_line_of_rubbish_is_reported_in_clean_text(line):
    with FaultServer(says(line)) as server:
        outcome = failed(ask(server.url), FailureKind.PROTOCOL)

    assert outcome.message.isascii()
    assert outcome.message.isprintable()


def test_a_failure_never_touches_what_is_known_of_the_feed():
    known = FeedState(etag='"old"', body_hash="ab")
    with FaultServer(says(answer(b"", status="500 Oops"))) as server:
        failed(ask(feed(server.url, state=known)), FailureKind.HTTP)

    assert server.requests[0].fields["if-none-match"] == '"old"'
