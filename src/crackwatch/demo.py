"""The main job on sample feeds, without the internet: a server on loopback, and the commands that a user would type."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TextIO

from crackwatch.errors import CannotCreate, CrackwatchError
from crackwatch.feeds import opml
from crackwatch.model import Feed

OUTLETS = {
    "agence-pave.atom": "Agence Pavé",
    "canal-ourcq.rss": "Le Canal de l'Ourcq",
    "gazette-nord-est.rss": "La Gazette du Nord-Est",
    "quotidien-idf.rdf": "Le Quotidien d'Île-de-France",
    "radio-rive-droite.json": "Radio Rive Droite",
    "seine-courier.rss": "The Seine Courier",
}
POLLED = ("2021-10-28T08:00:00+02:00", "2021-10-31T09:00:00+01:00")  # the demo's clock at its first and its second run
FETCH = ["-v", "fetch", "--allow-private"]
TYPES = {
    ".atom": "application/atom+xml",
    ".rdf": "application/rdf+xml",
    ".rss": "application/rss+xml",
    ".json": "application/feed+json",
}


@dataclass(slots=True)
class Samples:
    """The sample feeds as one address after another shows them; ``later`` is the state of some hours after."""

    folder: Path
    later: bool = False

    def body(self, name: str) -> bytes | None:
        """The bytes of a feed in its present state, None for a name that is not ours."""
        if name not in OUTLETS:
            return None
        newer = self.folder / "later" / name
        return (newer if self.later and newer.exists() else self.folder / name).read_bytes()


def sample_folder() -> Path:
    """Where the sample feeds lie: inside the installed package, or in ``examples/`` of a source checkout."""
    here = Path(__file__).parent
    for folder in (here / "examples" / "feeds", here.parents[1] / "examples" / "feeds"):
        if folder.is_dir():
            return folder
    raise CrackwatchError("the sample feeds are not where they were installed", "install crackwatch again")


@contextmanager
def served(samples: Samples) -> Iterator[str]:
    """Serve the samples on a free port of 127.0.0.1, with validators, and give the address without a final slash."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = samples.body(self.path.removeprefix("/"))
            if body is None:
                self.send_error(404)
                return
            etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
            known = self.headers.get("If-None-Match") == etag
            self.send_response(304 if known else 200)
            self.send_header("ETag", etag)
            if not known:
                self.send_header("Content-Type", TYPES[Path(self.path).suffix])
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not known:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the commands do the talking."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def feed_list(address: str) -> bytes:
    """The sample feeds under ``address``, as a list that ``feeds import`` reads."""
    return opml.write(
        [
            Feed(id=n, url=f"{address}/{name}", slug=name, title=outlet, outlet=outlet)
            for n, (name, outlet) in enumerate(OUTLETS.items())
        ]
    )


def own_environment(folder: Path, now: str, inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of the demo's commands: its own clock, days of Paris, and nothing of the user's settings."""
    kept = {name: value for name, value in inherited.items() if not name.startswith("CRACKWATCH_")}
    own = {"CRACKWATCH_NOW": now, "CRACKWATCH_TZ": "Europe/Paris", "XDG_CONFIG_HOME": str(folder)}
    return kept | own


def run(keep: Path | None, out: TextIO) -> int:
    """Serve the samples, poll them twice, print a timeline and a source summary, and say where the archive lies.

    ``keep`` is the folder for the archive, a new temporary one without it; ``out`` must be a file of the system. Gives
    the exit code of the first command that failed, else 0. Raises CannotCreate where ``keep`` already holds an archive.
    """
    folder = prepared(keep)
    db = folder / "crackwatch.db"
    samples = Samples(sample_folder())
    with served(samples) as address:
        listed = folder / "feeds.opml"
        listed.write_bytes(feed_list(address))
        print(f"Six invented outlets on {address}; the clock of this demo stands at 28 October 2021.", file=out)
        code = each([["feeds", "import", str(listed)], FETCH], db, POLLED[0], out)
        samples.later = True
        if code == 0:
            print("\nThree days later one outlet has a new article, and another headline on an old one.", file=out)
            code = each([FETCH, ["timeline", "--since", "2021-05"], ["sources"]], db, POLLED[1], out)
    if code == 0:
        print(
            f"\nThe archive lies in {db}. Ask it something else:\n  crackwatch --db {shlex.quote(str(db))} list pantin",
            file=out,
        )
    return code


def prepared(keep: Path | None) -> Path:
    """The folder of the demo, made where it is missing. Raises CannotCreate."""
    if keep is None:
        return Path(tempfile.mkdtemp(prefix="crackwatch-demo-"))
    if (keep / "crackwatch.db").exists():
        raise CannotCreate(
            f"{keep / 'crackwatch.db'} is already there", "name another folder: crackwatch demo --keep DIR"
        )
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotCreate(
            f"cannot make the folder {keep}: {error.strerror}", "name one that you may write to"
        ) from error
    return keep.absolute()


def each(commands: list[list[str]], db: Path, now: str, out: TextIO) -> int:
    """Run commands of crackwatch one after another, each shown before its output; stop at the first that fails."""
    environment = own_environment(db.parent, now, os.environ)
    for command in commands:
        print(f"\n$ crackwatch --db {shlex.quote(str(db))} {shlex.join(command)}", file=out, flush=True)
        whole = [sys.executable, "-m", "crackwatch", "--db", str(db), *command]
        done = subprocess.run(whole, stdout=out, stderr=subprocess.STDOUT, env=environment, check=False)
        if done.returncode:
            print(f"that command ended with exit code {done.returncode}", file=out)
            return done.returncode
    return 0
