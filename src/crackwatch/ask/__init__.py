"""The conductor of reading: archive → watches, reports → values. The command line calls one function for each command.

Without a query, the hits of the named watches count, or of all; a query asks the whole archive. A hit that scores below
one half is folded away, and counted, unless the selection wants the unlikely ones too.
"""

from crackwatch.ask.collecting import dossier
from crackwatch.ask.hearing import cited, quotes
from crackwatch.ask.listing import article, articles
from crackwatch.ask.sourcing import source_page, sources
from crackwatch.ask.telling import stories, story, timeline

__all__ = [
    "article",
    "articles",
    "cited",
    "dossier",
    "quotes",
    "source_page",
    "sources",
    "stories",
    "story",
    "timeline",
]
