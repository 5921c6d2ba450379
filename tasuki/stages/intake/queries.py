"""What intake can tell: a lead's suspects with their reasons, the imports, and what a file was taken for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO
from uuid import UUID

from django.db.models import QuerySet

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound
from tasuki.rules.wording import Sentence
from tasuki.stages.intake.importing.parsing import Reject
from tasuki.stages.intake.importing.plan import ColumnMapping, mapping_of, read_mapping
from tasuki.stages.intake.importing.rejects import RejectsFile, Speak, in_english
from tasuki.stages.intake.importing.run import Recognised, recognise_file
from tasuki.stages.intake.likeness import Resemblance, find_duplicates, person_facts_of
from tasuki.stages.intake.models import Import, ImportedRow, Rejected, Suspect

__all__ = [
    "ColumnMapping",
    "Recognised",
    "Resemblance",
    "find_duplicates",
    "import_by",
    "imports",
    "leads_of_import",
    "mapping_of",
    "person_facts_of",
    "read_mapping",
    "reasons_spoken",
    "recognise_file",
    "suspects_of",
    "write_rejects",
]


def suspects_of(lead_id: UUID) -> QuerySet[Suspect]:
    """The open suspicions of one lead, the surest first; each names the other lead and the reasons."""
    return Suspect.objects.filter(lead_id=lead_id, settled_at=None).select_related("other").order_by("-score")


def reasons_spoken(suspect: Suspect, speak: Speak = in_english) -> list[str]:
    """The reasons for a suspicion as sentences, those in favour and those against, weightiest first."""
    return [
        speak(Sentence(reason["template"], {"ours": reason["ours"], "theirs": reason["theirs"]}))
        for reason in suspect.reasons
    ]


def imports(by: Actor) -> QuerySet[Import]:
    """All imports, the newest first. Raises `Forbidden`."""
    ask_any(by, "import.run")
    return Import.objects.select_related("by").order_by("-started_at", "-id")


def import_by(by: Actor, import_id: UUID | str) -> Import:
    """One import. Raises `Forbidden`, `NotFound`."""
    try:
        found = imports(by).filter(pk=UUID(str(import_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("import", import_id)
    return found


def leads_of_import(import_id: UUID) -> Iterable[UUID]:
    """The leads that an import created, in the file's order."""
    rows = ImportedRow.objects.filter(imported_id=import_id, subject="lead", action="created")
    return rows.order_by("line").values_list("record_id", flat=True).iterator()


def write_rejects(imported: Import, file: TextIO, speak: Speak = in_english) -> int:
    """Write the rejects file of an import, worded by ``speak``; how many rows it has."""
    rejects = RejectsFile(file, imported.headers, imported.delimiter, speak)
    count = 0
    for row in Rejected.objects.filter(imported=imported).order_by("line", "id").iterator():
        rejects.add([_reject(row)])
        count += 1
    return count


def _reject(row: Rejected) -> Reject:
    problems: list[dict[str, Any]] = row.problems
    return Reject(
        row.line, row.cells, [(one["column"], Sentence(one["template"], one["values"])) for one in problems]
    )
