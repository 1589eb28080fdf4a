"""The conductor of reading: archive → watches, reports → values. The command line calls one function for each command.

Without a query, the hits of the named watches count, or of all; a query asks the whole archive. A hit that scores below
one half is folded away, and counted, unless the selection wants the unlikely ones too.
"""

from crackwatch.ask.articles import article, articles
from crackwatch.ask.dossier import dossier
from crackwatch.ask.sources import source_page, sources
from crackwatch.ask.stories import stories, story, timeline

__all__ = ["article", "articles", "dossier", "source_page", "sources", "stories", "story", "timeline"]
