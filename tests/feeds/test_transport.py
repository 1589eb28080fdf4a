from __future__ import annotations

import threading

from crackwatch.model import Failed, FailureKind, Fetched
from tests.faults.asking import RSS, ask, courier, feed
from tests.faults.server import Exchange, FaultServer, answer, chunked, says


def connections(server: FaultServer) -> int:
    return len({request.at for request in server.requests})


def test_a_connection_is_used_again_for_the_same_site():
    with (
        FaultServer(says(answer(RSS), chunked(RSS), answer(length=-1, status="304 Not Modified"), stay=True)) as server,
        courier() as asker,
    ):
        for _ in range(4):
            asker.get(feed(server.url))

    assert (len(server.requests), connections(server)) == (4, 1)


def test_a_connection_that_the_server_closed_meanwhile_is_replaced_without_a_word():
    with FaultServer(says(answer(RSS))) as server, courier() as asker:  # says keep-alive by default, and closes
        outcomes = [asker.get(feed(server.url)) for _ in range(3)]

    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    assert (len(server.requests), connections(server)) == (3, 3)


def test_a_connection_that_breaks_just_as_it_is_used_again_is_replaced_too():
    def second_request_breaks(exchange: Exchange) -> None:
        if len(server.requests) == 2:
            exchange.reset()
        else:
            exchange.stay()
            exchange.send(answer(RSS))

    with FaultServer(second_request_breaks) as server, courier(sleep=lambda _: 1 / 0) as asker:
        outcomes = [asker.get(feed(server.url)) for _ in range(2)]

    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    assert len(server.requests) == 3


def test_bytes_after_an_answer_never_become_the_next_answer():
    with FaultServer(says(answer(RSS) + answer(b"smuggled"), stay=True)) as server, courier() as asker:
        bodies = [
            outcome.body for outcome in (asker.get(feed(server.url)) for _ in range(2)) if isinstance(outcome, Fetched)
        ]

    assert bodies == [RSS, RSS]
    assert connections(server) == 2


def test_lengths_that_contradict_each_other_are_refused():
    with FaultServer(says(answer(RSS, ("Content-Length", "5")))) as server:
        outcome = ask(server.url)

    assert isinstance(outcome, Failed)
    assert outcome.kind is FailureKind.PROTOCOL


def test_interim_answers_are_passed_over():
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    with FaultServer(says(early * 3 + answer(RSS), early * 50)) as server:
        assert isinstance(ask(server.url), Fetched)
        endless = ask(server.url)

    assert isinstance(endless, Failed)
    assert endless.kind is FailureKind.PROTOCOL


def test_sloppy_line_ends_and_folded_or_stray_headers_are_understood():
    said = b"HTTP/1.0 200\nContent-Type: text/xml;\n charset=utf-8\nstray line\nContent-Length: %d\n\n%s" % (
        len(RSS),
        RSS,
    )
    with FaultServer(says(said)) as server:
        outcome = ask(server.url)

    assert isinstance(outcome, Fetched)
    assert outcome.content_type == "text/xml; charset=utf-8"
    assert outcome.body == RSS


def test_a_body_until_the_connection_closes_is_read_to_its_end():
    with FaultServer(says(answer(RSS, length=-1))) as server:
        outcome = ask(server.url)

    assert isinstance(outcome, Fetched)
    assert outcome.body == RSS
    assert outcome.wire_bytes > len(RSS)


def test_closing_the_courier_ends_what_other_threads_wait_for():
    waiting = threading.Event()

    def silent(exchange: Exchange) -> None:
        waiting.set()
        exchange.keep_silent()

    found: list[object] = []
    with FaultServer(silent) as server, courier(deadline=3600) as asker:
        thread = threading.Thread(target=lambda: found.append(asker.get(feed(server.url))), daemon=True)
        thread.start()
        waiting.wait()
        asker.close()
        thread.join()

    assert isinstance(found[0], Failed)
