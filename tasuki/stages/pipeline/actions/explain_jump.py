from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import NotPossibleNow, invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Opportunity
from tasuki.rules.hygiene import SKIPPED
from tasuki.rules.validation.filled import is_answer
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.pipeline.queries import locked_opportunity
from tasuki.stages.pipeline.telling import tell
from tasuki.stages.pipeline.working import require_work


@transaction.atomic
def explain_jump(opportunity_id: UUID, evidence: str, *, by: Actor, at: datetime) -> Opportunity:
    """Say afterwards what the buyer did that made the skipped stages unnecessary (HY-6).

    Raises Forbidden, NotFound, NotPossibleNow (nothing was skipped without evidence, or the deal is over) and Invalid.
    """
    row = locked_opportunity(opportunity_id, "opportunity.edit", by=by)
    require_work(row)
    unproven = [
        one for one in row.stage_history if one.get("skipped", 0) >= SKIPPED and not one.get("evidence")
    ]
    if not unproven:
        raise NotPossibleNow(
            Sentence(N_("No stage was skipped without evidence: there is nothing to explain."))
        )
    said = evidence.strip()
    if not is_answer(said, in_force()):
        text = N_("Nothing says what the buyer did.")
        fix = N_("Say what the buyer did, or go back to the stage that is true.")
        raise invalid("/evidence", text, "HY-6", fix=fix)
    row.stage_history = [{**one, "evidence": said} if one in unproven else one for one in row.stage_history]
    row.version += 1
    row.save(update_fields=["stage_history", "version"])
    data = {"fields": ["stage_history"], "stages": [one["stage"] for one in unproven]}
    tell("opportunity.edited", row, by=by, at=at, data=data, words={"evidence": said})
    return row
