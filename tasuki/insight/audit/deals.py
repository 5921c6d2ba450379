"""Opportunities from a file: open, won or lost, by flags, dates and the words of status and stage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from tasuki.insight.audit.leads import Words, key_of
from tasuki.insight.audit.reading import Sheet, amounts, currencies, flags, moments, texts
from tasuki.insight.audit.rows import DealRow, LeadRow
from tasuki.insight.audit.states import plain
from tasuki.insight.audit.states import words as words_of

_MOMENTS = (
    "created_at", "won_at", "lost_at", "closed_at", "close_on", "stage_since", "last_activity_at",
)  # fmt: skip
_TEXTS = (
    "external_id", "name", "lead_ref", "account_name", "account_ref", "contact_ref", "email", "stage", "status",
    "contact_name", "source", "campaign", "segment", "industry", "product", "owner", "sdr", "close_reason",
    "competitor", "probability", "next_step",
)  # fmt: skip


def deals_of(sheet: Sheet, zone: ZoneInfo, words: Words) -> Iterator[DealRow]:
    """The rows of a file, in its order."""
    text_of: Mapping[str, list[str]] = {name: texts(sheet, name) for name in _TEXTS}
    date_of: Mapping[str, list[datetime | None]] = {name: moments(sheet, name, zone) for name in _MOMENTS}
    flag_of = {name: flags(sheet, name) for name in ("is_won", "is_lost", "is_closed")}
    money, won_money, currency = amounts(sheet, "amount"), amounts(sheet, "won_amount"), currencies(sheet)
    only_outcomes = not any(sheet.has(name) for name in ("stage", "status", "is_won", "is_closed", "is_lost"))
    for at, line in enumerate(sheet.lines):
        text = {name: column[at] for name, column in text_of.items()}
        text["close_reason"] = _reason(text["close_reason"])
        date = {name: column[at] for name, column in date_of.items()}
        flag = {name: column[at] for name, column in flag_of.items()}
        state = _outcome(text, date, flag, words, sheet.said.states, only_outcomes)
        row = DealRow(
            key_of(2, sheet.number, line),
            sheet.number,
            line,
            external_id=text["external_id"],
            name=text["name"] or text["account_name"],
            lead_ref=text["lead_ref"],
            account=text["account_name"],
            account_ref=text["account_ref"],
            contact_ref=text["contact_ref"],
            contact_name=text["contact_name"],
            email=(text["email"] or _address_in(text["contact_name"])).casefold(),
            state=state,
            stage=text["stage"] or text["status"],
            source=text["source"],
            campaign=text["campaign"],
            segment=text["segment"],
            industry=text["industry"],
            product=text["product"],
            owner=text["owner"],
            sdr=text["sdr"],
            created_at=date["created_at"],
            stage_since=date["stage_since"],
            last_activity_at=date["last_activity_at"],
            close_on=date["close_on"],
            currency=currency[at],
            probability=_probability(text["probability"]),
            close_reason=text["close_reason"],
            competitor=text["competitor"],
            next_step=text["next_step"],
            has_own_source=bool(text["source"]),
        )
        amount = (won_money[at] if state == "won" else None) or money[at]
        if amount is not None:
            row.amount, row.currency = amount[0], row.currency or amount[1]
        if state == "won":
            row.won_at = date["won_at"] or date["closed_at"] or date["close_on"]
        elif state == "lost":
            row.lost_at = date["lost_at"] or date["closed_at"] or date["close_on"]
        row.stages = [row.stage] if row.stage else []
        yield row


def _outcome(
    text: Mapping[str, str],
    date: Mapping[str, datetime | None],
    flag: Mapping[str, bool | None],
    words: Words,
    said: Mapping[str, str],
    only_outcomes: bool,
) -> str:
    """Flags first, then words, then dates that only an end has. A file of wins with nothing else holds wins."""
    by_status = words.read("opportunities", text["status"], said)
    by_stage = words.read("opportunities", text["stage"], said)
    if flag["is_won"]:
        return "won"
    if flag["is_lost"]:
        return "lost"
    for found in (by_status, by_stage):
        if found in ("won", "lost"):
            return found
    if flag["is_closed"] and flag["is_won"] is False:
        return "lost"
    if date["won_at"]:
        return "won"
    if date["lost_at"]:
        return "lost"
    if text["close_reason"] and (date["closed_at"] or _probability(text["probability"]) == 0):
        return "lost"
    return "won" if only_outcomes and date["closed_at"] else "open"


def _reason(text: str) -> str:
    """Dynamics keeps “In Progress” and “Won” in the column that says why an opportunity was lost."""
    states = words_of("opportunities")
    return "" if plain(text) in (*states["open"], *states["won"]) else text


def _address_in(text: str) -> str:
    """“Bob Jones (bob@acme.example)”."""
    found = re.search(r"[^\s()<>;,]+@[^\s()<>;,]+", text)
    return found[0] if found else ""


def _probability(text: str) -> Decimal | None:
    digits = text.replace("%", "").replace(",", ".").strip()
    try:
        number = Decimal(digits) if digits else None
    except ArithmeticError:
        return None
    if number is None or not 0 <= number <= 100:
        return None
    return number / 100 if number > 1 or "%" in text else number


def deals_out_of(leads: list[LeadRow]) -> Iterator[DealRow]:
    """Opportunities that only the leads tell of: where no file of opportunities was given and outcomes stand there."""
    for lead in leads:
        if not lead.reached & {"converted", "won", "lost"}:
            continue
        state = "won" if "won" in lead.reached else "lost" if "lost" in lead.reached else "open"
        deal = DealRow(
            key_of(3, lead.file, lead.line),
            lead.file,
            lead.line,
            external_id=lead.opportunity_ref,
            name=lead.company,
            lead=lead,
            account=lead.company,
            state=state,
            stage=state,
            stages=[state],
            source=lead.source,
            campaign=lead.campaign,
            segment=lead.segment,
            industry=lead.industry,
            owner=lead.owner,
            sdr=lead.owner,
            created_at=lead.at.get("converted"),
            last_activity_at=lead.last_activity_at,
            won_at=lead.at.get("won"),
            lost_at=lead.at.get("lost"),
            amount=lead.amount,
            currency=lead.currency,
            close_reason=lead.exit_reason if state == "lost" else "",
            has_own_source=bool(lead.source),
            derived=True,
        )
        lead.deals.append(deal)
        yield deal
