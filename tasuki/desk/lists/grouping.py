"""Rows in groups: how many stand in each, counted so far and no further, and the way to open one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import Value

from tasuki.desk.lists.asking import Asked
from tasuki.desk.lists.choosing import chosen_rows, in_one
from tasuki.desk.lists.description import Filter, Seen

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
    """How many rows each part has, in one statement that looks at no more rows of a part than it counts."""
    rows, either = chosen_rows(replace(asked, cursor=""), seen, but=by.names and (by.key,))
    rows = in_one(rows, either).order_by()
    looks = [
        rows.filter(part.which).annotate(part=Value(part.value)).values_list("part", flat=True)[: COUNTED + 1]
        for part in (by.parts(seen) if by.parts else ())
    ]
    if not looks:
        return {}
    statement, values = looks[0].union(*looks[1:], all=True).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT found.part, count(*) FROM ({statement}) found (part) GROUP BY 1", values)
        return dict(cursor.fetchall())
