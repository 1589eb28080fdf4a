"""Follow an affair in the news: feeds in, one SQLite file, timelines and source summaries out."""

__version__ = "0.1.0"
