"""The tables of a draft: all of them with what has changed, one with its rows, and one row to be changed."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from tasuki.desk.forms.field import Option
from tasuki.desk.forms.playbook.conditions import ConditionField, known_fields
from tasuki.desk.forms.playbook.rows import Asked, fields_of_row
from tasuki.desk.forms.playbook.work_limit import work_limit_field
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.actions.change import ONLY_A_DRAFT
from tasuki.playbooks.actions.holding import require_draft
from tasuki.playbooks.comparing import Difference, differences, row_called
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import book_of, version_stamped
from tasuki.playbooks.shape import TABLES, is_list_of_rows, is_plain_list
from tasuki.playbooks.telling.given import given_told
from tasuki.playbooks.telling.keys import key_called, table_called
from tasuki.rules.layering import name_of
from tasuki.rules.playbook import Playbook

Row = Mapping[str, Any]
_KNOWN_BY = frozenset({"key", "id", "code", "label", "text"})
"""What a row's heading says already."""
FACTS = 5
ALONE = 2
"""So many fields of one key (a text in two languages) need no legend."""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together under one legend; without one, those that stand alone."""

    legend: str
    fields: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class TableLine:
    """A table in the list of all; ``changed`` counts what differs from the version in force."""

    table: str
    title: str
    rows: int | None
    changed: int


@dataclass(frozen=True, slots=True)
class TablesPage:
    version: PlaybookVersion
    lines: tuple[TableLine, ...]


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row in the list of its table, with the first of what it says."""

    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    is_changed: bool
    place: int


@dataclass(frozen=True, slots=True)
class TablePage:
    """``rows`` of a list, or ``fields`` of a table that stands alone."""

    version: PlaybookVersion
    table: str
    title: str
    rows: tuple[RowLine, ...]
    fields: tuple[Asked, ...]
    known: tuple[Option, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        return _grouped(self.table, self.fields)

    @property
    def last(self) -> int:
        return len(self.rows) - 1


@dataclass(frozen=True, slots=True)
class RowPage:
    """``name`` is empty for a row that is being added."""

    version: PlaybookVersion
    table: str
    table_title: str
    name: str
    title: str
    fields: tuple[Asked, ...]
    known: tuple[Option, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        return _grouped(self.table, self.fields)


def _grouped(table: str, fields: tuple[Asked, ...]) -> tuple[Group, ...]:
    """Several fields of one key are a group of their own."""
    groups: list[Group] = []
    for key, some in groupby(fields, key=lambda one: one.name.partition("/")[0]):
        of_key = tuple(some)
        if len(of_key) > ALONE:
            groups.append(Group(spoken(key_called(table, key)), of_key))
        elif groups and not groups[-1].legend:
            groups[-1] = Group("", (*groups[-1].fields, *of_key))
        else:
            groups.append(Group("", of_key))
    return tuple(groups)


def draft_for(stamp: str, by: Actor) -> PlaybookVersion:
    """Raises `Forbidden`, `NotFound`, and `NotPossibleNow` for what is no draft."""
    ask_any(by, "playbook.draft")
    version = version_stamped(stamp)
    require_draft(version, ONLY_A_DRAFT)
    return version


def tables_page(stamp: str, *, by: Actor) -> TablesPage:
    version = draft_for(stamp, by)
    tables = tomllib.loads(version.toml)
    changed = Counter(one.table for one in _changes(version))
    return TablesPage(
        version,
        tuple(
            TableLine(
                table,
                spoken(table_called(table)),
                len(tables.get(table, ())) if is_list_of_rows(table) or is_plain_list(table) else None,
                changed[table],
            )
            for table in TABLES
        ),
    )


def _changes(version: PlaybookVersion) -> tuple[Difference, ...]:
    try:
        return differences(version_stamped("in_force").toml, version.toml)
    except NotFound:
        return ()


def table_page(
    stamp: str, table: str, *, by: Actor, refused: Refused | None = None, typed: Row | None = None
) -> TablePage:
    """``typed`` is what a form of this table said, as the file would say it. Raises like `draft_for`."""
    version = draft_for(stamp, by)
    title, book = spoken(table_called(_known(table))), book_of(version)
    held = tomllib.loads(version.toml).get(table, {})
    if is_list_of_rows(table):
        changed = {one.path for one in _changes(version) if one.table == table}
        rows = tuple(_line(table, place, row, book, changed) for place, row in enumerate(held))
        return TablePage(version, table, title, rows, (), ())
    row = typed if typed is not None else ({"value": held} if is_plain_list(table) else held)
    fields = _told(fields_of_row(table, row, book), refused)
    return TablePage(version, table, title, (), fields, ())


def _known(table: str) -> str:
    if table not in TABLES:
        raise NotFound("table", table)
    return table


def _line(table: str, place: int, row: Row, book: Playbook, changed: set[str]) -> RowLine:
    name = name_of(row)
    path = f"{table}/{name}"
    facts = tuple(
        (spoken(key_called(table, key)), spoken(given_told(table, key, value, book)))
        for key, value in row.items()
        if key not in _KNOWN_BY
    )
    is_changed = any(one == path or one.startswith(f"{path}/") for one in changed)
    return RowLine(name, spoken(row_called(table, name, row, book)), facts[:FACTS], is_changed, place)


def row_page(
    stamp: str,
    table: str,
    name: str,
    *,
    by: Actor,
    refused: Refused | None = None,
    typed: Row | None = None,
    work_limit: str | None = None,
) -> RowPage:
    """A row to be changed, or with an empty ``name`` one to be added. Raises like `draft_for`, and `NotFound`."""
    version = draft_for(stamp, by)
    if not is_list_of_rows(_known(table)):
        raise NotFound("row", f"{table}/{name}")
    book = book_of(version)
    before = row_named(version, table, name) if name else {}
    row = before if typed is None else typed
    fields = fields_of_row(table, row, book)
    if table == "stage":
        fields = (*fields, work_limit_field(str(before.get("key", "")), book, work_limit))
    return RowPage(
        version,
        table,
        spoken(table_called(table)),
        name,
        spoken(row_called(table, name, before, book)) if name else "",
        _told(fields, refused),
        known_fields(book) if any(isinstance(one, ConditionField) for one in fields) else (),
    )


def row_named(version: PlaybookVersion, table: str, name: str) -> Row:
    """Raises `NotFound`."""
    rows: list[Row] = tomllib.loads(version.toml).get(table, [])
    found = next((row for row in rows if name_of(row) == name), None)
    if found is None:
        raise NotFound("row", f"{table}/{name}")
    return found


def _told(fields: tuple[Asked, ...], refused: Refused | None) -> tuple[Asked, ...]:
    """The fields with what a refusal says about each: a problem belongs to the longest name that it begins with."""
    if refused is None:
        return fields
    said = {problem.pointer.strip("/"): spoken(problem.message) for problem in refused.problems}
    return tuple(replace(one, problem=_about(one, said, fields)) for one in fields)


def _about(one: Asked, said: Mapping[str, str], fields: tuple[Asked, ...]) -> str:
    names = {field.name for field in fields}
    for pointer, message in said.items():
        parts = pointer.split("/")
        owner = next((name for n in range(len(parts), 0, -1) if (name := "/".join(parts[:n])) in names), None)
        # A text that is missing altogether is asked for in its first language.
        if owner is None:
            owner = next((field.name for field in fields if field.name.partition("/")[0] == parts[0]), None)
        if owner == one.name:
            return message
    return ""
