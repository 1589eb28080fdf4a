"""Which addresses are worth asking for: those in which a word of a watch stands, since news sites write headlines into them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from crackwatch.watches.needs import anchors, ways
from crackwatch.watches.query import Query

MOST = 40  # words that an index is asked for in one question


def address_words(queries: Iterable[Query]) -> tuple[str, ...]:
    """The words that lead to what queries may hit, as many ways to hit as ``MOST`` words reach; nothing where one reaches
    everything.

    A word that holds another is not needed, since parts of words count too.
    """
    nets = sorted((anchors(need) for query in queries for need in ways(query.root) if need), key=len)
    kept: frozenset[str] = frozenset()
    for net in nets:
        more = _shortest(kept | {word.rstrip("*") for word in net})
        if len(more) <= MOST:
            kept = more
    return tuple(sorted(kept))


def _shortest(words: Iterable[str]) -> frozenset[str]:
    words = frozenset(words)
    return frozenset(word for word in words if not any(other != word and other in word for other in words))


def wanted(url: str, words: Sequence[str]) -> bool:
    """Whether one of the words stands in the path of an address; without words, always."""
    if not words:
        return True
    path = unicodedata.normalize("NFKD", unquote(url.partition("://")[2].partition("/")[2])).casefold()
    plain = "".join(sign for sign in path if not unicodedata.combining(sign))
    return any(word in plain for word in words)
