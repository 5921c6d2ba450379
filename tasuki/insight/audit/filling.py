"""What the other files add to leads and opportunities: companies, products, history and activities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from tasuki.insight.audit.joined import Joined
from tasuki.insight.audit.linking import index, short
from tasuki.insight.audit.reading import Sheet, counts, moments, texts
from tasuki.insight.audit.rows import DealRow, is_before, segment_of
from tasuki.insight.audit.states import words as state_words
from tasuki.stages.intake.importing.headings import folded


def fill_from_accounts(joined: Joined, sheets: list[Sheet]) -> None:
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
                by_id[short(facts["external_id"])] = facts
            if facts["name"]:
                by_name[folded(facts["name"])] = facts
    if not by_id and not by_name:
        return
    for deal in joined.deals:
        found = by_id.get(short(deal.account_ref)) or by_name.get(folded(deal.account))
        if found is None:
            joined.strange["account"] += bool(deal.account or deal.account_ref)
            continue
        joined.links["account"] += 1
        deal.account = deal.account or found["name"]
        deal.industry = deal.industry or found["industry"]
        deal.segment = deal.segment or found["segment"]
    for lead in joined.leads:
        found = by_id.get(short(lead.account_ref)) or by_name.get(folded(lead.company))
        if found is not None:
            lead.industry = lead.industry or found["industry"]
            lead.segment = lead.segment or found["segment"]


def name_products(deals: Iterable[DealRow], sheets: list[Sheet], joined: Joined) -> None:
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


def fill_from_history(joined: Joined, sheets: list[Sheet], zone: ZoneInfo) -> None:
    """The stages that each opportunity has been in, in order, and how often its close date moved back."""
    by_id = {short(deal.external_id): deal for deal in joined.deals if deal.external_id}
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
            deal = by_id.get(short(refs[row])) or by_name.get(folded(names[row]))
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


def fill_from_activities(joined: Joined, sheets: list[Sheet], zone: ZoneInfo) -> None:
    """When somebody last did something about a lead or an opportunity, and first about a lead."""
    leads = index(joined.leads, lambda lead: lead.external_id)
    by_contact = index(joined.leads, lambda lead: lead.contact_ref)
    by_mail = index(joined.leads, lambda lead: lead.email)
    deals = {short(deal.external_id): deal for deal in joined.deals if deal.external_id}
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
            who = short(text["lead_ref"] or text["who_ref"])
            lead = (
                leads.get(who)
                or by_contact.get(short(text["contact_ref"]) or who)
                or by_mail.get(text["email"].casefold())
            )
            deal = deals.get(short(text["opportunity_ref"] or text["what_ref"]))
            joined.links["activity"] += bool(lead or deal)
            joined.strange["activity"] += not (lead or deal)
            if lead is not None:
                lead.last_activity_at = max(lead.last_activity_at or moment, moment)
                if not is_before(moment, lead.captured_at, zone):
                    touched_at = max(moment, lead.captured_at or moment)
                    lead.first_touch_at = min(lead.first_touch_at or touched_at, touched_at)
            if deal is not None:
                deal.last_activity_at = max(deal.last_activity_at or moment, moment)
