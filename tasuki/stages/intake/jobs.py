"""After an import: its leads are scored beside the work, since nobody waits for the scores of the past."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from tasuki.platform.time.now import now
from tasuki.stages.intake.actions.rescore import rescore_many
from tasuki.stages.intake.queries import leads_of_import


@app.task(name="intake.score_import", retry=3)
def score_import(import_id: str) -> None:
    """Score every lead that the import created; to do it twice changes nothing."""
    rescore_many(leads_of_import(UUID(import_id)), at=now())
