"""How answers look: terminal, machine formats, one HTML page. Renders and decides nothing."""
