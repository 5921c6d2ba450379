"""What belongs together: leads, opportunities, companies, products and people, by id and where none is, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar
from zoneinfo import ZoneInfo

from tasuki.insight.audit.deals import deals_of, deals_out_of
from tasuki.insight.audit.filling import (
    fill_from_accounts,
    fill_from_activities,
    fill_from_history,
    name_products,
)
from tasuki.insight.audit.joined import Joined
from tasuki.insight.audit.leads import Words, leads_of, never_converted, settle
from tasuki.insight.audit.linking import link, short
from tasuki.insight.audit.reading import Sheet, amounts, currencies, moments, texts
from tasuki.insight.audit.rows import Campaign, DealRow, LeadRow
from tasuki.stages.intake.importing.headings import folded


def join(sheets: Mapping[str, list[Sheet]], zone: ZoneInfo) -> Joined:
    """Leads with their opportunities, filled in from the other files."""
    words = {"leads": Words(), "opportunities": Words()}
    leads, leads_again = _once(
        row for sheet in sheets.get("leads", []) for row in leads_of(sheet, zone, words["leads"])
    )
    deals, deals_again = _once(
        row
        for sheet in sheets.get("opportunities", [])
        for row in deals_of(sheet, zone, words["opportunities"])
    )
    joined = Joined(leads, deals, _teams(sheets.get("people", [])), words)
    joined.again = {"leads": leads_again, "opportunities": deals_again}
    joined.campaigns = _campaigns(sheets.get("campaigns", []), zone)
    name_products(deals, sheets.get("products", []), joined)
    link(joined, sheets.get("contacts", []), zone)
    if leads and not sheets.get("opportunities") and _tells_of_outcomes(leads):
        deals += deals_out_of(leads)
        joined.derived = True
    fill_from_accounts(joined, sheets.get("accounts", []))
    fill_from_history(joined, sheets.get("history", []), zone)
    fill_from_activities(joined, sheets.get("activities", []), zone)
    for lead in leads:
        if deals and not joined.derived:
            never_converted(lead)
        _follow_deals(lead)
        settle(lead)
    for deal in deals:
        if deal.lead is not None:
            deal.source = deal.source or deal.lead.source
            deal.campaign = deal.campaign or deal.lead.campaign
            deal.sdr = deal.sdr or deal.lead.owner
    return joined


R = TypeVar("R", LeadRow, DealRow)


def _once(rows: Iterable[R]) -> tuple[list[R], list[R]]:
    """Each id once, as its last row says, and the rows that were passed over.

    Where most rows share their id with others it is none of theirs (a company's, a person's): then every row counts.
    """
    found = list(rows)
    last = {row.external_id: row for row in found if row.external_id}
    kept = [row for row in found if not row.external_id or last[row.external_id] is row]
    if 2 * len(kept) < len(found):
        return found, []
    return kept, [row for row in found if row.external_id and last[row.external_id] is not row]


def _tells_of_outcomes(leads: Iterable[LeadRow]) -> bool:
    return any(lead.reached & {"won", "lost"} or lead.amount is not None for lead in leads)


def _follow_deals(lead: LeadRow) -> None:
    """What became of a lead's opportunities is what became of the lead."""
    deal = lead.deal
    if deal is None:
        return
    lead.reached.add("converted")
    created = [one.created_at for one in lead.deals if one.created_at]
    if "converted" not in lead.at and created and not deal.derived:
        lead.at["converted"] = min(created)
    if deal.state in ("won", "lost"):
        lead.reached.add(deal.state)
        if deal.closed_at is not None:
            lead.at.setdefault(deal.state, deal.closed_at)


def _campaigns(sheets: list[Sheet], zone: ZoneInfo) -> dict[str, Campaign]:
    """Campaigns under each name that a lead may know them by."""
    found: dict[str, Campaign] = {}
    for sheet in sheets:
        columns = {name: texts(sheet, name) for name in ("external_id", "code", "name", "source")}
        in_currency = currencies(sheet)
        starts, ends = moments(sheet, "starts_on", zone), moments(sheet, "ends_on", zone)
        for at, spent in enumerate(amounts(sheet, "spend")):
            text = {name: column[at] for name, column in columns.items()}
            amount, currency = spent or (None, "")
            one = Campaign(
                text["name"] or text["code"] or text["external_id"],
                text["code"],
                text["source"],
                amount,
                in_currency[at] or currency,
                starts[at],
                ends[at],
            )
            for key in (text["external_id"], text["code"], text["name"]):
                if key:
                    found.setdefault(folded(short(key)), one)
    return found


def _teams(sheets: list[Sheet]) -> dict[str, str]:
    """Person → team, under their name and their id."""
    teams = {}
    for sheet in sheets:
        rows = zip(
            texts(sheet, "name"), texts(sheet, "external_id"), texts(sheet, "team"), texts(sheet, "office"),
            strict=True,
        )  # fmt: skip
        for name, key, team, office in rows:
            for called in (name, key):
                if called:
                    teams[folded(called)] = team or office
    return teams
