from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.db.models import ForeignKey, Model

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import NotFound, NotPossibleNow
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Account, Campaign, Contact, Lead, Opportunity, Task, Touchpoint
from tasuki.rules.labels import record_called
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.importing.kinds import KINDS
from tasuki.stages.intake.importing.rejects import Speak, in_english
from tasuki.stages.intake.importing.statements import UNITED
from tasuki.stages.intake.importing.states import state_called
from tasuki.stages.intake.models import Import, ImportChange, ImportedRow

_MODELS: Mapping[str, type[Model]] = {
    "touchpoint": Touchpoint, "task": Task, "opportunity": Opportunity, "lead": Lead, "contact": Contact,
    "account": Account, "campaign": Campaign,
}  # fmt: skip
# Rows that follow a record and mean nothing without it; what is not named here and refers to a record keeps it.
_GOES_WITH = frozenset({"intake.Suspect", "records.ContactRole"})
_TOLD_BY_THE_IMPORT = (
    "lead.captured",
    "lead.scored",
    "opportunity.created",
    "opportunity.won",
    "opportunity.lost",
)
SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class Unreverted:
    """A record that the revert left as it is, or a part of it, and why."""

    subject: str
    record_id: UUID
    why: Sentence


@dataclass(frozen=True, slots=True)
class Reverted:
    """Deleted and restored records by their kind; ``kept`` names (the first thousand of) those that were not undone."""

    import_id: UUID
    deleted_by: Mapping[str, int]
    restored_by: Mapping[str, int]
    kept: tuple[Unreverted, ...]
    kept_in_all: int

    @property
    def deleted(self) -> int:
        return sum(self.deleted_by.values())

    @property
    def restored(self) -> int:
        return sum(self.restored_by.values())

    def as_json(self, speak: Speak = in_english) -> dict[str, Any]:
        return {
            "import_id": str(self.import_id), "deleted": self.deleted, "restored": self.restored,
            "kept_in_all": self.kept_in_all,
            "kept": [
                {"subject": one.subject, "id": str(one.record_id), "reason": speak(one.why)} for one in self.kept
            ],
        }  # fmt: skip


@transaction.atomic
def revert_import(import_id: UUID | str, *, by: Actor, at: datetime, dry_run: bool = False) -> Reverted:
    """Undo an import: what it created and nobody has touched since goes, what it changed gets its earlier values back.

    A record that changed since, or that something else refers to, stays and is listed. A file that was reverted can
    be imported again. A dry run does and tells the same, and keeps nothing of it. Raises `Forbidden`, `NotFound`,
    `NotPossibleNow` (it is reverted already).
    """
    ask_any(by, "import.revert")
    imported = _locked(import_id)
    if imported.state != "finished":
        raise NotPossibleNow(
            Sentence(
                N_("This import is %(state)s: there is nothing to take back."),
                {"state": state_called(imported.state)},
            )
        )
    restored, kept = _restore(imported)
    deleted = {}
    for subject, model in _MODELS.items():
        deleted[subject], stayed = _delete(imported, subject, model)
        kept += stayed
    reverted = Reverted(imported.pk, _some(deleted), _some(restored), tuple(kept[:SHOWN]), len(kept))
    ImportedRow.objects.filter(imported=imported).delete()
    imported.state, imported.reverted_at = "reverted", at
    imported.save()
    append(
        Entry(
            "import.reverted", at, by, "import", imported.pk, playbook=in_force().stamp,
            data={
                "kind": imported.kind, "deleted": reverted.deleted, "restored": reverted.restored, "kept": len(kept),
            },
        )
    )  # fmt: skip
    if dry_run:
        transaction.set_rollback(True)
    return reverted


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    return {subject: count for subject, count in counts.items() if count}


def _locked(import_id: UUID | str) -> Import:
    try:
        key = UUID(str(import_id))
    except ValueError:
        raise NotFound("import", import_id) from None
    found = Import.objects.select_for_update().filter(pk=key, kind__in=KINDS).first()
    if found is None:
        raise NotFound("import", import_id)
    return found


def _restore(imported: Import) -> tuple[dict[str, int], list[Unreverted]]:
    """Newest change first. A value that is not as the import left it was changed by somebody since, and stays."""
    restored: dict[str, int] = {}
    kept: list[Unreverted] = []
    subjects = ImportChange.objects.filter(imported=imported).values_list("subject", flat=True).distinct()
    for subject in sorted(subjects):
        done: set[UUID] = set()
        with connection.cursor() as cursor:
            turn = 1
            while rows := _restore_turn(cursor, imported, subject, turn):
                turn += 1
                done.update(record_id for record_id, changed, _ in rows if changed)
                kept += [_changed_since(subject, record_id, names) for record_id, _, names in rows if names]
        restored[subject] = len(done)
    return restored, kept


# One change of each record at a time, the newest first: put back the values that are still as the import left them.
_RESTORE = """
    WITH change AS (
        SELECT record_id, before, after FROM (
            SELECT record_id, before, after, row_number() OVER (PARTITION BY record_id ORDER BY id DESC) AS turn
            FROM intake_importchange WHERE imported_id = %(import)s AND subject = %(subject)s
        ) ordered WHERE turn = %(turn)s
    ), was AS MATERIALIZED (
        SELECT t.id, to_jsonb(t) AS body, change.before, change.after
        FROM {table} t JOIN change ON change.record_id = t.id FOR UPDATE OF t
    ), split AS (
        SELECT id, body,
               coalesce((SELECT jsonb_object_agg(b.key, b.value) FROM jsonb_each(before) b
                         WHERE body -> b.key IS NOT DISTINCT FROM after -> b.key), '{{}}') AS back,
               ARRAY(SELECT a.key FROM jsonb_each(after) a
                     WHERE body -> a.key IS DISTINCT FROM a.value AND a.key <> ALL (%(united)s)
                     ORDER BY a.key) AS changed
        FROM was
    ), put AS (
        UPDATE {table} t SET ({columns}) = (SELECT {columns} FROM jsonb_populate_record(t, split.back)){version}
        FROM split WHERE t.id = split.id AND split.back <> '{{}}' RETURNING t.id
    )
    SELECT split.id, put.id IS NOT NULL, split.changed FROM split LEFT JOIN put USING (id)"""


def _restore_turn(
    cursor: Any, imported: Import, subject: str, turn: int
) -> list[tuple[UUID, bool, list[str]]]:
    model = _MODELS[subject]
    names = [
        column.column for column in model._meta.concrete_fields if column.column not in ("id", "version")
    ]
    versioned = any(column.name == "version" for column in model._meta.concrete_fields)
    statement = _RESTORE.format(
        table=model._meta.db_table,
        columns=", ".join(f'"{name}"' for name in names),
        version=", version = t.version + 1" if versioned else "",
    )
    cursor.execute(
        statement, {"import": imported.pk, "subject": subject, "turn": turn, "united": list(UNITED)}
    )
    return [(record_id, changed, list(since)) for record_id, changed, since in cursor.fetchall()]


def _changed_since(subject: str, record_id: UUID, names: list[str]) -> Unreverted:
    return Unreverted(
        subject, record_id, Sentence(N_("Changed since the import: %(names)s."), {"names": names})
    )


def _delete(imported: Import, subject: str, model: type[Model]) -> tuple[int, list[Unreverted]]:
    """Delete what the import made and what stands alone; list the rest with what holds it."""
    mine = "imported_id = %(import)s AND subject = %(subject)s AND action IN ('created', 'made')"
    params: dict[str, Any] = {"import": imported.pk, "subject": subject, "told": list(_TOLD_BY_THE_IMPORT)}
    table = model._meta.db_table
    holds = [
        (f"EXISTS (SELECT FROM {other._meta.db_table} r WHERE r.{column} = t.id)", other)
        for other, column in _references(model)
    ]
    reasons = [
        _touched_since(subject, model),
        *(f"WHEN {test} THEN '{other._meta.verbose_name}'" for test, other in holds),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            f"""CREATE TEMPORARY TABLE intake_reverting ON COMMIT DROP AS
                SELECT t.id, CASE {" ".join(reasons)} END AS why FROM {table} t
                WHERE t.id IN (SELECT record_id FROM intake_importedrow WHERE {mine})""",
            params,
        )
        for other, column in _references(model, going=True):
            cursor.execute(
                f"""DELETE FROM {other._meta.db_table} r USING intake_reverting v
                    WHERE r.{column} = v.id AND v.why IS NULL"""
            )
        cursor.execute(f"DELETE FROM {table} t USING intake_reverting v WHERE t.id = v.id AND v.why IS NULL")
        gone = cursor.rowcount
        cursor.execute("SELECT id, why FROM intake_reverting WHERE why IS NOT NULL ORDER BY id")
        kept = [Unreverted(subject, record_id, _held_by(why)) for record_id, why in cursor.fetchall()]
        cursor.execute("DROP TABLE intake_reverting")
    return gone, kept


def _touched_since(subject: str, model: type[Model]) -> str:
    """Told of in the journal by something other than an import, changed, or changed by another import that stands."""
    tests = [
        """WHEN EXISTS (SELECT FROM intake_importchange c JOIN intake_import i ON i.id = c.imported_id
           WHERE c.record_id = t.id AND i.id <> %(import)s AND i.state = 'finished') THEN 'changed'"""
    ]
    if subject in ("lead", "opportunity"):
        tests.append(
            f"""WHEN EXISTS (SELECT FROM journal_event e WHERE e.{subject}_id = t.id
                AND NOT (e.code = ANY(%(told)s) OR e.origin = 'import')) THEN 'changed'"""
        )
    elif any(column.name == "version" for column in model._meta.concrete_fields):
        tests.append("WHEN t.version > 1 THEN 'changed'")
    return " ".join(tests)


def _held_by(why: str) -> Sentence:
    if why == "changed":
        return Sentence(N_("It was changed or worked on since the import."))
    return Sentence(N_("Something refers to it now: %(what)s."), {"what": record_called(why)})


def _references(model: type[Model], going: bool = False) -> Iterator[tuple[type[Model], str]]:
    """Who refers to this model, from the registry, so that no later stage has to be known here."""
    for other in apps.get_models():
        for column in other._meta.concrete_fields:
            refers = isinstance(column, ForeignKey) and column.related_model is model
            if refers and (other._meta.label in _GOES_WITH) == going:
                yield other, column.attname
