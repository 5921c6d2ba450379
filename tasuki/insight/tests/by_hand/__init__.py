"""Slow and obvious code that counts the rows again, written from the rulebook and not from the SQL."""
