"""Second thoughts about what is stored: all of it grouped again, two stories made one, one made two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from crackwatch.archive import grouping as rows
from crackwatch.archive import regrouping
from crackwatch.archive.connection import Archive
from crackwatch.archive.write import store_hits
from crackwatch.errors import UsageError
from crackwatch.grouping.batch import group, telling, without_boilerplate
from crackwatch.model import Hit, Link
from crackwatch.stories.events import Centre, weighted
from crackwatch.stories.prints import Prints
from crackwatch.stories.shelf import ALL, Shelf
from crackwatch.stories.thresholds import USUAL, Thresholds

BATCH = 1000  # articles; the words of a batch are counted before any of it is placed


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What grouping again changed. ``moved``: articles whose story is another than before, or that had none, or have none."""

    articles: int
    moved: int
    stories_before: int
    copies_before: int
    stories: int
    copies: int


def rerun(
    archive: Archive, *, since: int | None = None, everything: bool = False, dry_run: bool = False, thresholds: Thresholds = USUAL
) -> Regrouped:
    """Group again, in order of date and address, all that hits a watch, or ``everything``; from ``since`` (Unix seconds) on.

    What a person merged or split stays so. A story keeps its id where its earliest article had one that is not taken yet,
    so that a second run changes nothing. With ``dry_run`` everything is taken back. One transaction.
    """
    with archive.transaction(), regrouping.taken_back(archive) if dry_run else nullcontext():
        return _rerun(archive, since, everything, thresholds)


def merge(archive: Archive, a: int, b: int) -> int:
    """Make two stories one, lastingly; says which of them remains. Raises UsageError where there is no such story."""
    with archive.transaction():
        ours, theirs = _members(archive, a), _members(archive, b)
        if a == b:
            return a
        regrouping.unlink(archive, [(i, j) for i in ours for j in theirs], by="hand")
        rows.add_links(archive, [Link(theirs[0], ours[0], "story", 1.0, "merged by hand", by="hand")])
        _unite(archive, ours[0], theirs[0])
        return min(regrouping.stories_of(archive, ours[:1]))


def split(archive: Archive, story: int, article: int) -> int:
    """Take an article out of a story, lastingly; says which story it has now.

    Copies of it go with it; where it is a copy itself, it leaves its group and goes alone. Raises UsageError where there is
    no such story, or it does not hold the article, or holds nothing else.
    """
    with archive.transaction():
        members = _members(archive, story)
        leaving = {row.id for row in rows.members(archive, [article])}
        stay = [i for i in members if i not in leaving]
        if article not in members:
            raise UsageError(f"story {story} does not hold article {article}", f"run: crackwatch stories show {story}")
        if not stay:
            raise UsageError(f"story {story} holds nothing but article {article}", "there is nothing to take it out of")
        pairs = [(i, j) for i in sorted(leaving) for j in stay]
        for by in ("machine", "hand"):
            regrouping.unlink(archive, pairs, by=by)
        rows.add_links(archive, [Link(i, j, "story", 0.0, "split by hand", by="hand") for i, j in pairs])
        new = rows.next_story(archive)
        rows.put_stories(archive, [(new, 0, 0, 0, {})])
        regrouping.move(archive, [(new, i) for i in sorted(leaving)])
        regrouping.unfold(archive, article)
        _recentre(archive, (story, new))
        return new


def _members(archive: Archive, story: int) -> list[int]:
    found = regrouping.story_members(archive, story)
    if not found:
        raise UsageError(f"there is no story {story}", "run: crackwatch stories list")
    return found


def _unite(archive: Archive, a: int, b: int) -> None:
    """Make the stories of two articles one, the one that began first."""
    found = {story: Centre(*centre) for story, centre in rows.centres(archive, regrouping.stories_of(archive, (a, b))).items()}
    if len(found) == 2:
        keep, gone = sorted(found, key=lambda story: (found[story].first_at, story))
        found[keep].absorb(found[gone])
        rows.put_stories(archive, [(keep, *found[keep].kept())])
        rows.merge_stories(archive, [(keep, gone)])


def _rerun(archive: Archive, since: int | None, everything: bool, thresholds: Thresholds) -> Regrouped:
    before = regrouping.placed(archive)
    ids, watched = regrouping.groupable(archive, since=since, everything=everything)
    lost = regrouping.forget(archive, ids)
    regrouping.recount(archive)
    _recentre(archive, lost)
    regrouping.recount(archive)
    for some in _slices(ids):
        grouped = group(archive, some, watched=watched, everything=everything, thresholds=thresholds)
        store_hits(archive, [Hit(watch, article, by_story=True) for article, watch in grouped.by_story])
    for a, b in rows.by_hand(archive, merged=True):
        _unite(archive, a, b)
    regrouping.rename_stories(archive, _names(before, regrouping.placed(archive)))
    after = regrouping.placed(archive)
    moved = sum(before.get(i, (0,))[0] != after.get(i, (0,))[0] for i in before.keys() | after.keys())
    return Regrouped(len(after), moved, *_counted(before), *_counted(after))


def _counted(placed: dict[int, tuple[int, bool]]) -> tuple[int, int]:
    return len({story for story, _ in placed.values()}), sum(folded for _, folded in placed.values())


def _names(before: dict[int, tuple[int, bool]], after: dict[int, tuple[int, bool]]) -> dict[int, int]:
    """The old id that each new story takes: that of its earliest article whose old story is not taken yet."""
    names: dict[int, int] = {}
    taken = {story for story, _ in after.values()}
    for article, (story, _) in after.items():
        old = before.get(article, (story,))[0]
        if story not in names and old not in taken:
            names[story] = old
            taken.add(old)
    return names


def _recentre(archive: Archive, stories: Iterable[int]) -> None:
    """Work out again what stories say together, after they lost articles; those that lost all of them go."""
    for story in stories:
        told = rows.told(archive, regrouping.story_members(archive, story))
        if told:
            prints = without_boilerplate(archive, Shelf(), [Prints(telling(row)) for row in told])
            said = rows.said(archive, {term for p in prints for term in p.terms})
            shelf = Shelf(said.pop(ALL, 0), said=said)
            centre = Centre(told[0].at, told[-1].at)
            for p in prints:
                centre.add(weighted(p.terms, shelf.rarity), p.telling.at)
            rows.put_stories(archive, [(story, *centre.kept())])
        else:
            regrouping.drop_story(archive, story)


def _slices(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
