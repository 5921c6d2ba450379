"""A run that a job carries out, whatever its file is of: marked as running, done, or failed with the reasons kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.access.grants import roles_with
from tasuki.platform.jobs.enqueue import enqueue
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, NotPossibleNow, Refusal
from tasuki.rules.kept import kept_problem
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.importing.keeping import on_disk
from tasuki.stages.intake.importing.showing import Showing
from tasuki.stages.intake.models import Import, Upload

OPEN = ("waiting", "running")
MOST_ATTEMPTS = 3
Work = Callable[[Import, Path, Actor, Showing], object]


class DoneMeanwhile(Exception):
    """Another worker has carried out this very run."""


@transaction.atomic
def start_run(upload_id: UUID, job: str, *, by: Actor, at: datetime, dry_run: bool) -> Import:
    """Hand an uploaded file to a job; an earlier trial of it is forgotten.

    Raises `NotPossibleNow` while the file is being worked on.
    """
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    if Import.objects.filter(upload=upload, state__in=OPEN).exists():
        raise NotPossibleNow(
            Sentence(N_("This file is being worked on.")), fix=Sentence(N_("Wait until it is done."))
        )
    Import.objects.filter(upload=upload, dry_run=True).delete()
    run = Import.objects.create(
        kind=upload.kind, file_name=upload.file_name, digest=upload.digest, encoding=upload.encoding,
        delimiter=upload.delimiter, asked=upload.asked, duplicates=upload.duplicates, state="waiting", dry_run=dry_run,
        upload=upload, by_id=by.person_id, scopes=sorted(by.scopes) if by.scopes is not None else None, started_at=at,
        bytes_in_all=upload.size,
    )  # fmt: skip
    enqueue(job, key=f"import:{run.pk}", import_id=str(run.pk))
    return run


def carry_out_run(import_id: UUID, work: Work, permission: str, *, at: datetime) -> None:
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
            work(run, path, _whoever_asked(run, permission), showing)
    except DoneMeanwhile:
        return
    except Refusal as refusal:
        _fail(run.pk, refusal.reasons, at=at)
        return
    if not run.dry_run:
        _forget(run.upload_id)


def give_up(import_id: UUID, *, at: datetime) -> None:
    """A run that broke again and again is over: something is wrong on our side, and nothing was written."""
    broken = Problem(
        "/file", "broken", Sentence(N_("Something broke on our side; nothing was imported.")),
        Sentence(N_("Try again, and tell whoever runs this product when it happens again.")),
    )  # fmt: skip
    _fail(import_id, (broken,), at=at)


def _fail(import_id: UUID, problems: Sequence[Problem], *, at: datetime) -> None:
    rows = Import.objects.filter(pk=import_id, state__in=OPEN)
    rows.update(state="failed", finished_at=at, problems=[kept_problem(one) for one in problems])


def _whoever_asked(run: Import, permission: str) -> Actor:
    """With the scopes that they asked with. Raises `Forbidden` for somebody who has left meanwhile."""
    person = Person.objects.get(pk=run.by_id)
    if not person.is_active:
        raise Forbidden(permission, roles_with(permission))
    return Actor.of(person, "worker", frozenset(run.scopes) if run.scopes is not None else None)


@transaction.atomic
def _forget(upload_id: UUID) -> None:
    """What was imported is here now: the file and its trials are not needed any more."""
    Import.objects.filter(upload=upload_id, dry_run=True).delete()
    Upload.objects.filter(pk=upload_id).delete()
