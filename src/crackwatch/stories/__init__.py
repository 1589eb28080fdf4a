"""Which articles belong together: the same text, the same event."""
