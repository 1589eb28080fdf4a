"""Cases 26, 29 and 30: TLS that does not hold what the address promises."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from crackwatch.model import Failed, FailureKind, Feed, FeedOptions, Fetched, Outcome
from tests.faults.asking import RSS, ask, feed, standing
from tests.faults.server import Exchange, FaultServer, answer, redirect, says

pytestmark = pytest.mark.fault
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def bundle(authority, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


def shown(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture
def good(authority) -> ssl.SSLContext:
    return shown(authority.issue_cert("127.0.0.1"))


def trusting(url: str, bundle: Path, **options: bool) -> Feed:
    return feed(url, options=FeedOptions(ca=str(bundle), **options))


def failed(outcome: Outcome, kind: FailureKind) -> Failed:
    assert isinstance(outcome, Failed), outcome
    assert outcome.kind is kind, outcome
    return outcome


def test_a_feed_with_an_authority_of_its_own_is_read(good, bundle):
    with FaultServer(says(answer(RSS)), tls=good) as server:
        outcome = ask(trusting(server.url, bundle))

    assert isinstance(outcome, Fetched), outcome
    assert outcome.body == RSS


def test_a_ca_file_that_is_none_is_named(good, tmp_path):
    empty = tmp_path / "empty.pem"
    empty.touch()
    with FaultServer(says(answer(RSS)), tls=good) as server:
        outcomes = [
            failed(ask(trusting(server.url, path)), FailureKind.TLS) for path in (empty, tmp_path / "absent.pem")
        ]

    assert [path in outcome.message for path, outcome in zip(("empty.pem", "absent.pem"), outcomes, strict=True)] == [
        True,
        True,
    ]


def test_case_26_from_https_to_http_only_where_the_feed_says_so(good, bundle):
    with FaultServer(says(answer(RSS))) as plain, FaultServer(says(redirect(plain.url)), tls=good) as server:
        failed(ask(trusting(server.url, bundle)), FailureKind.DOWNGRADE)
        assert plain.requests == []

        outcome = ask(trusting(server.url, bundle, allow_downgrade=True))

    assert isinstance(outcome, Fetched), outcome


def test_case_29_an_expired_certificate(authority, bundle):
    with FaultServer(says(answer(RSS)), tls=shown(authority.issue_cert("127.0.0.1", not_after=LONG_AGO))) as server:
        assert "has expired" in failed(ask(trusting(server.url, bundle)), FailureKind.TLS).message

    assert server.requests == []


def test_case_29_a_certificate_for_another_host(authority, bundle):
    with FaultServer(says(answer(RSS)), tls=shown(authority.issue_cert("paper.example"))) as server:
        assert "is for another" in failed(ask(trusting(server.url, bundle)), FailureKind.TLS).message


def test_case_29_a_self_signed_certificate(tmp_path):
    own = trustme.CA()
    own.private_key_pem.write_to_path(tmp_path / "key.pem")
    own.cert_pem.write_to_path(tmp_path / "cert.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with FaultServer(says(answer(RSS)), tls=context) as server:
        outcome = failed(ask(server.url), FailureKind.TLS)

    assert "is self-signed" in outcome.message
    assert "insecure" not in outcome.hint


def test_case_29_an_authority_that_nobody_knows(good):
    with FaultServer(says(answer(RSS)), tls=good) as server:
        assert "authority" in failed(ask(server.url), FailureKind.TLS).message


def test_case_30_a_port_that_speaks_plain_http():
    def plain(listener: socket.socket) -> None:
        with suppress(OSError), listener.accept()[0] as sock:
            sock.sendall(answer(b"", status="400 Bad Request"))
            while sock.recv(65536):  # closing before all is read would be a reset
                pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=plain, args=(listener,), daemon=True).start()
        outcome = failed(ask(f"https://127.0.0.1:{listener.getsockname()[1]}/"), FailureKind.TLS)

    assert "https by mistake" in outcome.hint


def test_case_30_a_port_that_waits_for_plain_http():
    with FaultServer(Exchange.keep_silent) as server:
        failed(ask(server.url.replace("http:", "https:"), deadline=0.5, clock=standing), FailureKind.TLS)
