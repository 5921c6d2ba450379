"""The list of opportunities: filtered, sorted, by keyset, with the totals of the open ones among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options
from tasuki.desk.panels.ageing import BusinessDays
from tasuki.desk.panels.cards import in_business_days
from tasuki.desk.panels.deal_filters import filter_fields, query_of, which_of
from tasuki.desk.words import STATES, spoken, word
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.http.paging import read_cursor, write_cursor
from tasuki.platform.refusals import invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Opportunity
from tasuki.rules.gates import day_of
from tasuki.rules.lifecycle import OpportunityState
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_
from tasuki.stages.pipeline.queries import NEVER, Total, board, opportunities_visible_to

COLUMNS = (
    "id", "name", "account__name", "state", "stage", "stage_since", "amount", "currency", "probability", "close_on",
    "owner__name", "in_forecast", "overridden", "created_at",
)  # fmt: skip
ROWS = 50
NOTHING = Decimal(-1)
NEWEST = "new"
"""The order that nobody asked for."""


@dataclass(frozen=True, slots=True)
class Order:
    """``by`` is never null, so that a page can follow another; ``reads`` turns a cursor's text back into a value."""

    label: str
    by: Any
    descending: bool
    reads: Any


ORDERS: Mapping[str, Order] = {
    NEWEST: Order(N_("newest first"), F("created_at"), True, datetime.fromisoformat),
    "close": Order(
        N_("closes first"), Coalesce("close_on", Value(NEVER)), False, date.fromisoformat
    ),
    "amount": Order(N_("largest first"), Coalesce("amount", Value(NOTHING)), True, Decimal),
    "stage": Order(N_("longest in its stage first"), F("stage_since"), False, datetime.fromisoformat),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpportunityList:
    rows: list[dict[str, Any]]
    following: str | None
    filters: tuple[Field, ...]
    totals: tuple[Total, ...]
    query: str
    """Everything of the address but the page."""
    filter_query: str
    """What a board understands of it."""
    sort: str
    book: Playbook

    @property
    def is_filtered(self) -> bool:
        return bool(self.filter_query) or "state=" in self.query or "stage=" in self.query


def opportunity_list(asked: Mapping[str, str], *, by: Actor, at: datetime) -> OpportunityList:
    """The opportunities this person may see that match the filter. Raises `Forbidden`, and `Invalid` for a cursor."""
    ask_any(by, "opportunity.read")
    book, which = in_force(), which_of(asked)
    sort = asked.get("sort", "") if asked.get("sort", "") in ORDERS else NEWEST
    rows = which.among(opportunities_visible_to(by), by)
    for name in ("state", "stage"):
        if asked.get(name, "").strip():
            rows = rows.filter(**{name: asked[name].strip()})
    shown, following = _page(rows, ORDERS[sort], asked.get("cursor", ""))
    return OpportunityList(
        rows=_with_age(shown, book, at),
        following=following,
        filters=_filters(asked, sort, book, day_of(at, book)),
        totals=board(by, which),
        query=query_of(asked, "as", "state", "stage", "sort"),
        filter_query=query_of(asked),
        sort=sort,
        book=book,
    )


def _page(rows: QuerySet[Opportunity], order: Order, cursor: str) -> tuple[list[dict[str, Any]], str | None]:
    rows = rows.annotate(place=order.by)
    if cursor:
        place, key = _read(cursor, order)
        beyond = "lt" if order.descending else "gt"
        rows = rows.filter(Q(**{f"place__{beyond}": place}) | Q(place=place, **{f"pk__{beyond}": key}))
    keys = ("-place", "-pk") if order.descending else ("place", "pk")
    found = list(rows.order_by(*keys).values(*COLUMNS, "place")[: ROWS + 1])
    shown = found[:ROWS]
    more = len(found) > ROWS
    return shown, write_cursor([str(shown[-1]["place"]), shown[-1]["id"]]) if more else None


def _read(cursor: str, order: Order) -> tuple[Any, UUID]:
    place, key = read_cursor(cursor, 2)
    try:
        return order.reads(place), UUID(key)
    except (TypeError, ValueError, AttributeError, InvalidOperation):
        raise invalid(
            "/cursor",
            N_("This cursor is not one of ours: take next_cursor of the page before."),
            "bad_cursor",
        ) from None


def _with_age(rows: list[dict[str, Any]], book: Playbook, at: datetime) -> list[dict[str, Any]]:
    days = BusinessDays(book, [row["stage_since"] for row in rows], at)
    return [{**row, "age": in_business_days(days.between(row["stage_since"], at))} for row in rows]


def _filters(asked: Mapping[str, str], sort: str, book: Playbook, today: date) -> tuple[Field, ...]:
    state, stage = asked.get("state", "").strip(), asked.get("stage", "").strip()
    states = [(str(one), word(one, STATES)) for one in OpportunityState]
    stages = [(one.key, spoken(one.label)) for one in book.stage if one.kind == "open"]
    orders = [(key, gettext(order.label)) for key, order in ORDERS.items()]
    every = gettext("All")
    return (
        *filter_fields(asked, book, today),
        Field("state", gettext("State"), "choice", state, options(states, state, every)),
        Field("stage", gettext("Stage"), "choice", stage, options(stages, stage, every)),
        Field("sort", gettext("Order"), "choice", sort, options(orders, sort, None)),
    )
