"""Everything of an affair: what a report prints."""

# Annotations are objects here, not text: NamedTuple would compile each of them, on every start.

from typing import NamedTuple

from crackwatch.answers.sources import OutletLine
from crackwatch.answers.timelines import Bucket, Timeline
from crackwatch.answers.voices import QuoteLine


class Dossier(NamedTuple):
    """All that a report prints: a timeline with the biggest stories, when it happened, who told it, who said what."""

    title: str
    asked: tuple[tuple[str, str], ...]  # the queries behind it, by name
    made_at: int
    timeline: Timeline  # the axis of publication
    happened: tuple[Bucket, ...]  # the same stories on the days that they talk about
    inferred: int  # how many of them name no day
    sources: tuple[OutletLine, ...]
    quotes: tuple[QuoteLine, ...]
    feeds: int  # how many are followed
