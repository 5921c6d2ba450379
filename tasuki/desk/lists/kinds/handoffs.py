"""Handoffs: every toss-up from an SDR to an AE, what became of it and how good it was."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from tasuki.desk.lists import columns, filters, orders
from tasuki.desk.lists.description import Chip, RecordList, Rows, Seen
from tasuki.desk.lists.gathering import first_clocks
from tasuki.desk.words import STATES, reason_word, word
from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.access.roles import Role
from tasuki.records.models import Lead
from tasuki.rules.lifecycle import HandoffState
from tasuki.rules.wording import N_
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.intake.searching import having_text


def _rows(by: Actor) -> Rows:
    ask_any(by, "handoff.read")
    return visible(Handoff.objects.all(), by, "handoff.read", "sdr", "ae")


def _states(seen: Seen) -> Sequence[tuple[str, str]]:
    return [(str(state), word(state, STATES)) for state in HandoffState if state is not HandoffState.NONE]


def _having_text(rows: Rows, text: str) -> Rows:
    return rows.filter(lead__in=having_text(Lead.objects.all(), text))


LIST = RecordList(
    name="handoffs",
    title=N_("Handoffs"),
    kind="handoff",
    model=Handoff,
    rows=_rows,
    teaches=N_("There are no handoffs yet. An SDR begins one on a qualified lead."),
    usual_order=lambda chosen: "-new",
    orders={
        "new": orders.by(N_("Begun"), "created_at", is_descending=True),
        "submitted": orders.by_what_may_lack(N_("Submitted"), "submitted_at", is_descending=True),
        "decided": orders.by_what_may_lack(N_("Decided"), "decided_at", is_descending=True),
    },
    columns=(
        columns.record(
            "lead",
            N_("Lead"),
            lambda row: reverse("handoff", args=[row["lead_id"]]),
            "lead__company_name",
            ("lead__name",),
            also=("lead_id",),
        ),
        columns.due("due", N_("Due"), of="lead_id"),
        columns.state("state", N_("State")),
        columns.person("sdr", N_("SDR")),
        columns.person("ae", N_("AE")),
        columns.percent("completeness", N_("Completeness")),
        columns.moment("submitted", N_("Submitted"), "submitted_at", order="submitted"),
        columns.moment("decided", N_("Decided"), "decided_at", order="decided"),
        columns.word("reason", N_("Reason"), reason_word),
        columns.number("rating", N_("Rating")),
        columns.percent("quality", N_("Quality"), is_usual=False),
        columns.moment("begun", N_("Begun"), "created_at", order="new", is_usual=False),
        columns.day("reengage", N_("Try again on"), "reengage_on", is_usual=False),
    ),
    filters=(
        filters.text("q", N_("Name, company or e-mail"), _having_text),
        filters.choice("state", N_("State"), _states, groups=True),
        filters.owner("sdr", N_("SDR"), "sdr", Role.SDR, Role.MANAGER, permission="handoff.read"),
        filters.owner("ae", N_("AE"), "ae", Role.AE, permission="handoff.read"),
        filters.period("submitted", N_("Submitted"), "submitted_at"),
        filters.period("decided", N_("Decided"), "decided_at"),
    ),
    chips=(
        Chip(N_("For me to decide"), "ae=me&state=submitted"),
        Chip(N_("From me"), "sdr=me"),
        Chip(N_("submitted"), "state=submitted"),
    ),
    gather={columns.CLOCKS: first_clocks("lead_id")},
)
