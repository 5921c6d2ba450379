"""A plan read out in one language: what the preview shows by API and on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tasuki.rules.decision import Enforcement, Verdict
from tasuki.rules.wording import Language, Sentence
from tasuki.stages.conversion.comparing import Compared
from tasuki.stages.conversion.freeze import frozen
from tasuki.stages.conversion.placed import Candidate, Offer, Placed, PlacedContact
from tasuki.stages.conversion.plan import Plan

Speak = Callable[[Sentence], str]


def preview_spoken(plan: Plan, language: Language, translate: Callable[[str], str] = str) -> dict[str, Any]:
    """The public shape of a preview: per record what happens and why, the decision, and what else follows."""

    def speak(sentence: Sentence) -> str:
        return sentence.spoken(language, translate)

    troubles = plan.decision.troubles
    asks = [one.rule for one in troubles if one.enforcement is Enforcement.MANAGER_REVIEW]
    return {
        "lead_id": str(plan.gathered.lead_id),
        "decision": plan.decision.spoken(language, translate),
        "account": _placed(plan.account, speak) | {"fields": _fields(plan.account_fields)},
        "contacts": [_contact(one, plan, speak) for one in plan.contacts],
        "opportunity": frozen(plan.opportunity),
        "into_opportunity": _into(plan),
        "open_opportunities": [_offer(one) for one in plan.offers],
        "owner_id": str(plan.owner_id) if plan.owner_id else None,
        "unmapped_fields": list(plan.unmapped),
        "other_open_leads": [
            {name: row[name] for name in ("id", "name", "email", "state", "owner_id")}
            for row in plan.gathered.rows("stranded")
        ],
        "approval": {
            "needed": plan.decision.verdict is Verdict.NEEDS_REVIEW,
            "rules": list(dict.fromkeys(asks)),
        },
        "account_plan_opens": plan.strategic,
        "manager_is_told": plan.manager_hears,
    }


def _contact(one: PlacedContact, plan: Plan, speak: Speak) -> dict[str, Any]:
    return _placed(one.placed, speak) | {
        "is_lead": one.is_lead,
        "roles": [role for role in one.roles if role],
        "primary": one.primary,
        "fields": _fields(plan.contact_fields(one)),
    }


def _placed(placed: Placed, speak: Speak) -> dict[str, Any]:
    return {
        "action": placed.action,
        "id": str(placed.id) if placed.links else None,
        "name": placed.name,
        "because": speak(placed.because),
        "candidates": [_candidate(one, placed, speak) for one in placed.candidates],
    }


def _candidate(one: Candidate, placed: Placed, speak: Speak) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "standing": one.match.standing.value,
        "score": round(one.match.score, 4),
        "because": speak(one.because),
        "reasons": [speak(reason.because) for reason in one.match.reasons],
        "must_choose": one.id in placed.asks,
    }


def _into(plan: Plan) -> dict[str, Any] | None:
    if plan.into is None:
        return None
    fields = _fields(plan.opportunity_fields)
    return {"id": str(plan.into.id), "name": plan.into.row["name"], "fields": fields}


def _offer(one: Offer) -> dict[str, Any]:
    amount = None if one.amount is None else {"amount": f"{one.amount:f}", "currency": one.currency}
    return {
        "id": str(one.id),
        "name": one.name,
        "stage": one.stage,
        "amount": amount,
        "close_on": one.close_on.isoformat() if one.close_on else None,
        "owner": one.owner,
    }


def _fields(fields: Iterable[Compared]) -> list[dict[str, Any]]:
    return [
        {"field": one.field, "lead": frozen(one.lead), "record": frozen(one.record), "outcome": one.outcome}
        for one in fields
    ]
