"""Imports: the upload form, what came of each file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.refused import Refused
from tasuki.desk.words import IMPORT_KINDS, spoken, word
from tasuki.platform.access.actor import Actor
from tasuki.rules.wording import Sentence
from tasuki.stages.intake.importing.kinds import KINDS
from tasuki.stages.intake.models import Import, Rejected
from tasuki.stages.intake.queries import import_by, imports

SHOWN = 50
DUPLICATES = ("skip", "update", "create")


@dataclass(frozen=True, slots=True)
class UploadPage:
    fields: tuple[Field, ...]
    imports: tuple[Import, ...]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    line: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPage:
    imported: Import
    rejects: tuple[RejectedRow, ...]
    can_revert: bool


def upload_page(*, by: Actor, refused: Refused | None, typed: Mapping[str, str] | None) -> UploadPage:
    """Raises `Forbidden`."""
    rows = tuple(imports(by)[:SHOWN])
    kinds = [(name, word(name, IMPORT_KINDS)) for name in KINDS]
    policies = [(name, word(name, IMPORT_KINDS)) for name in DUPLICATES]
    fields = (
        Field("kind", gettext("What is in the file"), "choice", "leads", options(kinds, "leads", None)),
        Field(
            "duplicates",
            gettext("Rows that are here already"),
            "choice",
            "skip",
            options(policies, "skip", None),
        ),
        Field("dry_run", gettext("Only try it: change nothing"), "check"),
    )
    return UploadPage(told(retyped(fields, typed), refused), rows)


def import_page(import_id: UUID, *, by: Actor) -> ImportPage:
    """Raises `Forbidden`, `NotFound`."""
    imported = import_by(by, import_id)
    rows = Rejected.objects.filter(imported=imported).order_by("line", "id")[:SHOWN]
    can_revert = imported.state == "finished" and by.reach("import.revert") is not None
    return ImportPage(imported, tuple(_rejected(row) for row in rows), can_revert)


def _rejected(row: Rejected) -> RejectedRow:
    said = (
        f"{one['column']}: {spoken(Sentence(one['template'], one['values']))}" if one["column"]
        else spoken(Sentence(one["template"], one["values"]))
        for one in row.problems
    )  # fmt: skip
    return RejectedRow(row.line, tuple(said))
