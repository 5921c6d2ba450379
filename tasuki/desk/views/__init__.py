"""One module per subject of a page."""
