"""What a file is taken for, before anything is written: its encoding, and the field that each column becomes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.dates import day_order_of
from tasuki.stages.intake.importing.kinds import KINDS, Kind
from tasuki.stages.intake.importing.opening import Opened, open_file
from tasuki.stages.intake.importing.plan import (
    NO_MAPPING,
    ColumnMapping,
    Plan,
    make_plan,
    require_a_subject,
)
from tasuki.stages.intake.importing.refusals import unusable
from tasuki.stages.intake.importing.rows import Broken
from tasuki.stages.intake.importing.table import table_of

SAMPLE_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file that was opened, what was asked about it, and what its columns become."""

    opened: Opened
    mapping: ColumnMapping
    plan: Plan

    @property
    def choices(self) -> dict[str, str]:
        """What was decided without proof, so that a person can overrule it in a mapping."""
        if not self.plan.day_order_guessed:
            return {}
        return {"dates": self.plan.day_order}


def recognise_file(kind: str, path: Path, mapping: ColumnMapping = NO_MAPPING) -> Recognised:
    """Open a file and recognise its columns. Raises `UnusableFile`, `Invalid` (the mapping); writes nothing."""
    return recognise_as(kind_called(kind), path, mapping)


def recognise_as(kind: Kind, path: Path, mapping: ColumnMapping = NO_MAPPING) -> Recognised:
    """The same for a kind of records that a later stage brings in."""
    opened = open_file(path, mapping.encoding, mapping.delimiter)
    table = table_of(opened, mapping.header)
    sample = [row[1] for row in islice(table.rows, SAMPLE_ROWS) if not isinstance(row, Broken)]
    plan = require_a_subject(_plan(kind, table.headers, sample, mapping))
    return Recognised(opened, mapping, plan)


def plan_of(kind: str, headers: list[str], sample: list[list[str]], mapping: ColumnMapping) -> Plan:
    """What each column becomes, also where none says what a row is about. Raises `Invalid`, `UnusableFile`."""
    return _plan(kind_called(kind), headers, sample, mapping)


def _plan(kind: Kind, headers: list[str], sample: list[list[str]], mapping: ColumnMapping) -> Plan:
    plan = make_plan(kind, headers, sample, mapping)
    order, guessed = day_order_of(row[at] for at in plan.dated for row in sample)
    if mapping.dates:
        return replace(plan, day_order=mapping.dates, day_order_guessed=False)
    return replace(plan, day_order=order, day_order_guessed=guessed)


def kind_called(name: str) -> Kind:
    """Raises `UnusableFile` for a kind of record that cannot be imported."""
    if name not in KINDS:
        raise unusable(N_("“%(kind)s” cannot be imported; %(known)s can."), kind=name, known=list(KINDS))
    return KINDS[name]
