"""What a reader asks: timelines, sources, quotes. Values in, values out."""
