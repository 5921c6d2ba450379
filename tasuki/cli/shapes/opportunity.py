from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tasuki.cli.session import Session
from tasuki.cli.tables import pairs, table
from tasuki.records.models import Opportunity
from tasuki.rules.lifecycle import STATE_LABELS, OpportunityState
from tasuki.rules.wording import N_

_PLAIN = (
    "external_id",
    "name",
    "state",
    "stage",
    "stage_since",
    "in_forecast",
    "origin",
    "product",
    "use_case",
    "product_line",
    "industry_vertical",
    "source",
    "amount_basis",
    "discount",
    "close_on",
    "close_date_basis",
    "close_date_evidence",
    "follow_up_plan",
    "decision_criteria",
    "competitive_landscape",
    "risks",
    "qualification_notes",
    "fit_at_conversion",
    "intent_at_conversion",
    "playbook",
    "overridden",
    "waiver_expires_on",
    "close_reason",
    "close_rationale",
    "competitor",
    "closed_at",
    "fields",
    "created_at",
    "version",
)


def opportunity_shape(row: Opportunity) -> dict[str, Any]:
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in _PLAIN},
        "probability": float(row.probability) if row.probability is not None else None,
        "amount": money_of(row),
        "account": {"id": row.account.pk, "name": row.account.name} if row.account else None,
        "lead_id": row.lead_id,
        "owner": row.owner.handle if row.owner else None,
        "sdr": row.sdr.handle if row.sdr else None,
        "campaign": row.campaign.code if row.campaign else None,
    }


def whole_opportunity(row: Opportunity) -> dict[str, Any]:
    """The opportunity with its contacts, next steps and stages so far."""
    contacts = row.contact_roles.select_related("contact").order_by("-is_primary", "contact__name", "role")
    steps = row.next_steps.select_related("owner").order_by("due_on", "id")
    return {
        **opportunity_shape(row),
        "contacts": [
            {
                "id": one.contact_id,
                "role_id": one.pk,
                "name": one.contact.name,
                "role": one.role,
                "primary": one.is_primary,
                "stance": one.stance,
                "evidence": one.evidence,
            }
            for one in contacts
        ],
        "next_steps": [
            {
                "id": step.pk,
                "action": step.action,
                "owner": step.owner.handle if step.owner else None,
                "due_on": step.due_on,
                "done_at": step.done_at,
            }
            for step in steps
        ],
        "stage_history": row.stage_history,
    }


def opportunity_lines(row: Opportunity, session: Session) -> list[str]:
    told = whole_opportunity(row)
    facts = pairs(
        [
            (session.say(N_("Opportunity")), row.pk),
            (session.say(N_("Name")), row.name),
            (session.say(N_("State")), state_of(row, session)),
            (session.say(N_("Stage")), row.stage),
            (session.say(N_("Amount")), amount_of(row)),
            (session.say(N_("Close date")), row.close_on),
            (session.say(N_("Owner")), told["owner"]),
            (session.say(N_("Account")), told["account"] and told["account"]["name"]),
            (session.say(N_("Lead")), row.lead_id),
            (session.say(N_("Forecast")), session.say(N_("yes") if row.in_forecast else N_("no"))),
            (session.say(N_("Reason")), row.close_reason),
        ]
    )
    contacts = [(one["name"], one["role"], "*" if one["primary"] else "") for one in told["contacts"]]
    steps = [
        (one["due_on"], one["action"], one["owner"], session.clock(one["done_at"]))
        for one in told["next_steps"]
    ]
    return [
        *facts,
        *_block(table([session.say(text) for text in (N_("Contact"), N_("Role"), N_("Primary"))], contacts)),
        *_block(
            table(
                [session.say(text) for text in (N_("Due"), N_("Next step"), N_("Owner"), N_("Done"))], steps
            )
        ),
    ]


def opportunities_table(rows: Sequence[Opportunity], session: Session) -> list[str]:
    headings = (
        N_("Opportunity"),
        N_("Name"),
        N_("State"),
        N_("Stage"),
        N_("Amount"),
        N_("Close date"),
        N_("Owner"),
    )
    cells = [
        (
            str(row.pk),
            row.name,
            state_of(row, session),
            row.stage,
            amount_of(row),
            row.close_on,
            row.owner.handle if row.owner else None,
        )
        for row in rows
    ]
    return table([session.say(text) for text in headings], cells)


def money_of(row: Opportunity) -> dict[str, str] | None:
    return None if row.amount is None else {"amount": f"{row.amount:f}", "currency": row.currency}


def amount_of(row: Opportunity) -> str | None:
    return None if row.amount is None else f"{row.amount:,f} {row.currency}"


def state_of(row: Opportunity, session: Session) -> str:
    return session.say(STATE_LABELS[OpportunityState(row.state)])


def _block(lines: list[str]) -> list[str]:
    return ["", *lines] if lines else []
