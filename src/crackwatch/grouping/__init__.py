"""Finding copies and stories: the conductor between ``stories``, which decides, and the archive, which knows."""

from crackwatch.grouping.again import Regrouped, merge, rerun, split
from crackwatch.grouping.batch import Grouped, group

__all__ = ["Grouped", "Regrouped", "group", "merge", "rerun", "split"]
