from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasuki.cli.findings import decision_lines
from tasuki.cli.language import translator
from tasuki.cli.session import Session
from tasuki.cli.tables import table
from tasuki.rules.wording import N_
from tasuki.stages.conversion.models import Approval
from tasuki.stages.conversion.outcome import Outcome
from tasuki.stages.conversion.plan import Plan
from tasuki.stages.conversion.previewing import preview_spoken
from tasuki.stages.conversion.undo import VoidPlan


def plan_shape(plan: Plan, session: Session) -> dict[str, Any]:
    """What a conversion would do, in the words of the API."""
    return preview_spoken(plan, session.language, translator(session.language))


def plan_lines(plan: Plan, session: Session) -> list[str]:
    """The gate's decision; then each record with what happens to it, and each field in which it differs."""
    shape = plan_shape(plan, session)
    headings = [session.say(text) for text in (N_("Action"), N_("Record"), N_("Because"))]
    rows = [(_verb(one, session), one["name"], one["because"]) for one in _records(shape)]
    told = [
        _named(N_("Fields that stay with the lead: %(names)s"), plan.unmapped, session),
        [session.say(N_("A strategic deal: an account plan is opened."))] if plan.strategic else [],
        _offered(shape, session),
    ]
    return [
        *decision_lines(shape["decision"], session),
        "",
        *table(headings, rows),
        *_fields(shape, session),
        *(line for lines in told for line in lines),
    ]


def _records(shape: dict[str, Any]) -> list[dict[str, Any]]:
    return [shape["account"], *shape["contacts"]]


def _fields(shape: dict[str, Any], session: Session) -> list[str]:
    """What is filled and where two values stand against each other; what agrees needs no line."""
    into = [shape["into_opportunity"]] if shape["into_opportunity"] else []
    rows = [
        (record["name"], field["field"], _value(field["lead"]), _value(field["record"]),
         session.say(_OUTCOMES[field["outcome"]]))
        for record in (*_records(shape), *into)
        for field in record["fields"]
        if field["outcome"] in _OUTCOMES
    ]  # fmt: skip
    texts = (N_("Record"), N_("Field"), N_("Lead says"), N_("Record says"), N_("Outcome"))
    return ["", *table([session.say(text) for text in texts], rows)] if rows else []


_OUTCOMES: Mapping[str, str] = {"filled": N_("filled"), "conflict": N_("differs; the record's stays")}


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return " ".join(str(part) for part in value.values())
    return value


def _offered(shape: dict[str, Any], session: Session) -> list[str]:
    """The account's open opportunities, with the word that joins one."""
    if shape["into_opportunity"]:
        return [session.say(N_("The lead joins the opportunity “%(name)s”."), **shape["into_opportunity"])]
    text = N_("Open opportunity of the account: “%(name)s”. To join it: --into %(id)s")
    return [session.say(text, **one) for one in shape["open_opportunities"]]


def _named(text: str, names: Sequence[str], session: Session) -> list[str]:
    return [session.say(text, names=list(names))] if names else []


def outcome_lines(outcome: Outcome, session: Session) -> list[str]:
    if outcome.created and outcome.joined:
        head = N_("The lead joined opportunity %(id)s.")
        if outcome.pending:
            head = N_("The lead joined opportunity %(id)s; approval %(approval)s is asked for.")
    elif not outcome.created:
        head = N_("The lead was converted before: opportunity %(id)s.")
    elif outcome.pending:
        head = N_("Opportunity %(id)s waits for approval %(approval)s and is in no forecast until then.")
    else:
        head = N_("The lead is now opportunity %(id)s.")
    values = {"id": str(outcome.opportunity_id), "approval": str(outcome.approval_id)}
    return [
        session.say(head, **values),
        session.say(N_("Conversion %(id)s can be voided for a while."), id=str(outcome.conversion_id)),
        *(decision_lines(session.spoken(outcome)["decision"], session) if outcome.created else []),
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
        "rank": approval.rank,
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


def _verb(placed: dict[str, Any], session: Session) -> str:
    return session.say(N_("create") if placed["action"] == "create" else N_("link"))
