"""Leads: who came, how far they are, who is in charge, and what was promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from tasuki.desk.lists import columns, filters, orders
from tasuki.desk.lists.description import Chip, Order, Placed, RecordList, Rows, Seen, Values
from tasuki.desk.lists.edits.leads import EDITS
from tasuki.desk.lists.gathering import business_days, first_clocks
from tasuki.desk.lists.naming import campaigns, industries, segments, sources
from tasuki.desk.lists.verbs.edits import edit_verbs
from tasuki.desk.lists.verbs.leads import OF_THEIR_OWN, VERBS
from tasuki.desk.words import STATES, segment_word, source_word, word
from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.access.roles import Role
from tasuki.platform.journal.models import Event
from tasuki.records.models import Lead
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.labels import INDUSTRIES
from tasuki.rules.lifecycle import LeadState
from tasuki.rules.wording import N_
from tasuki.sla.models import Clock
from tasuki.stages.intake.searching import having_text

OVER = ("converted", "disqualified", "archived", "merged")
AT_WORK = ("captured", "mql", "sal", "sql", "discovery")


def _rows(by: Actor) -> Rows:
    ask_any(by, "lead.read")
    return visible(Lead.objects.all(), by, "lead.read", *LEAD_OWNERS)


def _running(**more: Any) -> Q:
    """A promise about the lead runs of which ``more`` holds as well."""
    return Q(Exists(Clock.objects.filter(lead=OuterRef("pk"), stopped_at=None, **more)))


def _first_due(rows: Rows) -> Placed:
    """Leads by the promise that is due first; the clocks' index leads the way."""
    earlier = Clock.objects.filter(lead=OuterRef("lead"), stopped_at=None).filter(
        Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk"))
    )
    return Placed(Clock.objects.filter(~Exists(earlier), stopped_at=None, lead__in=rows), "due_at", "lead_id")


def _changed(start: datetime | None, end: datetime | None, seen: Seen) -> Q:
    """Something was journalled about the lead then."""
    events = Event.objects.filter(lead_id__isnull=False)
    if start is not None:
        events = events.filter(at__gte=start)
    if end is not None:
        events = events.filter(at__lt=end)
    return Q(pk__in=events.values("lead_id"))


def _is_somebodys(chosen: Mapping[str, Values]) -> bool:
    """Scores have no index, which every rescoring would pay for; a person's leads are few enough to be sorted."""
    return any(value and value != filters.NOBODY for value in filters.several(chosen, "owner"))


def _by_score(label: str, column: str) -> Order:
    return orders.by_what_may_lack(
        label,
        column,
        is_descending=True,
        is_offered=_is_somebodys,
        condition=N_("Choose an owner to sort by this."),
    )


def _usual_order(chosen: Mapping[str, Values]) -> str:
    """Who asks for what is overdue wants it in the order of the promises; so it is found soonest, too."""
    return "due" if filters.first(chosen, "sla") in ("overdue", "soon", "running") else "-captured"


def _states(seen: Seen) -> Sequence[tuple[str, str]]:
    return [(str(state), word(state, STATES)) for state in LeadState]


COLUMNS = (
    columns.record(
        "lead",
        N_("Lead"),
        lambda row: reverse("lead", args=[row["id"]]),
        "company_name",
        ("name", "title"),
        order="company",
    ),
    columns.due("due", N_("Due"), order="due"),
    columns.state("state", N_("State")),
    columns.age("since", N_("In this state"), "state_since", lambda row: row["state"] in OVER, order="since"),
    columns.word("source", N_("Source"), source_word),
    columns.person("owner", N_("SDR")),
    columns.person("ae", N_("AE")),
    columns.number("fit", N_("Fit"), order="fit"),
    columns.number("intent", N_("Intent"), order="intent"),
    columns.moment("captured", N_("Captured at"), "captured_at", order="captured"),
    columns.text("title", N_("Job title"), is_usual=False),
    columns.text("email", N_("E-mail"), is_usual=False),
    columns.text("phone", N_("Phone"), is_usual=False),
    columns.text("campaign", N_("Campaign"), "campaign__name", is_usual=False),
    columns.word("segment", N_("Segment"), lambda key, book: segment_word(key), is_usual=False),
    columns.word("industry", N_("Industry"), INDUSTRIES, is_usual=False),
    columns.number("employees", N_("Employees"), is_usual=False),
    columns.country("country", N_("Country"), is_usual=False),
    columns.text("region", N_("Region"), is_usual=False),
    columns.text("tier", N_("Tier"), is_usual=False),
    columns.moment("touched", N_("Last touch"), "last_touch_at", is_usual=False),
    columns.day("reengage", N_("Try again on"), "reengage_on", is_usual=False),
    columns.text("external_id", N_("External id"), is_usual=False),
)
LIST = RecordList(
    name="leads",
    title=N_("Leads"),
    kind="lead",
    model=Lead,
    rows=_rows,
    teaches=N_("There are no leads yet. Import a file, or enter one by hand."),
    usual_order=_usual_order,
    orders={
        "captured": orders.by(N_("Captured at"), "captured_at", is_descending=True),
        "due": Order(N_("Due"), _first_due, lambda rows: rows.filter(~_running())),
        "since": orders.by(N_("In this state"), "state_since"),
        "company": orders.by(N_("Company"), "company_name"),
        "fit": _by_score(N_("Fit"), "fit"),
        "intent": _by_score(N_("Intent"), "intent"),
    },
    columns=COLUMNS,
    filters=(
        filters.text("q", N_("Name, company or e-mail"), having_text),
        filters.choice(
            "state", N_("State"), _states, groups=True, sets={"at_work": (N_("In progress"), AT_WORK)}
        ),
        filters.owner(
            "owner", N_("Owner"), "owner", Role.SDR, Role.MANAGER, permission="lead.read", mine=LEAD_OWNERS
        ),
        filters.choice("source", N_("Source"), sources, groups=True),
        filters.one_of(
            "sla",
            N_("Promises"),
            {
                "overdue": (N_("overdue"), lambda seen: _running(paused_at=None, due_at__lt=seen.at)),
                "soon": (
                    N_("due soon"),
                    lambda seen: _running(paused_at=None, due_at__gte=seen.at, warn_at__0__lte=seen.at),
                ),
                "running": (N_("running"), lambda seen: _running()),
                "none": (N_("none runs"), lambda seen: ~_running()),
            },
            is_usual=True,
        ),
        filters.owner("ae", N_("AE"), "ae", Role.AE, permission="lead.read", is_usual=False),
        filters.choice("campaign", N_("Campaign"), campaigns, "campaign__code", groups=True, is_usual=False),
        filters.choice("segment", N_("Segment"), segments, is_usual=False),
        filters.choice("industry", N_("Industry"), industries, is_usual=False),
        filters.period("captured", N_("Captured at"), "captured_at"),
        filters.within("changed", N_("Changed"), _changed),
        filters.yes_or_no("overridden", N_("Qualified by override"), lambda seen: ~Q(sql_override="")),
        filters.yes_or_no("recycled", N_("Was recycled"), lambda seen: Q(times_recycled__gt=0)),
    ),
    chips=(
        Chip(N_("Mine"), "owner=me"),
        Chip(N_("Nobody's"), "owner=nobody"),
        Chip(N_("Overdue"), "sla=overdue"),
        Chip(N_("In progress"), "state=at_work"),
    ),
    gather={columns.CLOCKS: first_clocks(), columns.DAYS: business_days("state_since")},
    head="desk/leads_head.html",
    edits=EDITS,
    owners=LEAD_OWNERS,
    verbs=(*VERBS, *edit_verbs(Lead, COLUMNS, EDITS, but=OF_THEIR_OWN)),
)
