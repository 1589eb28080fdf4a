"""The child process that runs feedparser: started when first needed, ended when one document costs too much."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading

from crackwatch.feeds.parse_slow import from_line
from crackwatch.model import Failed, FailureKind, FeedDocument

_PATIENCE = 10  # times the CPU limit: how long we wait on the clock, on a machine that has other things to do

_PROGRAM = """
import json, resource, sys
sys.path[:] = json.loads(sys.argv[1])
from crackwatch.feeds.parse_slow import serve
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
serve(float(sys.argv[3]), sys.stdin.buffer, sys.stdout.buffer)
"""


class Child:
    """A feedparser that can be killed. Used from one thread; ``close`` ends it."""

    def __init__(self, cpu_seconds: float, memory: int = 512 * 2**20) -> None:
        self._limit = cpu_seconds
        self._memory = memory  # bytes of address space
        self._process: subprocess.Popen[bytes] | None = None

    def parse(self, body: bytes, url: str, content_type: str) -> FeedDocument | Failed | None:
        """What feedparser reads, ``None`` where it finds no feed; ``Failed`` where it took too long or fell."""
        if self._process and self._process.poll() is not None:
            self.close()  # it died between two documents, by no fault of this one
        process = self._process = self._process or self._started()
        guard = threading.Timer(self._limit * _PATIENCE, process.kill)
        guard.daemon = True
        guard.start()
        try:
            line = self._asked(process, body, url, content_type)
        finally:
            guard.cancel()
        if line.endswith(b"\n"):
            return from_line(line)
        return self._fallen()

    def close(self) -> None:
        if process := self._process:
            self._process = None
            process.kill()
            process.communicate()

    def _started(self) -> subprocess.Popen[bytes]:
        arguments = [json.dumps(sys.path), str(self._memory), str(self._limit)]
        return subprocess.Popen(  # our own interpreter and program
            [sys.executable, "-I", "-c", _PROGRAM, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @staticmethod
    def _asked(process: subprocess.Popen[bytes], body: bytes, url: str, content_type: str) -> bytes:
        assert process.stdin
        assert process.stdout
        request = json.dumps({"length": len(body), "url": url, "content_type": content_type})
        try:
            process.stdin.write(request.encode("ascii") + b"\n" + body)
            process.stdin.flush()
            return process.stdout.readline()
        except BrokenPipeError:
            return b""

    def _fallen(self) -> Failed:
        process, self._process = self._process, None
        assert process
        process.communicate()
        if process.returncode in (-signal.SIGPROF, -signal.SIGKILL):
            return Failed(
                FailureKind.PARSE_TIMEOUT,
                f"the document takes more than {self._limit:g} s to read",
                "it is broken or hostile; tell its publisher",
            )
        return Failed(
            FailureKind.NOT_A_FEED, "the document cannot be read", "it is broken or hostile; tell its publisher"
        )
