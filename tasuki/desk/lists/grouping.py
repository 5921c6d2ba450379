"""Rows in groups: how many stand in each, counted so far and no further, and the way to open one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import Value

from tasuki.desk.lists.asking import Asked
from tasuki.desk.lists.choosing import chosen_rows, in_one
from tasuki.desk.lists.description import Filter, Part, Rows, Seen

COUNTED = 1000
"""So far a group is counted; beyond it the number is a lower bound, and said to be one."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group: its name, how many stand in it, and the address that opens it as a filter."""

    label: str
    count: int
    query: str
    is_open: bool

    @property
    def counted(self) -> str:
        return f"{COUNTED}+" if self.count > COUNTED else str(self.count)


def groups_of(asked: Asked, seen: Seen) -> tuple[Group, ...]:
    """The groups that the address asks for, without the empty ones; the filter that makes them hides none of them."""
    by = asked.listed.filter(asked.group)
    if by is None or by.parts is None:
        return ()
    counts = _counts(asked, by, seen)
    opened = asked.chosen.get(by.key, ())
    return tuple(
        Group(
            part.label,
            counts[part.value],
            asked.with_chosen(by.key, *(() if opened == (part.value,) else (part.value,))).query(),
            opened == (part.value,),
        )
        for part in by.parts(seen)
        if counts.get(part.value)
    )


def _counts(asked: Asked, by: Filter, seen: Seen) -> dict[str, int]:
    rows, either = chosen_rows(replace(asked, cursor=""), seen, but=(by.key,))
    return counted(in_one(rows, either), by.parts(seen) if by.parts else (), COUNTED)


def counted(rows: Rows, parts: Sequence[Part], most: int) -> dict[str, int]:
    """How many rows each part has, in one statement; of a part with more than ``most`` it looks at one more."""
    looks = [
        rows.order_by()
        .filter(part.which)
        .annotate(part=Value(part.value))
        .values_list("part", flat=True)[: most + 1]
        for part in parts
    ]
    if not looks:
        return {}
    statement, values = looks[0].union(*looks[1:], all=True).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT found.part, count(*) FROM ({statement}) found (part) GROUP BY 1", values)
        return dict(cursor.fetchall())
