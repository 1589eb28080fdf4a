"""What may befall a command on its way out: signals, closed and full outputs, poor encodings, hostile titles."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crackwatch.cli import main

pytestmark = pytest.mark.fault

HOSTILE = [
    '=HYPERLINK("http://evil.example","crack")',
    "+cmd|' /C calc'!A0",
    "-1 crack",
    "@crack",
    "crack [/foo] [link=http://evil.example]Stalingrad[/link]",
    "crack <script>alert(1)</script>",
    'crack" onload="alert(1)',
    "crack \x1b]0;owned\x07 \x1b]52;c;AAAA\x07 \x1b[2J\x9b31m Stalingrad",
    "crack \u202e gnitrevni \u2028 line \u2029 paragraph",
    "crack | pipe `code` *star* \\ back\tslash",
    "crack été œuvre 日本 ✔ Stalingrad",
]
RISKY = ("=", "+", "-", "@", "\t", "\r")


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHONIO", "LC_", "LANG"))}
    return kept | {"HOME": str(home), "LANG": "C.UTF-8"} | {f"XDG_{x}_HOME": str(home / x) for x in ("CONFIG", "DATA", "STATE")} | more


def command(db: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "crackwatch", "--db", str(db), *words]


def run(db: Path, *words: str, **options) -> subprocess.CompletedProcess[bytes]:
    env = environment(db.parent, **options.pop("env", {}))
    return subprocess.run(command(db, *words), env=env, capture_output="stdout" not in options, check=False, **options)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of hostile headlines, enough of them to fill a pipe."""
    folder = tmp_path_factory.mktemp("hostile")
    lines = [
        {"title": f"{title} {n}", "url": f"https://gazette.example/{n}/{i}", "outlet": f"Gazette {title[:12]}", "published": f"2021-05-{n % 28 + 1:02}"}
        for n in range(60)
        for i, title in enumerate(HOSTILE)
    ]
    file = folder / "hostile.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    stored = run(folder / "archive.db", "import", str(file))
    assert stored.returncode == 0, stored.stderr
    return folder / "archive.db"


# --- closed, full and poor outputs: cases 82 and 83


@pytest.mark.parametrize("words", [("list", "--all"), ("list", "--all", "--format", "jsonl"), ("timeline", "--all")])
def test_case_82_a_reader_who_has_seen_enough_ends_the_command_in_silence(db, words):
    process = subprocess.Popen(command(db, *words), env=environment(db.parent), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), err) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [("list", "--all"), ("timeline", "--all", "--format", "json"), ("--help",), ("db", "path")])
def test_case_82_a_full_disk_is_one_line_and_its_code(db, words):
    with Path("/dev/full").open("wb") as full:
        done = run(db, *words, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 74
    assert b"Traceback" not in done.stderr
    assert done.stderr.splitlines()[0].startswith(b"crackwatch: cannot write")
    assert len(done.stderr.splitlines()) == 2


def test_case_82_a_closed_stdout_is_no_success(db):
    line = " ".join(f"'{word}'" for word in command(db, "list", "--all"))
    done = subprocess.run(["sh", "-c", f"{line} >&-"], env=environment(db.parent), stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr.splitlines()[0]) == (74, b"crackwatch: stdout is closed")


@pytest.mark.parametrize(
    "env",
    [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}, {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "LC_ALL": "POSIX"}],
)
@pytest.mark.parametrize("words", [("timeline", "--all", "--format", "table"), ("list", "--all", "-n", "50")])
def test_case_83_a_poor_encoding_gets_other_signs_instead_of_an_error(db, env, words):
    done = run(db, *words, env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"crack" in done.stdout


# --- hostile titles: case 84


@pytest.fixture
def said(db: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a command of this process prints."""
    settings = db.with_name("settings.toml")
    settings.touch()

    def say(*words: str) -> str:
        assert main(["--db", str(db), "--config", str(settings), *words]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        return out

    return say


@pytest.mark.parametrize("form", ["table", "plain", "json", "jsonl", "csv", "tsv", "md", "atom"])
def test_case_84_no_headline_gets_an_escape_sequence_through(said, form):
    text = said("list", "--all", "--format", form)
    assert "Stalingrad" in text
    assert not {c for c in text if ord(c) < 32 or 127 <= ord(c) < 160} - {"\n", "\t"}
    assert not set("\u202e\u2028\u2029") & set(text)


def test_case_84_colour_is_the_only_thing_that_escapes(said):
    pieces = said("--color", "always", "list", "--all", "--format", "table").split("\x1b")[1:]
    assert pieces
    assert all(re.match(r"\[[0-9;]*m", piece) for piece in pieces)


def test_case_84_a_spreadsheet_computes_nothing(said):
    cells = [cell for row in csv.reader(io.StringIO(said("list", "--all", "--format", "csv"))) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(RISKY)]
    raw = csv.reader(io.StringIO(said("list", "--all", "--format", "csv", "--raw-csv")))
    assert any(cell.startswith("=HYPERLINK") for row in raw for cell in row)


def test_case_84_json_says_every_headline_as_it_was_cleaned(said):
    titles = {json.loads(line)["title"] for line in said("list", "--all", "--format", "jsonl").splitlines()}
    assert '=HYPERLINK("http://evil.example","crack") 0' in titles
    assert "crack [/foo] [link=http://evil.example]Stalingrad[/link] 0" in titles
    assert "crack été œuvre 日本 ✔ Stalingrad 0" in titles


# --- signals: case 81


FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title><item><title>Crack: the square is cleared</title>'
    b"<link>https://gazette.example/1</link></item></channel></rss>"
)


@pytest.fixture
def half_dead_server() -> Iterator[tuple[str, threading.Semaphore]]:
    """Answers /quick, lets every other address wait; the semaphore counts requests for those."""
    waiting, leave = threading.Semaphore(0), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/quick":
                waiting.release()
                leave.wait()
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(FEED)))
            self.end_headers()
            self.wfile.write(FEED)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", waiting
    leave.set()
    server.shutdown()
    server.server_close()


def interrupted(folder, half_dead_server, number, *options):
    """What a fetch of three feeds, the first of which answers, says when a signal ends it: code, stdout, stderr."""
    base, waiting = half_dead_server
    db, opml = folder / "archive.db", folder / "feeds.opml"
    outlines = "".join(f'<outline text="{name}" xmlUrl="{base}/{name}"/>' for name in ("quick", "slow", "slower"))
    opml.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
    assert run(db, "feeds", "import", str(opml), "--allow-private").returncode == 0
    settings = folder / "settings.toml"
    settings.write_text("[fetch]\ndeadline = 3600\n", encoding="utf-8")  # nothing but the signal ends it
    line = command(db, "--config", str(settings), "fetch", "--allow-private", "--jobs", "1", *options)
    process = subprocess.Popen(line, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    waiting.acquire()
    process.send_signal(number)
    out, err = process.communicate()
    return process.returncode, out.decode(), err.decode()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_case_81_a_signal_ends_a_fetch_at_once_and_what_it_says_it_kept_is_there(tmp_path, half_dead_server, number, code):
    ended, out, err = interrupted(tmp_path, half_dead_server, number)
    assert (ended, out) == (code, "")
    said = re.match(r"stopped; ([01]) of 3 feeds done, ([01]) new articles? kept\n", err)
    assert said, err
    listed = run(tmp_path / "archive.db", "list", "--all", "--format", "jsonl").stdout.splitlines()
    assert said[1] == said[2] == str(len(listed))  # whether the first answer had been taken in is a matter of moments


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_case_81_a_script_is_told_how_far_an_interrupted_fetch_came(tmp_path, half_dead_server, number, code):
    ended, out, _ = interrupted(tmp_path, half_dead_server, number, "--json")
    told = json.loads(out)
    data = told["data"]
    assert ended == told["exit_code"] == code
    assert (data["interrupted"], data["asked"], data["done"]) == (True, 3, data["new"])
    assert told["status"] == ("partial" if data["done"] else "error")
