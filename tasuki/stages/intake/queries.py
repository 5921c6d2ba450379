"""What intake can tell: a lead's suspects with their reasons, the imports, and what a file was taken for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TextIO
from uuid import UUID

from django.db.models import Q, QuerySet

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound
from tasuki.platform.rows import fetch
from tasuki.rules.wording import Sentence
from tasuki.stages.intake.importing.headings import signature
from tasuki.stages.intake.importing.kinds import KINDS
from tasuki.stages.intake.importing.parsing import Reject
from tasuki.stages.intake.importing.plan import CUSTOM, ColumnMapping, mapping_of, read_mapping
from tasuki.stages.intake.importing.recognising import Recognised, recognise_file
from tasuki.stages.intake.importing.rejected import problems_of
from tasuki.stages.intake.importing.rejects import RejectsFile, Speak, in_english
from tasuki.stages.intake.likeness import Resemblance, find_duplicates, person_facts_of
from tasuki.stages.intake.models import Import, ImportedRow, Rejected, SavedMapping, Suspect, Upload

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


def suspects_of(lead_id: UUID, most: int = 10) -> list[Suspect]:
    """The open suspicions of one lead, the surest first; each names the other lead and the reasons."""
    surest = "row.lead_id = %(lead)s AND row.settled_at IS NULL ORDER BY row.score DESC LIMIT %(most)s"
    return fetch(Suspect, surest, {"lead": lead_id, "most": most}, also=("other",))


def reasons_spoken(suspect: Suspect, speak: Speak = in_english) -> list[str]:
    """The reasons for a suspicion as sentences, those in favour and those against, weightiest first."""
    return [
        speak(Sentence(reason["template"], {"ours": reason["ours"], "theirs": reason["theirs"]}))
        for reason in suspect.reasons
    ]


def imports(by: Actor) -> QuerySet[Import]:
    """All imports, the newest first; trials are no imports. Raises `Forbidden`."""
    return _runs(by).filter(dry_run=False).order_by("-started_at", "-id")


def import_by(by: Actor, import_id: UUID | str) -> Import:
    """One import, or a trial of one's own. Raises `Forbidden`, `NotFound`."""
    seen = _runs(by).filter(Q(dry_run=False) | Q(by=by.person_id))
    try:
        found = seen.filter(pk=UUID(str(import_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("import", import_id)
    return found


def _runs(by: Actor) -> QuerySet[Import]:
    ask_any(by, "import.run")
    return Import.objects.filter(kind__in=KINDS).select_related("by", "upload")


def uploads(by: Actor) -> QuerySet[Upload]:
    """The files that one has brought and not imported yet, the newest first. Raises `Forbidden`."""
    ask_any(by, "import.run")
    return Upload.objects.filter(by=by.person_id, kind__in=KINDS).order_by("-brought_at", "-id")


def upload_by(by: Actor, upload_id: UUID) -> Upload:
    """One's own uploaded file. Raises `Forbidden`, `NotFound`."""
    found = uploads(by).filter(pk=upload_id).select_related("mends").first()
    if found is None:
        raise NotFound("uploaded file", upload_id)
    return found


def saved_mappings(by: Actor) -> QuerySet[SavedMapping]:
    """The mappings that have a name, everybody's. Raises `Forbidden`."""
    ask_any(by, "import.run")
    return SavedMapping.objects.select_related("by").order_by("kind", "name")


def saved_mapping_called(by: Actor, kind: str, name: str) -> ColumnMapping:
    """What the saved mapping says. Raises `Forbidden`, `NotFound`."""
    found = saved_mappings(by).filter(kind=kind, name=name).first()
    if found is None:
        raise NotFound("mapping", name)
    return mapping_of(found.asked)


def fitting_mapping(headers: Iterable[str]) -> SavedMapping | None:
    """The mapping that was saved last for a file with the same columns."""
    rows = SavedMapping.objects.filter(headers=signature(list(headers)))
    return rows.order_by("-saved_at", "-id").first()


def leads_of_import(import_id: UUID) -> Iterable[UUID]:
    """The leads that an import created, in the file's order."""
    rows = ImportedRow.objects.filter(imported_id=import_id, subject="lead", action="created")
    return rows.order_by("line").values_list("record_id", flat=True).iterator()


def write_rejects(imported: Import, file: TextIO, speak: Speak = in_english) -> int:
    """Write the rejects file of an import, worded by ``speak``; how many rows it has."""
    rejects = RejectsFile(file, imported.headers, imported.delimiter, speak)
    count = 0
    for row in Rejected.objects.filter(imported=imported).order_by("line", "id").iterator():
        rejects.add([Reject(row.line, row.cells, problems_of(row))])
        count += 1
    return count


MOST_CUSTOM_NAMES = 50


def custom_names(by: Actor, kind: str) -> tuple[str, ...]:
    """Custom fields of this kind, as the latest imports and the saved mappings have called them."""
    asked = [one.asked for one in saved_mappings(by).filter(kind=kind)]
    latest = imports(by).filter(kind=kind).values_list("mapping", flat=True)[:MOST_CUSTOM_NAMES]
    targets = [
        target for columns in (*(one["columns"] for one in asked), *latest) for target in columns.values()
    ]
    names = {target.removeprefix(CUSTOM) for target in targets if target.startswith(CUSTOM)}
    return tuple(sorted(names)[:MOST_CUSTOM_NAMES])


def records_of_import(import_id: UUID, actions: Collection[str]) -> QuerySet[ImportedRow]:
    """Which record each row became or changed, in the file's order."""
    return ImportedRow.objects.filter(imported_id=import_id, action__in=actions).order_by("id")
