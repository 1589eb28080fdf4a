"""Dates: as feeds write them, as a person types them, and as articles mention them."""

from crackwatch.dates.feed_dates import parse_published, published
from crackwatch.dates.flags import instant, period

__all__ = ["instant", "parse_published", "period", "published"]
