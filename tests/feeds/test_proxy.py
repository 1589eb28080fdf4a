from __future__ import annotations

import socket
import ssl
import threading
from contextlib import closing, suppress

import pytest
import trustme

from crackwatch.feeds.addresses import is_public
from crackwatch.model import Failed, FailureKind, FeedOptions, Fetched, Outcome
from tests.faults.asking import RSS, ask, feed
from tests.faults.server import Exchange, FaultServer, answer, says

FAR = "http://paper.example/rss?page=1"


def failed(outcome: Outcome, kind: FailureKind) -> Failed:
    assert isinstance(outcome, Failed), outcome
    assert outcome.kind is kind
    return outcome


def never(*_, **__):
    raise AssertionError("a proxy looks names up itself")


def tunnel(exchange: Exchange) -> None:
    """What a proxy does after CONNECT."""
    host, _, port = exchange.request.target.rpartition(":")
    with socket.create_connection((host, int(port))) as upstream:
        exchange.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = threading.Thread(target=pump, args=(upstream, exchange.sock), daemon=True)
        back.start()
        pump(exchange.sock, upstream)


def pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)


def test_a_feed_goes_through_the_proxy_that_it_names_and_the_proxy_gets_the_whole_address():
    with FaultServer(says(answer(RSS))) as proxy:
        options = FeedOptions(proxy=f"http://bob:hunter2@{proxy.host}:{proxy.port}")
        outcome = ask(feed(FAR, options=options), public=is_public, resolver=socket.getaddrinfo)

    assert isinstance(outcome, Fetched)
    request = proxy.requests[0]
    assert (request.target, request.fields["host"]) == (FAR, "paper.example")
    assert request.fields["proxy-authorization"] == "Basic Ym9iOmh1bnRlcjI="


@pytest.mark.parametrize(("proxies", "through"), [({}, True), ({"no": "paper.example"}, False), ({"no": "*"}, False)])
def test_the_proxy_of_the_environment_is_used_but_for_its_exceptions(proxies, through):
    def unknown(host, port, **_):
        if host == "paper.example":
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)

    with FaultServer(says(answer(RSS))) as proxy:
        outcome = ask(feed(FAR), proxies={"http": f"http://{proxy.host}:{proxy.port}", **proxies}, resolver=unknown)

    assert isinstance(outcome, Fetched) is through
    assert len(proxy.requests) == through


def test_https_goes_through_a_tunnel(tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with FaultServer(says(answer(RSS)), tls=context) as site, FaultServer(tunnel) as proxy:
        outcome = ask(feed(site.url, options=FeedOptions(proxy=proxy.url, ca=str(tmp_path / "ca.pem"))))

    assert isinstance(outcome, Fetched), outcome
    assert proxy.requests[0].target == f"127.0.0.1:{site.port}"
    assert site.requests[0].target == "/feed.xml"


@pytest.mark.parametrize(("login", "said"), [("", "it asks for a user name and password"), ("ana:x@", "its user name or password is wrong")])
def test_a_tunnel_that_wants_a_login_says_where_it_is_written(login, said):
    with FaultServer(says(answer(status="407 Proxy Authentication Required"))) as proxy:
        outcome = ask(feed("https://paper.example/", options=FeedOptions(proxy=proxy.url.replace("//", f"//{login}"))))

    assert outcome.hint == f"{said}: write http://USER:PASSWORD@host:port, with the feed or in HTTPS_PROXY"


def test_a_proxy_that_refuses_is_named():
    with FaultServer(says(answer(status="407 Proxy Authentication Required"))) as proxy:
        outcome = ask(feed("https://paper.example/", options=FeedOptions(proxy=proxy.url)))

    assert "refuses to connect to paper.example" in failed(outcome, FailureKind.NETWORK).message


def test_a_proxy_is_not_asked_for_a_private_address():
    with FaultServer(says(answer(RSS))) as proxy:
        failed(
            ask(feed("http://127.0.0.1/", options=FeedOptions(proxy=proxy.url)), public=is_public), FailureKind.PRIVATE
        )

    assert proxy.requests == []


@pytest.mark.parametrize(
    "address", ["socks5://hunter2@127.0.0.1:1", "https://127.0.0.1:1", "http://", "http://h:hunter2"]
)
def test_a_proxy_of_another_kind_is_refused_without_repeating_it(address):
    outcome = failed(ask(feed(FAR, options=FeedOptions(proxy=address))), FailureKind.NETWORK)

    assert "http://host:port" in outcome.hint
    assert "hunter2" not in repr(outcome)


def test_a_proxy_that_cannot_be_reached_is_named_without_its_password_and_not_the_feed():
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))  # nothing listens there
        address = f"http://bob:hunter2@127.0.0.1:{silent.getsockname()[1]}"
        outcome = failed(ask(feed(FAR, options=FeedOptions(proxy=address))), FailureKind.NETWORK)

    assert outcome.message == "the proxy fails: 127.0.0.1 refused the connection"
    assert "HTTP_PROXY" in outcome.hint
    assert "hunter2" not in repr(outcome)


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "502 Bad Gateway", "504 Gateway Timeout"])
def test_what_a_proxy_answers_of_its_own_accord_is_not_said_of_the_feed(status):
    with FaultServer(says(answer(status=status))) as proxy:
        outcome = failed(ask(feed(FAR, options=FeedOptions(proxy=proxy.url))), FailureKind.HTTP)

    assert outcome.message == f"the proxy {proxy.host}, asked for paper.example, answers with status {status[:3]}"


def test_a_connection_that_the_proxy_cuts_is_the_proxys():
    with FaultServer(says(b"")) as proxy:
        outcome = ask(feed(FAR, options=FeedOptions(proxy=proxy.url)))

    assert isinstance(outcome, Failed)
    assert outcome.message.startswith(f"the proxy {proxy.host}, asked for paper.example,")


def test_where_the_login_of_a_proxy_is_written_depends_on_who_named_it():
    with FaultServer(says(answer(status="407 Proxy Authentication Required"))) as proxy:
        with_login = proxy.url.replace("//", "//ana:x@")
        of_environment = ask(feed(FAR), proxies={"http": proxy.url})
        of_feed, wrong = (ask(feed(FAR, options=FeedOptions(proxy=url))) for url in (proxy.url, with_login))

    assert "in HTTP_PROXY and HTTPS_PROXY" in of_environment.hint
    assert of_feed.hint.startswith("the proxy asks for a user name and password: crackwatch feeds ")
    assert wrong.hint.startswith("the user name or password of the proxy is wrong: crackwatch feeds ")
