"""Whoever opened a dispute takes it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.calibration.disputes.actions.open import entry
from tasuki.calibration.disputes.actions.rule import locked_open
from tasuki.calibration.disputes.models import Dispute
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import append
from tasuki.platform.refusals import NotPossibleNow
from tasuki.rules.dispute import DisputeState
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence


@transaction.atomic
def withdraw(dispute_id: UUID, *, by: Actor, at: datetime) -> Dispute:
    """The decision stands as it was, and may be disputed again; nobody owes a ruling any more.

    Raises Forbidden, NotFound, NotPossibleNow (it is over, or somebody else opened it).
    """
    row = locked_open(dispute_id, by)
    if by.person_id is None or by.person_id != row.opened_by_id:
        text, fix = N_("Only whoever opened a dispute takes it back."), N_("Ask them, or let it be ruled on.")
        raise NotPossibleNow(Sentence(text), [Problem("/opened_by", "DS-1", Sentence(text), Sentence(fix))])
    row.state, row.ended_at = DisputeState.WITHDRAWN, at
    row.save(update_fields=["state", "ended_at"])
    append(entry("dispute.withdrawn", row, by, at, {"event": row.event, "decision": row.code}, {}))
    return row
