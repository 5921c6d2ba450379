"""Orders by a column of the list's own table."""

from __future__ import annotations

from typing import Any

from tasuki.desk.lists.description import Order, Placed


def by(label: str, column: str, **more: Any) -> Order:
    """By a column that every row has, which has an index together with the id."""
    return Order(label, lambda rows: Placed(rows, column), **more)


def by_what_may_lack(label: str, column: str, **more: Any) -> Order:
    """By a column that some rows leave empty; these come last."""
    return Order(
        label,
        lambda rows: Placed(rows.filter(**{f"{column}__isnull": False}), column),
        lambda rows: rows.filter(**{column: None}),
        **more,
    )
