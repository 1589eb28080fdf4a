"""``feeds``: what is followed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from crackwatch.cli import options
from crackwatch.cli.listing import Listing, show_list
from crackwatch.cli.output import deliver
from crackwatch.cli.session import session

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from crackwatch.model import Feed

Names = Annotated[list[str], typer.Argument(metavar="FEED...", help="Ids, addresses or names.")]
COLUMNS = ("id", "feed", "outlet", "lang", "place", "state", "checked", "url")


def show_all(ctx: typer.Context, form: options.Form = None, output: options.Output = None) -> None:
    """Print the feeds, and how they fare."""
    from crackwatch.archive import feeds as kept

    run = session(ctx)
    with run.archive() as archive:
        feeds, zone = kept.all_feeds(archive), archive.zone
    rows = [(f.id, f.slug, f.outlet, f.lang, f.place, _state(f), _minute(f.state.checked_at, zone), f.url) for f in feeds]
    show_list(Listing("feeds", COLUMNS, rows), form, output)
    if not feeds:
        run.talk("no feed is followed yet; the first fetch begins with the starter feeds, unless you add others before")


def show(ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="FEED", help="Its id, address or name.")]) -> None:
    """Print all that is known of one feed."""
    from crackwatch.archive import feeds as kept

    with session(ctx).archive() as archive:
        deliver(told(kept.find(archive, name), archive.zone))


def told(feed: Feed, zone: ZoneInfo) -> str:
    """All that is known of a feed, a fact a line."""
    from crackwatch.render.plain import lasting

    state, options = feed.state, feed.options
    facts = [
        ("id", feed.id), ("name", feed.slug), ("title", feed.title), ("address", feed.url), ("outlet", feed.outlet),
        ("language", feed.lang), ("place", feed.place), ("state", _state(feed)), ("asked", _minute(state.checked_at, zone)),
        ("changed", _minute(state.changed_at, zone)), ("due", _minute(state.due_at, zone)), ("error", state.error),
        ("every", options.interval and lasting(options.interval)), *(("header", ": ".join(field)) for field in options.headers),
        ("login", options.auth), ("cookies", options.cookies), ("proxy", options.proxy), ("asked as", options.user_agent),
        ("trusting", options.ca), ("private", "its address may be one of a private network" if options.allow_private else ""),
        ("downgrade", "it may lead from https to http" if options.allow_downgrade else ""),
        ("articles", f"about {state.posts_per_day:.1f} a day" if state.posts_per_day is not None else ""),
        ("added", _minute(feed.added_at, zone)),
    ]  # fmt: skip
    return "".join(f"{label:<9} {fact}\n" for label, fact in facts if fact)


def pause(ctx: typer.Context, names: Names) -> None:
    """Poll feeds no longer, until they are resumed."""
    _set_paused(ctx, names, paused=True)


def resume(ctx: typer.Context, names: Names) -> None:
    """Poll feeds again that were paused or gone."""
    _set_paused(ctx, names, paused=False)


def _set_paused(ctx: typer.Context, names: list[str], *, paused: bool) -> None:
    from crackwatch.archive import feeds as kept

    with session(ctx).writing() as archive, archive.transaction():
        feeds = [kept.find(archive, name) for name in names]
        for feed in feeds:
            kept.set_paused(archive, feed, paused)
    deliver("".join(f"{feed.slug} is {'paused' if paused else 'polled again'}\n" for feed in feeds))


def remove(ctx: typer.Context, names: Names) -> None:
    """Follow feeds no longer. Their articles stay."""
    from crackwatch.archive import feeds as kept

    run = session(ctx)
    with run.writing() as archive, archive.transaction():
        feeds = [kept.find(archive, name) for name in names]
        for feed in feeds:
            kept.remove(archive, feed, run.now())
    deliver("".join(f"{feed.slug} is followed no longer; its articles stay\n" for feed in feeds))


def _state(feed: Feed) -> str:
    state = feed.state
    if feed.paused or feed.gone:
        return "paused" if feed.paused else "gone"
    if state.failures:
        return f"{state.error_kind} ({state.failures} times)" if state.failures > 1 else state.error_kind
    return "ok" if state.checked_at is not None else "new"


def _minute(at: int | None, zone: ZoneInfo) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, zone).isoformat(timespec="minutes")
