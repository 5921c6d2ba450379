"""Promises with clocks: rows with a stored due moment, found by index, moved by events."""
