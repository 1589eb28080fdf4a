"""How far the work is, what remains, and what that will cost at the pace that is polite."""

from __future__ import annotations

from dataclasses import dataclass

from crackwatch.archive import units
from crackwatch.archive.connection import Archive

# Seconds and bytes that a unit takes, where nobody has measured it here: the paces of ``feeds/wayback.py``; a page of news
# has some 90 KB, packed for the way; a file of CC-NEWS 1,073 MB (commoncrawl/news-crawl#46), scanned at 80 MB a second.
SECONDS = {"index": 2.5, "capture": 1.0, "replay": 1.0, "sitemap": 1.0, "page": 1.0, "list": 1.0, "warc": 13.0}
BYTES = {"index": 200_000, "capture": 40_000, "replay": 25_000, "sitemap": 100_000, "page": 25_000, "list": 50_000, "warc": 1_073_000_000}
SHOWN = 8  # reasons


@dataclass(frozen=True, slots=True)
class Standing:
    """The units by source, why some wait or failed (reason, how many), and what is left: requests, seconds, bytes."""

    tallies: tuple[units.Tally, ...]
    reasons: tuple[tuple[str, int], ...]
    requests: int
    seconds: float
    bytes: int

    @property
    def todo(self) -> int:
        """Units that remain."""
        return sum(tally.todo for tally in self.tallies)


def standing(archive: Archive) -> Standing:
    """How far the archive's past is filled. What an index will still name is not known yet, so what is left can grow."""
    tallies = tuple(units.tallies(archive))
    return Standing(
        tallies,
        tuple(units.reasons(archive, SHOWN)),
        sum(tally.todo for tally in tallies if tally.source != "warc"),
        sum(tally.todo * SECONDS[tally.source] for tally in tallies),
        sum(tally.todo * BYTES[tally.source] for tally in tallies),
    )
