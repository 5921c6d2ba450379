"""The shape of a kind, and the columns that every staging table has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from tasuki.stages.intake.importing.cells import Convert
from tasuki.stages.intake.importing.terms import Terms

Staged = dict[str, Any]
Assemble = Callable[[dict[str, Any], dict[str, Any], Terms], Staged]


@dataclass(frozen=True, slots=True)
class Column:
    """A staged column: its SQL type, and whether a later import may change it on a record that exists."""

    name: str
    type: str = "text"
    updates: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of record.

    ``converters`` name the fields a column of the file may become; ``keeps`` are those whose words also stay in the
    record's own fields. ``lands`` are columns of the record's table, ``stages`` serve only while joining. ``needs``
    are the fields of which the file must have at least one. ``resolve`` are statements that look up what a row refers
    to, ``refuse`` marks rows whose reference leads nowhere, ``matches`` find the record that a row is about by its
    looks, ``guard`` keeps updates away from records that rules watch over, and ``afterwards`` are the consequences for
    neighbouring rows. Statements name the tables in braces: {staging}, {table}, {lead} …
    """

    name: str
    subject: str
    model: type[Model]
    converters: Mapping[str, Convert]
    keeps: frozenset[str]
    needs: frozenset[str]
    lands: tuple[Column, ...]
    stages: tuple[Column, ...]
    assemble: Assemble
    identities: Callable[[Staged], tuple[str, ...]]
    resolve: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    guard: str = "true"
    lands_when: str = "true"
    events: tuple[str, ...] = ()
    afterwards: tuple[str, ...] = ()

    @property
    def loose_column(self) -> str:
        """Where unmapped columns are kept: in the record's own fields, else with the imported row."""
        return "fields" if any(column.name == "fields" for column in self.lands) else "extra"


def array_of(values: list[str]) -> str:
    """A PostgreSQL array literal."""
    joined = '","'.join(values)
    if "\\" in joined or joined.count('"') != 2 * (len(values) - 1):
        joined = '","'.join(value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return f'{{"{joined}"}}' if values else "{}"


def full_name(name: str, family: str, given: str) -> str:
    """The written order of the name's script: 高橋 美咲, Anna Smith."""
    if name:
        return name
    western = (family + given).isascii()
    return f"{given} {family}".strip() if western else f"{family} {given}".strip()


def compact_name(name: str) -> str:
    return "".join(name.casefold().split())
