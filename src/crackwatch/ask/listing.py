"""Articles: a list of them, and one with all that hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from crackwatch.answers import ArticleDetail, Articles
from crackwatch.archive import report
from crackwatch.archive.connection import Archive
from crackwatch.archive.report import Scope
from crackwatch.ask.selecting import Aliases, Spans, answers, is_likely, scoped
from crackwatch.ask.telling import in_common, lines

if TYPE_CHECKING:
    from crackwatch.model import Selection


def articles(archive: Archive, selection: Selection, *, aliases: Aliases = None) -> Articles:
    """The articles of a selection, newest first unless asked otherwise, read as they are asked for.

    ``aliases`` are names and queries that the query may use, the shipped ones unless given. Raises QueryError for a
    query that cannot be understood, UsageError for a watch or an outlet that there is not.
    """
    from crackwatch.archive import read

    found, spans = Articles(archive.zone), Spans()
    scope = scoped(archive, selection, oldest_first=selection.oldest_first)
    if selection.query:
        ids = answers(archive, selection, scope, aliases, spans)
    else:
        ids = _likely(archive, selection, scope, found)
    found.views = read.views(archive, islice(ids, selection.limit), spans if selection.query else None)
    return found


def _likely(archive: Archive, selection: Selection, scope: Scope, found: Articles) -> Iterator[int]:
    """The ids of a scope, in order; ``found`` counts what is passed over."""
    for row in report.occurrences(archive, scope):
        if selection.unlikely or is_likely(row):
            yield row.id
        else:
            found.hidden += 1


def article(archive: Archive, article_id: int) -> ArticleDetail:
    """One article with its copies, its story and the links that made them. Raises UsageError where there is none."""
    from crackwatch.archive import pages, read
    from crackwatch.errors import UsageError
    from crackwatch.stories.spread import spread

    view = next(read.views(archive, [article_id]), None)
    if view is None:
        raise UsageError(f"there is no article {article_id}", "see the ids with: crackwatch list")
    group, rows = read.copy_group(archive, view.article), read.story_members(archive, view.article)
    members = tuple(read.views(archive, [row.id for row in rows]))
    links = read.links(archive, [article_id])
    reasons = (reason for reason in in_common(archive, members, links) if reason.a == article_id)
    return ArticleDetail(
        view,
        archive.zone,
        copies=tuple(read.views(archive, [other for other in group if other != article_id])),
        story=lines(archive, [rows])[0] if view.article.story else None,
        members=members,
        links=(*links, *reasons),
        spread=spread(members),
        unread=pages.unread(archive, article_id),
    )
