"""One file per list."""
