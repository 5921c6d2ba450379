from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.access.grants import roles_with
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Refusal
from tasuki.rules.kept import kept_problem
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.actions.start_import import OPEN
from tasuki.stages.intake.importing.keeping import on_disk
from tasuki.stages.intake.importing.plan import mapping_of
from tasuki.stages.intake.importing.run import DoneMeanwhile, import_file
from tasuki.stages.intake.importing.showing import Showing
from tasuki.stages.intake.models import Import, Upload


def carry_out(import_id: UUID, *, at: datetime) -> None:
    """Work a run off, as whoever asked for it; to do it twice changes nothing.

    What makes the file unusable is kept with the run. A killed worker has written nothing: the next one begins anew.
    """
    run = Import.objects.select_related("by").filter(pk=import_id, state__in=OPEN).first()
    if run is None or run.upload_id is None:
        return
    Import.objects.filter(pk=run.pk, state__in=OPEN).update(state="running", started_at=at)
    run.state, run.started_at = "running", at
    try:
        with on_disk(run.upload_id) as path, Showing(run.pk) as showing:
            import_file(
                run.kind, path, by=_whoever_asked(run), at=at, mapping=mapping_of(run.asked),
                duplicates=cast(Any, run.duplicates), dry_run=run.dry_run, file_name=run.file_name,
                progress=showing, run=run,
            )  # fmt: skip
    except DoneMeanwhile:
        return
    except Refusal as refusal:
        fail(run.pk, refusal.reasons, at=at)
        return
    if not run.dry_run:
        _forget(run.upload_id)


def give_up(import_id: UUID, *, at: datetime) -> None:
    """A run that broke again and again is over: something is wrong on our side, and nothing was written."""
    broken = Problem(
        "/file", "broken", Sentence(N_("Something broke on our side; nothing was imported.")),
        Sentence(N_("Try again, and tell whoever runs this product when it happens again.")),
    )  # fmt: skip
    fail(import_id, (broken,), at=at)


def fail(import_id: UUID, problems: Sequence[Problem], *, at: datetime) -> None:
    rows = Import.objects.filter(pk=import_id, state__in=OPEN)
    rows.update(state="failed", finished_at=at, problems=[kept_problem(one) for one in problems])


def _whoever_asked(run: Import) -> Actor:
    """With the scopes that they asked with. Raises `Forbidden` for somebody who has left meanwhile."""
    person = Person.objects.get(pk=run.by_id)
    if not person.is_active:
        raise Forbidden("import.run", roles_with("import.run"))
    return Actor.of(person, "worker", frozenset(run.scopes) if run.scopes is not None else None)


@transaction.atomic
def _forget(upload_id: UUID) -> None:
    """What was imported is here now: the file and its trials are not needed any more."""
    Import.objects.filter(upload=upload_id, dry_run=True).delete()
    Upload.objects.filter(pk=upload_id).delete()
