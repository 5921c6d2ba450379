"""One row of one table of a draft: changed, added, moved or taken out; every other line stays as it was written."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.actions.change import ONLY_A_DRAFT, rewritten
from tasuki.playbooks.actions.holding import locked_draft
from tasuki.playbooks.checking import agreed
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.shape import is_plain_list, schema_of
from tasuki.rules.layering import name_of
from tasuki.rules.toml_text import Path, with_item, with_item_moved, with_values, without_item

Row = Mapping[str, Any]


def change_table(
    version_id: UUID, table: str, values: Row, *, by: Actor, at: datetime, seen: int | None = None
) -> PlaybookVersion:
    """Set the keys of a table that stands alone (``limits``); a key without a value is taken out.

    ``table`` may also name a plain list at the top of the file, which is then its only key. Raises like `change`, and
    `NotFound` where a playbook has no such table.
    """
    path: Path = () if is_plain_list(table) else (table,)
    return _edited(version_id, lambda text: with_values(text, path, values), by, at, seen)


def change_row(
    version_id: UUID, table: str, name: str, row: Row, *, by: Actor, at: datetime, seen: int | None = None
) -> PlaybookVersion:
    """Write a row of a list of tables anew. Raises like `change`, and `NotFound` where there is no such row."""

    def written(text: str) -> str:
        number, before = _row(text, table, name)
        gone = {key: None for key in before if key not in row}
        changed = {key: value for key, value in row.items() if before.get(key) != value}
        return with_values(text, (table, number), {**gone, **changed})

    return _edited(version_id, written, by, at, seen)


def add_row(
    version_id: UUID, table: str, row: Row, *, by: Actor, at: datetime, seen: int | None = None
) -> PlaybookVersion:
    """Add a row behind the last one of its table. Raises like `change`, and `NotFound` for an unknown table."""
    schema_of(table)
    return _edited(version_id, lambda text: with_item(text, table, row), by, at, seen)


def remove_row(
    version_id: UUID, table: str, name: str, *, by: Actor, at: datetime, seen: int | None = None
) -> PlaybookVersion:
    """Take a row out. Raises like `change`, and `NotFound` where there is no such row."""
    return _edited(
        version_id, lambda text: without_item(text, table, _row(text, table, name)[0]), by, at, seen
    )


def move_row(
    version_id: UUID, table: str, name: str, to: int, *, by: Actor, at: datetime, seen: int | None = None
) -> PlaybookVersion:
    """Put a row in another place of its table, counted from 0. Raises like `change`, and `NotFound`."""

    def moved(text: str) -> str:
        last = len(tomllib.loads(text)[table]) - 1
        return with_item_moved(text, table, _row(text, table, name)[0], min(max(to, 0), last))

    return _edited(version_id, moved, by, at, seen)


@transaction.atomic
def _edited(
    version_id: UUID, edit: Callable[[str], str], by: Actor, at: datetime, seen: int | None
) -> PlaybookVersion:
    ask_any(by, "playbook.draft")
    version = locked_draft(version_id, ONLY_A_DRAFT, seen)
    return rewritten(version, agreed(edit(version.toml)), by=by, at=at)


def _row(text: str, table: str, name: str) -> tuple[int, Row]:
    rows = tomllib.loads(text).get(table, [])
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        if name_of(row) == name:
            return number, row
    raise NotFound("row", f"{table}/{name}")
