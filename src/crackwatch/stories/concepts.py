"""Words of the news that mean the same in French, English, German and Spanish: ``concepts.txt``.

Numbers, months and days of the week are concepts too, so that "douze", "twelve" and "12" are one. The list is a core
vocabulary of reporting, not of any subject.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

SHORTEST = 4  # letters of a beginning


def find(folded: str) -> str:
    """The concept of a folded word, ``""`` where it has none; of several beginnings the longest decides."""
    whole, beginnings = _tables()
    if folded in whole:
        return whole[folded]
    for end in range(len(folded), SHORTEST - 1, -1):
        if folded[:end] in beginnings:
            return beginnings[folded[:end]]
    return ""


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """(whole words, beginnings) → concept."""
    whole: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    for line in Path(__file__).with_name("concepts.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            continue
        name, _, forms = line.partition(": ")
        for form in forms.split():
            (beginnings if form.endswith("-") else whole).setdefault(form.rstrip("-"), name)
    return whole, beginnings
