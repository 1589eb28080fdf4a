"""What a reading command asks and what it is answered: the values between the archive, the reports and the renderers.

Times are Unix seconds (UTC), days are ISO ``YYYY-MM-DD`` in the archive's zone, spans of days and times are inclusive.
They are named tuples, frozen and slotted as dataclasses would be: a timeline is made of thousands, and a class is ready
in a quarter of the time, which counts in a process that lives a tenth of a second (bench/reports.py).
"""

from __future__ import annotations

from crackwatch.answers.articles import ArticleDetail, Articles, Unread
from crackwatch.answers.dossiers import Dossier
from crackwatch.answers.rows import (
    LIKELY,
    Believed,
    Claim,
    Covered,
    Facts,
    FeedHealth,
    Head,
    Mentioned,
    Names,
    Occurrence,
    Said,
)
from crackwatch.answers.sources import OutletLine, SourcePage, Sources, SourcesRequest
from crackwatch.answers.stories import Latest, Step, Stories, StoryDetail, StoryLine
from crackwatch.answers.timelines import Bucket, By, Gap, GapKind, KeyDate, Timeline, TimelineRequest
from crackwatch.answers.voices import Cited, CitedLine, QuoteLine, Quotes

Value = Articles | ArticleDetail | Timeline | Stories | StoryDetail | Sources | SourcePage | Quotes | Cited

__all__ = [
    "LIKELY",
    "ArticleDetail",
    "Articles",
    "Believed",
    "Bucket",
    "By",
    "Cited",
    "CitedLine",
    "Claim",
    "Covered",
    "Dossier",
    "Facts",
    "FeedHealth",
    "Gap",
    "GapKind",
    "Head",
    "KeyDate",
    "Latest",
    "Mentioned",
    "Names",
    "Occurrence",
    "OutletLine",
    "QuoteLine",
    "Quotes",
    "Said",
    "SourcePage",
    "Sources",
    "SourcesRequest",
    "Step",
    "Stories",
    "StoryDetail",
    "StoryLine",
    "Timeline",
    "TimelineRequest",
    "Unread",
    "Value",
]
