"""feedparser in a process of its own: started when needed, ended when it must be, replaced afterwards."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from crackwatch.feeds.parse import Parser
from crackwatch.feeds.parse_child import Child
from crackwatch.feeds.parse_slow import as_line, from_line
from crackwatch.model import Entry, Failed, FailureKind, FeedDocument

SLOPPY = "<rss version='2.0'><channel><item><title>Bruit & colère</title></item></channel></rss>".encode()
STRICT = b"<rss version='2.0'><channel><item><title>Un pont</title></item></channel></rss>"


@pytest.fixture
def child():
    child = Child(cpu_seconds=60)
    yield child
    child.close()


def process(child: Child) -> subprocess.Popen[bytes] | None:
    return child._process


def test_a_feed_that_can_be_read_strictly_starts_no_child():
    with Parser() as parser:
        parser.parse(STRICT)

        assert process(parser._child) is None


def test_one_child_serves_many_documents_and_ends_with_its_parent(child):
    titles = [child.parse(SLOPPY.replace(b"Bruit", b"Bruit %d" % n), "", "").entries[0].title for n in range(3)]
    served = process(child)
    child.close()

    assert titles == [f"Bruit {n} & colère" for n in range(3)]
    assert served is not None
    assert served.poll() is not None


def test_a_child_that_died_is_replaced(child):
    child.parse(SLOPPY, "", "")
    process(child).kill()
    process(child).wait()

    assert isinstance(child.parse(SLOPPY, "", ""), FeedDocument)


def test_a_child_that_needs_too_much_memory_falls_alone():
    small = Child(cpu_seconds=60, memory=64 * 2**20)
    answer = small.parse(SLOPPY.replace(b"Bruit", b"x" * 64 * 2**20), "", "")
    small.close()

    assert isinstance(answer, Failed)
    assert answer.kind is FailureKind.NOT_A_FEED


def test_it_reads_nothing_from_the_folder_where_it_is_started(tmp_path):
    (tmp_path / "feedparser.py").write_text("raise SystemExit('hunter2')")
    (tmp_path / "json.py").write_text("raise SystemExit('hunter2')")
    program = f"from crackwatch.feeds.parse import Parser\nwith Parser() as p: print(p.parse({SLOPPY!r}).via)"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-P", "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("feedparser\n", "")


def test_a_document_survives_the_way_back():
    document = FeedDocument(
        "rss", "Le Canal", "https://canal.example/", "fr", (Entry("Un pont \ud800\u2028", enclosures=("a", "b")),), 60, frozenset({1, 2}), frozenset({6}), "feedparser"
    )

    assert from_line(as_line(document)) == document
    assert from_line(as_line(None)) is None
