"""Imports: what came of each file, what is on its way, how far a run has come, and what taking it back would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.forms.import_file import DAY_ORDERS, target_said
from tasuki.desk.panels.import_file import Step, steps_at
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor
from tasuki.platform.http.uploads import MEGABYTE, most_bytes
from tasuki.records.models import Account, Campaign, Contact, Lead, Opportunity, Task, Touchpoint
from tasuki.rules.kept import problem_of
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.actions import Reverted, Unreverted
from tasuki.stages.intake.importing.rejected import problems_of
from tasuki.stages.intake.importing.rejects import spoken as all_reasons
from tasuki.stages.intake.models import Import, Rejected, SavedMapping, Upload
from tasuki.stages.intake.queries import import_by, imports, records_of_import, saved_mappings, uploads

SHOWN = 50
REJECTS_SHOWN = 20
RECORDS_SHOWN = 100
RECORDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "created": (N_("Created"), ("created",)),
    "updated": (N_("Updated"), ("updated",)),
    "made": (N_("Made along the way"), ("made",)),
}
_MODELS: Mapping[str, tuple[type[Model], str, str]] = {
    "lead": (Lead, "name", "lead"),
    "account": (Account, "name", "account"),
    "contact": (Contact, "name", "contact"),
    "opportunity": (Opportunity, "name", "opportunity"),
    "campaign": (Campaign, "name", ""),
    "touchpoint": (Touchpoint, "content", ""),
    "task": (Task, "title", ""),
}
SUBJECTS: Mapping[str, str] = {
    "lead": N_("leads"),
    "account": N_("accounts"),
    "contact": N_("contacts"),
    "opportunity": N_("opportunities"),
    "campaign": N_("campaigns"),
    "touchpoint": N_("activities"),
    "task": N_("tasks"),
}
WORKING = ("waiting", "running")


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """A file that is brought and not imported; ``run`` is what is being done with it."""

    upload: Upload
    run: Import | None


@dataclass(frozen=True, slots=True)
class ImportsPage:
    on_their_way: tuple[OnItsWay, ...]
    imports: tuple[Import, ...]
    mappings: tuple[SavedMapping, ...]
    most_megabytes: int


@dataclass(frozen=True, slots=True)
class RejectedRow:
    line: int
    cells: str
    reason: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of the result, with the way to what it counts."""

    label: str
    number: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run, waiting, at work or over; ``upload`` is there as long as its file is."""

    run: Import
    steps: tuple[Step, ...]
    is_working: bool
    ahead: int
    percent: int
    counts: tuple[Counted, ...]
    rejects: tuple[RejectedRow, ...]
    refused: Refused | None
    can_revert: bool
    can_mend: bool
    columns: tuple[tuple[str, str], ...]
    day_order: str


@dataclass(frozen=True, slots=True)
class Named:
    label: str
    href: str
    line: int


@dataclass(frozen=True, slots=True)
class RecordsPage:
    imported: Import
    title: str
    records: tuple[Named, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class Left:
    """A record that a revert leaves as it is."""

    label: str
    href: str
    why: str


@dataclass(frozen=True, slots=True)
class RevertPage:
    imported: Import
    deleted: tuple[tuple[str, int], ...]
    restored: tuple[tuple[str, int], ...]
    left: tuple[Left, ...]
    more: int

    @property
    def does_nothing(self) -> bool:
        return not self.deleted and not self.restored


def imports_page(*, by: Actor) -> ImportsPage:
    """Raises `Forbidden`."""
    brought = list(uploads(by)[:SHOWN])
    runs = {
        run.upload_id: run for run in Import.objects.filter(upload__in=brought).order_by("started_at", "id")
    }
    return ImportsPage(
        tuple(OnItsWay(one, runs.get(one.pk)) for one in brought),
        tuple(imports(by).exclude(state__in=(*WORKING, "failed"), upload__isnull=False)[:SHOWN]),
        tuple(saved_mappings(by)),
        most_bytes() // MEGABYTE,
    )


def run_page(import_id: UUID, *, by: Actor) -> RunPage:
    """Raises `Forbidden`, `NotFound`."""
    run = import_by(by, import_id)
    is_working = run.state in WORKING
    rows = () if is_working else first_rejects(run)
    problems = tuple(problem_of(one) for one in run.problems)
    title = Sentence(N_("The file was not imported."))
    return RunPage(
        run=run,
        steps=steps_at("trial" if run.dry_run else "import"),
        is_working=is_working,
        ahead=_ahead_of(run) if run.state == "waiting" else 0,
        percent=percent_of(run),
        counts=_counts(run),
        rejects=tuple(map(rejected_row, rows)),
        refused=Refused(title, problems) if problems else None,
        can_revert=run.state == "finished" and by.reach("import.revert") is not None,
        can_mend=run.state == "finished" and run.rejected > 0,
        columns=tuple((header, target_said(run.kind, target)) for header, target in run.mapping.items()),
        day_order=_day_order_of(run),
    )  # fmt: skip


def _day_order_of(run: Import) -> str:
    """How dates were read where nothing shows which way is meant."""
    guessed = DAY_ORDERS.get(run.choices.get("dates", ""))
    return gettext(guessed) if guessed else ""


def _ahead_of(run: Import) -> int:
    """How many runs a waiting one waits for."""
    return Import.objects.filter(state__in=WORKING, started_at__lte=run.started_at).exclude(pk=run.pk).count()


def _counts(run: Import) -> tuple[Counted, ...]:
    if run.state in (*WORKING, "failed"):
        return ()
    stands = run.state == "finished"
    linked = {
        name: _records_at(run, name) for name in ("created", "updated") if stands and getattr(run, name)
    }
    made = records_of_import(run.pk, ("made",)).count() if stands else 0
    return (
        Counted(gettext("Rows"), run.rows),
        Counted(gettext("Created"), run.created, linked.get("created", "")),
        Counted(gettext("Updated"), run.updated, linked.get("updated", "")),
        Counted(gettext("Skipped"), run.skipped),
        Counted(gettext("Rejected"), run.rejected, reverse("rejects", args=[run.pk]) if run.rejected else ""),
        *([Counted(gettext("Made along the way"), made, _records_at(run, "made"))] if made else []),
    )


def _records_at(run: Import, which: str) -> str:
    return f"{reverse('import_records', args=[run.pk])}?which={which}"


def percent_of(run: Import) -> int:
    """How far a run has read its file."""
    return min(100, 100 * run.bytes_read // run.bytes_in_all) if run.bytes_in_all else 0


def first_rejects(run: Import) -> QuerySet[Rejected]:
    return Rejected.objects.filter(imported=run).order_by("line", "id")[:REJECTS_SHOWN]


def rejected_row(row: Rejected) -> RejectedRow:
    return RejectedRow(row.line, _in_short(row.cells), all_reasons(problems_of(row), spoken))


def _in_short(cells: list[str]) -> str:
    """The row's first words, so that it is known again."""
    return " · ".join(cell.strip()[:40] for cell in cells if cell.strip())[:120]


def records_page(import_id: UUID, asked: Mapping[str, Any], *, by: Actor) -> RecordsPage:
    """What an import created or changed, a hundred at a time. Raises `Forbidden`, `NotFound`."""
    imported = import_by(by, import_id)
    label, actions = RECORDS.get(str(asked.get("which", "created")), RECORDS["created"])
    after = str(asked.get("after", ""))
    rows = records_of_import(imported.pk, actions)
    if after.isdecimal():
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: RECORDS_SHOWN + 1])
    shown, more = found[:RECORDS_SHOWN], len(found) > RECORDS_SHOWN
    named = _named((row.subject, row.record_id) for row in shown)
    records = tuple(Named(*named[row.subject, row.record_id], row.line) for row in shown)
    return RecordsPage(imported, gettext(label), records, shown[-1].pk if more else None)


def _named(keys: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], tuple[str, str]]:
    """Each record by what people call it, and its page; one that is gone says so."""
    by_subject: dict[str, list[UUID]] = {}
    wanted = list(keys)
    for subject, key in wanted:
        by_subject.setdefault(subject, []).append(key)
    found: dict[tuple[str, UUID], tuple[str, str]] = {}
    for subject, ids in by_subject.items():
        model, column, page = _MODELS[subject]
        for pk, name in model._default_manager.filter(pk__in=ids).values_list("pk", column):
            href = reverse(page, args=[pk]) if page else ""
            found[subject, pk] = (name or gettext("(without a name)"), href)
    gone = (gettext("(no longer here)"), "")
    return {key: found.get(key, gone) for key in wanted}


def revert_page(import_id: UUID, plan: Reverted, *, by: Actor) -> RevertPage:
    """Raises `Forbidden`, `NotFound`."""
    left = plan.kept[:SHOWN]
    return RevertPage(
        import_by(by, import_id), _by_kind(plan.deleted_by), _by_kind(plan.restored_by), _left(left),
        plan.kept_in_all - len(left),
    )  # fmt: skip


def _by_kind(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((gettext(SUBJECTS[subject]), count) for subject, count in counts.items())


def _left(kept: tuple[Unreverted, ...]) -> tuple[Left, ...]:
    named = _named((one.subject, one.record_id) for one in kept)
    return tuple(Left(*named[one.subject, one.record_id], spoken(one.why)) for one in kept)
