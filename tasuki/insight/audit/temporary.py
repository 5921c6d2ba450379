"""The facts of a foreign export, in temporary tables that stand before the views of the product.

PostgreSQL looks for a name among temporary tables first, so that every report asks these and knows no difference. They
go with the transaction. Leads and opportunities are seen in one of four ways:

- **counting**: a milestone that was reached without a date stands at the earliest moment that is known, so that it is
  counted; nothing may be said about how long it took.
- **arriving**: as counted, but only leads of which it is known when they came.
- **dated**: only moments that the export names; whatever is not known is NULL and cannot be told.
- **diagnosing**: as the diagnoses read it. What is only counted there stands as in counting, what is timed as in dated;
  reasons are codes of the agreement; what `Tells` says is not in the export is NULL for everybody. An end stands as a
  recycling, since a last status does not tell whether an end was overturned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from tasuki.insight.asking import PRIMARY, asking
from tasuki.insight.audit.copying import DEAL_EXTRAS, LEAD_EXTRAS, fill
from tasuki.insight.audit.joined import Joined
from tasuki.insight.audit.rows import MILESTONES
from tasuki.insight.audit.tells import Tells
from tasuki.insight.facts import DEALS, FACTS, LEADS

View = Literal["counting", "arriving", "dated", "diagnosing"]


@contextmanager
def facts_of(joined: Joined, tells: Tells, at: datetime, zone: ZoneInfo, currency: str) -> Iterator[None]:
    """Inside, the reports answer from the export; afterwards nothing is left of it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for facts in FACTS:
                if facts not in (LEADS, DEALS):
                    cursor.execute(_create(facts.name, facts.columns))
            cursor.execute(_create("audit_lead", {**LEADS.columns, **LEAD_EXTRAS}))
            cursor.execute(_create("audit_deal", {**DEALS.columns, **DEAL_EXTRAS}))
        fill(joined, tells, at, zone, currency)
        see("counting", tells)
        with asking(PRIMARY):
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
    return {
        **_leads_dated(tells),
        "captured_at": _BEGUN,
        **{f"{one}_at": _reached(one) for one in MILESTONES},
    }


def _leads_arriving(tells: Tells) -> Columns:
    return {**_leads_counted(tells), "captured_at": "captured_at"}


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
    "arriving": _leads_arriving,
    "dated": _leads_dated,
    "diagnosing": _leads_diagnosed,
}
_DEAL_VIEWS: Mapping[View, Callable[[Tells], Columns]] = {
    "counting": _deals_counted,
    "arriving": _deals_counted,
    "dated": _deals_dated,
    "diagnosing": _deals_diagnosed,
}


def _create(name: str, columns: Mapping[str, str]) -> str:
    listed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    return f"CREATE TEMPORARY TABLE {name} ({listed}) ON COMMIT DROP"
