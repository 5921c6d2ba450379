"""Whose mistake it is that the database refuses a value: that of who sent it, or a fault of ours."""

from __future__ import annotations

from django.db import DataError

# Of PostgreSQL's data exceptions (appendix A) those that a value alone does not bring about: a division by zero, the
# logarithm and the power of what has none, a bucket of no width, a NULL where none may stand, a place beyond an array.
_OURS = frozenset({"22012", "2201E", "2201F", "2201G", "22004", "2202E"})


def is_of_the_input(error: DataError) -> bool:
    """Whether another value would have been kept. A NUL psycopg refuses itself, without a code."""
    return getattr(error.__cause__, "sqlstate", None) not in _OURS
