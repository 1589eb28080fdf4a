"""Where entries come from: live feeds and the archives of the web."""
