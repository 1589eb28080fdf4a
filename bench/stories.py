"""How fast articles are grouped, and how the cost grows with what is stored: prints one JSON object.

    python bench/stories.py [--stored 10000 100000] [--batch 200] [--folder DIR]

Made-up items of a headline and a lead of 35 to 90 words, a fifth of them copies (verbatim, cut, with a new lead, with words
changed), 400 a day. Every one is grouped. CPU seconds are those of this process, intake included.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from itertools import accumulate
from pathlib import Path
from typing import Any

from crackwatch import grouping, intake
from crackwatch.archive import connection
from crackwatch.model import Entry

GROUPING: list[float] = []
VOCABULARY, PER_DAY, MEMORY = 30_000, 400, 300
SYLLABLES = "ba che di fo gu la me ni po ru sa te vi zo bran clé dor fle gri mont nel pra quin ros tur val".split()


class Newsroom:
    """Writes items with the word frequencies of a language (Zipf) and copies some of its latest."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.words = ["".join(self.rng.choices(SYLLABLES, k=self.rng.randint(2, 4))) + str(n % 7) * (n % 3 == 0) for n in range(VOCABULARY)]
        self.weights = list(accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))
        self.latest: list[list[str]] = []

    def say(self, n: int) -> list[str]:
        return self.rng.choices(self.words, cum_weights=self.weights, k=n)

    def item(self, number: int, second: int) -> Entry:
        title, lead = self.say(self.rng.randint(7, 12)), self.say(self.rng.randint(35, 90))
        if self.latest and self.rng.random() < 0.2:
            lead = self.changed(self.rng.choice(self.latest))
        else:
            self.latest = [*self.latest[-MEMORY:], lead]
        return Entry(
            " ".join(title).capitalize(), url=f"https://paper{number % 97}.example/{number}", summary=" ".join(lead), lang="fr",
            outlet=f"paper{number % 97}", published=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second)),
        )  # fmt: skip

    def changed(self, lead: list[str]) -> list[str]:
        return self.rng.choice([
            lead, lead[: max(25, len(lead) // 2)], self.say(20) + lead,
            [word if self.rng.random() > 0.1 else self.say(1)[0] for word in lead],
        ])  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--batch", type=int, default=200)
    parser.add_argument("--measured", type=int, default=2_000, help="articles measured at each size")
    parser.add_argument("--folder", type=Path)
    a = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=a.folder) as folder:
        print(json.dumps(measured(Path(folder) / "archive.db", a.stored, a.batch, a.measured)))


def measured(path: Path, sizes: list[int], batch: int, sample: int) -> dict[str, object]:
    newsroom, number, found = Newsroom(7), 0, {}
    start = 1_600_000_000
    with connection.open_for_writing(path, zone="Europe/Paris", now=start) as archive:
        for size in sorted(sizes):
            while number < size - sample:
                number, *_ = put(archive, newsroom, number, min(1000, size - sample - number), start)
            cpu, wall, grouped = [], [], []
            while number < size:
                number, seconds, elapsed, own = put(archive, newsroom, number, batch, start)
                cpu.append(seconds / batch), wall.append(elapsed), grouped.append(own / batch)
            one = sorted(put(archive, newsroom, number + n, 1, start)[2] for n in range(200))
            number += 200
            found[size] = {
                "articles_per_cpu_s": round(1 / (sum(cpu) / len(cpu))),
                "grouped_per_cpu_s": round(1 / (sum(grouped) / len(grouped))),
                "grouping_us": round(sum(grouped) / len(grouped) * 1e6),
                "slowest_batch_s": round(max(wall), 3),
                "one_p50_ms": round(one[len(one) // 2] * 1e3, 2),
                "one_p99_ms": round(one[int(len(one) * 0.99)] * 1e3, 2),
                "megabytes": round(path.stat().st_size / 1e6, 1),
            }
        copies = archive.db.execute("SELECT count(*) FROM article WHERE copy_of IS NOT NULL").fetchone()[0]
    least, most = min(sizes), max(sizes)
    growth = found[least]["articles_per_cpu_s"] / found[most]["articles_per_cpu_s"]
    grouping_growth = found[most]["grouping_us"] / found[least]["grouping_us"]
    return {"sizes": found, "growth": round(growth, 2), "grouping_growth": round(grouping_growth, 2), "copies": round(copies / number, 3), "batch": batch}


def put(archive: connection.Archive, newsroom: Newsroom, number: int, n: int, start: int) -> tuple[int, float, float, float]:
    """(articles so far, CPU seconds of intake, wall seconds, CPU seconds of grouping alone)."""
    entries = [newsroom.item(k, start + k * 86400 // PER_DAY) for k in range(number, number + n)]
    way_in = intake.Intake(archive, [], everything=True)
    GROUPING.clear()
    cpu, wall = time.process_time(), time.perf_counter()
    with way_in.batch():
        way_in.take(intake.Source("import", start, archive.zone), entries)
    return number + n, time.process_time() - cpu, time.perf_counter() - wall, sum(GROUPING)


def timed(*args: Any, **named: Any) -> grouping.Grouped:
    """``grouping.group``, with its CPU seconds noted."""
    began = time.process_time()
    done = grouping.group(*args, **named)
    GROUPING.append(time.process_time() - began)
    return done


intake.group = timed


if __name__ == "__main__":
    main()
