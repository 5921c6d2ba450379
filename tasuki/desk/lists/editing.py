"""Cells that are changed in their place: which of them a person may change, the form of one, and its change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model

from tasuki.desk.forms.field import Field, retyped
from tasuki.desk.lists.description import Change, Column, Edit, RecordList, Row, Seen
from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Editable:
    """Who may change what on a page of a list: the permission is asked once, the rows tell whose they are."""

    listed: RecordList
    by: Actor

    def columns(self, shown: Sequence[Column]) -> tuple[str, ...]:
        """The columns of which this person may change some cells."""
        edits = self.listed.edits
        return tuple(
            column.key
            for column in shown
            if column.key in edits and self.by.reach(edits[column.key].permission) is not None
        )

    def reads(self, shown: Sequence[Column]) -> tuple[str, ...]:
        """What of the table says whose a row is."""
        if not self.columns(shown):
            return ()
        return tuple(name for one in self.listed.owners for name in (f"{one}_id", f"{one}__team_id"))

    def may(self, row: Row, key: str) -> bool:
        """The same answer that the action's `ask` will give."""
        reach = self.by.reach(self.listed.edits[key].permission)
        owners = {row[f"{one}_id"] for one in self.listed.owners} - {None}
        if reach == "all" or (reach and self.by.person_id in owners):
            return True
        teams = {row[f"{one}__team_id"] for one in self.listed.owners}
        return reach == "team" and (not owners or (self.by.team_id is not None and self.by.team_id in teams))


@dataclass(frozen=True, slots=True)
class CellForm:
    """The inputs of a cell with what the record says now, or with what was typed and refused."""

    record: Model
    column: Column
    fields: tuple[Field, ...]
    version: str


def cell_form(
    listed: RecordList,
    key: UUID,
    column: str,
    seen: Seen,
    typed: Mapping[str, str] | None = None,
) -> CellForm:
    """Raises `Forbidden`, and `NotFound` for a record or a column that is not there to be changed."""
    edit, shown = edit_of(listed, column)
    record = record_of(listed, key, seen.by)
    fields = (*edit.fields(record, seen), *edit.beside(seen))
    version = getattr(record, "version", "")
    return CellForm(record, shown, retyped(fields, typed), str(version))


def edit_of(listed: RecordList, column: str) -> tuple[Edit, Column]:
    edit, shown = listed.edits.get(column), listed.column(column)
    if edit is None or shown is None:
        raise NotFound("column", column)
    return edit, shown


def record_of(listed: RecordList, key: UUID, by: Actor) -> Any:
    """The record, if this person may see it."""
    found = listed.rows(by).filter(pk=key).first()
    if found is None:
        raise NotFound(listed.kind, key)
    return found


def change_cell(listed: RecordList, key: UUID, column: str, typed: Mapping[str, str], change: Change) -> None:
    """Carry out what was typed, through the record's own action. Raises what that raises."""
    edit, _ = edit_of(listed, column)
    record_of(listed, key, change.by)
    edit.act(key, typed, change)
