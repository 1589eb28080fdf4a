"""Words of the news that mean the same in French, English, German and Spanish, a concept a line.

A form that ends in "-" stands for every word that begins so. Numbers, months and days of the week are concepts too, so
that "douze", "twelve" and "12" are one. The list is a core vocabulary of reporting, not of any subject.
"""

from __future__ import annotations

from functools import cache

LINES = """
"""


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """(whole words, beginnings) → concept."""
    whole: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    for line in LINES.split("\n"):
        name, _, forms = line.partition(":")
        for form in forms.split():
            (beginnings if form.endswith("-") else whole).setdefault(form.rstrip("-"), name)
    return whole, beginnings


def find(folded: str) -> str:
    """The concept of a folded word, ``""`` where it has none."""
    whole, beginnings = _tables()
    if folded in whole:
        return whole[folded]
    for end in range(len(folded), 3, -1):
        if folded[:end] in beginnings:
            return beginnings[folded[:end]]
    return ""
