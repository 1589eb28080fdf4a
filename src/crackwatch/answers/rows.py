"""What reports are made of: rows of the archive, and what their ids stand for."""

# Annotations are objects here, not text: NamedTuple would compile each of them, on every start.

from collections.abc import Mapping, Sequence
from typing import NamedTuple

LIKELY = 0.5  # a hit that scores less is folded away


class Occurrence(NamedTuple):
    """An article as a report counts it."""

    id: int
    at: int
    day: str
    story: int | None
    outlet: int
    copy: int
    score: float | None


class Claim(NamedTuple):
    """What says when an article appeared: its own time, and what that rests on."""

    url: str
    at: int
    dated: int  # it has a date of its own that is not suspect
    precision: str
    origin: str
    first_seen: int


# When articles can be taken to have appeared (Unix seconds), and whether that can be relied on, by id. Others appeared at
# their own time.
Believed = Mapping[int, tuple[int, bool]]


class Head(NamedTuple):
    """What names an article in a list."""

    title: str
    url: str
    lang: str
    doubtful: int = 0  # gives no day of its own that can be trusted


class Mentioned(NamedTuple):
    """Days that a text talks about, both inside, and where in ``mentioned.spoken`` it does."""

    start: int
    end: int
    first: str
    last: str
    precision: str
    inferred: int = 0  # the text leaves a part of it to the reader: "hier", a day without its year


class Said(NamedTuple):
    """What somebody is quoted as saying in one article, and where in ``mentioned.spoken`` it stands."""

    start: int
    end: int
    words: str
    speaker: str
    role: str
    anonymous: int
    reported: int  # told in other words


class Covered(NamedTuple):
    """A time in which a feed was followed without a hole, or which was filled in later."""

    feed: int | None
    first: int
    last: int
    origin: str


class FeedHealth(NamedTuple):
    """What is known of a feed's polls."""

    slug: str
    paused: int
    gone: int
    checked_at: int | None
    failing_since: int | None
    error_kind: str


class Names(NamedTuple):
    """What ids stand for: the heads of articles, outlets, and the watches that articles hit."""

    heads: Mapping[int, Head]
    outlets: Mapping[int, str]
    watches: Mapping[int, tuple[str, ...]]
    believed: Believed


class Facts(NamedTuple):
    """What a summary of sources needs beside the occurrences; ids of articles, outlets, stories and feeds."""

    outlets: Mapping[int, str]
    languages: Mapping[int, Sequence[str]]  # by outlet, those of most articles first; empty where nobody asks
    begun: Mapping[int, int]  # when each story began, also before the range
    titles: Mapping[int, Sequence[str]]  # the headlines of each article that had another one before, in order
    roots: Mapping[int, int]  # the outlet of the original, by copy
    feeds: Mapping[int, Sequence[FeedHealth]]  # that showed an outlet's articles, by outlet
    believed: Believed
