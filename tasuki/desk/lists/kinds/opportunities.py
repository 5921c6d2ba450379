"""Opportunities: how far each deal is, what it is worth, when it closes, and what happens next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.urls import reverse

from tasuki.desk.lists import columns, filters, orders
from tasuki.desk.lists.description import Chip, RecordList, Row, Rows, Seen, Totals, Values
from tasuki.desk.lists.edits.opportunities import EDITS
from tasuki.desk.lists.gathering import business_days
from tasuki.desk.lists.naming import campaigns, segments, sources, stages, teams
from tasuki.desk.lists.verbs.edits import edit_verbs
from tasuki.desk.panels.deal_filters import month_choices, month_typed
from tasuki.desk.words import STATES, segment_word, source_word, stage_word, word
from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.access.roles import Role
from tasuki.records.models import Opportunity
from tasuki.rules.gates import day_of
from tasuki.rules.lifecycle import OpportunityState
from tasuki.rules.wording import N_
from tasuki.stages.intake.searching import having_text
from tasuki.stages.pipeline.queries import OWNERS, Total, totals_of, with_next_step

USUAL_CAP = 14
"""Where the agreement names no longest stay in a stage, in days."""


def _rows(by: Actor) -> Rows:
    ask_any(by, "opportunity.read")
    return visible(Opportunity.objects.all(), by, "opportunity.read", *OWNERS)


def _states(seen: Seen) -> Sequence[tuple[str, str]]:
    return [(str(state), word(state, STATES)) for state in OpportunityState]


def _months(seen: Seen) -> Sequence[tuple[str, str]]:
    return month_choices(day_of(seen.at, seen.book))


def _closes_in(rows: Rows, asked: Mapping[str, Values], seen: Seen) -> Rows:
    """A month that cannot be read asks for nothing."""
    month = month_typed(filters.first(asked, "closes"))
    return rows.filter(close_on__year=month.year, close_on__month=month.month) if month else rows


def _long_stay(row: Row, seen: Seen) -> tuple[int, int]:
    """Half of the longest stay that the agreement allows in this stage, and all of it, in business days."""
    stage = seen.book.stages.get(row["stage"])
    cap = ((stage.cap_days if stage else None) or USUAL_CAP) * 5 // 7
    return cap // 2, cap


def _totals(rows: Rows, seen: Seen) -> Sequence[Total]:
    """The open pipeline among the rows, added up as on the board."""
    return totals_of(rows.filter(state="open"))


COLUMNS = (
    columns.record(
        "name",
        N_("Opportunity"),
        lambda row: reverse("opportunity", args=[row["id"]]),
        "name",
        ("account__name",),
    ),
    columns.state("state", N_("State")),
    columns.word("stage", N_("Stage"), stage_word),
    columns.age(
        "stage_since",
        N_("In this stage"),
        "stage_since",
        lambda row: row["state"] != "open",
        order="stage",
        spans=_long_stay,
        also=("stage",),
    ),
    columns.money("amount", N_("Amount"), order="amount"),
    columns.text("currency", N_("Currency"), is_usual=False),
    columns.percent("probability", N_("Probability")),
    columns.day("close_on", N_("Close date"), order="close"),
    columns.text("step", N_("What happens next"), "step_action"),
    columns.day("step_due_on", N_("Due on")),
    columns.person("owner", N_("Owner")),
    columns.person("sdr", N_("SDR"), is_usual=False),
    columns.word("source", N_("Source"), source_word, is_usual=False),
    columns.text("campaign", N_("Campaign"), "campaign__name", is_usual=False),
    columns.word("segment", N_("Segment"), lambda key, book: segment_word(key), is_usual=False),
    columns.text("product", N_("Product or service"), is_usual=False),
    columns.text("use_case", N_("Use case"), is_usual=False),
    columns.yes("in_forecast", N_("In the forecast"), is_usual=False),
    columns.yes("overridden", N_("override"), is_usual=False),
    columns.several("tags", N_("Tags"), is_usual=False),
    columns.moment("created", N_("Created"), "created_at", order="new", is_usual=False),
    columns.moment("active", N_("Last activity"), "last_activity_at", is_usual=False),
    columns.text("external_id", N_("External id"), is_usual=False),
)
LIST = RecordList(
    name="opportunities",
    title=N_("Opportunities"),
    kind="opportunity",
    model=Opportunity,
    rows=_rows,
    read=with_next_step,
    teaches=N_("There are no opportunities yet. They begin as leads that pass the opportunity gate."),
    usual_order=lambda chosen: "-new",
    orders={
        "new": orders.by(N_("Created"), "created_at", is_descending=True),
        "close": orders.by_what_may_lack(N_("Close date"), "close_on"),
        "amount": orders.by_what_may_lack(N_("Amount"), "amount", is_descending=True),
        "stage": orders.by(N_("In this stage"), "stage_since"),
    },
    columns=COLUMNS,
    filters=(
        filters.text("q", N_("Name"), having_text),
        filters.choice("state", N_("State"), _states, groups=True),
        filters.choice("stage", N_("Stage"), stages, groups=True),
        filters.owner("owner", N_("Owner"), "owner", Role.AE, Role.MANAGER, permission="opportunity.read"),
        filters.team("team", N_("Team"), teams, "owner"),
        filters.choice("source", N_("Source"), sources, groups=True, is_usual=False),
        filters.choice("segment", N_("Segment"), segments, groups=True, is_usual=False),
        filters.choice("campaign", N_("Campaign"), campaigns, "campaign__code", groups=True, is_usual=False),
        filters.choice("closes", N_("Closes in"), _months, narrow=_closes_in, is_usual=False),
        filters.period("created", N_("Created"), "created_at"),
        filters.period("active", N_("Last activity"), "last_activity_at"),
        filters.text("tag", N_("Tag"), lambda rows, text: rows.filter(tags__contains=[text]), is_usual=False),
        filters.yes_or_no("overridden", N_("Converted by override"), lambda seen: Q(overridden=True)),
        filters.yes_or_no("forecast", N_("In the forecast"), lambda seen: Q(in_forecast=True)),
    ),
    chips=(
        Chip(N_("Mine"), "owner=me"),
        Chip(N_("open"), "state=open"),
        Chip(N_("Converted by override"), "overridden=yes"),
    ),
    gather={columns.DAYS: business_days("stage_since")},
    kept=("as",),
    head="desk/opportunities_head.html",
    totals=Totals("desk/opportunity_totals.html", _totals),
    edits=EDITS,
    owners=("owner",),
    verbs=edit_verbs(Opportunity, COLUMNS, EDITS, but=("amount",)),
)
