"""Cases 3 and 42 as a person meets them: whole commands, all that they print and all that they keep."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.server import FaultServer, answer, says

pytestmark = [pytest.mark.fault, pytest.mark.slow]
ALONE = ["unshare", "--map-root-user", "--net"]  # a network of one's own, with nothing in it


class Person:
    """Somebody who types commands; ``seen`` is all that they were ever shown."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.seen = ""
        self._environment = os.environ | {"HOME": str(home), **environment}

    def types(self, *words: str, within: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        command = [*within, sys.executable, "-m", "crackwatch", "--db", str(self.home / "a.db"), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=self._environment)
        self.seen += done.stdout + done.stderr
        return done

    def follows(self, *addresses: str) -> None:
        self.types("feeds", "add", "--unasked", "--allow-private", *addresses)


def alone_is_possible() -> bool:
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run([*ALONE, "true"], check=False, capture_output=True).returncode
    )


@pytest.mark.skipif(not alone_is_possible(), reason="this system does not let us be without a network")
def test_case_03_without_a_network_fetch_says_one_thing_and_exits_4(tmp_path):
    person = Person(tmp_path)
    person.follows(*(f"http://paper{number}.example/rss.xml" for number in range(5)))

    done = person.types("fetch", within=tuple(ALONE))

    assert done.returncode == 4, done
    assert len([line for line in done.stderr.splitlines() if line.startswith("crackwatch:")]) == 1
    assert "Traceback" not in person.seen


def test_case_42_secrets_are_neither_printed_nor_kept(tmp_path):
    person = Person(tmp_path, CRACKWATCH_SECRET_PW="hunter2", CRACKWATCH_SECRET_TOKEN="SESAME")
    with FaultServer(says(answer(b"no", status="404 Not Found"))) as server:
        person.follows(server.at("bob:{secret:PW}@127.0.0.1", "/feed?token={secret:TOKEN}"))
        for words in (
            ["fetch", "--strict"],
            ["-vv", "fetch", "--force", "--json"],
            ["feeds", "list"],
            ["feeds", "show", "1"],
            ["feeds", "check", "--ask"],
        ):
            person.types(*words, *(["--allow-private"] if words[-1] in ("--strict", "--json", "--ask") else []))

    assert server.requests, person.seen
    assert all(request.target == "/feed?token=SESAME" for request in server.requests)
    assert all(request.fields["authorization"] == "Basic Ym9iOmh1bnRlcjI=" for request in server.requests)
    assert "127.0.0.1" in person.seen
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in ("hunter2", "SESAME", "Ym9iOmh1bnRlcjI"):
        assert secret not in person.seen
        assert secret.encode() not in kept
