"""Imports that were asked for, and what follows them beside the work: scores, and files whose time is over."""

from __future__ import annotations

from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from tasuki.platform.jobs.retry import AGAIN
from tasuki.platform.time.now import now
from tasuki.stages.intake.actions.carry_out import carry_out
from tasuki.stages.intake.actions.erase_uploads import erase_uploads
from tasuki.stages.intake.actions.rescore import rescore_many
from tasuki.stages.intake.importing.carrying import MOST_ATTEMPTS, give_up
from tasuki.stages.intake.queries import leads_of_import


@app.task(name="intake.score_import", retry=AGAIN)
def score_import(import_id: str) -> None:
    """Score every lead that the import created; to do it twice changes nothing."""
    rescore_many(leads_of_import(UUID(import_id)), at=now())


# One at a time, so that imports do not take up every worker while they wait for each other.
@app.task(name="intake.carry_out", lock="intake.carry_out", retry=MOST_ATTEMPTS - 1, pass_context=True)
def carry_out_import(context: JobContext, import_id: str) -> None:
    """Carry out one import, or one trial."""
    try:
        carry_out(UUID(import_id), at=now())
    except Exception:
        if context.job.attempts + 1 >= MOST_ATTEMPTS:
            give_up(UUID(import_id), at=now())
        raise


@app.periodic(cron="23 * * * *")
@app.task(name="intake.erase_uploads", queueing_lock="intake.erase_uploads")
def erase_uploaded_files(timestamp: int) -> None:
    """Erase the uploaded files whose time is over."""
    while erase_uploads(at=now()):
        pass
