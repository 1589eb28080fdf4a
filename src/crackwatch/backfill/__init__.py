"""The conductor of ``backfill``: plan → map (here, a pool of processes, or a cluster) → one writer.

A unit of work and its articles are committed together, so whatever ends a run loses nothing and repeats nothing. Nobody is
ever notified of the past.
"""

from crackwatch.backfill.run import Options, Report, backfill
from crackwatch.backfill.standing import Standing, standing

__all__ = ["Options", "Report", "Standing", "backfill", "standing"]
