"""How long reading takes on large archives, as whole processes.

    python bench/reports.py [--articles 100000 1000000] [--repeat 9] [--keep DIR]

Builds archives of synthetic articles (sentences of our own, five years, 1 % of them hits), runs the reading commands on
them, and prints one JSON object: medians in milliseconds of CPU, which is what the clock of a quiet machine says, beside
``python -c pass``, beside the imports that the command line stands on, and beside the bare SQL; ratios are against those
imports.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from startup import cpu_seconds

from crackwatch.answers import Mentioned, Said
from crackwatch.archive.connection import open_for_writing
from crackwatch.archive.mentions import write_mentions
from crackwatch.archive.quotes import write_quotes

BEGIN, END = int(datetime(2021, 5, 1, tzinfo=UTC).timestamp()), int(datetime(2026, 5, 1, tzinfo=UTC).timestamp())
NOW = "2026-05-01T12:00:00+00:00"
WHO = "Les riverains|La préfecture|Une association|Le conseil de quartier|Des commerçants|La mairie|Un collectif|Les soignants".split(
    "|"
)
WHAT = "demandent un plan|annonce une réunion|ouvre une permanence|dénoncent le bruit|propose un accueil|ferme un square|signent une lettre".split(
    "|"
)
WHERE = "près de Stalingrad|au bord du canal|dans le dix-neuvième|devant la gare|aux jardins d'Éole|porte de la Villette|rue de Flandre".split(
    "|"
)
WHEN = "avant l'été|dès lundi|pour la rentrée|cette nuit|après un an de travaux|malgré la pluie|sans attendre".split(
    "|"
)
SUMMARY = "Une phrase dit le lieu, une autre le jour, une troisième ce que chacun en pense. " * 2
COMMANDS = {
    "timeline plain": ["timeline", "--since", "2021-05", "--format", "plain"],
    "timeline json": ["timeline", "--since", "2021-05", "--format", "json"],
    "sources plain": ["sources", "--since", "2021-05", "--format", "plain"],
    "list plain 50": ["list", "-n", "50", "--format", "plain"],
}
FLOORS = {"python": "pass", "typer, sqlite3": "import typer, sqlite3"}
REPORT = """
import sys
from pathlib import Path
from crackwatch import ask
from crackwatch.archive.connection import open_for_reading
from crackwatch.model import Selection
from crackwatch.render import machine
with open_for_reading(Path(sys.argv[1])) as archive:
    sys.stdout.writelines(machine.render(ask.dossier(archive, Selection(), now=int(sys.argv[2])), "html"))
"""
BARE = """
import sqlite3, sys
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
days = db.execute("SELECT day, count(*), sum(copy) FROM hit WHERE watch_id = 1 AND at >= ? GROUP BY day", (int(sys.argv[2]),)).fetchall()
rows = db.execute("SELECT story_id, min(at), max(at), count(*) FROM hit WHERE watch_id = 1 AND at >= ? GROUP BY story_id", (int(sys.argv[2]),)).fetchall()
print(len(days), len(rows))
"""


def articles(count: int, rng: random.Random) -> Iterator[tuple[object, ...]]:
    """Rows of ``article`` in order of time; one of a hundred belongs to a story."""
    step = (END - BEGIN) / count
    for n in range(1, count + 1):
        at = BEGIN + int(n * step)
        title = f"{rng.choice(WHO)} {rng.choice(WHAT)} {rng.choice(WHERE)} {rng.choice(WHEN)} ({n})"
        url = f"https://outlet{n % 200}.example/{n}"
        story = 1 + n // 200 if n % 100 == 0 else None
        copy = n - 100 if n % 400 == 300 else None
        day = datetime.fromtimestamp(at, UTC).date().isoformat()
        yield n, url, url, 1 + n % 200, title, "fr", at, day, at, "feed", at, story, copy, SUMMARY


def _said(article: int) -> Said:
    return Said(0, 40, f"Nous demandons un plan depuis {article} jours déjà", WHO[article % len(WHO)], "", 0, 0)


def build(path: Path, count: int) -> None:
    """An archive of ``count`` articles with one watch."""
    archive = open_for_writing(path, zone="Europe/Paris", now=BEGIN, founding=lambda: [("stalingrad", "stalingrad")])
    with archive.transaction() as db:
        db.executemany(
            "INSERT INTO outlet VALUES (?, ?, ?)", [(n, f"outlet{n}", f"Journal {n}") for n in range(1, 201)]
        )
        db.execute("PRAGMA defer_foreign_keys = 1")
        db.executemany(
            "INSERT INTO article (id, url, canonical_url, outlet_id, title, lang, at, day, published, published_from, "
            "first_seen, story_id, copy_of, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            articles(count, random.Random(7)),
        )
        db.execute(
            "INSERT INTO story (id, first_at, last_at, articles) SELECT story_id, min(at), max(at), count(*) FROM article WHERE story_id > 0 GROUP BY 1"
        )
        db.execute(
            "INSERT INTO hit (watch_id, article_id, at, day, story_id, outlet_id, copy) "
            "SELECT 1, id, at, day, story_id, outlet_id, copy_of IS NOT NULL FROM article WHERE story_id > 0"
        )
        days = db.execute("SELECT article_id, day FROM hit").fetchall()
        write_mentions(archive, [(article, [Mentioned(0, 10, day, day, "day")]) for article, day in days])
        write_quotes(archive, [(article, [_said(article)] if article % 500 == 0 else []) for article, _ in days])
        db.execute("INSERT INTO feed (url, slug, added_at) VALUES ('https://outlet1.example/rss', 'outlet1', 0)")
        db.execute("INSERT INTO coverage (feed_id, first_at, last_at) VALUES (1, ?, ?)", (BEGIN, END))
    archive.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    archive.close()


def timed(commands: dict[str, list[str]], repeat: int) -> dict[str, float]:
    """Median milliseconds of CPU of each command, run in turns so that a busy machine is unfair to none."""
    environment = dict(os.environ) | {"CRACKWATCH_NOW": NOW}
    took: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(repeat + 1):
        for name, command in commands.items():
            took[name].append(cpu_seconds(command, environment) * 1000)
    return {name: round(statistics.median(times[1:]), 1) for name, times in took.items()}


def measured(count: int, repeat: int, folder: Path) -> dict[str, object]:
    """The figures of one archive."""
    path = folder / f"{count}.db"
    if not path.exists():
        build(path, count)
    python = [sys.executable]
    commands = {name: [*python, "-c", code] for name, code in FLOORS.items()}
    commands["report html, no command line"] = [*python, "-c", REPORT, str(path), str(END)]
    commands["bare sql"] = [*python, "-c", BARE, str(path), str(BEGIN)]
    commands |= {name: [*python, "-m", "crackwatch", "--db", str(path), *args] for name, args in COMMANDS.items()}
    figures = timed(commands, repeat)
    floor = figures["typer, sqlite3"]
    ratios = {name: round(figures[name] / floor, 2) for name in COMMANDS}
    return {"articles": count, "megabytes": round(path.stat().st_size / 2**20, 1), "ms": figures, "ratio": ratios}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--keep", type=Path, help="a folder for the archives, to build them once")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        figures = [measured(count, given.repeat, folder) for count in given.articles]
    print(
        json.dumps(
            {
                "benchmark": "reports",
                "sqlite": sqlite3.sqlite_version,
                "python": sys.version.split()[0],
                "archives": figures,
            }
        )
    )


if __name__ == "__main__":
    main()
