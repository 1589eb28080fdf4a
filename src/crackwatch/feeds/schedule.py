"""When a feed is asked again: what its server says, what it asks for itself, and how often it posts. Pure.

Times are Unix seconds, waits are seconds. Sources: Retry-After RFC 9110 §10.2.3, freshness RFC 9111 §4.2, ``ttl``,
``skipHours`` and ``skipDays`` the RSS 2.0 specification.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from crackwatch.feeds.answers import http_date
from crackwatch.model import Caching, Failed, FailureKind, Feed, FeedDocument, FeedState, Fetched, NotModified, Outcome

MINUTE, HOUR, DAY = 60, 3600, 86_400
SHORTEST = 15 * MINUTE
LONGEST = DAY
GRACE = MINUTE  # a run that starts a little early, as cron's do, takes what is about to be due
GONE_AFTER = 3  # times that a server has said 410
MOVED_AFTER = 3  # polls that a permanent redirect has led to a feed
_FIRST_GUESS = HOUR  # between two polls, while a feed's habit is unknown
_MEMORY = 3 * DAY  # over which the habit is averaged
_JITTER = 0.1  # of a wait
_OURSELVES = frozenset((FailureKind.DNS, FailureKind.NETWORK))  # more often our network than the feed
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)


def due(feeds: Iterable[Feed], now: int) -> list[Feed]:
    """The feeds to ask at ``now``, the longest overdue first; never one that is paused or gone.

    A time further ahead than any wait that ``after`` gives comes from a clock that was wrong: such a feed is due.
    """
    waiting = [feed for feed in feeds if not (feed.paused or feed.gone) and _is_due(feed.state.due_at, now)]
    return sorted(waiting, key=lambda feed: feed.state.due_at or 0)


def after(
    feed: Feed, outcome: Outcome, *, now: int, document: FeedDocument | None = None, new: int = 0, jitter: float
) -> FeedState:
    """The state of ``feed`` once ``outcome`` is dealt with.

    ``document``: what the body says; without it a ``Fetched`` counts as a failure. ``new``: articles not seen before.
    ``jitter``: 0 to 1, spreads polls; waits of our own choice shrink by at most a tenth, those a server asks for grow.
    Validators are kept as they were when nothing could be read, or not all of it.
    """
    if isinstance(outcome, Failed):
        return _failed(feed, outcome, now, jitter)
    if isinstance(outcome, Fetched) and document is None:
        return _failed(feed, Failed(FailureKind.NOT_A_FEED, "the document is not a feed"), now, jitter)
    state = feed.state
    rate = _rate(state, new, now)
    moved = outcome.moved_to
    wait = _wait(feed, outcome, document, rate, jitter)
    damaged = document is not None and document.damaged
    validators = (state.etag, state.last_modified) if damaged else (outcome.etag, outcome.last_modified)
    return FeedState(
        *validators,
        body_hash=outcome.body_hash if isinstance(outcome, Fetched) and not damaged else state.body_hash,
        checked_at=now,
        changed_at=now if new else state.changed_at,
        due_at=_permitted(now + wait, document),
        moved_to=moved,
        moved_seen=(state.moved_seen if moved == state.moved_to else 0) + bool(moved),
        posts_per_day=rate,
    )


def report_due(state: FeedState, fail_after: int, now: int) -> bool:
    """Whether somebody should hear that a feed fails: once ``fail_after`` polls in a row have failed, then after a day, and
    each time that the trouble has lasted twice as long as at the last report, at least monthly.
    """
    if state.failures < fail_after:
        return False
    if state.reported_at is None or state.failing_since is None:
        return True
    lasted = state.reported_at - state.failing_since
    return now - state.reported_at >= min(max(DAY, lasted), 30 * DAY)


def missed(posts_per_day: float | None, last_at: int, now: int, entries: int) -> int | None:
    """How many articles may have come and gone between two polls whose documents share nothing; ``entries`` is what the
    new one shows. ``None`` while the feed's habit is unknown.
    """
    if posts_per_day is None:
        return None
    return max(0, round(posts_per_day * (now - last_at) / DAY) - entries)


def _is_due(due_at: int | None, now: int) -> bool:
    return due_at is None or due_at <= now + GRACE or due_at > now + LONGEST + DAY


# --- how long to wait -----------------------------------------------------------------------------------------------


def _wait(
    feed: Feed, outcome: Fetched | NotModified, document: FeedDocument | None, rate: float | None, jitter: float
) -> int:
    """Seconds until the next poll, after one that went well."""
    if feed.options.interval:
        return max(MINUTE, feed.options.interval)
    asked = max(_freshness(outcome.caching), document.ttl or 0 if document else 0)
    habit = DAY / rate / 2 if rate else _FIRST_GUESS
    wait = max(_bounded(habit) * (1 - _JITTER * jitter), asked * (1 + _JITTER * jitter))
    if isinstance(outcome, NotModified):  # what the feed asked for still holds, and nothing says to come sooner
        wait = max(wait, _planned(feed.state))
    return _bounded(wait)


def _planned(state: FeedState) -> int:
    if state.failures or state.due_at is None or state.checked_at is None:
        return 0
    return state.due_at - state.checked_at


def _rate(state: FeedState, new: int, now: int) -> float | None:
    """Articles a day, averaged over the last days; the first document tells nothing, it holds months or hours."""
    if state.checked_at is None:
        return None
    elapsed = now - state.checked_at
    if elapsed <= 0:
        return state.posts_per_day
    known = DAY / _FIRST_GUESS / 2 if state.posts_per_day is None else state.posts_per_day
    weight = 1 - math.exp(-elapsed / _MEMORY)
    return known + weight * (new * DAY / elapsed - known)


def _freshness(caching: Caching) -> int:
    """Seconds for which the server calls its answer fresh; 0 where it says nothing, or wants to be asked each time."""
    control = caching.cache_control.lower()
    if "no-cache" in control or "no-store" in control:
        return 0
    age = int(caching.age) if caching.age.isdecimal() and len(caching.age) <= 12 else 0
    max_age = _MAX_AGE.search(control)
    if max_age:
        return max(0, int(max_age[1]) - age)
    expires, date = http_date(caching.expires), http_date(caching.date)
    return 0 if expires is None or date is None else max(0, expires - date - age)


def _retry_after(caching: Caching, now: int) -> int:
    """Seconds that a server that refuses asks for; 0 where it asks for none, or for something absurd below 0."""
    said = caching.retry_after
    if said.isascii() and said.isdigit():
        return min(int(said[:12]), LONGEST)
    moment = http_date(said)
    if moment is None:
        return 0
    its_now = http_date(caching.date)
    return min(max(0, moment - (now if its_now is None else its_now)), LONGEST)


def _bounded(wait: float) -> int:
    return int(min(max(wait, SHORTEST), LONGEST))


def _permitted(at: int, document: FeedDocument | None) -> int:
    """The first moment from ``at`` on that the feed does not ask to be skipped; ``at`` where it skips a whole day or more."""
    if document is None:
        return at
    for moment in chain((at,), range(at - at % HOUR + HOUR, at + DAY, HOUR)):
        if moment // HOUR % 24 not in document.skip_hours and (moment // DAY + 3) % 7 not in document.skip_days:
            return moment
    return at


def _failed(feed: Feed, outcome: Failed, now: int, jitter: float) -> FeedState:
    state = feed.state
    failures = state.failures + 1
    longest = HOUR if outcome.kind in _OURSELVES else LONGEST
    back_off = min(SHORTEST << min(failures - 1, 10), longest) * (1 - _JITTER * jitter)
    asked = _retry_after(outcome.caching, now)
    wait = max(back_off, asked + GRACE + _JITTER * jitter * asked if asked else 0)
    return replace(
        state,
        due_at=now + round(wait),
        failures=failures,
        failing_since=now if state.failing_since is None else state.failing_since,
        error_kind=outcome.kind.value,
        error=outcome.message,
        gone_seen=state.gone_seen + (outcome.kind is FailureKind.GONE),
    )
