"""Take a conversion back: what is undone, what stays and why, and what stands in the way.

The opportunity is voided, never deleted; one that the lead only joined stays, without what the lead had added. What
people learned (account, contacts, touchpoints) stays, so that the next conversion links to it; everything remains in
the journal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.records.models import Lead, NextStep, Opportunity, Task
from tasuki.records.moves import move
from tasuki.records.queries import enter, locked_lead
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.leaving import joining_kept, joining_undone, leave
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
    return VoidPlan(conversion, _undone(conversion), _stays(conversion), _blockers(conversion, at))


def _undone(conversion: Conversion) -> tuple[Sentence, ...]:
    names = {"name": conversion.opportunity.name}
    back = Sentence(N_("The lead returns to discovery with all its answers and evidence."))
    if conversion.joined:
        return (*joining_undone(conversion), back)
    return (
        Sentence(N_("The opportunity “%(name)s” is voided and leaves pipeline and forecast."), names),
        Sentence(N_("Its open tasks and next steps are closed."), names),
        back,
    )


def _stays(conversion: Conversion) -> tuple[Sentence, ...]:
    made = conversion.made
    created = [contact for contact in made["contacts"] if contact["action"] == "create"]
    stays = [Sentence(N_("The journal keeps the conversion, its decision and its evidence."))]
    if conversion.joined:
        names = {"name": conversion.opportunity.name}
        stays.append(Sentence(N_("The opportunity “%(name)s” stays, with everything that it had."), names))
        stays += joining_kept(conversion)
    if made["account"]["action"] == "create":
        stays.append(Sentence(N_("The account that it created stays, linked to the lead.")))
    if created:
        stays.append(
            Sentence(N_("The %(n)s contacts that it created stay with the account."), {"n": len(created)})
        )
    if any(one.get("filled") for one in (made["account"], *made["contacts"])):
        stays.append(Sentence(N_("The empty fields of the account and contacts that it filled stay filled.")))
    return tuple(stays)


def _blockers(conversion: Conversion, at: datetime) -> tuple[Sentence, ...]:
    if conversion.voided_at:
        return (_voided_before(conversion),)
    found = []
    if at > conversion.voidable_until:
        found.append(
            Sentence(N_("The window for undoing closed on %(at)s."), {"at": conversion.voidable_until})
        )
    found += _what_became_of_the_deal(conversion)
    if finished := _finished(conversion):
        found.append(Sentence(N_("%(n)s of its tasks or next steps are done already."), {"n": finished}))
    return tuple(found)


def _voided_before(conversion: Conversion) -> Sentence:
    if conversion.voided_by is None:
        return Sentence(N_("It was already voided on %(at)s."), {"at": conversion.voided_at})
    values = {"at": conversion.voided_at, "who": conversion.voided_by.name}
    return Sentence(N_("%(who)s already voided it on %(at)s."), values)


def _what_became_of_the_deal(conversion: Conversion) -> Iterator[Sentence]:
    """A deal that is closed has moved on as well: that is one fact. One that was only joined may move on."""
    opportunity = conversion.opportunity
    if opportunity.state in ("closed_won", "closed_lost"):
        yield Sentence(N_("The opportunity is closed."))
        return
    if conversion.joined:
        return
    if len(opportunity.stage_history) > 1:
        yield Sentence(
            N_("The opportunity has moved on to the stage %(stage)s."), {"stage": opportunity.stage}
        )
    if Lead.objects.filter(opportunity=opportunity).exclude(pk=conversion.lead_id).exists():
        yield Sentence(N_("Other leads were attached to the opportunity."))


def _finished(conversion: Conversion) -> int:
    """How much of the work that the conversion planned is done."""
    tasks = Task.objects.filter(opportunity=conversion.opportunity, done_at__isnull=False)
    steps = NextStep.objects.filter(opportunity=conversion.opportunity, done_at__isnull=False)
    if conversion.joined:
        added = conversion.made["opportunity"]
        tasks, steps = tasks.filter(pk__in=[*added["tasks"]]), steps.filter(pk__in=[*added["steps"]])
    return tasks.count() + steps.count()


def take_back(conversion: Conversion, verb: str, *, by: Actor, at: datetime, reason: str) -> None:
    """Void or leave the opportunity and return the lead to discovery; ``verb`` is the lead's move in the lifecycle."""
    lead = locked_lead(conversion.lead_id)
    to_state = move("lead", verb, lead.state).to_state
    opportunity = conversion.opportunity
    if conversion.joined:
        leave(conversion)
    else:
        _void(opportunity, at)
    conversion.voided_at, conversion.voided_by_id, conversion.void_reason = at, by.person_id, reason
    conversion.save(update_fields=["voided_at", "voided_by", "void_reason"])
    enter(lead, to_state, at)
    lead.entered_converted_at = None
    lead.opportunity = None
    lead.save(update_fields=["state", "state_since", "version", "entered_converted_at", "opportunity"])
    append(
        Entry(
            "opportunity.left" if conversion.joined else "opportunity.voided",
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


def _void(opportunity: Opportunity, at: datetime) -> None:
    opportunity.state = "voided"
    opportunity.in_forecast = False
    opportunity.version += 1
    opportunity.save(update_fields=["state", "in_forecast", "version"])
    Task.objects.filter(opportunity=opportunity, done_at=None).update(done_at=at)
    NextStep.objects.filter(opportunity=opportunity, done_at=None).update(done_at=at)
    opportunity.account_plans.filter(closed_at=None).update(closed_at=at)
