"""One page of a list by keyset, in any order that the list has: a page costs the same wherever it starts.

First the keys are found along the order's index, then what is shown of those rows is read. Rows without a place in an
order, such as deals without a close date, come after all others; the cursor says in which part it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Func, Q

from tasuki.desk.lists.asking import Asked
from tasuki.desk.lists.choosing import chosen_rows, in_one
from tasuki.desk.lists.description import Placed, RecordList, Row, Rows, Seen
from tasuki.platform.http.paging import bad_cursor, beyond, first_of_each, read_cursor, write_cursor


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a page, in their order, and the cursor of the next page (empty at the end)."""

    rows: Sequence[Row]
    following: str


@dataclass(frozen=True, slots=True)
class Last:
    """The last row of the page before: ``place`` is None where it had none."""

    place: Any
    key: str


def rows_of(asked: Asked, seen: Seen, limit: int, columns: Sequence[str]) -> Found:
    """A page of ``columns``. Raises `Forbidden`, and `Invalid` for a cursor that belongs to another order."""
    rows, either = chosen_rows(asked, seen)
    last = _last(asked)
    found = (
        _with_place(asked, rows, either, last, limit + 1) if last is None or last.place is not None else []
    )
    if len(found) <= limit:
        after = last if last is not None and last.place is None else None
        found += _without(asked, in_one(rows, either), after, limit + 1 - len(found))
    shown = found[:limit]
    more = len(found) > limit
    following = write_cursor([asked.sort, *shown[-1]]) if more else ""
    return Found(read_rows(asked.listed, [key for _, key in shown], columns), following)


def read_rows(listed: RecordList, keys: Sequence[UUID], columns: Sequence[str]) -> list[Row]:
    """``columns`` of these rows, in the order of the keys."""
    rows = listed.read(listed.model._default_manager.filter(pk__in=keys))
    by_key = {row["id"]: row for row in rows.values("id", *columns)}
    return [by_key[key] for key in keys if key in by_key]


def _with_place(
    asked: Asked, rows: Rows, either: Sequence[Q], last: Last | None, limit: int
) -> list[tuple[Any, UUID]]:
    order = asked.listed.orders[asked.order]
    placed = order.with_place(rows)
    names = _names(asked, placed)
    if placed.rows.model is not asked.listed.model:
        placed = order.with_place(
            in_one(rows, either)
        )  # its places stand in another table, whose order leads
        either = ()
    found = placed.rows.filter(_after(asked, placed, last)) if last else placed.rows
    if len(either) == 1:
        found = found.filter(either[0])
    elif either:
        found = first_of_each(found, either, names, limit)
    found = found.order_by(*names).values_list(placed.place, placed.key)[:limit]
    if placed.rows.model is asked.listed.model:
        return list(found)
    with _by_one_worker():
        return list(found)


@contextmanager
def _by_one_worker() -> Iterator[None]:
    """Two tables in the order of one of them: the first rows are soon found, unless several workers run far ahead."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        yield


def _without(asked: Asked, rows: Rows, last: Last | None, limit: int) -> list[tuple[Any, UUID]]:
    without = asked.listed.orders[asked.order].without
    if without is None:
        return []
    found = without(rows)
    if last is not None:
        found = found.filter(beyond(found.model, ["id"], [last.key], descending=True))
    return [(None, key) for key in found.order_by("-id").values_list("id", flat=True)[:limit]]


def _names(asked: Asked, placed: Placed) -> tuple[str, ...]:
    mark = "-" if asked.is_descending else ""
    return tuple(dict.fromkeys((f"{mark}{placed.place}", f"{mark}{placed.key}")))


def _after(asked: Asked, placed: Placed, last: Last) -> Func:
    known = {placed.place: last.place, placed.key: last.key}
    return beyond(placed.rows.model, [*known], [*known.values()], asked.is_descending)


def _last(asked: Asked) -> Last | None:
    if not asked.cursor:
        return None
    sort, place, key = read_cursor(asked.cursor, 3)
    if sort != asked.sort:
        raise bad_cursor()
    return Last(place, key)
