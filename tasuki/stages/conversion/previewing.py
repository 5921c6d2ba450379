"""A plan read out in one language: what the preview shows by API and on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tasuki.rules.decision import Enforcement, Verdict
from tasuki.rules.wording import Language, Sentence
from tasuki.stages.conversion.freeze import frozen
from tasuki.stages.conversion.plan import Candidate, Placed, PlacedContact, Plan

Speak = Callable[[Sentence], str]
_ACCOUNT_FIELDS: Mapping[str, str] = {
    "name": "company_name", "domain": "company_domain", "industry": "industry", "segment": "segment",
    "country": "country", "region": "region", "employees": "employees", "tier": "tier",
}  # fmt: skip
_CONTACT_FIELDS: Mapping[str, str] = {"name": "name", "email": "email", "phone": "phone", "title": "title"}


def preview_spoken(plan: Plan, language: Language, translate: Callable[[str], str] = str) -> dict[str, Any]:
    """The public shape of a preview: per record what happens and why, the decision, and what else follows."""

    def speak(sentence: Sentence) -> str:
        return sentence.spoken(language, translate)

    troubles = plan.decision.troubles
    asks = [one.rule for one in troubles if one.enforcement is Enforcement.MANAGER_REVIEW]
    return {
        "lead_id": str(plan.gathered.lead_id),
        "decision": plan.decision.spoken(language, translate),
        "account": _account(plan, speak),
        "contacts": [_contact(one, plan, speak) for one in plan.contacts],
        "opportunity": frozen(plan.opportunity),
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


def _account(plan: Plan, speak: Speak) -> dict[str, Any]:
    row = _row(plan, "accounts", plan.account)
    return _placed(plan.account, speak) | {
        "differences": _differences(plan.gathered.lead, row, _ACCOUNT_FIELDS)
    }


def _contact(one: PlacedContact, plan: Plan, speak: Speak) -> dict[str, Any]:
    row = _row(plan, "contacts", one.placed) if one.is_lead else None
    return _placed(one.placed, speak) | {
        "is_lead": one.is_lead,
        "roles": [role for role in one.roles if role],
        "primary": one.primary,
        "differences": _differences(plan.gathered.lead, row, _CONTACT_FIELDS),
    }


def _placed(placed: Placed, speak: Speak) -> dict[str, Any]:
    return {
        "action": placed.action,
        "id": str(placed.id) if placed.action == "link" else None,
        "name": placed.name,
        "because": speak(placed.because),
        "candidates": [_candidate(one, speak) for one in placed.candidates],
    }


def _candidate(one: Candidate, speak: Speak) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "standing": one.match.standing.value,
        "score": round(one.match.score, 4),
        "reasons": [speak(reason.because) for reason in one.match.reasons],
    }


def _row(plan: Plan, kind: str, placed: Placed) -> Mapping[str, Any] | None:
    return next((row for row in plan.gathered.rows(kind) if row["id"] == str(placed.id)), None)


def _differences(
    lead: Mapping[str, Any], row: Mapping[str, Any] | None, columns: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Where the lead and the record that it is linked to say two things; the record keeps its own."""
    if row is None:
        return []
    return [
        {"field": field, "lead": lead[column], "record": row[field]}
        for field, column in columns.items()
        if lead[column] and field in row and lead[column] != row[field]
    ]
