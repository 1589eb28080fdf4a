"""Case 42: secrets travel to whom they were given for, and come back from nowhere."""

from __future__ import annotations

import pytest

from crackwatch.model import Fetched
from tests.faults.asking import RSS, ask, courier, feed
from tests.faults.server import FaultServer, answer, redirect, says

pytestmark = pytest.mark.fault
SECRETS = {"KEY": "k3yQRS"}.__getitem__


def test_case_42_a_secret_that_a_server_repeats_is_not_in_the_document():
    document = RSS.replace(b"The Canal Post", b"k3yQRS, of https://canal.example/?key=k3yQRS")
    with FaultServer(says(answer(document))) as server:
        outcome = ask(feed(f"{server.url}?key={{secret:KEY}}"), secrets=SECRETS)

    assert isinstance(outcome, Fetched)
    assert outcome.body == document.replace(b"k3yQRS", b"{secret:KEY}")


def test_case_42_no_address_of_others_is_filled_with_a_secret():
    with FaultServer(says(answer(b"page"))) as other, FaultServer(says(redirect(f"{other.url}?b={{secret:KEY}}"))) as server, courier(secrets=SECRETS) as asker:
        outcome = asker.page(f"{server.url}?a={{secret:KEY}}")

    assert isinstance(outcome, Fetched)
    assert "k3yQRS" not in server.requests[0].target + other.requests[0].target
    assert "{secret:" not in outcome.url
