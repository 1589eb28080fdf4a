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
    shelf.prints[telling.id] = prints
    shelf.langs.add(prints.lang)
    shelf.groups.setdefault(found.root, {telling.id})
    if not found.story:
        shelf.weighted[telling.id] = events.weighted(prints.terms, shelf.rarity)
        found.story = _story_of(shelf, twins) or _nearest(shelf, prints, votes, barred) or _new_story(shelf, telling.at)
        shelf.stories[found.story].add(shelf.weighted[telling.id], telling.at)
        shelf.touched.add(found.story)
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


def settle(shelf: Shelf, article: int) -> None:
    """Look again, now that the whole batch stands, whether another story suits an article of it better.

    Its copies move with it; a group that reaches beyond the batch stays where it is.
    """
    root, before = shelf.places[article].root, shelf.places[article].story
    group = shelf.groups[root]
    if article != min(group) or not group <= shelf.weighted.keys():
        return
    for member in group:
        shelf.stories[before].remove(shelf.weighted[member])
        shelf.places[member].story = 0
    alone = not shelf.stories[before].articles
    barred = {before} if alone else set()
    for member in group:
        barred |= _split_from(shelf, member) | shelf.columns(shelf.prints[member])
    prints = shelf.prints[root]
    votes = shelf.recent(prints)
    after = _nearest(shelf, prints, votes, barred, before) or (before if alone else _new_story(shelf, prints.telling.at))
    for member in group:
        shelf.places[member].story = after
        shelf.stories[after].add(shelf.weighted[member], shelf.places[member].at)
    shelf.touched.add(after)
    if alone and after != before:
        del shelf.stories[before]
        shelf.touched.discard(before)


def _story_of(shelf: Shelf, twins: list[Twin]) -> int:
    """The story of the surest twin, 0 without twins."""
    return shelf.places[max(twins, key=lambda twin: (twin[2].score, -twin[0]))[0]].story if twins else 0


def _nearest(shelf: Shelf, prints: Prints, votes: dict[int, float], barred: set[int], before: int = 0) -> int:
    """The story that an article resembles most, ``before`` among them; 0 where it resembles none enough."""
    terms = shelf.weighted[prints.telling.id]
    chosen, most = 0, shelf.thresholds.joined
    near = (shelf.places[a].story for a in shelf.nearest(votes) if a in shelf.places)
    for story in sorted({*near, before} - barred - {0}):
        score = events.resemblance(terms, prints.telling.at, shelf.stories[story])
        if score > most:
            chosen, most = story, score
    return chosen


def _new_story(shelf: Shelf, at: int) -> int:
    shelf.stories[shelf.next_story] = Centre(at, at)
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
    """Make two stories one, the one that began first; not where a person has put articles of theirs into two."""
    places = shelf.places
    if any({places[x].story, places[y].story} == {a, b} for x, y in shelf.parted if x in places and y in places):
        return False
    keep, gone = sorted((a, b), key=lambda s: (shelf.stories[s].first_at, s))
    shelf.stories[keep].absorb(shelf.stories.pop(gone))
    shelf.merged[gone] = keep
    shelf.touched.add(keep)
    shelf.touched.discard(gone)
    for found in places.values():
        if found.story == gone:
            found.story = keep
    return True
