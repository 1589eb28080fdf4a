"""What a reading command is about, and an article as a reader is shown it.

Named tuples, as the answers are: they are ready in a quarter of the time of a dataclass, and every reading command needs them.
"""

# Annotations are objects here, not text: NamedTuple would compile each of them, on every start.

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from crackwatch.model.articles import Article, Revision
    from crackwatch.model.watches import Label, Span


class Period(NamedTuple):
    """A closed interval of Unix seconds; ``None`` is open."""

    since: int | None = None
    until: int | None = None


class Selection(NamedTuple):
    """Which articles a reading command is about (docs/map.md: the command line)."""

    query: str = ""
    watches: tuple[str, ...] = ()
    everything: bool = False  # --all: unmatched articles too
    unlikely: bool = False  # also what learning has folded away
    period: Period = Period()
    outlet: str = ""
    lang: str = ""
    ids: tuple[int, ...] = ()
    limit: int | None = None
    oldest_first: bool = False


class ArticleView(NamedTuple):
    """An article with all that a reader may be shown of it."""

    article: "Article"
    addresses: tuple[str, ...]
    watches: tuple[str, ...]
    score: float | None
    copy_of_url: str | None
    revisions: tuple["Revision", ...] = ()
    spans: tuple["Span", ...] = ()
    copies: int = 0
    by_story: bool = False
    feeds: tuple[str, ...] = ()
    labels: tuple["Label", ...] = ()
    outlet_domain: str = ""  # where the outlet is at home, as far as known
