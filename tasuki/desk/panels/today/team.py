"""What waits for whoever answers for others: approvals and broken promises."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.panels.today.decisions import COUNTED, SHOWN, Item, Section
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor
from tasuki.sla.models import Clock
from tasuki.sla.queries import open_clocks, view_of
from tasuki.stages.conversion.queries import approvals_for


def approvals(by: Actor, at: datetime) -> Section:
    me = by.person_id
    own = Q(asked_by=me) | Q(conversion__by=me) | Q(opportunity__owner=me)
    pending = approvals_for(by).exclude(own)
    shown = list(pending[:SHOWN])
    leads = [one.conversion.lead_id for one in shown]
    clocks = {
        row.lead_id: view_of(row, at)
        for row in Clock.objects.filter(lead__in=leads, sla="AP-5", stopped_at=None)
    }
    items = tuple(
        Item(
            one.opportunity.name,
            one.asked_by.name if one.asked_by else "",
            f"{reverse('approvals')}#approval-{one.pk}",
            clocks.get(one.conversion.lead_id),
        )
        for one in shown
    )
    teaches = gettext("Opportunities that need somebody else's yes appear here.")
    count = pending[:COUNTED].count()
    return Section(gettext("Approvals"), gettext("Decide"), items, "", teaches, count, "p")


def broken_promises(by: Actor, at: datetime) -> Section:
    rows = open_clocks(by).filter(due_at__lt=at, lead__isnull=False).select_related("lead")
    items = []
    for row in rows[:SHOWN]:
        if row.lead is None:
            continue
        shown = view_of(row, at)
        owner = row.owner.name if row.owner else gettext("nobody")
        detail = f"{spoken(shown.label)} · {owner}"
        items.append(
            Item(row.lead.company_name or row.lead.name, detail, reverse("lead", args=[row.lead_id]), shown)
        )
    teaches = gettext("Promises that were broken in your team appear here.")
    title, action = gettext("Overdue promises"), gettext("Look")
    return Section(title, action, tuple(items), "", teaches, rows[:COUNTED].count(), "l")
