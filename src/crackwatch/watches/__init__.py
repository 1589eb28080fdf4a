"""What we look for: the query language, its words, and matching."""
