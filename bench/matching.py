"""How many articles a second are matched against 10, 1,000 and 100,000 watches, beside merely folding their letters.

    python bench/matching.py [--articles 2000] [--watches 10,1000,100000]

Every line is also given as a ratio to the folding floor of the same run: Latin-1 bytes through a table, no word looked at.
CPU time, best of five. The words are made up, as frequent as words are (Zipf), with the accents, quotes and dashes of
French news; the queries mix words, phrases, OR, NEAR, exclusions, prefixes and titles. The last line is one JSON object.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain

from crackwatch.watches import default, words
from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.query import Query, parse
from crackwatch.watches.tree import Alias, All, Any, Near, Node, Not, Term, Title

ONSETS, NUCLEI = "b c ch d f fr g gr j l m n p pl qu r s st t tr v".split(), "a e é è i o u ou an en on ai oi eau".split()
ENDS = ["", "", "", "s", "r", "nt", "l", "ble", "tion", "ment", "e", "es"]
QUERY = "(crack OR drogue) (stalingrad OR éole OR 19e) -bourse"
SENTENCES = [
    "À Stalingrad, des riverains dénoncent le trafic de crack",
    "Les consommateurs ont quitté le jardin d’Éole",
    "Un match de la 19e journée à Lens",
]
TABLE = bytes(range(256)).lower()


def lexicon(size: int, rng: random.Random) -> list[str]:
    """So many words, the short ones first, as in any language."""
    made: dict[str, None] = dict.fromkeys(("de", "la", "le", "l’", "et", "les", "à", "des", "en", "un", "du", "d’", "une"))
    while len(made) < size:
        syllables = 1 + (len(made) > 150) + (rng.random() < 0.4)
        made["".join(rng.choice(ONSETS) + rng.choice(NUCLEI) for _ in range(syllables)) + rng.choice(ENDS)] = None
    return list(made)


class Prose:
    """Made-up French of any length."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.words = lexicon(20_000, rng)
        self.weights = list(accumulate(1 / (rank + 2) for rank in range(len(self.words))))

    def text(self, signs: int) -> str:
        """About so many signs of it; one text in two hundred holds a sentence that watches look for."""
        parts = [self.rng.choice(SENTENCES)] if self.rng.random() < 0.005 else []
        length = sum(map(len, parts))
        while length < signs:
            taken = self.rng.choices(self.words, cum_weights=self.weights, k=14)
            parts.append(" ".join(taken).replace("’ ", "’").capitalize() + self.rng.choice([".", ", a-t-il dit.", " : « oui ».", " – 12 %."]))
            length += len(parts[-1]) + 1
        return " ".join(parts)

    def query(self) -> str:
        """A query as people write them, over words that are neither rare nor everywhere."""
        a, b, c, d = self.rng.sample(self.words[150:], 4)
        return self.rng.choice(
            [f"{a} {b}", f"({a} OR {b}) ({c} OR {d})", f'"{a} {b}"', f"{a} {b} -{c}", f"{a} NEAR/5 {b}", f"title:{a} {b}", f"{a}ss* {b}"]
        )


def rate(work: Callable[[], object], size: int) -> float:
    """The best of five, in units a CPU second."""
    best = 0.0
    for _ in range(5):
        begun = time.process_time()
        work()
        best = max(best, size / (time.process_time() - begun))
    return best


def import_ms() -> float:
    """CPU time that importing the matcher costs over bare Python, best of nine each."""

    def best(code: str) -> float:
        runs = []
        for _ in range(9):
            begun = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", code], check=True)
            ended = resource.getrusage(resource.RUSAGE_CHILDREN)
            runs.append(ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime)
        return min(runs)

    return (best("import crackwatch.watches.match") - best("pass")) * 1000


def percolated(articles: Sequence[Text], queries: Sequence[str]) -> tuple[float, float, float, float]:
    """Articles a second, seconds of building, MB of memory and hits an article."""
    parsed = [(number, parse(query)) for number, query in enumerate(queries)]
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    percolator = Percolator(parsed)
    built, grown = time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    hits = sum(len(percolator.match(article)) for article in articles) / len(articles)
    return rate(lambda: [percolator.match(article) for article in articles], len(articles)), built, grown / 1024, hits


def lines(count: int, numbers: list[int]) -> Iterator[tuple[str, float, str]]:
    """Name, articles a second, and what else there is to say."""
    prose = Prose(random.Random(19))
    articles = [Text(prose.text(70), prose.text(180), prose.text(2350)) for _ in range(count)]
    flat = [f"{article.title}\n{article.summary}\n{article.text}" for article in articles]
    size = sum(len(text.encode()) for text in flat) / count
    yield "floor: latin-1 and a table", rate(lambda: [t.encode("latin-1", "replace").translate(TABLE) for t in flat], count), f"{size:.0f} bytes each"
    yield "words, for search and matching", rate(lambda: [words.searchable(t) for t in flat], count), ""
    for number in numbers:
        speed, built, grown, hits = percolated(articles, [prose.query() for _ in range(number)])
        yield f"{number} watches", speed, f"built in {built:.2f} s, {grown:.0f} MB, {hits:.2f} hits an article"
    leads = [Text(article.title, article.summary) for article in articles]
    shipped = parse(default.watches()[0][1])
    watch = Percolator([(1, shipped)])
    yield "headline and lead, shipped watch", rate(lambda: [watch.match(lead) for lead in leads], count), ""
    yield "floor: headline and lead", rate(lambda: [f"{t.title}\n{t.summary}".encode("latin-1", "replace").translate(TABLE) for t in leads], count), ""
    dense = [Text(text) for text in dense_texts(count, shipped, prose)]
    hits = sum(bool(watch.match(article)) for article in dense) / count
    yield "dense vocabulary, shipped watch", rate(lambda: [watch.match(article) for article in dense], count), f"{hits:.2f} hits an article"
    yield "words of dense vocabulary", rate(lambda: [words.fold(article.title) for article in dense], count), ""


def dense_texts(count: int, query: Query, prose: Prose) -> list[str]:
    """Articles of 40 words out of 400, half of which the query asks for."""
    asked = sorted({term.written for term in terms(query.root) if term.written.isalpha()})
    lexicon = prose.rng.sample(asked, 200) + prose.rng.sample(prose.words[13:], 200)
    return [" ".join(prose.rng.choices(lexicon, k=40)) for _ in range(count)]


def terms(node: Node) -> Iterator[Term]:
    """The terms of a query, those of its exclusions too."""
    match node:
        case Term():
            yield node
        case All(parts) | Any(parts):
            yield from chain.from_iterable(map(terms, parts))
        case Near(left, right, _):
            yield from chain(terms(left), terms(right))
        case Not(part) | Title(part) | Alias(_, part):
            yield from terms(part)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--articles", type=int, default=2000)
    options.add_argument("--watches", default="10,1000,100000", help="how many, with commas between")
    chosen = options.parse_args()

    found = {"parse_us": round(1e6 / rate(lambda: [parse(QUERY) for _ in range(500)], 500), 1), "import_ms": round(import_ms(), 1)}
    print(f"{'parse a query':34s} {found['parse_us']:10.1f} µs")
    print(f"{'import over bare Python':34s} {found['import_ms']:10.1f} ms")
    floor = 0.0
    for name, speed, note in lines(chosen.articles, [int(number) for number in chosen.watches.split(",")]):
        floor = floor or speed
        found[name] = round(speed)
        print(f"{name:34s} {speed:10,.0f} articles/s  {speed / floor:6.3f} of the floor  {note}")
    print(json.dumps(found | {"ratios": {name: round(speed / floor, 4) for name, speed in found.items() if name[-2:] not in ("us", "ms")}}))


if __name__ == "__main__":
    main()
