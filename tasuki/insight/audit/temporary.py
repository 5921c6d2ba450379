"""The facts of a foreign export, in temporary tables that stand before the views of the product.

PostgreSQL looks for a name among temporary tables first, so that every report asks these and knows no difference. They
go with the transaction. Leads and opportunities are seen in one of three ways:

- **counting**: a milestone that was reached without a date stands at the earliest moment that is known, so that it is
  counted; nothing may be said about how long it took.
- **dated**: only moments that the export names; whatever is not known is NULL and cannot be told.
- **diagnosing**: as the diagnoses read it. What is only counted there stands as in counting, what is timed as in dated;
  reasons are codes of the agreement; what `Tells` says is not in the export is NULL for everybody. An end stands as a
  recycling, since a last status does not tell whether an end was overturned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from tasuki.insight.audit.joining import Joined
from tasuki.insight.audit.rows import MILESTONES, Campaign, DealRow, LeadRow, day_of
from tasuki.insight.audit.tells import Tells, missing_of, reason_of_deal, reason_of_lead
from tasuki.insight.facts import CAMPAIGNS, DEALS, FACTS, LEADS, PEOPLE
from tasuki.stages.intake.importing.headings import folded

View = Literal["counting", "dated", "diagnosing"]
_STATE = {"open": "open", "won": "closed_won", "lost": "closed_lost"}
_LEAD_EXTRAS = {
    **{f"reached_{one}": "boolean" for one in MILESTONES},
    "company": "text",
    "reason": "text",
    "first_touch_at": "timestamptz",
}
_DEAL_EXTRAS = {"reason": "text", "product": "text", "derived": "boolean", "closed": "timestamptz"}
_NO_DATES = ("mql", "sal", "sql", "discovery", "converted", "won", "lost", "disqualified", "recycled")


@contextmanager
def facts_of(joined: Joined, tells: Tells, at: datetime, zone: ZoneInfo, currency: str) -> Iterator[None]:
    """Inside, the reports answer from the export; afterwards nothing is left of it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for facts in FACTS:
                if facts not in (LEADS, DEALS):
                    cursor.execute(_create(facts.name, facts.columns))
            cursor.execute(_create("audit_lead", {**LEADS.columns, **_LEAD_EXTRAS}))
            cursor.execute(_create("audit_deal", {**DEALS.columns, **_DEAL_EXTRAS}))
        _fill(joined, tells, at, zone, currency)
        see("counting", tells)
        yield
        transaction.set_rollback(True)


def see(view: View, tells: Tells) -> None:
    """Which of the ways the reports see."""
    with connection.cursor() as cursor:
        for name, table, columns in (
            (LEADS.name, "audit_lead", _LEAD_VIEWS[view](tells)),
            (DEALS.name, "audit_deal", _DEAL_VIEWS[view](tells)),
        ):
            cursor.execute(f"DROP VIEW IF EXISTS pg_temp.{name}")
            chosen = ", ".join(f"{sql} AS {column}" for column, sql in columns.items())
            cursor.execute(f"CREATE TEMPORARY VIEW {name} AS SELECT {chosen} FROM pg_temp.{table}")


Columns = Mapping[str, str]
_BEGUN = "coalesce(captured_at, state_since)"


def _leads_dated(tells: Tells) -> Columns:
    return {name: name for name in LEADS.columns}


def _leads_counted(tells: Tells) -> Columns:
    return {**_leads_dated(tells), "captured_at": _BEGUN, **{f"{one}_at": _reached(one) for one in _NO_DATES}}


def _leads_diagnosed(tells: Tells) -> Columns:
    ended = f"CASE WHEN reached_disqualified OR reached_recycled THEN {_BEGUN} END"
    return {
        **_leads_dated(tells),
        "captured_at": "captured_at" if tells.unwon else "NULL::timestamptz",
        "sal_at": _reached("sal"),
        "sql_at": _reached("sql"),
        "discovery_at": _reached("discovery"),
        "converted_at": _reached("converted"),
        "disqualified_at": "NULL::timestamptz",
        "recycled_at": f"coalesce(recycled_at, {ended})",
        "exit_reason": "reason" if tells.lead_reasons else "NULL::text",
        "overridden": "NULL::boolean",
    }


def _reached(one: str) -> str:
    return f"coalesce({one}_at, CASE WHEN reached_{one} THEN {_BEGUN} END)"


def _deals_dated(tells: Tells) -> Columns:
    return {name: name for name in DEALS.columns}


def _deals_counted(tells: Tells) -> Columns:
    begun = "coalesce(created_at, won_at, lost_at, stage_since)"
    return {
        **_deals_dated(tells),
        "created_at": begun,
        "won_at": f"CASE WHEN state = 'closed_won' THEN coalesce(won_at, {begun}) END",
        "lost_at": f"CASE WHEN state = 'closed_lost' THEN coalesce(lost_at, {begun}) END",
    }


def _deals_diagnosed(tells: Tells) -> Columns:
    known = tells.beginnings and tells.entry
    return {
        **_deals_dated(tells),
        "created_at": "created_at" if tells.beginnings else "NULL::timestamptz",
        "stage": "CASE WHEN created_at IS NOT NULL THEN stage ELSE '' END" if known else "''::text",
        "close_reason": "CASE WHEN state = 'closed_lost' THEN reason ELSE '' END"
        if tells.deal_reasons
        else "NULL::text",
        "source": "source" if tells.sources else "NULL::text",
        "amount": "nullif(amount, 0)" if tells.losses else "NULL::numeric",
        "overridden": "NULL::boolean",
    }


_LEAD_VIEWS: Mapping[View, Callable[[Tells], Columns]] = {
    "counting": _leads_counted,
    "dated": _leads_dated,
    "diagnosing": _leads_diagnosed,
}
_DEAL_VIEWS: Mapping[View, Callable[[Tells], Columns]] = {
    "counting": _deals_counted,
    "dated": _deals_dated,
    "diagnosing": _deals_diagnosed,
}


def _create(name: str, columns: Mapping[str, str]) -> str:
    listed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    return f"CREATE TEMPORARY TABLE {name} ({listed}) ON COMMIT DROP"


class Names:
    """Ids for what the export only names."""

    def __init__(self, kind: int) -> None:
        self._kind = kind
        self.ids: dict[str, UUID] = {}

    def __call__(self, name: str) -> UUID | None:
        if not name:
            return None
        if name not in self.ids:
            self.ids[name] = UUID(int=(self._kind << 96) | (len(self.ids) + 1))
        return self.ids[name]


def _fill(joined: Joined, tells: Tells, at: datetime, zone: ZoneInfo, currency: str) -> None:
    people, campaigns = Names(4), Names(5)
    known: dict[str, Campaign] = {}

    def campaign_of(text: str) -> UUID | None:
        found = joined.campaigns.get(folded(text)) or joined.campaigns.get(folded(text[:15]))
        one = found or (Campaign(text) if text else None)
        if one is None:
            return None
        known.setdefault(one.name, one)
        return campaigns(one.name)

    for one in joined.campaigns.values():
        known.setdefault(one.name, one)
        campaigns(one.name)
    _copy(
        "audit_lead",
        [*LEADS.columns, *_LEAD_EXTRAS],
        (_lead(row, at, people, campaign_of, currency) for row in joined.leads),
    )
    _copy(
        "audit_deal",
        [*DEALS.columns, *_DEAL_EXTRAS],
        (_deal(row, tells, at, zone, people, campaign_of, currency) for row in joined.deals),
    )
    _copy(
        PEOPLE.name,
        list(PEOPLE.columns),
        (
            {"person_id": key, "name": name, "team": joined.teams.get(folded(name), ""), "roles": []}
            for name, key in people.ids.items()
        ),
    )
    _copy(
        CAMPAIGNS.name,
        list(CAMPAIGNS.columns),
        (_campaign(known[name], key, zone, currency) for name, key in campaigns.ids.items()),
    )


def _copy(table: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    listed = ", ".join(columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY pg_temp.{table} ({listed}) FROM STDIN") as copy:
        for some in _batched(rows, ROWS_AT_ONCE):
            copy.write("".join([_line(row, columns) for row in some]))


def _line(row: Mapping[str, Any], columns: Sequence[str]) -> str:
    """One row in COPY's text format: written by hand, it takes half the time of having each value adapted."""
    return "\t".join([_cell(row.get(column)) for column in columns]) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return value.translate(_ESCAPED) if _SPECIAL.search(value) else value
    if isinstance(value, list):
        quoted = ",".join('"' + str(one).replace("\\", "\\\\").replace('"', '\\"') + '"' for one in value)
        return f"{{{quoted}}}".translate(_ESCAPED)
    return str(value)


_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
ROWS_AT_ONCE = 2_000


def _batched(rows: Iterable[Mapping[str, Any]], size: int) -> Iterator[list[Mapping[str, Any]]]:
    """So many at a time, the last ones fewer."""
    waiting = iter(rows)
    while some := list(islice(waiting, size)):
        yield some


Naming = Callable[[str], UUID | None]


def _lead(row: LeadRow, at: datetime, people: Naming, campaign: Naming, currency: str) -> dict[str, Any]:
    deal = row.deal
    moments = {f"{one}_at": row.at.get(one) for one in MILESTONES}
    ends = {"disqualified", "recycled"} & row.reached
    return {
        "lead_id": row.key,
        "state": row.state,
        "origin": "import",
        "source": row.source,
        "campaign_id": campaign(row.campaign),
        "segment": row.segment,
        "industry": row.industry,
        "sdr_id": people(row.owner),
        "ae_id": people(deal.owner) if deal else None,
        "playbook": "",
        "country": row.country,
        "tier": "",
        "captured_at": row.captured_at,
        "state_since": max([*row.at.values(), *([row.captured_at] if row.captured_at else [])], default=at),
        **moments,
        "handed_over_at": None,
        "times_recycled": int("recycled" in row.reached),
        "exit_reason": row.exit_reason if ends else "",
        "exit_cause": "",
        "exit_state": "",
        "opportunity_id": deal.key if deal else None,
        "deal_state": _STATE[deal.state] if deal else "",
        "amount": deal.amount if deal else row.amount,
        "currency": (deal.currency if deal else row.currency) or currency,
        "overridden": False,
        **{f"reached_{one}": one in row.reached for one in MILESTONES},
        "company": row.company,
        "first_touch_at": row.first_touch_at,
        "reason": reason_of_lead(row.exit_reason) or None if ends else "",
    }


def _deal(
    row: DealRow, tells: Tells, at: datetime, zone: ZoneInfo, people: Naming, campaign: Naming, currency: str
) -> dict[str, Any]:
    return {
        "opportunity_id": row.key,
        "lead_id": row.lead.key if row.lead else None,
        "name": row.name,
        "state": _STATE[row.state],
        "stage": row.stage,
        "stages": row.stages,
        "origin": "import",
        "source": row.source,
        "campaign_id": campaign(row.campaign),
        "segment": row.segment,
        "industry": row.industry,
        "sdr_id": people(row.sdr),
        "ae_id": people(row.owner),
        "playbook": "",
        "created_at": row.created_at,
        "stage_since": row.stage_since or row.created_at or at,
        "last_activity_at": row.last_activity_at,
        "won_at": row.won_at,
        "lost_at": row.lost_at,
        "close_on": day_of(row.close_on, zone),
        "close_date_pushes": row.close_date_pushes,
        "amount": row.amount,
        "currency": row.currency or currency,
        "probability": row.probability,
        "in_forecast": row.state == "open",
        "overridden": False,
        "close_reason": row.close_reason,
        "competitor": row.competitor,
        "stages_at": row.stages_at or None,
        "missing": missing_of(row, tells.kept) if row.state == "open" else None,
        "reason": reason_of_deal(row.close_reason) or None,
        "product": row.product,
        "derived": row.derived,
        "closed": row.closed_at,
    }


def _campaign(one: Campaign, key: UUID, zone: ZoneInfo, currency: str) -> dict[str, Any]:
    return {
        "campaign_id": key,
        "code": one.code,
        "name": one.name,
        "source": one.source,
        "message": "",
        "offer": "",
        "audience": "",
        "spend": one.spend,
        "currency": one.currency or currency,
        "starts_on": day_of(one.starts_on, zone),
        "ends_on": day_of(one.ends_on, zone),
    }
