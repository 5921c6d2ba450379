"""Take a conversion back: what is undone, what stays and why, and what stands in the way.

The opportunity is voided, never deleted; what people learned (account, contacts, touchpoints) stays, so that the next
conversion links to it; everything remains in the journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.records.models import Lead, NextStep, Task
from tasuki.records.moves import move
from tasuki.records.queries import enter, locked_lead
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.models import Conversion


@dataclass(frozen=True, slots=True)
class VoidPlan:
    """What a void would do. With blockers it does nothing."""

    conversion: Conversion
    undone: tuple[Sentence, ...]
    stays: tuple[Sentence, ...]
    blockers: tuple[Sentence, ...]


def plan_of(conversion: Conversion, at: datetime) -> VoidPlan:
    """The plan of taking ``conversion`` back at ``at``."""
    opportunity = conversion.opportunity
    names = {"name": opportunity.name}
    undone = (
        Sentence(N_("The opportunity “%(name)s” is voided and leaves pipeline and forecast."), names),
        Sentence(N_("Its open tasks and next steps are closed."), names),
        Sentence(N_("The lead returns to discovery with all its answers and evidence.")),
    )
    return VoidPlan(conversion, undone, _stays(conversion), _blockers(conversion, at))


def _stays(conversion: Conversion) -> tuple[Sentence, ...]:
    made = conversion.made
    created = [contact for contact in made["contacts"] if contact["action"] == "create"]
    stays = [Sentence(N_("The journal keeps the conversion, its decision and its evidence."))]
    if made["account"]["action"] == "create":
        stays.append(Sentence(N_("The account that it created stays, linked to the lead.")))
    if created:
        stays.append(
            Sentence(N_("The %(n)s contacts that it created stay with the account."), {"n": len(created)})
        )
    return tuple(stays)


def _blockers(conversion: Conversion, at: datetime) -> tuple[Sentence, ...]:
    opportunity = conversion.opportunity
    found = []
    if conversion.voided_at:
        found.append(Sentence(N_("It was already voided on %(at)s."), {"at": conversion.voided_at}))
    if at > conversion.voidable_until:
        found.append(
            Sentence(N_("The window for undoing closed on %(at)s."), {"at": conversion.voidable_until})
        )
    if opportunity.state in ("closed_won", "closed_lost"):
        found.append(Sentence(N_("The opportunity is closed.")))
    if len(opportunity.stage_history) > 1:
        found.append(
            Sentence(N_("The opportunity has moved on to the stage %(stage)s."), {"stage": opportunity.stage})
        )
    finished = Task.objects.filter(opportunity=opportunity, done_at__isnull=False).count()
    finished += NextStep.objects.filter(opportunity=opportunity, done_at__isnull=False).count()
    if finished:
        found.append(Sentence(N_("%(n)s of its tasks or next steps are done already."), {"n": finished}))
    if Lead.objects.filter(opportunity=opportunity).exclude(pk=conversion.lead_id).exists():
        found.append(Sentence(N_("Other leads were attached to the opportunity.")))
    return tuple(found)


def take_back(conversion: Conversion, verb: str, *, by: Actor, at: datetime, reason: str) -> None:
    """Void the opportunity and return the lead to discovery; ``verb`` is the lead's move in the lifecycle."""
    lead = locked_lead(conversion.lead_id)
    to_state = move("lead", verb, lead.state).to_state
    opportunity = conversion.opportunity
    opportunity.state = "voided"
    opportunity.in_forecast = False
    opportunity.version += 1
    opportunity.save(update_fields=["state", "in_forecast", "version"])
    Task.objects.filter(opportunity=opportunity, done_at=None).update(done_at=at)
    NextStep.objects.filter(opportunity=opportunity, done_at=None).update(done_at=at)
    opportunity.account_plans.filter(closed_at=None).update(closed_at=at)
    conversion.voided_at, conversion.voided_by_id, conversion.void_reason = at, by.person_id, reason
    conversion.save(update_fields=["voided_at", "voided_by", "void_reason"])
    enter(lead, to_state, at)
    lead.entered_converted_at = None
    lead.opportunity = None
    lead.save(update_fields=["state", "state_since", "version", "entered_converted_at", "opportunity"])
    append(
        Entry(
            "opportunity.voided",
            at,
            by,
            "opportunity",
            opportunity.pk,
            lead_id=lead.pk,
            opportunity_id=opportunity.pk,
            playbook=conversion.playbook,
            data={"conversion": str(conversion.pk), "verb": verb},
            words={"reason": reason},
        )
    )
