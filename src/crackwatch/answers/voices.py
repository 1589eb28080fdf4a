"""Who said what, and who is cited."""

# Annotations are objects here, not text: NamedTuple would compile each of them, on every start.

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class QuoteLine(NamedTuple):
    """What somebody is quoted as saying, once, however many articles carry it; told by the first of them."""

    speaker: str  # "" where the text names nobody
    role: str
    words: str
    anonymous: bool
    reported: bool  # told in other words
    article: int
    outlet: str
    url: str
    lang: str
    at: int
    day: str
    articles: int
    outlets: tuple[str, ...]


class Quotes(NamedTuple):
    """The quotes of a range, newest first; ``left_out`` more were not asked for."""

    since: int
    until: int
    zone: "ZoneInfo"
    quotes: tuple[QuoteLine, ...]
    left_out: int


class CitedLine(NamedTuple):
    """Somebody whom articles cite. Unnamed sources count by their role: "une source policière"."""

    speaker: str
    role: str
    anonymous: bool
    quotes: int
    articles: int
    outlets: tuple[str, ...]
    first: int
    last: int


class Cited(NamedTuple):
    """Whom the articles of a range cite, those with most quotes first."""

    since: int
    until: int
    zone: "ZoneInfo"
    cited: tuple[CitedLine, ...]
