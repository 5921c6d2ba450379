"""What belongs together: leads, opportunities, companies, products and people, by id and where none is, by name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

from tasuki.insight.audit.deals import deals_of, deals_out_of
from tasuki.insight.audit.leads import Words, leads_of, never_converted, settle
from tasuki.insight.audit.reading import Sheet, amounts, counts, moments, texts
from tasuki.insight.audit.rows import Campaign, DealRow, LeadRow, is_before, segment_of
from tasuki.insight.audit.states import words as state_words
from tasuki.stages.intake.importing.headings import folded


@dataclass(slots=True)
class Joined:
    """Everything that the files say, put together. ``links`` counts by which way opportunities found their leads."""

    leads: list[LeadRow]
    deals: list[DealRow]
    teams: dict[str, str]
    words: dict[str, Words]
    links: Counter[str] = field(default_factory=Counter)
    unlinked: int = 0
    strange: Counter[str] = field(default_factory=Counter)
    active_at: list[datetime] = field(default_factory=list)
    has_hours: bool = False
    """Whether activities say at what time they were, and not the day alone."""
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    again: dict[str, Sequence[LeadRow | DealRow]] = field(default_factory=dict)
    """Rows about a record that stands further down as well: the last one counts."""
    derived: bool = False


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
    _name_products(deals, sheets.get("products", []), joined)
    _link(joined, sheets.get("contacts", []))
    if leads and not sheets.get("opportunities") and _tells_of_outcomes(leads):
        deals += deals_out_of(leads)
        joined.derived = True
    _fill_from_accounts(joined, sheets.get("accounts", []))
    _fill_from_history(joined, sheets.get("history", []), zone)
    _fill_from_activities(joined, sheets.get("activities", []), zone)
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


def _link(joined: Joined, contacts: list[Sheet]) -> None:
    """By the id of either in the other; by e-mail address; by a company that one lead alone has."""
    by_id = _index(joined.leads, lambda lead: lead.external_id)
    by_mail = _index(joined.leads, lambda lead: lead.email)
    by_contact = _index(joined.leads, lambda lead: lead.contact_ref)
    by_company = _alone(joined.leads, lambda lead: folded(lead.company))
    mail_of_contact = {
        _short(key): mail.casefold()
        for sheet in contacts
        for key, mail in zip(texts(sheet, "external_id"), texts(sheet, "email"), strict=True)
        if key and mail
    }
    pointed = {
        _short(ref): lead
        for lead in joined.leads
        for ref in lead.opportunity_ref.replace(",", ";").split(";")
        if ref
    }
    for deal in joined.deals:
        mail = deal.email or mail_of_contact.get(_short(deal.contact_ref), "")
        ways: tuple[tuple[str, LeadRow | None], ...] = (
            ("lead_id", by_id.get(_short(deal.lead_ref))),
            ("opportunity_id", pointed.get(_short(deal.external_id))),
            ("contact_id", _of_contact(deal.contact_ref, by_contact, by_id)),
            ("email", by_mail.get(mail)),
            ("company", by_company.get(folded(deal.account)) if joined.leads else None),
        )
        way, lead = next(((way, lead) for way, lead in ways if lead is not None), ("", None))
        if lead is None:
            joined.unlinked += bool(joined.leads)
            continue
        if way == "company" and deal.created_at and lead.captured_at and deal.created_at < lead.captured_at:
            joined.unlinked += 1
            continue
        joined.links[way] += 1
        deal.lead = lead
        lead.deals.append(deal)


def _of_contact(refs: str, by_contact: Mapping[str, LeadRow], by_id: Mapping[str, LeadRow]) -> LeadRow | None:
    """A lead that became this contact, or where the leads are contacts themselves, that contact."""
    keys = [_short(ref) for ref in re.split(r"[;,]\s*", refs) if ref]
    return next((found for key in keys if (found := by_contact.get(key) or by_id.get(key))), None)


def _short(key: str) -> str:
    """Salesforce writes the same id with 15 or 18 characters."""
    return key[:15] if len(key) in (15, 18) and key.isalnum() else key


def _index(leads: Iterable[LeadRow], key: Callable[[LeadRow], str]) -> dict[str, LeadRow]:
    """The first lead of each key."""
    found: dict[str, LeadRow] = {}
    for lead in leads:
        if one := _short(key(lead)):
            found.setdefault(one, lead)
    return found


def _alone(leads: Iterable[LeadRow], key: Callable[[LeadRow], str]) -> dict[str, LeadRow]:
    """Only the keys that one lead alone has."""
    found: dict[str, list[LeadRow]] = defaultdict(list)
    for lead in leads:
        if one := key(lead):
            found[one].append(lead)
    return {one: rows[0] for one, rows in found.items() if len(rows) == 1}


def _fill_from_accounts(joined: Joined, sheets: list[Sheet]) -> None:
    """Industry, segment and the like of a company, by its id or else by its name."""
    by_id: dict[str, dict[str, str]] = {}
    by_name: dict[str, dict[str, str]] = {}
    for sheet in sheets:
        columns = {
            name: texts(sheet, name) for name in ("external_id", "name", "industry", "segment", "country")
        }
        employees = counts(sheet, "employees")
        for at in range(len(sheet.lines)):
            facts = {name: column[at] for name, column in columns.items()}
            facts["segment"] = facts["segment"] or segment_of(employees[at])
            if facts["external_id"]:
                by_id[_short(facts["external_id"])] = facts
            if facts["name"]:
                by_name[folded(facts["name"])] = facts
    if not by_id and not by_name:
        return
    for deal in joined.deals:
        found = by_id.get(_short(deal.account_ref)) or by_name.get(folded(deal.account))
        if found is None:
            joined.strange["account"] += bool(deal.account or deal.account_ref)
            continue
        joined.links["account"] += 1
        deal.account = deal.account or found["name"]
        deal.industry = deal.industry or found["industry"]
        deal.segment = deal.segment or found["segment"]
    for lead in joined.leads:
        found = by_id.get(_short(lead.account_ref)) or by_name.get(folded(lead.company))
        if found is not None:
            lead.industry = lead.industry or found["industry"]
            lead.segment = lead.segment or found["segment"]


def _name_products(deals: Iterable[DealRow], sheets: list[Sheet], joined: Joined) -> None:
    """The product as its own list calls it: “GTXPro” is “GTX Pro”."""
    known = {folded(name): name for sheet in sheets for name in texts(sheet, "name") if name}
    spellings: dict[str, str] = {}
    for deal in deals:
        if not deal.product:
            continue
        name = folded(deal.product)
        if known and name not in known:
            joined.strange["product"] += 1
        elif known and known[name] != deal.product:
            joined.links["product_by_name"] += 1
        deal.product = known.get(name) or spellings.setdefault(name, deal.product)


def _campaigns(sheets: list[Sheet], zone: ZoneInfo) -> dict[str, Campaign]:
    """Campaigns under each name that a lead may know them by."""
    found: dict[str, Campaign] = {}
    for sheet in sheets:
        columns = {name: texts(sheet, name) for name in ("external_id", "code", "name", "source", "currency")}
        starts, ends = moments(sheet, "starts_on", zone), moments(sheet, "ends_on", zone)
        for at, spent in enumerate(amounts(sheet, "spend")):
            text = {name: column[at] for name, column in columns.items()}
            amount, currency = spent or (None, "")
            one = Campaign(
                text["name"] or text["code"] or text["external_id"],
                text["code"],
                text["source"],
                amount,
                text["currency"] or currency,
                starts[at],
                ends[at],
            )
            for key in (text["external_id"], text["code"], text["name"]):
                if key:
                    found.setdefault(folded(_short(key)), one)
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


def _fill_from_history(joined: Joined, sheets: list[Sheet], zone: ZoneInfo) -> None:
    """The stages that each opportunity has been in, in order, and how often its close date moved back."""
    by_id = {_short(deal.external_id): deal for deal in joined.deals if deal.external_id}
    by_name = {folded(deal.name): deal for deal in joined.deals if deal.name}
    kinds = {folded(word): name for name, called in state_words("history").items() for word in called}
    stages: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    closes: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for sheet in sheets:
        at, refs, names = (
            moments(sheet, "at", zone),
            texts(sheet, "record_ref"),
            texts(sheet, "record_name"),
        )
        fields, values = texts(sheet, "field"), texts(sheet, "new_value")
        stage, close_on = texts(sheet, "stage"), texts(sheet, "close_on")
        for row, moment in enumerate(at):
            deal = by_id.get(_short(refs[row])) or by_name.get(folded(names[row]))
            if deal is None or moment is None:
                joined.strange["history"] += deal is None
                continue
            joined.links["history"] += 1
            joined.active_at.append(moment)
            changed = kinds.get(folded(fields[row]), "") if fields[row] else ""
            if entered := (stage[row] or (values[row] if changed == "stage" else "")):
                stages[id(deal)].append((moment, entered))
            if moved := (close_on[row] or (values[row] if changed == "close_on" else "")):
                closes[id(deal)].append((moment, moved))
    for deal in joined.deals:
        if visited := sorted(stages.get(id(deal), [])):
            passed = [
                row for place, row in enumerate(visited) if not place or visited[place - 1][1] != row[1]
            ]
            deal.stages, deal.stages_at = [name for _, name in passed], [began for began, _ in passed]
            deal.stage_since = deal.stage_since or visited[-1][0]
        if dates := sorted(closes.get(id(deal), [])):
            deal.close_date_pushes = sum(later[1] != earlier[1] for earlier, later in pairwise(dates))


def _fill_from_activities(joined: Joined, sheets: list[Sheet], zone: ZoneInfo) -> None:
    """When somebody last did something about a lead or an opportunity, and first about a lead."""
    leads = _index(joined.leads, lambda lead: lead.external_id)
    by_contact = _index(joined.leads, lambda lead: lead.contact_ref)
    by_mail = _index(joined.leads, lambda lead: lead.email)
    deals = {_short(deal.external_id): deal for deal in joined.deals if deal.external_id}
    for sheet in sheets:
        columns = {
            name: texts(sheet, name)
            for name in ("lead_ref", "who_ref", "contact_ref", "opportunity_ref", "what_ref", "email")
        }
        for row, moment in enumerate(moments(sheet, "at", zone)):
            if moment is None:
                continue
            joined.active_at.append(moment)
            joined.has_hours |= moment.astimezone(zone).time() != time()
            text = {name: column[row] for name, column in columns.items()}
            who = _short(text["lead_ref"] or text["who_ref"])
            lead = (
                leads.get(who)
                or by_contact.get(_short(text["contact_ref"]) or who)
                or by_mail.get(text["email"].casefold())
            )
            deal = deals.get(_short(text["opportunity_ref"] or text["what_ref"]))
            joined.links["activity"] += bool(lead or deal)
            joined.strange["activity"] += not (lead or deal)
            if lead is not None:
                lead.last_activity_at = max(lead.last_activity_at or moment, moment)
                if not is_before(moment, lead.captured_at, zone):
                    touched_at = max(moment, lead.captured_at or moment)
                    lead.first_touch_at = min(lead.first_touch_at or touched_at, touched_at)
            if deal is not None:
                deal.last_activity_at = max(deal.last_activity_at or moment, moment)
