"""Opening the archive that the settings name: made with its first watch where there is none yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crackwatch.archive import feeds
from crackwatch.archive import watches as kept
from crackwatch.archive.connection import Archive, open_for_writing
from crackwatch.config import Config
from crackwatch.errors import QueryError
from crackwatch.model import Watch
from crackwatch.watches import default
from crackwatch.watches.query import Query, parse


def open_archive(config: Config) -> Archive:
    """The archive of ``config``, to write. A new one counts days in the configured zone and follows the shipped watch."""
    return open_for_writing(config.db, zone=config.home_zone(), now=int(config.clock().timestamp()), founding=default.watches)


def follow_starters(archive: Archive, now: int) -> int:
    """Follow the shipped feeds, only while the archive has never followed any; says how many. ``now`` is Unix seconds."""
    from crackwatch.feeds.catalogue import starters

    if archive.db.execute("SELECT 1 FROM feed LIMIT 1").fetchone():
        return 0
    with archive.transaction():
        return sum(feeds.add(archive, new, now)[1] for new in starters())


def watches(archive: Archive, config: Config, warn: Callable[[str], None] | None = None) -> list[tuple[Watch, Query]]:
    """Every watch with its parsed query. One that cannot be understood, as where an alias that it needs is gone, is told of
    to ``warn`` and left out; without ``warn``, QueryError is raised.
    """
    found = []
    for watch in kept.all_watches(archive):
        try:
            found.append((watch, parsed(watch, config)))
        except QueryError as error:
            if warn is None:
                raise
            warn(f"{error.message}; it is not asked until it is mended: crackwatch watch edit {watch.name} QUERY asks it of what came meanwhile, too")
    return found


def watching(archive: Archive, config: Config, warn: Callable[[str], None]) -> Callable[[], list[tuple[Watch, Query]]]:
    """The watches of an archive, each time as they stand then; of one that cannot be asked ``warn`` hears once."""
    told: set[str] = set()

    def once(line: str) -> None:
        if line not in told:
            told.add(line)
            warn(line)

    return lambda: watches(archive, config, once)


def aliases(config: Config) -> Mapping[str, str]:
    """Names and queries of the aliases: the shipped ones, and those of ``config``, which win."""
    return {**default.aliases(), **config.aliases}


def parsed(watch: Watch, config: Config) -> Query:
    """The query of a watch, read with the aliases of ``config``."""
    try:
        return parse(watch.query, aliases(config))
    except QueryError as error:
        hint = error.hint or f"change it with: crackwatch watch edit {watch.name} QUERY"
        raise QueryError(f"watch {watch.name}: {error.message}", hint, query=error.query, at=error.at, end=error.end) from error
