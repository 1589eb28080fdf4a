"""Addresses: which two are one article, whose site they are on, and which outlet they name."""

from crackwatch.urls.normal import canonical, host, outlet_key
from crackwatch.urls.sites import feed_address, is_listing, is_web, site

__all__ = ["canonical", "feed_address", "host", "is_listing", "is_web", "outlet_key", "site"]
