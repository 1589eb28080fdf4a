"""Cases 19 to 28, and of 41: where a server may send us, and what we carry there."""

from __future__ import annotations

import base64
import socket
import sys
import threading

import pytest

from crackwatch.feeds import schedule
from crackwatch.feeds.addresses import is_public
from crackwatch.feeds.round import poll
from crackwatch.model import Failed, FailureKind, Feed, FeedDocument, FeedOptions, Fetched, Outcome
from tests.faults.asking import RSS, ask, courier, feed, resolver
from tests.faults.server import Exchange, FaultServer, answer, redirect, says

pytestmark = pytest.mark.fault
PUBLIC = "127.0.0.2"  # counts as a public address in these tests; every other one is private


def public(address: str) -> bool:
    return address == PUBLIC


@pytest.fixture(autouse=True, scope="module")
def second_address():
    try:
        socket.create_server((PUBLIC, 0)).close()
    except OSError:
        pytest.skip("this system has one loopback address only")


def failed(outcome: Outcome, kind: FailureKind) -> Failed:
    assert isinstance(outcome, Failed), outcome
    assert outcome.kind is kind, outcome
    return outcome


def fetched(outcome: Outcome) -> Fetched:
    assert isinstance(outcome, Fetched), outcome
    return outcome


def test_case_19_a_redirect_loop_ends_and_names_its_hops_without_their_secrets():
    with FaultServer(says(redirect("/b?token=SECRET"), redirect("/feed.xml"))) as server:
        message = failed(ask(server.url), FailureKind.REDIRECTS).message

    assert len(server.requests) == 2
    assert "/feed.xml → " in message
    assert "/b?token=…" in message


def test_case_19_redirects_to_ever_new_places_end_after_five():
    def onwards(exchange: Exchange) -> None:
        exchange.send(redirect(exchange.request.target + "x"))

    with FaultServer(onwards) as server:
        failed(ask(server.url), FailureKind.REDIRECTS)

    assert len(server.requests) == 6


OPENED: list[str] = []
sys.addaudithook(lambda event, details: OPENED.append(str(details[0])) if event == "open" else None)


@pytest.mark.parametrize(
    "location",
    [
        "file://{path}",
        "FILE://{path}",
        "ftp://{host}/a",
        "gopher://{host}/a",
        "javascript:alert(1)",
        "data:text/xml,<rss/>",
        "http://h:port/",
        "http://[",
        "mailto:a@h",
    ],
)
def test_case_20_only_the_web_is_followed(location, tmp_path):
    secret = tmp_path / "private.xml"
    secret.write_bytes(RSS)
    with FaultServer(says(redirect(location.format(path=secret, host="127.0.0.1")))) as server:
        OPENED.clear()
        failed(ask(server.url), FailureKind.UNSAFE_REDIRECT)

    assert str(secret) not in OPENED
    assert len(server.requests) == 1


@pytest.mark.parametrize("private", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_case_21_a_redirect_into_a_private_network_is_refused_when_connecting(private):
    with FaultServer(says(answer(RSS))) as inner, FaultServer(says(redirect(inner.at(private))), host=PUBLIC) as outer:
        failed(ask(outer.url, public=public), FailureKind.PRIVATE)

    assert len(outer.requests) == 1
    assert inner.requests == []


def test_case_22_a_name_that_answers_differently_the_second_time_gains_nothing():
    with FaultServer(says(redirect("/again")), host=PUBLIC) as server:
        outcome = ask(server.at("rebinds.example"), public=public, resolver=resolver((PUBLIC,), ("127.0.0.1",)))

    failed(outcome, FailureKind.PRIVATE)
    assert [request.target for request in server.requests] == ["/feed.xml"]


@pytest.mark.parametrize(
    "host",
    [
        *("0", "0.0.0.0", "127.0.0.1", "2130706433", "0x7f.1", "017700000001", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]"),
        *("[fc00::1]", "[fec0::1]", "[ff02::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]"),
        *("[2002:7f00:1::]", "[2001:0:7f00:1::]", "[::7f00:1]"),
    ],
)
def test_case_23_no_way_of_writing_a_private_address_gets_past(host):
    failed(ask(f"http://{host}:9/", public=is_public), FailureKind.PRIVATE)


def test_case_24_of_several_addresses_only_public_ones_are_tried_and_all_of_them():
    with FaultServer(says(answer(RSS)), host=PUBLIC) as server, FaultServer(says(answer(b"inside"))) as inner:
        address = f"http://paper.example:{server.port}/"
        outcome = ask(
            address, public=lambda a: a in (PUBLIC, "127.0.0.3"), resolver=resolver(("127.0.0.1", "127.0.0.3", PUBLIC))
        )

    assert fetched(outcome).body == RSS
    assert inner.requests == []


def test_case_25_a_feed_in_the_private_network_is_read_only_where_its_user_says_so():
    lan = FeedOptions(allow_private=True)
    with FaultServer(says(answer(RSS))) as server:
        refused = failed(ask(server.url, public=public), FailureKind.PRIVATE)
        allowed = ask(feed(server.url, options=lan), public=public)

    assert "--allow-private" in refused.hint
    assert fetched(allowed).body == RSS


def test_case_25_its_redirects_to_other_private_hosts_stay_refused():
    lan = FeedOptions(allow_private=True)
    with FaultServer(says(answer(RSS)), host="127.0.0.3") as other, FaultServer(says(redirect(other.url))) as server:
        outcome = failed(ask(feed(server.url, options=lan), public=public), FailureKind.PRIVATE)

    assert other.requests == []
    assert "--address URL, or allow it for a run with fetch --allow-private" in outcome.hint


def test_case_25_a_connection_that_one_feed_may_use_is_not_lent_to_another():
    with FaultServer(says(answer(RSS), stay=True)) as server, courier(public=public) as asker:
        fetched(asker.get(feed(server.url, options=FeedOptions(allow_private=True))))
        failed(asker.get(feed(server.url)), FailureKind.PRIVATE)


def polled(address: str, times: int, *, options: FeedOptions | None = None) -> Feed:
    """A feed after some polls, each of which parsed well."""
    followed = feed(address, options=options)
    document = FeedDocument(kind="rss", title="", url="", lang="", entries=())
    with courier() as asker:
        for at in range(times):
            outcome = fetched(asker.get(feed(address, options=options)))
            state = schedule.after(followed, outcome, now=at * 3600, document=document, jitter=0.0)
            followed = feed(address, options=options, state=state)
    return followed


@pytest.mark.parametrize("status", ["301 Moved Permanently", "308 Permanent Redirect"])
def test_case_27_a_permanent_redirect_is_proposed_after_three_polls_that_agree(status):
    with FaultServer(says(answer(RSS))) as new, FaultServer(says(redirect(new.url, status))) as old:
        states = [polled(old.url, times).state for times in (1, 3)]

    assert [state.moved_to for state in states] == [new.url, new.url]
    assert [state.moved_seen >= schedule.MOVED_AFTER for state in states] == [False, True]


@pytest.mark.parametrize("status", ["302 Found", "303 See Other", "307 Temporary Redirect"])
def test_case_27_a_temporary_redirect_never_moves_a_feed(status):
    with FaultServer(says(answer(RSS))) as new, FaultServer(says(redirect(new.url, status))) as old:
        state = polled(old.url, 3).state

    assert (state.moved_to, state.moved_seen) == ("", 0)


def test_case_27_what_follows_a_temporary_step_is_not_permanent():
    with (
        FaultServer(says(answer(RSS))) as end,
        FaultServer(says(redirect(end.url, "301 Moved"))) as middle,
        FaultServer(says(redirect(middle.url, "302 Found"))) as begin,
    ):
        assert polled(begin.url, 1).state.moved_to == ""


def test_case_28_what_is_secret_stays_with_the_host_that_it_was_given_for():
    options = FeedOptions(auth="bob:hunter2", cookies="session=1", headers=(("X-Api-Key", "k"),))
    with FaultServer(says(answer(RSS))) as other, FaultServer(says(redirect(other.url))) as own:
        fetched(ask(feed(own.url, options=options)))

    told, passed_on = own.requests[0].fields, other.requests[0].fields
    assert base64.b64decode(told["authorization"].removeprefix("Basic ")) == b"bob:hunter2"
    assert (told["cookie"], told["x-api-key"]) == ("session=1", "k")
    assert not {"authorization", "cookie", "x-api-key"} & set(passed_on)


def test_case_28_on_its_own_host_a_redirect_changes_nothing():
    with FaultServer(says(redirect("/moved"), answer(RSS))) as server:
        fetched(ask(server.url.replace("://", "://bob:hunter2@")))

    assert [request.fields["authorization"] for request in server.requests] == ["Basic Ym9iOmh1bnRlcjI="] * 2


def test_case_41_what_other_hosts_redirect_to_one_counts_there():
    inside, most = 0, 0
    together, lock = threading.Barrier(2), threading.Lock()

    def busy(exchange: Exchange) -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        together.wait(60)
        with lock:
            inside -= 1
        exchange.send(answer(RSS))

    with FaultServer(busy) as target, FaultServer(says(redirect(target.url))) as one, FaultServer(says(redirect(target.url))) as other:
        feeds = [feed(f"{server.url}?{number}") for number in range(4) for server in (one, other)]
        with courier() as asker:
            outcomes: list[Outcome] = [outcome for _, outcome in poll(feeds, asker, jobs=8)]

    assert [type(outcome) for outcome in outcomes] == [Fetched] * 8
    assert most == 2
