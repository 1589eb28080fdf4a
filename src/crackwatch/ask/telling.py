"""Stories: on a timeline, in a list, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from crackwatch.answers import (
    Believed,
    KeyDate,
    Names,
    Occurrence,
    Stories,
    StoryDetail,
    StoryLine,
    Timeline,
    TimelineRequest,
)
from crackwatch.archive import report
from crackwatch.archive.connection import Archive
from crackwatch.ask.selecting import Aliases, Chosen, choose, day_of
from crackwatch.reports import timeline as axis
from crackwatch.reports.gaps import gaps

if TYPE_CHECKING:
    from crackwatch.model import ArticleView, Link, Selection
    from crackwatch.reports.keydates import Days, Ranked

NAMED = 3  # the stories that a key date is shown with


class Axis(NamedTuple):
    """Where stories stand: their articles on the days that count, the day of each story, and the days that matter."""

    rows: list[Occurrence]
    happened: Mapping[int, tuple[str, bool]]  # by story; empty where no text was asked
    key_dates: Sequence[Ranked]


def timeline(archive: Archive, request: TimelineRequest, *, now: int, aliases: Aliases = None) -> Timeline:
    """What was told, or happened, when, from a selection; ``now`` (Unix seconds) ends a range that is open.

    At most ``selection.limit`` stories are told, those that come first in the order asked for. Raises as ``articles``.
    """
    chosen = choose(archive, request.selection, now, aliases)
    placed = _placed(archive, request, chosen)
    groups = axis.grouped(placed.rows)
    return told(archive, request, chosen, placed, groups, _in_order(groups, request.selection), now)


def told(
    archive: Archive, request: TimelineRequest, chosen: Chosen, placed: Axis,
    groups: Mapping[int, axis.Group], shown: Sequence[int], now: int,
) -> Timeline:  # fmt: skip
    """The timeline of what was chosen, with the stories whose keys are ``shown``."""
    first, last = span(archive, chosen, placed.rows[0].day if placed.rows else None)
    holes = gaps(chosen.covered, chosen.since, min(chosen.until, now))
    silent = [(day_of(archive, gap.since), day_of(archive, gap.until)) for gap in holes if gap.kind != "backfilled"]
    by = axis.chosen(request.by, first, last)
    buckets = axis.buckets(axis.counted(placed.rows, groups.values()), by, first, last, silent)
    peaks = axis.peaks(buckets, placed.rows)
    named = [story for key in placed.key_dates for story, _ in key.told[:NAMED]]
    line = _by_key(archive, groups, [*shown, *peaks.values(), *named], placed.happened, chosen.watch)
    return Timeline(
        chosen.since, chosen.until, archive.zone, chosen.begins, by, request.happened,
        tuple(b._replace(peak=line[peaks[b.start]]) if b.start in peaks else b for b in buckets),
        tuple(line[story] for story in shown), len(groups) - len(shown), holes,
        _key_dates(archive, placed.key_dates, line), chosen.hidden,
    )  # fmt: skip


def _key_dates(archive: Archive, ranked: Sequence[Ranked], line: Mapping[int, StoryLine]) -> tuple[KeyDate, ...]:
    """Key dates with their stories, each under the headline of the article that tells of the day."""
    told = [row for key in ranked for _, row in key.told[:NAMED]]
    heads, outlets = report.heads(archive, [row.id for row in told]), report.outlet_names(archive)

    def under(story: int, row: Occurrence) -> StoryLine:
        head = heads[row.id]
        return line[story]._replace(
            article=row.id, headline=head.title, url=head.url, lang=head.lang, outlet=outlets[row.outlet]
        )

    return tuple(KeyDate(key.day, key.score, tuple(under(*told) for told in key.told[:NAMED])) for key in ranked)


def span(archive: Archive, chosen: Chosen, earliest: str | None) -> tuple[date, date]:
    """The first and last day of an axis; what happened may have happened before it could be published."""
    first, last = day_of(archive, chosen.since), day_of(archive, chosen.until)
    return min(first, date.fromisoformat(earliest)) if earliest else first, last


def _placed(archive: Archive, request: TimelineRequest, chosen: Chosen) -> Axis:
    """The axis that is asked for. Texts are asked for their days only where somebody wants to know."""
    if not (request.happened or request.key_dates):
        return Axis(chosen.rows, {}, ())
    from crackwatch.reports import keydates

    groups, days = axis.grouped(chosen.rows), days_of(archive, chosen.rows)
    ranked = best_days(archive, chosen, groups, days, request.key_dates)
    if not request.happened:
        return Axis(chosen.rows, {}, ranked)
    happened = keydates.happened(groups, days)
    return Axis(keydates.moved(chosen.rows, happened), happened, ranked)


def best_days(
    archive: Archive, chosen: Chosen, groups: Mapping[int, axis.Group], days: Days, count: int
) -> list[Ranked]:
    """So many days of the range that matter most, with their stories."""
    from crackwatch.reports import keydates

    first, last = day_of(archive, chosen.since).isoformat(), day_of(archive, chosen.until).isoformat()
    return keydates.ranked(groups, days, first, last, count)


def days_of(archive: Archive, rows: Sequence[Occurrence]) -> Days:
    """The days that articles talk about: as they were kept, else as they read now."""
    from crackwatch.archive import mentions
    from crackwatch.reports.mentioned import mentioned, single_days

    ids = [row.id for row in rows]
    days = mentions.single_days(archive, ids)
    for article, title, summary, text, _, at in mentions.texts(archive, mentions.unread(archive, ids)):
        days[article] = single_days(mentioned(title, summary, text, datetime.fromtimestamp(at, archive.zone)))
    return days


def stories(archive: Archive, selection: Selection, *, now: int, aliases: Aliases = None) -> Stories:
    """The stories of a selection, newest first unless asked otherwise. Raises as ``articles``."""
    chosen = choose(archive, selection, now, aliases)
    groups = axis.grouped(chosen.rows)
    shown = _in_order(groups, selection)
    found = tuple(lines(archive, [groups[story] for story in shown], chosen.watch))
    return Stories(chosen.since, chosen.until, archive.zone, found, len(groups) - len(shown), chosen.hidden)


def story(archive: Archive, story_id: int) -> StoryDetail:
    """One story with its articles and why they belong together. Raises UsageError where there is none."""
    from crackwatch.archive import read
    from crackwatch.errors import UsageError
    from crackwatch.stories.spread import spread

    rows = read.of_story(archive, story_id)
    if not rows:
        raise UsageError(f"there is no story {story_id}", "see the ids with: crackwatch stories list")
    ids = [row.id for row in rows]
    members = tuple(read.views(archive, ids))
    links = read.links(archive, ids)
    reasons = tuple(in_common(archive, members, links))
    return StoryDetail(lines(archive, [rows])[0], archive.zone, members, (*links, *reasons), spread(members))


def in_common(archive: Archive, members: Sequence[ArticleView], links: Sequence[Link]) -> Iterator[Link]:
    """Why those of a story's articles belong to it that are nobody's copies, and that no link connects with an earlier one."""
    from crackwatch.archive import grouping
    from crackwatch.stories.in_common import in_common
    from crackwatch.stories.prints import Prints, Telling

    own = [view.article for view in members if view.article.relation == "original"]
    tellings = [Prints(Telling(a.id, a.at, 0, a.lang, a.title, a.summary, a.text)) for a in own]
    said = grouping.said(archive, {term for prints in tellings for term in prints.terms})
    linked = {link.a for link in links}
    return (reason for reason in in_common(tellings, said, said.get(grouping.ALL, 0)) if reason.a not in linked)


def _in_order(groups: Mapping[int, axis.Group], selection: Selection) -> list[int]:
    """The keys of the stories that are told, in the order asked for."""
    return list(islice(groups if selection.oldest_first else reversed(list(groups)), selection.limit))


def _by_key(
    archive: Archive,
    groups: Mapping[int, axis.Group],
    wanted: Sequence[int],
    happened: Mapping[int, tuple[str, bool]],
    watch: str,
) -> dict[int, StoryLine]:
    """The lines of the stories that are shown, by key."""
    keys = list(dict.fromkeys(wanted))
    found = dict(zip(keys, lines(archive, [groups[story] for story in keys], watch), strict=True))
    if not happened:
        return found
    return {k: line._replace(happened=happened[k][0], inferred=happened[k][1]) for k, line in found.items()}


def lines(archive: Archive, groups: Sequence[axis.Group], watch: str = "") -> list[StoryLine]:
    """The stories as lines, in the order given; ``watch`` is the one that all of their articles hit, where only one can."""
    doubted = believed(archive, groups)
    heads = report.heads(archive, {row.id for group in groups for row in _named(group, doubted)})
    articles = [row.id for group in groups for row in group]
    watches = dict.fromkeys(articles, (watch,)) if watch else _watches(archive, articles)
    names = Names(heads, report.outlet_names(archive), watches, doubted)
    return [axis.line(group, names) for group in groups]


def _named(group: axis.Group, doubted: Believed) -> list[Occurrence]:
    """The articles that name a story: its first, who had it first, and how it went on."""
    told = axis.as_told(group, doubted)
    return [row for row in (group[0], told[0], axis.newest(told)) if row]


def believed(archive: Archive, groups: Iterable[axis.Group]) -> Believed:
    """When the articles of stories that several outlets told can be taken to have appeared, where that is not their own time."""
    ids = [row.id for group in groups if len({row.outlet for row in group}) > 1 for row in group]
    claims = list(report.claims(archive, ids))
    if not claims:
        return {}
    from crackwatch.stories.spread import believed

    told = ((article, claim.at, believed(claim)) for article, claim in claims)
    return {article: taken for article, at, taken in told if taken != (at, True)}


def _watches(archive: Archive, articles: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The names of the watches that articles hit, by article id; a hit of a watch that is gone, which ``db check`` names, has none."""
    names = report.watch_names(archive)
    return {
        article: tuple(names[watch] for watch in found if watch in names)
        for article, found in report.watches_of(archive, articles).items()
    }
