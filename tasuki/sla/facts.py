"""What a clock has to know of its lead: the facts that a row's ``when`` reads, and who owes the promise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.platform.sql import run
from tasuki.rules.dossier import CompanyFacts, Dossier, LeadFacts, PersonFacts

# The lead as one document, with its campaign's code and the manager of whoever works it now.
THE_LEAD_AND_WHO_WORKS_IT = """
SELECT to_jsonb(lead)::text, campaign.code, coalesce(ae.manager_id, sdr.manager_id)
FROM records_lead lead
LEFT JOIN records_campaign campaign ON campaign.id = lead.campaign_id
LEFT JOIN people_person sdr ON sdr.id = lead.owner_id
LEFT JOIN people_person ae ON ae.id = lead.ae_id
WHERE lead.id = %(lead)s
"""
_COMPANY = (
    "employees", "industry", "segment", "country", "region", "business_model", "tier", "background",
)  # fmt: skip
_PERSON = ("name", "family_name", "given_name", "title", "email", "phone")
_SAME = (
    "state", "source", "message", "segment", "industry", "country", "region", "fit", "intent", "why_now", "origin",
    "fields",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Situation:
    """The lead as the rules see it, and the person behind each owner role."""

    dossier: Dossier
    owners: Mapping[str, UUID | None]


NOBODYS = Situation(Dossier(), {})
"""For what is about no lead."""


def situation_of(lead_id: UUID) -> Situation | None:
    """The lead's situation now; None for a lead that does not exist."""
    rows = run(THE_LEAD_AND_WHO_WORKS_IT, {"lead": lead_id})
    if not rows:
        return None
    document, campaign, manager = rows[0]
    lead = json.loads(document)
    owners = {"sdr": _uuid(lead["owner_id"]), "ae": _uuid(lead["ae_id"]), "manager": manager}
    return Situation(Dossier(lead=_lead_facts(lead, campaign or "")), owners)


def _lead_facts(row: Mapping[str, Any], campaign: str) -> LeadFacts:
    return LeadFacts(
        **{name: row[name] for name in _SAME},
        id=row["id"],
        campaign=campaign,
        captured_at=_instant(row["captured_at"]),
        recycled_at=_instant(row["recycled_at"]),
        company=CompanyFacts(
            name=row["company_name"],
            domain=row["company_domain"],
            technologies=tuple(row["technologies"]),
            **{name: row[name] for name in _COMPANY},
        ),
        person=PersonFacts(**{name: row[name] for name in _PERSON}),
    )


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
