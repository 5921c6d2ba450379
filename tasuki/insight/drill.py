"""The rows behind a number: the very condition by which they were counted, listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tasuki.insight.asked import Asked
from tasuki.insight.asking import fetched
from tasuki.insight.cuts import in_group, joins_of, where
from tasuki.insight.facts import Facts
from tasuki.insight.tables import Table
from tasuki.platform.http.paging import read_cursor, write_cursor
from tasuki.platform.refusals import Invalid, NotFound, invalid
from tasuki.rules.wording import N_

PAGE = 50


@dataclass(frozen=True, slots=True)
class Behind:
    """Some of the rows, the latest first, as (id, moment); ``following`` is the cursor of the next ones."""

    facts: Facts
    rows: tuple[tuple[UUID, date | None], ...]
    following: str | None

    @property
    def ids(self) -> tuple[UUID, ...]:
        return tuple(key for key, _ in self.rows)


def rows_behind(
    table: Table,
    column: str,
    group: Sequence[str] | None,
    asked: Asked,
    *,
    cursor: str = "",
    limit: int = PAGE,
) -> Behind:
    """What stands behind one cell; ``group`` is None for the line of everything, else a value for each split.

    Raises NotFound (no such column) and Invalid (another number of splits, a value or a cursor that is none).
    """
    wanted = table.column(column)
    if wanted is None:
        raise NotFound("column", column)
    splits = table.splits(asked) if group is not None else ()
    if len(splits) != len(group or ()):
        text = N_("A group names one value for each of: %(splits)s.")
        raise invalid("/group", text, splits=[one.key for one in splits])
    cut = table.cut_of(wanted)
    facts, begins = cut.facts, cut.moment or cut.facts.begins
    inside, named = in_group(splits, group or (), cut)
    parameters: dict[str, Any] = {**asked.parameters(), **named, "most": limit + 1}
    beyond = ""
    if cursor:
        parameters["last_at"], parameters["last_key"] = _place(cursor)
        kind = facts.columns[begins]
        beyond = f"AND (f.{begins}, f.{facts.key}) < (%(last_at)s::{kind}, %(last_key)s::uuid)"
    beside = cut.beside.joined(cut.beside.sql) if cut.beside else ""
    statement = f"""
        SELECT f.{facts.key}, f.{begins} FROM {facts.name} f {beside} {cut.along} {joins_of(splits)}
        WHERE {where(cut, asked)} AND ({wanted.having}) AND {inside} {beyond}
        ORDER BY f.{begins} DESC, f.{facts.key} DESC LIMIT %(most)s
    """
    found = fetched(statement, parameters)
    shown = tuple(found[:limit])
    return Behind(facts, shown, write_cursor(_written(shown[-1])) if len(found) > limit else None)


def _written(row: tuple[Any, ...]) -> list[str]:
    key, at = row
    return [at.isoformat(), str(key)]


def _place(cursor: str) -> tuple[datetime, UUID]:
    at, key = read_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(at), UUID(key)
    except (TypeError, ValueError):
        raise _not_ours() from None


def _not_ours() -> Invalid:
    return invalid(
        "/cursor", N_("This cursor is not one of ours: take next_cursor of the page before."), "bad_cursor"
    )
