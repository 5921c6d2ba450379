"""What a clock has to know of its lead: the facts that a row's ``when`` reads, and who owes the promise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property, partial
from typing import Any
from uuid import UUID

import orjson

from tasuki.platform.sql import run
from tasuki.records.queries import campaign_code, lead_at_hand
from tasuki.rules.dossier import CompanyFacts, Dossier, LeadFacts, PersonFacts
from tasuki.rules.scoring import highest

# Leads as one document each, with their campaigns' codes.
THE_LEADS = """
SELECT lead.id, to_jsonb(lead)::text, campaign.code
FROM records_lead lead LEFT JOIN records_campaign campaign ON campaign.id = lead.campaign_id
WHERE lead.id = ANY(%(leads)s)
"""
# The manager of whoever works the lead now.
MANAGER = """
SELECT coalesce((SELECT manager_id FROM people_person WHERE id = %(ae)s),
                (SELECT manager_id FROM people_person WHERE id = %(sdr)s))
"""
_COMPANY = (
    "employees", "industry", "segment", "country", "region", "business_model", "tier", "background",
)  # fmt: skip
_PERSON = ("name", "family_name", "given_name", "title", "email", "phone")
_SAME = (
    "state", "source", "message", "segment", "industry", "country", "region", "fit", "intent", "why_now", "origin",
    "fields",
)  # fmt: skip


class Situation:
    """The lead as the rules see it, put together when a promise asks, and who works it."""

    def __init__(
        self,
        row: Mapping[str, Any],
        campaign: Callable[[], str] = str,
        sdr: UUID | None = None,
        ae: UUID | None = None,
    ) -> None:
        self.row, self._campaign, self.sdr, self.ae = row, campaign, sdr, ae

    @property
    def origin(self) -> str:
        return str(self.row.get("origin", "native"))

    @cached_property
    def dossier(self) -> Dossier:
        return Dossier(lead=_lead_facts(self.row, self._campaign()) if self.row else LeadFacts())

    def person(self, role: str) -> UUID | None:
        """Who stands behind an owner role of the agreement; None where nobody does by name."""
        if role == "manager":
            manager: UUID | None = run(MANAGER, {"ae": self.ae, "sdr": self.sdr})[0][0]
            return manager
        return {"sdr": self.sdr, "ae": self.ae}.get(role)


NOBODYS = Situation({})
"""For what is about no lead."""


def situations_of(lead_ids: Iterable[UUID]) -> Mapping[UUID, Situation]:
    """The leads' situations now; a lead that does not exist has none."""
    found, others = dict[UUID, Situation](), list[UUID]()
    for lead_id in lead_ids:
        ours = lead_at_hand(lead_id)
        if ours is None:
            others.append(lead_id)
        else:
            found[lead_id] = Situation(vars(ours), partial(campaign_code, ours), ours.owner_id, ours.ae_id)
    for lead_id, document, campaign in run(THE_LEADS, {"leads": others}) if others else ():
        lead = orjson.loads(document)
        found[lead_id] = Situation(
            lead, partial(str, campaign or ""), _uuid(lead["owner_id"]), _uuid(lead["ae_id"])
        )
    return found


def _lead_facts(row: Mapping[str, Any], campaign: str) -> LeadFacts:
    return LeadFacts(
        **{name: row[name] for name in _SAME},
        id=str(row["id"]),
        campaign=campaign,
        intent_tier=highest(one.get("tier", 0) for one in row["score_reasons"]),
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


def _instant(moment: datetime | str | None) -> datetime | None:
    """From the lead at hand, or from its document."""
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment
