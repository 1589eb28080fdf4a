"""How a story went from outlet to outlet: who had it first, who followed and how late, and what each changed.

Dates are claims. One that precedes the article's own address, or follows it by months, one without an hour, and one that
is suspect already, does not make anybody first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from crackwatch.answers import Claim, Step
from crackwatch.model import Article, ArticleView, Moment

DAY = 86400
APART_SECONDS = 2 * DAY  # between an article's date and the day in its address, from which its date is not believed
_DAY_IN_ADDRESS = re.compile(r"((?:19|20)(?<!\d..)\d\d)[-/_.]?(0[1-9]|1[0-2])[-/_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one of two texts: kept, removed from the old one, or added by the new one."""

    kind: Literal["same", "removed", "added"]
    words: str


def spread(members: Iterable[ArticleView]) -> tuple[Step, ...]:
    """A story's articles, an outlet a step, in the order in which the outlets had it; the first step had it first."""
    by_outlet: dict[str, list[tuple[int, bool, ArticleView]]] = {}
    for member in members:
        at, sure = believed(_claim(member.article))
        by_outlet.setdefault(member.article.outlet, []).append((at, sure, member))
    chains = [sorted(told, key=lambda one: (one[0], one[2].article.id)) for told in by_outlet.values()]
    chains.sort(key=lambda told: (told[0][0], not told[0][1], told[0][2].article.id))
    return tuple(_step(told, chains[0][0][0]) for told in chains)


def _step(told: Sequence[tuple[int, bool, ArticleView]], first_at: int) -> Step:
    at, sure, article = told[0][0], told[0][1], told[0][2].article
    titles = (title for _, _, one in told for title in (*(state.title for state in one.revisions), one.article.title))
    headlines = tuple(dict.fromkeys(filter(None, titles)))
    return Step(article.id, article.outlet, at, at - first_at, article.relation, sure, headlines or ("",))


def _claim(article: Article) -> Claim:
    said = article.published
    dated = said.utc is not None and not said.suspect
    return Claim(article.url, article.at, dated, said.precision, article.origin, article.first_seen)


def believed(article: Claim) -> tuple[int, bool]:
    """(when an article can be taken to have appeared in Unix seconds, whether that can be relied on).

    Seen live, it had appeared by then. A date far from the day in the article's own address gives way to that day; a day
    without an hour counts from its end.
    """
    at, sure = article.at, bool(article.dated)
    day = contradicted(article.url, at)
    if day is not None:
        at, sure = day + DAY - 1, False
    elif sure and article.precision in ("day", "month", "year"):
        at, sure = at + DAY - 1, False
    if article.origin == "live" and article.first_seen < at:
        at = article.first_seen
    return at, sure


def standing(moment: Moment, url: str, seen_at: int, zone: tzinfo) -> tuple[Moment, int]:
    """(an article's date, suspect where its address contradicts it; when the article stands, in Unix seconds).

    It stands at its date where that is to be trusted, else at the end (in ``zone``) of the day that its address
    names, else when it was first seen. An address that names a day to come contradicts nothing.
    """
    at = seen_at if moment.utc is None or moment.suspect else int(moment.utc.timestamp())
    day = contradicted(url, at)
    if day is None or day > seen_at:
        return moment, at
    return moment._replace(suspect=moment.utc is not None), min(_end(day, zone), seen_at)


@lru_cache(maxsize=1 << 10)
def _end(day: int, zone: tzinfo) -> int:
    """The last second in ``zone`` of a day that starts, in UTC, at ``day``."""
    return int(datetime.fromtimestamp(day, UTC).replace(hour=23, minute=59, second=59, tzinfo=zone).timestamp())


def contradicted(url: str, at: int) -> int | None:
    """The day that an address names, as in ``day_in``, where it is far from a date in Unix seconds; else None."""
    day = day_in(url)
    return day if day is not None and not day - DAY <= at <= day + DAY + APART_SECONDS else None


def day_in(url: str) -> int | None:
    """The start (UTC, Unix seconds) of the day that an address names, as in /2021/05/03/; None where it names none."""
    found = _DAY_IN_ADDRESS.search(url)
    return _start(*found.groups()) if found else None


@lru_cache(maxsize=1 << 10)
def _start(year: str, month: str, day: str) -> int | None:
    try:
        return int(datetime(int(year), int(month), int(day), tzinfo=UTC).timestamp())
    except ValueError:
        return None


def changes(old: str, new: str) -> tuple[Run, ...]:
    """What became of a text word by word; for two revisions, or for the headlines of two outlets."""
    before, after = old.split(), new.split()
    found: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Run("same", " ".join(before[a:b])))
            continue
        if a < b:
            found.append(Run("removed", " ".join(before[a:b])))
        if c < d:
            found.append(Run("added", " ".join(after[c:d])))
    return tuple(found)
