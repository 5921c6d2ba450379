"""Notices by mail: one letter in the person's language, as text and as HTML."""
