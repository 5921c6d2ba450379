"""Hold everything that many conversions will touch, at once and in one order, before the first of them begins."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tasuki.stages.conversion.claiming import claim, keys_claimed, leads_held
from tasuki.stages.conversion.gather import companies_of, hold
from tasuki.stages.conversion.input import ConvertInput


def hold_all(requests: Iterable[tuple[UUID, ConvertInput]]) -> None:
    """Leads, then opportunities, then what is claimed of companies and people, until the transaction ends.

    For whoever converts several waves in one transaction: taking a second wave's leads while holding the first one's
    companies would cross with somebody who holds such a lead and waits for the company.
    """
    wanted = list(requests)
    companies = companies_of(
        {held for lead_id, asked in wanted for held in leads_held(lead_id, asked)}, lock=True
    )
    hold(asked.into_opportunity for _, asked in wanted)
    known = [(asked, companies[lead_id]) for lead_id, asked in wanted if lead_id in companies]
    claim(key for asked, company in known for key in keys_claimed(asked, company))
