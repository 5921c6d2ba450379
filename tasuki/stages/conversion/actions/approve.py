"""Grant, refuse or recall an approval (AP-1 … AP-6). Nobody decides about their own request or deal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.access.grants import roles_with
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Forbidden, NotFound, NotPossibleNow, invalid
from tasuki.playbooks.queries import by_stamp
from tasuki.records.models import Opportunity
from tasuki.records.moves import move
from tasuki.records.queries import locked_lead
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.gather import hold
from tasuki.stages.conversion.models import Approval
from tasuki.stages.conversion.queries import approvals_for
from tasuki.stages.conversion.undo import plan_of, take_back


@transaction.atomic
def grant(approval_id: UUID, *, by: Actor, at: datetime, rationale: str = "") -> Approval:
    """Say yes: the opportunity opens and enters the forecast; one that a lead joined was there all the time.

    Raises NotFound, Forbidden, NotPossibleNow.
    """
    approval = pending(approval_id, by)
    ask_to_decide(approval, by)
    joined = approval.conversion.joined
    if not joined:
        _open(approval.opportunity)
    _decided(approval, "granted", by, at, rationale)
    append(_entry("opportunity.joined" if joined else "opportunity.created", approval, by, at, ""))
    return approval


def _open(opportunity: Opportunity) -> None:
    opportunity.state = move("opportunity", "confirm", opportunity.state).to_state
    opportunity.in_forecast = True
    opportunity.version += 1
    opportunity.save(update_fields=["state", "in_forecast", "version"])


@transaction.atomic
def refuse(approval_id: UUID, *, rationale: str, by: Actor, at: datetime) -> Approval:
    """Say no: the opportunity is voided (one that was joined stays) and the lead returns to discovery, at any time.

    Raises NotFound, Forbidden, NotPossibleNow, and Invalid without a rationale.
    """
    approval = pending(approval_id, by)
    ask_to_decide(approval, by)
    least = by_stamp(approval.conversion.playbook).limits.rationale_min
    if len(rationale.strip()) < least:
        raise invalid("/rationale", N_("Say why, in at least %(least)s characters."), least=least)
    _decided(approval, "refused", by, at, rationale)
    take_back(approval.conversion, "return_after_refusal", by=by, at=at, reason=rationale)
    return approval


@transaction.atomic
def recall(approval_id: UUID, *, by: Actor, at: datetime) -> tuple[Approval, tuple[Sentence, ...]]:
    """Take one's own request back. Returns what stays of the conversion although it is undone (AP-5)."""
    approval = pending(approval_id, by)
    if approval.asked_by_id != by.person_id:
        raise Forbidden("approval.recall", (N_("the one who asked"),))
    stays = plan_of(approval.conversion, at).stays
    approval.state, approval.decided_at, approval.decided_by_id = "recalled", at, by.person_id
    approval.save()
    take_back(approval.conversion, "void", by=by, at=at, reason="recalled")
    return approval, stays


def pending(approval_id: UUID, by: Actor) -> Approval:
    """The approval, its lead locked, still pending."""
    seen = approvals_for(by, state="").filter(pk=approval_id)
    about = seen.values_list("conversion__lead", "opportunity").first()
    if about is None:
        raise NotFound("approval", approval_id)
    locked_lead(about[0])
    hold([str(about[1])])
    approval = Approval.objects.select_related("conversion__opportunity", "opportunity__owner").get(
        pk=approval_id
    )
    if approval.state != "pending":
        raise NotPossibleNow(
            Sentence(N_("This approval was already decided: %(state)s."), {"state": approval.state})
        )
    return approval


def ask_to_decide(approval: Approval, by: Actor) -> None:
    """May this person decide? Its approver, the manager of the owner's team, or RevOps; nobody about their own.

    Where the agreement asks for somebody above a manager, the team's manager cannot stand in (AP-3). Raises Forbidden.
    """
    owner = approval.opportunity.owner
    teams = (owner.team_id if owner else None,) if approval.rank == "manager" else ()
    ask(by, "approval.decide", approval.approver_id, teams=teams)
    if by.person_id in whose_own(approval) or by.is_system:
        raise Forbidden(
            "approval.decide", roles_with("approval.decide"), N_("Decide on somebody else's request")
        )


def whose_own(approval: Approval) -> tuple[UUID | None, ...]:
    """Who asked for it, and whose deal it is: they do not decide."""
    return approval.asked_by_id, approval.conversion.by_id, approval.opportunity.owner_id


def _decided(approval: Approval, state: str, by: Actor, at: datetime, rationale: str) -> None:
    approval.state, approval.decided_at, approval.decided_by_id, approval.rationale = (
        state,
        at,
        by.person_id,
        rationale,
    )
    approval.save(update_fields=["state", "decided_at", "decided_by", "rationale"])
    append(_entry(f"approval.{state}", approval, by, at, rationale))


def _entry(code: str, approval: Approval, by: Actor, at: datetime, rationale: str) -> Entry:
    return Entry(
        code,
        at,
        by,
        "opportunity",
        approval.opportunity_id,
        lead_id=approval.conversion.lead_id,
        opportunity_id=approval.opportunity_id,
        playbook=approval.conversion.playbook,
        data={
            "approval": str(approval.pk),
            "rules": approval.rules,
            "conversion": str(approval.conversion_id),
        },
        words={"rationale": rationale} if rationale else {},
    )
