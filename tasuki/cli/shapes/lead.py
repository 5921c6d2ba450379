from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tasuki.cli.session import Session
from tasuki.cli.tables import pairs, table
from tasuki.records.models import Lead
from tasuki.rules.lifecycle import STATE_LABELS, LeadState
from tasuki.rules.wording import N_

MILESTONES = ("mql", "sal", "sql", "discovery", "converted", "disqualified", "recycled", "archived", "merged")
_PERSON = ("name", "family_name", "given_name", "kana", "title", "email", "phone")
_COMPANY = (
    "country",
    "region",
    "industry",
    "employees",
    "segment",
    "business_model",
    "technologies",
    "tier",
    "background",
)


def lead_shape(lead: Lead) -> dict[str, Any]:
    """The lead as contract/lead.json names its fields, and how it stands."""
    return {
        "id": lead.pk,
        "external_id": lead.external_id,
        "state": lead.state,
        "state_since": lead.state_since,
        "origin": lead.origin,
        "person": {name: getattr(lead, name) for name in _PERSON},
        "company": {
            "name": lead.company_name,
            "domain": lead.company_domain,
            **{name: getattr(lead, name) for name in _COMPANY},
        },
        "source": lead.source,
        "source_detail": lead.source_detail,
        "campaign": lead.campaign.code if lead.campaign else None,
        "message": lead.message,
        "why_now": lead.why_now,
        "consent": lead.consent,
        "fields": lead.fields,
        "fit": lead.fit,
        "intent": lead.intent,
        "owner": lead.owner.handle if lead.owner else None,
        "ae": lead.ae.handle if lead.ae else None,
        "account_id": lead.account_id,
        "contact_id": lead.contact_id,
        "opportunity_id": lead.opportunity_id,
        "merged_into_id": lead.merged_into_id,
        "exit_reason": lead.exit_reason,
        "exit_rationale": lead.exit_rationale,
        "reengage_on": lead.reengage_on,
        "reengage_trigger": lead.reengage_trigger,
        "captured_at": lead.captured_at,
        "entered": {state: getattr(lead, f"entered_{state}_at") for state in MILESTONES},
        "version": lead.version,
    }


def lead_lines(lead: Lead, session: Session) -> list[str]:
    """One lead, told in pairs."""
    return pairs(
        [
            (session.say(N_("Lead")), lead.pk),
            (session.say(N_("External id")), lead.external_id),
            (session.say(N_("State")), state_of(lead, session)),
            (session.say(N_("Since")), session.clock(lead.state_since)),
            (session.say(N_("Person")), _joined(lead.name, lead.title)),
            (session.say(N_("Reachable")), _joined(lead.email, lead.phone)),
            (session.say(N_("Company")), _joined(lead.company_name, lead.company_domain)),
            (session.say(N_("Source")), _joined(lead.source, lead.campaign.code if lead.campaign else "")),
            (session.say(N_("Fit and intent")), _joined(lead.fit, lead.intent)),
            ("SDR", lead.owner and lead.owner.handle),
            ("AE", lead.ae and lead.ae.handle),
            (session.say(N_("Opportunity")), lead.opportunity_id),
            (session.say(N_("Merged into")), lead.merged_into_id),
            (session.say(N_("Reason")), _joined(lead.exit_reason, lead.exit_rationale)),
            (session.say(N_("Comes back")), _joined(lead.reengage_on, lead.reengage_trigger)),
        ]
    )


def leads_table(leads: Sequence[Lead], session: Session) -> list[str]:
    headings = (
        N_("Lead"),
        N_("State"),
        N_("Person"),
        N_("Company"),
        N_("Source"),
        "SDR",
        "AE",
        N_("Captured at"),
    )
    rows = [
        (
            str(lead.pk),
            state_of(lead, session),
            lead.name,
            lead.company_name,
            lead.source,
            lead.owner.handle if lead.owner else None,
            lead.ae.handle if lead.ae else None,
            session.clock(lead.captured_at),
        )
        for lead in leads
    ]
    return table([session.say(text) for text in headings], rows)


def state_of(lead: Lead, session: Session) -> str:
    return session.say(STATE_LABELS[LeadState(lead.state)])


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part not in (None, ""))
