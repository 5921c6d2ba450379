"""Campaigns: what marketing paid for, what it said to whom, and how many leads came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from tasuki.desk.lists import columns, filters, orders
from tasuki.desk.lists.description import Chip, Part, RecordList, Row, Rows, Seen
from tasuki.desk.lists.edits.records import CAMPAIGNS as EDITS
from tasuki.desk.lists.grouping import counted
from tasuki.desk.lists.naming import sources
from tasuki.desk.lists.verbs.edits import edit_verbs
from tasuki.desk.words import source_word
from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.records.models import Campaign, Lead
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.gates import day_of
from tasuki.rules.wording import N_
from tasuki.stages.intake.searching import having_text

LEADS = "leads"
MOST_LEADS = 100
"""So far the leads of a campaign are counted on the list."""


def _rows(by: Actor) -> Rows:
    ask_any(by, "campaign.read")
    return Campaign.objects.all()


def _leads(rows: Sequence[Row], seen: Seen) -> Mapping[UUID, int]:
    """Campaign → how many leads of it this person may see, counted in one statement."""
    visible_leads = visible(Lead.objects.all(), seen.by, "lead.read", *LEAD_OWNERS)
    parts = [Part(str(row["id"]), "", Q(campaign=row["id"])) for row in rows]
    return {UUID(key): count for key, count in counted(visible_leads, parts, MOST_LEADS).items()}


def _counted(row: Row, seen: Seen) -> str:
    count = seen.gathered[LEADS].get(row["id"], 0)
    return f"{MOST_LEADS}+" if count > MOST_LEADS else str(count)


def _running(seen: Seen) -> Q:
    today = day_of(seen.at, seen.book)
    begun = Q(starts_on__lte=today) | Q(starts_on=None)
    return begun & (Q(ends_on__gte=today) | Q(ends_on=None))


COLUMNS = (
    columns.record(
        "name",
        N_("Campaign"),
        lambda row: f"{reverse('leads')}?{urlencode({'campaign': row['code']})}",
        "name",
        ("code",),
        order="name",
    ),
    columns.word("source", N_("Source"), source_word),
    columns.text("message", N_("Message")),
    columns.text("offer", N_("Offer")),
    columns.text("audience", N_("Audience")),
    columns.money("spend", N_("Spend"), order="spend"),
    columns.text("currency", N_("Currency"), is_usual=False),
    columns.day("starts_on", N_("Starts on"), order="starts"),
    columns.day("ends_on", N_("Ends on")),
    columns.reckoned("leads", N_("Leads"), _counted, needs=(LEADS,)),
    columns.moment("created", N_("Created"), "created_at", order="new", is_usual=False),
    columns.text("code", N_("Code"), is_usual=False),
    columns.text("external_id", N_("External id"), is_usual=False),
)
LIST = RecordList(
    name="campaigns",
    title=N_("Campaigns"),
    kind="campaign",
    model=Campaign,
    rows=_rows,
    teaches=N_("There are no campaigns yet. They come from imports and from the API."),
    usual_order=lambda chosen: "-new",
    orders={
        "new": orders.by(N_("Created"), "created_at", is_descending=True),
        "name": orders.by(N_("Campaign"), "name"),
        "starts": orders.by_what_may_lack(N_("Starts on"), "starts_on", is_descending=True),
        "spend": orders.by_what_may_lack(N_("Spend"), "spend", is_descending=True),
    },
    columns=COLUMNS,
    filters=(
        filters.text("q", N_("Name or code"), having_text),
        filters.choice("source", N_("Source"), sources, groups=True),
        filters.yes_or_no("running", N_("Runs now"), _running),
        filters.period("starts", N_("Starts on"), "starts_on", of_days=True),
    ),
    chips=(Chip(N_("Runs now"), "running=yes"),),
    gather={LEADS: _leads},
    edits=EDITS,
    verbs=edit_verbs(Campaign, COLUMNS, EDITS, but=("spend",)),
)
