"""A batch of articles: asks ``stories`` for probes, the archive for rows, hands them back, has the result written."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from crackwatch.archive import features
from crackwatch.archive import grouping as rows
from crackwatch.archive.connection import Archive
from crackwatch.model import Relation
from crackwatch.stories import boilerplate
from crackwatch.stories.copies import same_text
from crackwatch.stories.events import WINDOW_SECONDS, Centre
from crackwatch.stories.gathering import gather
from crackwatch.stories.placing import place
from crackwatch.stories.prints import Prints, Telling, glimpses, prints_of
from crackwatch.stories.shelf import Place, Shelf
from crackwatch.stories.spread import contradicted
from crackwatch.stories.thresholds import USUAL, Thresholds

DAY = 86400
COLUMNS = 12  # last numbers of a column that are looked at
NEVER = 1 << 62  # later than any time: what was not seen live proves nothing about who was first


@dataclass(frozen=True, slots=True)
class Grouped:
    """What grouping found. ``by_story``: (article, watch) of articles that hit only because they copy one that does."""

    articles: int = 0
    copies: int = 0
    stories: int = 0
    by_story: tuple[tuple[int, int], ...] = ()


def group(
    archive: Archive, ids: Sequence[int], *, watched: Collection[int], everything: bool, thresholds: Thresholds = USUAL
) -> Grouped:
    """Find the copies and the story of new and changed articles, inside the caller's transaction.

    Without ``everything`` only ``watched`` articles are grouped; any other is looked at for what grouped articles say too,
    and grouped with them where it is a copy of one. An article that has a story keeps it.
    """
    wanted = ids if everything else [i for i in ids if i in watched]
    with _uncollected():
        new = _put(archive, wanted, thresholds) if wanted else []
        strays = [] if everything else _strays(archive, [i for i in ids if i not in watched], thresholds)
        found = _put(archive, strays, thresholds, only_copies=True) if strays else []
    by_story = rows.inherited(archive, [i for i, _ in found]) if found else []
    placed = new + found
    return Grouped(len(placed), sum(p.root != i for i, p in placed), len({p.story for _, p in placed}), tuple(by_story))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare Python the search for cycles: there are none, and it would walk past every word that is known, again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _strays(archive: Archive, ids: Sequence[int], thresholds: Thresholds) -> list[int]:
    """Which unmatched articles are the same text as one that is grouped. Nearly none are, so this must cost next to nothing."""
    told = rows.told(archive, _opening_alike(archive, ids))
    if not told:
        return []
    looked_at = [prints_of(telling(row)) for row in told]
    shelf = Shelf(postings=features.postings(archive, {mark for prints in looked_at for mark in (*prints.marks, *prints.glimpses)}))
    alike = {i for prints in looked_at for i in shelf.alike(prints)}
    grouped = {row.id: prints_of(telling(row)) for row in rows.told(archive, alike)}
    found: list[int] = []
    for prints in looked_at:
        if any(same_text(prints, grouped[i], thresholds) for i in shelf.alike(prints) if i in grouped):
            article = prints.telling.id
            found.append(article)
            grouped[article] = prints  # what copies it comes along
            for mark in (*prints.marks, *prints.glimpses):
                shelf.fresh.setdefault(mark, []).append((prints.telling.at, article))
    return found


def _opening_alike(archive: Archive, ids: Sequence[int]) -> list[int]:
    """Which articles open like one that is grouped."""
    if not ids or not features.has_features(archive):
        return []
    seen = [(article, glimpses(title, summary)) for article, title, summary in rows.openings(archive, ids)]
    known = features.known(archive, {glimpse for _, some in seen for glimpse in some})
    return [article for article, some in seen if not known.isdisjoint(some)] if known else []


def _put(archive: Archive, ids: Iterable[int], thresholds: Thresholds, *, only_copies: bool = False) -> list[tuple[int, Place]]:
    """Place articles and write what follows from it; says where each went."""
    told = rows.told(archive, ids)
    shelf = Shelf(next_story=rows.next_story(archive), latest=rows.latest(archive), thresholds=thresholds)
    new = without_boilerplate(archive, shelf, [prints_of(telling(row)) for row in told])
    _fill(archive, shelf, new, {row.id for row in told if row.story is None and not only_copies})
    placed = [(p.telling.id, put) for p in new if (put := place(shelf, p, only_copies=only_copies))]
    gather(shelf, [article for article, _ in placed])
    _write(archive, shelf, placed)
    return placed


def without_boilerplate(archive: Archive, shelf: Shelf, new: Sequence[Prints]) -> list[Prints]:
    """A batch, and on the shelf the texts that are compared with it, all less what their outlets say under every headline."""
    shelf.postings = features.postings(archive, {probe for prints in new for probe in shelf.probes(prints)})
    texts = {prints.telling.id: prints for prints in new}
    having = boilerplate.suspected(new, shelf.postings)
    stored = {i for ids in having.values() for i in ids} - texts.keys()
    outlets = {i: prints.telling.outlet for i, prints in texts.items()}
    outlets |= {i: outlet for i, _, _, outlet, _, _ in (rows.places(archive, stored) if stored else ())}
    repeating = boilerplate.by_outlet(having, outlets)
    wanted = {i for prints in new for i in shelf.alike(prints)}.union(*(ids for some in repeating.values() for ids in some.values()))
    texts |= {row.id: prints_of(telling(row)) for row in rows.told(archive, wanted - texts.keys())}
    for outlet, known in boilerplate.learned(repeating, texts, partial(same_text, thresholds=shelf.thresholds)).items():
        texts |= {i: known.taken_from(prints) for i, prints in texts.items() if prints.telling.outlet == outlet}
    bare = [texts.pop(prints.telling.id) for prints in new]
    shelf.prints.update(texts)
    return bare


def _fill(archive: Archive, shelf: Shelf, new: Sequence[Prints], counted: Collection[int]) -> None:
    """Put on the shelf what the archive holds about a batch; the words of ``counted`` articles are new to it."""
    shelf.said = rows.said(archive, {term for prints in new for term in prints.terms})
    shelf.total = shelf.said.pop(rows.ALL, 0)
    shelf.count(prints for prints in new if prints.telling.id in counted)
    windows = {window for prints in new for window in shelf.windows(prints)}
    shelf.postings |= features.postings(archive, windows, new[0].telling.at - WINDOW_SECONDS, new[-1].telling.at + WINDOW_SECONDS)
    votes = [shelf.stored(prints) for prints in new]
    related = {i for some in votes for i in shelf.nearest(some)}
    columns = {i for prints in new for _, i in shelf.postings.get(prints.column, ())[-COLUMNS:]}
    new_ids = {prints.telling.id for prints in new}
    shelf.parted = rows.by_hand(archive, merged=False)
    near = (shelf.prints.keys() | related | columns | new_ids).union(*shelf.parted)
    for article, story, root, outlet, lang, at in rows.places(archive, near):
        shelf.places[article] = Place(story, root, outlet, lang, at)
        shelf.langs.add(lang)
    foreign = {i for prints, some in zip(new, votes, strict=True) for i in shelf.foreign(prints, some)}
    for text in rows.told(archive, foreign - shelf.prints.keys() - new_ids):
        shelf.prints[text.id] = prints_of(telling(text))
    for row in rows.members(archive, {shelf.places[i].root for i in shelf.prints.keys() | new_ids if i in shelf.places}):
        if row.story is not None:
            root = row.copy_of or row.id
            shelf.places[row.id] = Place(row.story, root, row.outlet, row.lang, row.at, _rank(row))
            shelf.groups.setdefault(root, set()).add(row.id)
    for story, (first_at, last_at, articles, terms) in rows.centres(archive, {p.story for p in shelf.places.values()}).items():
        shelf.stories[story] = Centre(first_at, last_at, articles, terms)


def _write(archive: Archive, shelf: Shelf, placed: Sequence[tuple[int, Place]]) -> None:
    at = {i: place.at for i, place in placed}
    rows.add_said(archive, shelf.more)
    features.add_features(archive, ((f, at[i], i) for i in at for f in shelf.kept[i]))
    rows.put_stories(archive, [(i, *shelf.stories[i].kept()) for i in sorted(shelf.touched)])
    members = sorted({m for _, place in placed for m in shelf.groups[place.root]})
    rows.put_places(archive, [_placing(shelf, i) for i in members])
    rows.merge_stories(archive, [(into, gone) for gone, into in shelf.merged.items()])
    rows.add_links(archive, shelf.links)


def _placing(shelf: Shelf, article: int) -> tuple[int, int | None, str, str, int]:
    place = shelf.places[article]
    root = shelf.places[place.root]
    relation: Relation = (
        "original" if place is root
        else "translation" if place.lang != root.lang and place.lang and root.lang
        else "update" if place.outlet == root.outlet
        else "copy"
    )  # fmt: skip
    return place.story, None if place is root else place.root, relation, place.lang, article


def telling(row: rows.Told) -> Telling:
    """A row of the archive as ``stories`` compares it."""
    return Telling(row.id, row.at, row.outlet, row.lang, row.title, row.summary, row.text, _rank(row))


def _rank(row: rows.Told | rows.Member) -> tuple[int, int, int]:
    """Who had it first: by the date, by when it was seen if that was live, by id.

    A day without an hour ends before it counts, and so does the day in an address that contradicts the date.
    """
    seen = row.first_seen if row.origin == "live" else NEVER
    named = contradicted(row.url, row.at)
    if row.precise and named is None:
        return row.at, seen, row.id
    return min((row.at if named is None else named) + DAY - 1, seen), seen, row.id
