from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tasuki.cli.findings import decision_lines
from tasuki.cli.session import Session
from tasuki.cli.tables import table
from tasuki.rules.wording import N_
from tasuki.stages.conversion.models import Approval
from tasuki.stages.conversion.outcome import Outcome
from tasuki.stages.conversion.plan import Placed, Plan
from tasuki.stages.conversion.undo import VoidPlan


def plan_shape(plan: Plan, session: Session) -> dict[str, Any]:
    """What a conversion would do: records created or linked and why, what stays behind, and the gate's decision."""
    facts = plan.opportunity
    return {
        "decision": session.spoken(plan.decision),
        "account": _placed(plan.account, session),
        "contacts": [
            {
                **_placed(one.placed, session),
                "roles": list(one.roles),
                "primary": one.primary,
                "is_lead": one.is_lead,
            }
            for one in plan.contacts
        ],
        "opportunity": {
            "company": facts.company,
            "product": facts.product,
            "use_case": facts.use_case,
            "owner": facts.owner,
            "amount": {"amount": f"{facts.amount.amount:f}", "currency": facts.amount.currency}
            if facts.amount
            else None,
            "close_on": facts.close_on,
            "stage": facts.stage,
            "next_steps": [
                {"action": step.action, "owner": step.owner, "due_on": step.due_on}
                for step in facts.next_steps
            ],
        },
        "unmapped_fields": list(plan.unmapped),
        "strategic": plan.strategic,
        "manager_is_told": plan.manager_hears,
    }


def plan_lines(plan: Plan, session: Session) -> list[str]:
    placed = [plan.account, *(one.placed for one in plan.contacts)]
    headings = [session.say(text) for text in (N_("Action"), N_("Record"), N_("Because"))]
    rows = [(_verb(one, session), one.name, session.speak(one.because)) for one in placed]
    return [
        *decision_lines(session.spoken(plan.decision), session),
        "",
        *table(headings, rows),
        *(
            [session.say(N_("Fields that stay with the lead: %(names)s"), names=list(plan.unmapped))]
            if plan.unmapped
            else []
        ),
        *([session.say(N_("A strategic deal: an account plan is opened."))] if plan.strategic else []),
    ]


def outcome_lines(outcome: Outcome, session: Session) -> list[str]:
    if not outcome.created:
        head = N_("The lead was converted before: opportunity %(id)s.")
    elif outcome.pending:
        head = N_("Opportunity %(id)s waits for approval %(approval)s and is in no forecast until then.")
    else:
        head = N_("The lead is now opportunity %(id)s.")
    values = {"id": str(outcome.opportunity_id), "approval": str(outcome.approval_id)}
    return [
        session.say(head, **values),
        session.say(N_("Conversion %(id)s can be voided for a while."), id=str(outcome.conversion_id)),
        *(decision_lines(outcome.decision, session) if outcome.created else []),
    ]


def void_shape(plan: VoidPlan, session: Session) -> dict[str, Any]:
    return {
        "conversion_id": plan.conversion.pk,
        "opportunity_id": plan.conversion.opportunity_id,
        "lead_id": plan.conversion.lead_id,
        "undone": [session.speak(one) for one in plan.undone],
        "stays": [session.speak(one) for one in plan.stays],
        "blockers": [session.speak(one) for one in plan.blockers],
    }


def void_lines(plan: VoidPlan, session: Session) -> list[str]:
    told = void_shape(plan, session)
    return [
        *(f"- {line}" for line in told["undone"]),
        *(f"= {line}" for line in told["stays"]),
        *(f"! {line}" for line in told["blockers"]),
    ]


def approval_shape(approval: Approval) -> dict[str, Any]:
    row = approval.opportunity
    return {
        "id": approval.pk,
        "state": approval.state,
        "rules": approval.rules,
        "conversion_id": approval.conversion_id,
        "opportunity_id": approval.opportunity_id,
        "opportunity": row.name,
        "amount": None if row.amount is None else {"amount": f"{row.amount:f}", "currency": row.currency},
        "asked_by": approval.asked_by.handle if approval.asked_by else None,
        "asked_at": approval.asked_at,
        "approver": approval.approver.handle if approval.approver else None,
        "approver_because": approval.approver_because,
        "decided_at": approval.decided_at,
        "rationale": approval.rationale,
    }


def approvals_table(approvals: Sequence[Approval], session: Session) -> list[str]:
    headings = (
        N_("Approval"),
        N_("State"),
        N_("Opportunity"),
        N_("Amount"),
        N_("Rules"),
        N_("Asked by"),
        N_("Approver"),
    )
    rows = []
    for approval in approvals:
        told = approval_shape(approval)
        amount = told["amount"] and f"{told['amount']['amount']} {told['amount']['currency']}"
        rows.append(
            (
                told["id"],
                told["state"],
                told["opportunity"],
                amount,
                told["rules"],
                told["asked_by"],
                told["approver"],
            )
        )
    return table([session.say(text) for text in headings], rows)


def _placed(placed: Placed, session: Session) -> dict[str, Any]:
    return {
        "action": placed.action,
        "id": placed.id,
        "name": placed.name,
        "because": session.speak(placed.because),
        "candidates": [
            {"id": one.id, "name": one.name, "standing": one.match.standing.value}
            for one in placed.candidates
        ],
    }


def _verb(placed: Placed, session: Session) -> str:
    return session.say(N_("create") if placed.action == "create" else N_("link"))
