"""An uploaded file on its way in, step by step: how it is read, what its columns become, what is here already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Option, retyped, told
from tasuki.desk.forms.import_file import (
    encoding_called,
    reading_fields,
    target_options,
    target_said,
    targets_of,
)
from tasuki.desk.refused import Refused, refused_by
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import Refusal
from tasuki.playbooks.queries import in_force
from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.fields import fields_called
from tasuki.stages.intake.importing.looking import Look, first_rows, look_at
from tasuki.stages.intake.importing.plan import CUSTOM, ColumnMapping, Plan, mapping_of
from tasuki.stages.intake.importing.rejects import spoken as all_reasons
from tasuki.stages.intake.importing.terms import gather_terms
from tasuki.stages.intake.models import SavedMapping, Upload
from tasuki.stages.intake.queries import custom_names, saved_mappings, upload_by

ROWS_LOOKED_AT = 8
ROWS_SHOWN = 5
COLUMNS_SHOWN = 12
DUPLICATES: Mapping[str, tuple[str, str]] = {
    "skip": (
        N_("Skip them"),
        N_("The row is passed over; what is here stays as it is. A good choice for a list of new names."),
    ),
    "update": (
        N_("Update what is here"),
        N_(
            "What the row says replaces what is there; what the row leaves empty stays. It can be taken back."
        ),
    ),
    "create": (
        N_("Create a second record"),
        N_(
            "Only a row with a known id, or one that was imported before, is passed over. It makes duplicates."
        ),
    ),
}
WHY: Mapping[str, str] = {
    "named": N_("by its name"),
    "addresses": N_("e-mail addresses stand in it"),
    "sites": N_("web addresses stand in it"),
    "identifiers": N_("an id stands in it: named like one, different in every row"),
    "said": N_("chosen by you"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way; one has a link once it can be gone to."""

    label: str
    where: str
    state: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """How the file is read. ``look`` is missing where it cannot be read so; ``trouble`` says why."""

    upload: Upload
    steps: tuple[Step, ...]
    fields: tuple[Field, ...]
    encoding: str
    look: Look | None
    trouble: Refused | None

    @property
    def first(self) -> tuple[tuple[int, list[str]], ...]:
        """The rows that are shown."""
        return self.look.rows[:ROWS_LOOKED_AT] if self.look else ()


@dataclass(frozen=True, slots=True)
class ColumnRow:
    at: int
    header: str
    samples: tuple[str, ...]
    target: str
    groups: tuple[tuple[str, tuple[Option, ...]], ...]
    new_name: str
    why: str
    problem: str
    name_problem: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    line: int
    values: tuple[str, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows as they would land, and what is to be said about the columns."""

    titles: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    more_columns: int
    kept: tuple[str, ...]
    left_out: tuple[str, ...]
    needed: tuple[str, ...]
    trouble: Refused | None = None


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    upload: Upload
    steps: tuple[Step, ...]
    columns: tuple[ColumnRow, ...]
    preview: Preview
    saved: tuple[SavedMapping, ...]
    mapping_name: str


@dataclass(frozen=True, slots=True)
class RowsPage:
    upload: Upload
    steps: tuple[Step, ...]
    policies: tuple[tuple[str, str, str, bool], ...]
    preview: Preview


_STEPS = (
    ("imports", N_("File")),
    ("import_file", N_("How it is read")),
    ("import_columns", N_("Columns")),
    ("import_rows", N_("Rows that are here already")),
    ("trial", N_("Trial")),
    ("import", N_("Import")),
)


def steps_at(here: str) -> tuple[Step, ...]:
    """The way with its place: what lies behind can be gone back to."""
    names = [name for name, _ in _STEPS]
    at = names.index(here)
    return tuple(
        Step(
            gettext(label),
            name if 0 < n < at and n < 4 else "",
            "done" if n < at else "here" if n == at else "",
        )
        for n, (name, label) in enumerate(_STEPS)
    )


def file_page(
    upload: Upload,
    asked: ColumnMapping,
    kind: str,
    *,
    refused: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> FilePage:
    look, trouble = None, refused
    try:
        look = look_at(upload, replace(asked, columns={}), kind)
    except Refusal as unusable:
        trouble = refused or refused_by(unusable)
    fields = told(retyped(reading_fields(upload, look, asked, kind), typed), trouble)
    encoding = encoding_called(look.encoding if look else upload.encoding)
    return FilePage(upload, steps_at("import_file"), fields, encoding, look, trouble)


def columns_page(
    upload_id: UUID,
    *,
    by: Actor,
    at: datetime,
    refused: Refused | None = None,
    typed: Mapping[str, Any] | None = None,
) -> ColumnsPage:
    """Raises `Forbidden`, `NotFound`, `Invalid`, `UnusableFile`."""
    upload = upload_by(by, upload_id)
    look = look_at(upload)
    custom = custom_names(by, upload.kind)
    rows = tuple(
        _column(look, at_, header, target, upload, custom, typed, refused)
        for at_, (header, target) in enumerate(targets_of(look.plan).items())
    )
    saved = tuple(saved_mappings(by).filter(kind=upload.kind))
    return ColumnsPage(
        upload,
        steps_at("import_columns"),
        rows,
        preview_of(upload, look.asked, at),
        saved,
        upload.mapping_name,
    )


def _column(
    look: Look, at: int, header: str, target: str, upload: Upload, custom: tuple[str, ...],
    typed: Mapping[str, Any] | None, refused: Refused | None,
) -> ColumnRow:  # fmt: skip
    plan = look.plan
    chosen = str(typed.get(f"column/{at}", target)) if typed else target
    new_name = str(typed.get(f"name/{at}", "")) if typed else ""
    return ColumnRow(
        at, header, look.samples(plan.headers.index(header)), chosen, target_options(plan, chosen, custom), new_name,
        _why(plan, header, upload.mapping_name), _said_of(refused, f"/column/{at}"), _said_of(refused, f"/name/{at}"),
    )  # fmt: skip


def _said_of(refused: Refused | None, pointer: str) -> str:
    return spoken(refused.about(pointer)) if refused else ""


def _why(plan: Plan, header: str, mapping_name: str) -> str:
    because = plan.because.get(header)
    if because is None and header not in plan.columns:
        return gettext("nobody knows this name: it stays as a custom field")
    if because in (None, "said") and mapping_name:
        return gettext("as in the mapping “%(name)s”") % {"name": mapping_name}
    why = WHY[because] if because else WHY["said"]
    return gettext(why)


def preview_of(upload: Upload, asked: ColumnMapping, at: datetime, refused: Refused | None = None) -> Preview:
    """Raises `Invalid`, `UnusableFile`."""
    look = look_at(upload, asked)
    plan = look.plan
    targets = {header: target for header, target in targets_of(plan).items() if header not in plan.left_out}
    shown = dict(list(targets.items())[:COLUMNS_SHOWN])
    titles = tuple(
        header if not target else target_said(plan.kind.name, target) for header, target in shown.items()
    )
    became = first_rows(look, gather_terms(in_force(), at), ROWS_SHOWN)
    places = {header: plan.headers.index(header) for header in shown}
    cells = dict(look.rows[:ROWS_SHOWN])
    rows = tuple(
        PreviewRow(
            one.line,
            tuple(
                _value(one.values, target, cells[one.line][places[header]])
                for header, target in shown.items()
            ),
            all_reasons(one.reject.problems, spoken) if one.reject else "",
        )
        for one in became
    )
    needed = () if plan.says_what_it_is_about else fields_called(plan.kind.name, plan.kind.needs)
    return Preview(
        titles, rows, len(targets) - len(shown), plan.unmapped, plan.left_out,
        tuple(spoken(one) for one in needed), refused,
    )  # fmt: skip


def _value(values: Mapping[str, Any], target: str, cell: str) -> str:
    """What lands: the field as it is stored, or the cell where it stays as it is."""
    if target and not target.startswith(CUSTOM) and values:
        found = values.get(target)
        return "" if found is None else str(found)
    return cell


def rows_page(upload_id: UUID, *, by: Actor, at: datetime, refused: Refused | None = None) -> RowsPage:
    """Raises `Forbidden`, `NotFound`, `Invalid`, `UnusableFile`."""
    upload = upload_by(by, upload_id)
    policies = tuple(
        (code, gettext(label), gettext(means), code == upload.duplicates)
        for code, (label, means) in DUPLICATES.items()
    )
    preview = preview_of(upload, mapping_of(upload.asked), at, refused)
    return RowsPage(upload, steps_at("import_rows"), policies, preview)
