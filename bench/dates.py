"""How many characters a second are searched for dates, and how many dates of feeds and addresses are read.

    python bench/dates.py

Prints one JSON object; the texts are our own.
"""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from crackwatch.dates import mentions, parse_published
from crackwatch.text import clean, plain
from crackwatch.urls import canonical

ARTICLE = (
    "Des tirs de mortier d'artifice ont visé dans la nuit de samedi à dimanche les consommateurs de crack réunis près de la"
    " place, dans le nord de la ville. Selon la préfecture, personne n'a été blessé. Les riverains, qui réclament depuis"
    " plusieurs mois une réponse des autorités, ont de nouveau manifesté mercredi 12 mai devant la mairie. « Nous ne dormons"
    " plus depuis juin 2020 », dit une habitante du quartier, mère de deux enfants de 4 et 9 ans. Le jardin, ouvert jusqu'à"
    " une heure du matin, devait accueillir les toxicomanes pour la fin de l'été, avant un déplacement vers un autre lieu."
    " The residents say they have been left alone. A spokesman told reporters on Thursday that the plan would cost 3,500"
    " euros a month, and that a decision was expected by the end of June. Several shop owners closed early; others stayed."
) * 4
DATES = ["Tue, 18 May 2021 18:30:00 +0200", "2021-05-18T16:30:00Z", "mardi 18 mai 2021 à 18h30"]
URLS = ["https://www.paris-matin.example/a/crack-12.html", "https://paris-matin.example/a/12?utm_source=rss#xtor=RSS-3"]
HTML = "<p>Évacuation à la <b>place</b> : l&rsquo;été &amp;eacute;tait calme.</p>" * 4


def rate(work: Callable[[], object], size: int, seconds: float = 1.0) -> int:
    """The best of five measurements, in units of ``size`` a second."""
    best = 0.0
    for _ in range(5):
        done, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds / 5:
            work()
            done += size
        best = max(best, done / (time.perf_counter() - start))
    return round(best)


def main() -> None:
    now, zone = datetime(2021, 5, 18, 12, tzinfo=UTC), ZoneInfo("Europe/Paris")
    print(
        json.dumps(
            {
                "mentions_characters_per_s": rate(lambda: mentions(ARTICLE, now), len(ARTICLE)),
                "feed_dates_per_s": rate(lambda: [parse_published(d, zone, now) for d in DATES], len(DATES)),
                "addresses_per_s": rate(lambda: [canonical(u) for u in URLS], len(URLS)),
                "clean_characters_per_s": rate(lambda: clean(ARTICLE), len(ARTICLE)),
                "plain_characters_per_s": rate(lambda: plain(HTML), len(HTML)),
            }
        )
    )


if __name__ == "__main__":
    main()
