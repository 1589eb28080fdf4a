"""Where an article is put: with which copies, in which story. Nothing is touched but the shelf."""

from __future__ import annotations

from crackwatch.model import Link, LinkKind
from crackwatch.stories import copies, events, translations
from crackwatch.stories.copies import Verdict
from crackwatch.stories.events import Centre
from crackwatch.stories.prints import Prints
from crackwatch.stories.shelf import Place, Shelf

GROUP_LIMIT = 25
FULL = f"not folded: a copy group holds at most {GROUP_LIMIT} articles"

Twin = tuple[int, LinkKind, Verdict]


def place(shelf: Shelf, prints: Prints, *, only_copies: bool = False) -> Place | None:
    """Find an article's copies and its story, and take it in; with ``only_copies`` not unless it has some copy.

    Articles come in order of date and address. One that has a story stays there.
    """
    telling = prints.telling
    votes = {**shelf.stored(prints), **shelf.recent(prints)}
    barred = _split_from(shelf, telling.id)
    twins = [twin for twin in _twins(shelf, prints, votes) if shelf.places[twin[0]].story not in barred]
    barred |= shelf.columns(prints)
    if only_copies:
        if not twins:
            return None
        shelf.count([prints])
    found = shelf.places.get(telling.id) or Place(0, telling.id, telling.outlet, prints.lang, telling.at, telling.rank)
    shelf.places[telling.id] = found
    shelf.near[telling.id] = shelf.nearest(votes)
    shelf.prints[telling.id] = prints
    shelf.langs.add(prints.lang)
    shelf.groups.setdefault(found.root, {telling.id})
    if not found.story:
        shelf.weighted[telling.id] = events.weighted(prints.terms, shelf.rarity)
        found.story = _story_of(shelf, twins) or _nearest(shelf, prints, barred) or _new_story(shelf)
        shelf.tell(found.story, shelf.weighted[telling.id], telling.at)
    for other, kind, verdict in twins:
        _join(shelf, telling.id, other, kind, verdict)
    shelf.shelve(prints)
    return found


def _split_from(shelf: Shelf, article: int) -> set[int]:
    """Stories that a person has taken an article out of."""
    others = {b if a == article else a for a, b in shelf.parted if article in (a, b)}
    return {shelf.places[other].story for other in others if other in shelf.places}


def _twins(shelf: Shelf, prints: Prints, votes: dict[int, float]) -> list[Twin]:
    """Articles that are the same text, in the same or in other words, and why."""
    found: list[Twin] = []
    for other in shelf.alike(prints):
        twin = shelf.prints.get(other)
        verdict = twin and copies.same_text(prints, twin, shelf.thresholds)
        if twin and verdict:
            found.append((other, "update" if twin.telling.outlet == prints.telling.outlet else "copy", verdict))
    for other in shelf.foreign(prints, votes):
        twin = shelf.prints.get(other)
        verdict = twin and translations.same_in_other_words(prints, twin, shelf.rarity, shelf.thresholds)
        if verdict:
            found.append((other, "translation", verdict))
    return found


def _story_of(shelf: Shelf, twins: list[Twin]) -> int:
    """The story of the surest twin, 0 without twins."""
    return shelf.places[max(twins, key=lambda twin: (twin[2].score, -twin[0]))[0]].story if twins else 0


def _nearest(shelf: Shelf, prints: Prints, barred: set[int]) -> int:
    """The story that an article resembles most; 0 where it resembles none enough."""
    at = prints.telling.at
    alone = Centre(at, at, 1, shelf.weighted[prints.telling.id])
    chosen, most = 0, shelf.thresholds.joined
    near = {shelf.places[a].story for a in shelf.near[prints.telling.id] if a in shelf.places}
    for story in sorted(near - barred):
        score = events.resemblance(alone, shelf.stories[story])
        if score > most:
            chosen, most = story, score
    return chosen


def _new_story(shelf: Shelf) -> int:
    shelf.next_story += 1
    return shelf.next_story - 1


def _join(shelf: Shelf, article: int, other: int, kind: LinkKind, verdict: Verdict) -> None:
    """Link two articles, and make one of their copy groups and of their stories."""
    places = shelf.places
    mine, theirs = places[article], places[other]
    later, earlier = sorted((article, other), key=lambda a: places[a].rank, reverse=True)
    if mine.root != theirs.root:
        together = shelf.groups[mine.root] | shelf.groups[theirs.root]
        if len(together) > GROUP_LIMIT:
            shelf.links.append(Link(later, earlier, "story", verdict.score, f"{verdict.why}; {FULL}"))
            return
        if mine.story != theirs.story and not _merge(shelf, mine.story, theirs.story):
            return
        del shelf.groups[mine.root], shelf.groups[theirs.root]
        root = min(together, key=lambda a: places[a].rank)
        shelf.groups[root] = together
        for member in together:
            places[member].root = root
    shelf.links.append(Link(later, earlier, kind, verdict.score, verdict.why))


def _merge(shelf: Shelf, a: int, b: int) -> bool:
    """Make two stories one; not where a person has put articles of theirs into two."""
    places = shelf.places
    if any({places[x].story, places[y].story} == {a, b} for x, y in shelf.parted if x in places and y in places):
        return False
    keep, gone = shelf.unite(a, b)
    for found in places.values():
        if found.story == gone:
            found.story = keep
    return True
