"""Articles in memory, and a way to group them without an archive. All sentences are our own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crackwatch.model import Link
from crackwatch.stories.gathering import gather
from crackwatch.stories.placing import place
from crackwatch.stories.prints import Prints, Telling
from crackwatch.stories.shelf import Shelf

HOUR, DAY = 3600, 86400
MONDAY = int(datetime.fromisoformat("2021-05-03T08:00:00+00:00").timestamp())

WIRE = (
    "Un éboulement survenu dans la nuit de lundi à mardi a coupé la voie ferrée entre Aurillac et Brive, a annoncé la compagnie. "
    "Près de 300 mètres cubes de roche se sont détachés de la paroi à hauteur de Martel, emportant une caténaire et une partie "
    "du ballast. Aucun train ne circulait à ce moment-là. Les travaux de déblaiement devraient durer au moins trois semaines. "
    "Des autocars remplacent les trains sur l'ensemble de la ligne. La paroi avait été inspectée en novembre dernier."
)


def told(title: str, text: str = "", *, at: int = MONDAY, outlet: int = 1, lang: str = "fr", summary: str = "") -> Telling:
    return Telling(0, at, outlet, lang, title, summary, text, (at, 1 << 62, 0))


@dataclass(frozen=True)
class Groups:
    stories: list[int]
    roots: list[int]
    links: list[Link]

    def together(self, *articles: int) -> bool:
        return len({self.stories[a] for a in articles}) == 1

    def folded(self, *articles: int) -> bool:
        return len({self.roots[a] for a in articles}) == 1


def grouped(tellings: Sequence[Telling], batch: int = 100) -> Groups:
    """Stories and roots by place in ``tellings``, which are taken in batches as they come."""
    numbered = [replace(one, id=n, rank=(one.rank[0], one.rank[1], n)) for n, one in enumerate(tellings, 1)]
    shelf = Shelf()
    for start in range(0, len(numbered), batch):
        prints = [Prints(one) for one in sorted(numbered[start : start + batch], key=lambda one: (one.at, one.id))]
        shelf.count(prints)
        for some in prints:
            place(shelf, some)
        gather(shelf, [some.telling.id for some in prints])
    places = [shelf.places[n] for n in range(1, len(numbered) + 1)]
    return Groups([p.story for p in places], [p.root - 1 for p in places], shelf.links)


def sentences(*numbers: int) -> str:
    """Text that nothing else holds: a sentence of twelve words for each number."""
    return " ".join(" ".join(_word(12 * number + k) for k in range(12)) + "." for number in numbers)


def _word(number: int) -> str:
    return "".join(("ba", "fe", "gi", "lo", "mu", "ra", "se", "ti", "vo", "zu")[int(digit)] for digit in f"{number * 7919 + 10_000}")


def pairs(links: Iterable[Link]) -> set[tuple[int, int, str]]:
    return {(min(link.a, link.b), max(link.a, link.b), link.kind) for link in links}
