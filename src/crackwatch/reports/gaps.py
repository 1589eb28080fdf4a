"""The holes in the record, so that silence is not read as absence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crackwatch.answers import Covered, Gap, GapKind

DAY = 86400  # what is shorter is no hole: a feed shows its last days
LINGERS = 7 * DAY  # how old the articles are that a feed shows when it is first polled


def gaps(spans: Sequence[Covered], since: int, until: int) -> tuple[Gap, ...]:
    """The times within a range in which no feed was followed, and those which were only filled in later, in order.

    ``no capture`` is a time for which archives of the web were asked and held nothing.
    """
    live = merged((s.first, s.last) for s in spans if s.origin == "live")
    filled = merged((s.first, s.last) for s in spans if s.origin == "backfill")
    empty = merged((s.first, s.last) for s in spans if s.origin == "no capture")
    found: list[Gap] = []
    for first, last in _holes(live, since, until):
        found += _parts(first, last, filled, empty)
    return tuple(gap for gap in found if gap.until - gap.since >= DAY)


def around(spans: Iterable[Covered], first: int, last: int) -> tuple[int, int]:
    """The range of two moments together with the live record that goes on from them without a hole.

    Inside it silence says that nothing was told; outside nobody was asked, and an axis would show nothing but that.
    """
    since, until = first, last
    for a, z in merged((s.first, s.last) for s in spans if s.origin == "live"):
        if a <= first + LINGERS and first <= z:
            since = min(since, a)
        if a <= last + LINGERS and last <= z:
            until = max(until, z)
    return since, until


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch joined."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _holes(spans: Sequence[tuple[int, int]], since: int, until: int) -> list[tuple[int, int]]:
    """What of a range merged spans leave open."""
    holes, start = [], since
    for first, last in spans:
        if first > until:
            break
        if first > start:
            holes.append((start, first - 1))
        start = max(start, last + 1)
    return [*holes, (start, until)] if start <= until else holes


def _parts(first: int, last: int, filled: Sequence[tuple[int, int]], empty: Sequence[tuple[int, int]]) -> list[Gap]:
    """A hole of the live record, cut where backfill reached; what one archive lacks another may hold."""
    reached: list[tuple[int, int, GapKind]] = [(a, z, "backfilled") for a, z in filled]
    reached += [(a, z, "no capture") for span in empty for a, z in _holes(filled, *span)]
    found: list[Gap] = []
    start = first
    for a, z, kind in sorted(part for part in reached if part[0] <= last and part[1] >= first):
        if a > start:
            found.append(Gap(start, a - 1, "not polled"))
        if z >= start:
            found.append(Gap(max(a, start), min(z, last), kind))
            start = z + 1
    return [*found, Gap(start, last, "not polled")] if start <= last else found
