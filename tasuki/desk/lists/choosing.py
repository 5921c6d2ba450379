"""Which rows an address asks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from tasuki.desk.lists.asking import Asked
from tasuki.desk.lists.description import Rows, Seen


def chosen_rows(asked: Asked, seen: Seen, *, but: Collection[str] = ()) -> tuple[Rows, Sequence[Q]]:
    """The rows that this person may see and the filters let through, and the conditions of which one must hold besides.

    ``but`` names filters that are left aside. Raises `Forbidden`.
    """
    rows, either = asked.listed.rows(seen.by), [Q()]
    if asked.ids:
        rows = rows.filter(pk__in=[key for one in asked.ids if (key := as_uuid(one))])
    for one in asked.listed.filters:
        if one.key in but or not any(asked.chosen.get(name) for name in one.names):
            continue
        if one.narrow is not None:
            rows = one.narrow(rows, asked.chosen, seen)
        if one.either is not None:
            either = [before & way for before in either for way in one.either(asked.chosen, seen)]
    return rows, () if either == [Q()] else either


def in_one(rows: Rows, either: Sequence[Q]) -> Rows:
    """The same as one choice, for questions that need no order."""
    return rows.filter(reduce(or_, either)) if either else rows


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
