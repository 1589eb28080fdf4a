"""The words that stand in the values: where they come from, how exact they are, how they belong together."""

from __future__ import annotations

from typing import Literal

Origin = Literal["live", "import", "backfill"]
Precision = Literal["second", "minute", "hour", "day", "month", "year"]
Whence = Literal["feed", "updated", "jsonld", "meta", "url", "import", "first_seen"]
Relation = Literal["original", "copy", "update", "translation"]
LinkKind = Literal["copy", "update", "translation", "story"]
Field = Literal["title", "summary", "text"]
