"""Void a conversion inside its window."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.refusals import NotPossibleNow, invalid
from tasuki.playbooks.queries import by_stamp
from tasuki.records.queries import locked_lead
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.gather import hold
from tasuki.stages.conversion.models import Conversion
from tasuki.stages.conversion.queries import conversion_for
from tasuki.stages.conversion.undo import VoidPlan, plan_of, take_back


def void_plan(conversion_id: UUID, *, by: Actor, at: datetime) -> VoidPlan:
    """What a void would undo, what stays, and what blocks it. Raises `NotFound`."""
    return plan_of(conversion_for(by, conversion_id), at)


@transaction.atomic
def void(conversion_id: UUID, *, reason: str, by: Actor, at: datetime) -> VoidPlan:
    """Undo a conversion: the opportunity is voided (one that was only joined stays), the lead returns to discovery.

    Raises NotFound, Forbidden, Invalid without a reason, and NotPossibleNow with every blocker.
    """
    seen = conversion_for(by, conversion_id)
    locked_lead(seen.lead_id)
    hold([str(seen.opportunity_id)])
    conversion = Conversion.objects.select_related("opportunity__owner", "lead", "voided_by").get(pk=seen.pk)
    owner = conversion.opportunity.owner
    ask(by, "conversion.void", conversion.opportunity.owner_id, teams=(owner.team_id if owner else None,))
    planned = plan_of(conversion, at)
    if conversion.voided_at:
        raise _not_any_more(planned)
    least = by_stamp(conversion.playbook).limits.rationale_min
    if len(reason.strip()) < least:
        raise invalid("/reason", N_("Say why, in at least %(least)s characters."), least=least)
    if planned.blockers:
        raise _not_any_more(planned)
    take_back(conversion, "void", by=by, at=at, reason=reason)
    conversion.approvals.filter(state="pending").update(
        state="recalled", decided_at=at, decided_by=by.person_id
    )
    return planned


def _not_any_more(planned: VoidPlan) -> NotPossibleNow:
    problems = [Problem("/conversion", "blocker", blocker) for blocker in planned.blockers]
    return NotPossibleNow(Sentence(N_("This conversion cannot be undone any more.")), problems)
