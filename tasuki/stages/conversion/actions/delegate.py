"""Hand a pending approval to somebody else who may decide it (AP-5)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import invalid
from tasuki.rules.wording import N_
from tasuki.stages.conversion.actions.approve import ask_to_decide, pending, whose_own
from tasuki.stages.conversion.approvers import who_can_approve
from tasuki.stages.conversion.models import Approval

LONGEST = 2000


@transaction.atomic
def delegate(approval_id: UUID, to: str, *, by: Actor, at: datetime, reason: str = "") -> Approval:
    """``to`` (a handle) decides instead; the clock goes on, as theirs.

    Whoever may decide may hand it on. Raises NotFound, Forbidden, NotPossibleNow (decided already), and Invalid for
    somebody who cannot decide it: the one who asked, whose deal it is, who has it already, or who lacks the permission.
    """
    approval = pending(approval_id, by)
    ask_to_decide(approval, by)
    heir = who_can_approve(to.strip(), "/approver", *whose_own(approval))
    if heir.pk == approval.approver_id:
        raise invalid("/approver", N_("%(name)s has it already."), "no_change", name=heir.name)
    if len(reason) > LONGEST:
        raise invalid("/reason", N_("At most %(most)s characters."), "too_long", most=LONGEST)
    before = approval.approver_id
    approval.approver, approval.approver_because = heir, "delegated"
    approval.save(update_fields=["approver", "approver_because"])
    data = {"approval": str(approval.pk), "approver": str(heir.pk), "before": str(before) if before else None}
    words = {"reason": reason.strip()} if reason.strip() else {}
    append(
        Entry(
            "approval.delegated", at, by, "opportunity", approval.opportunity_id, lead_id=approval.conversion.lead_id,
            opportunity_id=approval.opportunity_id, playbook=approval.conversion.playbook, data=data, words=words,
        )
    )  # fmt: skip
    return approval
