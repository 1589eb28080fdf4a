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
    votes = shelf.related(prints)
    barred = _barred(shelf, telling.id)
    twins = [twin for twin in _twins(shelf, prints, votes) if shelf.places[twin[0]].story not in barred]
    if only_copies and not twins:
        return None
    found = shelf.places.get(telling.id) or Place(0, telling.id, telling.outlet, prints.lang, telling.at, telling.rank)
    shelf.places[telling.id] = found
    shelf.prints[telling.id] = prints
    shelf.groups.setdefault(found.root, {telling.id})
    if not found.story:
        terms = events.weighted(prints.terms, shelf.said, shelf.articles)
        found.story = _story(shelf, prints, terms, {shelf.places[a].story for a in votes if a in shelf.places} - barred, twins)
        shelf.stories[found.story].add(terms, telling.at)
        shelf.touched.add(found.story)
    for other, kind, verdict in twins:
        _join(shelf, telling.id, other, kind, verdict)
    for feature in shelf.features(prints):
        known = shelf.postings.setdefault(feature, [])
        if telling.id not in known:
            known.append(telling.id)
    return found


def _barred(shelf: Shelf, article: int) -> set[int]:
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
        verdict = twin and translations.same_in_other_words(prints, twin, shelf.said, shelf.articles, shelf.thresholds)
        if verdict:
            found.append((other, "translation", verdict))
    return found


def _story(shelf: Shelf, prints: Prints, terms: dict[int, float], candidates: set[int], twins: list[Twin]) -> int:
    """The story of the best twin, else the one that resembles most, else a new one."""
    if twins:
        best = max(twins, key=lambda twin: (twin[2].score, -twin[0]))
        return shelf.places[best[0]].story
    chosen, most = 0, shelf.thresholds.joined
    for story in sorted(candidates):
        score = events.resemblance(terms, prints.telling.at, shelf.stories[story])
        if score > most:
            chosen, most = story, score
    if chosen:
        return chosen
    shelf.stories[shelf.next_story] = Centre(prints.telling.at, prints.telling.at)
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
