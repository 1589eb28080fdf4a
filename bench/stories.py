"""How fast articles are grouped, and how the cost grows with what is stored: prints one JSON object.

    python bench/stories.py [--stored 10000 100000] [--batch 200] [--measured 2000] [--grown 1000000] [--folder DIR]

Made-up items of a headline and a lead of 35 to 90 words, 400 a day: four of ten tell an event that others tell, a fifth copy
a lead (verbatim, cut, with other words before it, with words changed). Every one is grouped; CPU seconds are those of this
process, intake included. Without options it takes about three minutes of CPU time.

--grown N (2 GB for a million, and a minute more) makes the last archive one of N articles: the same again and again, at
earlier times, each time with other runs of words and other headlines. Then one article after the other comes in.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any

from crackwatch import grouping, intake
from crackwatch.archive import connection
from crackwatch.model import Entry
from crackwatch.stories.shelf import SPAN_SECONDS, TERM_BITS

GROUPING: list[float] = []
START, PER_DAY, MEMORY, SINGLE = 1_600_000_000, 400, 300, 400
VOCABULARY, KNOWN = 40_000, 2_000  # words; those of them that everybody says
SYLLABLES = [a + b for a in "b ch d f g l m n p r s t v z br cl pr tr".split() for b in ("a", "e", "i", "o", "u", "an", "é")]
SMALL = "le la les de des du et à en un une dans pour par sur avec que qui est a au aux ce se plus pas son sa il elle".split()


class Newsroom:
    """Writes items with the word frequencies of a language: small words for two of five, the others after Zipf and Mandelbrot."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        vocabulary = ["".join(self.rng.choices(SYLLABLES, k=self.rng.randint(2, 4))) for _ in range(VOCABULARY)]
        often = list(accumulate(1 / (rank + 40) for rank in range(VOCABULARY)))
        self.said = self.rng.choices(vocabulary, cum_weights=often, k=1 << 19) + self.rng.choices(SMALL, k=(1 << 20) // 3)
        self.rare = vocabulary[KNOWN:]
        self.latest: list[list[str]] = []
        self.events: list[list[str]] = []

    def say(self, n: int, about: list[str]) -> list[str]:
        words = self.rng.choices(self.said, k=n)
        for name in about:
            words[self.rng.randrange(n)] = name
        return words

    def item(self, number: int) -> Entry:
        rng = self.rng
        event = rng.choice(self.events) if self.events and rng.random() < 0.4 else rng.sample(self.rare, 6)
        title, lead = self.say(rng.randint(7, 12), event[:3]), self.say(rng.randint(35, 90), event)
        if self.latest and rng.random() < 0.2:
            lead = self.changed(rng.choice(self.latest))
        self.latest, self.events = [*self.latest[-MEMORY:], lead], [*self.events[-MEMORY:], event]
        return Entry(
            " ".join(title).capitalize(), url=f"https://paper{number % 97}.example/{number}", summary=" ".join(lead), lang="fr",
            outlet=f"paper{number % 97}", published=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment(number))),
        )  # fmt: skip

    def changed(self, lead: list[str]) -> list[str]:
        return self.rng.choice([
            lead, lead[: max(25, len(lead) // 2)], self.say(20, []) + lead,
            [word if self.rng.random() > 0.1 else self.say(1, [])[0] for word in lead],
        ])  # fmt: skip


class Bench:
    """An archive that fills up; ``number`` articles have come in."""

    def __init__(self, archive: connection.Archive) -> None:
        self.archive, self.newsroom, self.number = archive, Newsroom(7), 0
        self.way_in = intake.Intake(archive, list, everything=True)

    def put(self, n: int) -> tuple[float, float, float]:
        """Let ``n`` articles come in: (CPU seconds of intake, wall seconds, CPU seconds of grouping alone)."""
        entries = [self.newsroom.item(k) for k in range(self.number, self.number + n)]
        self.number += n
        GROUPING.clear()
        cpu, wall = time.process_time(), time.perf_counter()
        with self.way_in.batch():
            self.way_in.take(intake.Source("import", moment(self.number), self.archive.zone), entries)
        return time.process_time() - cpu, time.perf_counter() - wall, sum(GROUPING)

    def measured(self, size: int, batch: int, sample: int) -> dict[str, object]:
        """Fill up to ``size`` articles, the last ``sample`` of them in batches that are measured, and go on with single ones."""
        while self.number < size - sample:
            self.put(min(1000, size - sample - self.number))
        cpu, wall, own = zip(*[self.put(batch) for _ in range(sample // batch)], strict=True)
        return {
            "articles_per_cpu_s": round(len(cpu) * batch / sum(cpu)),
            "grouping_us": round(sum(own) / len(own) / batch * 1e6),
            "slowest_batch_s": round(max(wall), 3),
            **self.single(),
        }

    def single(self) -> dict[str, float]:
        """Articles that come alone, each in a transaction: CPU milliseconds of all of it, and of the grouping in it."""
        came = [self.put(1) for _ in range(SINGLE)]
        whole, own = (sorted(one[k] * 1e3 for one in came) for k in (0, 2))
        p50, p99 = SINGLE // 2, SINGLE * 99 // 100
        return {
            "one_p50_ms": round(whole[p50], 2), "one_p99_ms": round(whole[p99], 2),
            "one_grouped_p50_ms": round(own[p50], 2), "one_grouped_p99_ms": round(own[p99], 2),
        }  # fmt: skip


def moment(number: int) -> int:
    return START + number * 86400 // PER_DAY


def grow(archive: connection.Archive, size: int) -> None:
    """Make an archive one of about ``size`` articles, by copies of what it holds that lie before it in time."""
    db = archive.db
    articles, stories, first, last = db.execute("SELECT max(id), (SELECT max(id) FROM story), min(at), max(at) FROM article").fetchone()
    spans = (last - first) // SPAN_SECONDS + 1
    columns = [row[1] for row in db.execute("PRAGMA table_info(article)")]
    other = {
        "id": f"id + k * {articles}", "url": "url || '#' || k", "canonical_url": "canonical_url || '#' || k",
        "at": f"at - k * {spans * SPAN_SECONDS}", "story_id": f"story_id + k * {stories}", "copy_of": f"copy_of + k * {articles}",
    }  # fmt: skip
    db.execute("PRAGMA synchronous = OFF")
    with archive.transaction():
        db.execute("CREATE TEMP TABLE again AS WITH n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < ?) SELECT k FROM n", (size // articles - 1,))
        shift = f"k * {spans * SPAN_SECONDS}"
        db.execute(f"INSERT INTO story SELECT id + k * {stories}, first_at - {shift}, last_at - {shift}, articles, centre FROM temp.again, story")
        db.execute(f"INSERT INTO article ({', '.join(columns)}) SELECT {', '.join(other.get(c, c) for c in columns)} FROM temp.again, article")
        db.execute(
            f"INSERT INTO feature SELECT iif(h < 0, h + ((k * {spans}) << {TERM_BITS}), ((h & {(1 << 62) - 1}) + k * {3**33}) | (h & {1 << 62})), "
            f"at - {shift}, article_id + k * {articles} FROM (SELECT * FROM feature UNION ALL SELECT * FROM feature_waiting), temp.again ORDER BY 1"
        )
        db.execute("UPDATE term SET stories = stories * ?", (size // articles,))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("PRAGMA synchronous = FULL")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--batch", type=int, default=200)
    parser.add_argument("--measured", type=int, default=2_000, help="articles measured at each size")
    parser.add_argument("--grown", type=int, default=0, metavar="N", help="then make it N articles, and let single ones come in")
    parser.add_argument("--folder", type=Path)
    a = parser.parse_args()
    intake.group = timed(grouping.group)
    with tempfile.TemporaryDirectory(dir=a.folder) as folder:
        print(json.dumps(figures(Path(folder) / "archive.db", a)))


def figures(path: Path, a: argparse.Namespace) -> dict[str, object]:
    with connection.open_for_writing(path, zone="Europe/Paris", now=START) as archive:
        bench = Bench(archive)
        found = {size: bench.measured(size, a.batch, a.measured) for size in sorted(a.stored)}
        copies = archive.db.execute("SELECT count(*) FROM article WHERE copy_of IS NOT NULL").fetchone()[0]
        cost = [1 / float(str(some["articles_per_cpu_s"])) for some in found.values()]
        done = {"sizes": found, "growth": round(cost[-1] / cost[0], 2), "copies": round(copies / bench.number, 3), "batch": a.batch}
        if a.grown:
            grow(archive, a.grown)
            done["grown"] = {"stored": archive.db.execute("SELECT count(*) FROM article").fetchone()[0], **bench.single()}
    return done


def timed(group: Callable[..., grouping.Grouped]) -> Callable[..., grouping.Grouped]:
    """``grouping.group``, with its CPU seconds noted."""

    def noted(*args: Any, **named: Any) -> grouping.Grouped:
        began = time.process_time()
        done = group(*args, **named)
        GROUPING.append(time.process_time() - began)
        return done

    return noted


if __name__ == "__main__":
    main()
