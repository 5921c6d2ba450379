"""What came up and is not everybody's: buying committees that form, and partners' registrations to review.

Companies that sell without partners, and weeks without such news, see nothing of it: these sections are never empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from tasuki.desk.panels.today.decisions import COUNTED, SHOWN, Item, Section
from tasuki.platform.access.actor import Actor
from tasuki.rules.registration import UNDECIDED, RegistrationState
from tasuki.sla.models import Clock
from tasuki.sla.queries import view_of
from tasuki.stages.registration.models import Registration
from tasuki.stages.routing.models import Committee

NEWS_FOR = timedelta(days=14)


def committees(by: Actor, at: datetime) -> Iterator[Section]:
    """RT-6: several people of a company whose lead is one's own engage."""
    mine = Q(lead__owner=by.person_id) | Q(lead__ae=by.person_id)
    rows = Committee.objects.filter(mine, noticed_at__gt=at - NEWS_FOR).select_related("lead")
    shown = list(rows.order_by("-noticed_at")[:SHOWN])
    if not shown:
        return
    items = tuple(
        Item(
            row.lead.company_name or row.lead.name,
            ngettext("%(n)s person engages", "%(n)s people engage", row.people) % {"n": row.people},
            reverse("account", args=[row.account_id])
            if row.account_id
            else reverse("lead", args=[row.lead_id]),
            None,
        )
        for row in shown
    )
    yield Section(gettext("Buying committees"), gettext("Look"), items, "", "", rows[:COUNTED].count())


def registrations(by: Actor, at: datetime) -> Iterator[Section]:
    """DG-1: deals that partners registered, and that this person may decide."""
    if by.reach("registration.decide") is None:
        return
    states = UNDECIDED if by.reach("registration.overrule") else {RegistrationState.SUBMITTED}
    rows = Registration.objects.filter(state__in=states).exclude(submitted_by=by.person_id)
    shown = list(rows.select_related("partner").order_by("submitted_at")[:SHOWN])
    if not shown:
        return
    running = Clock.objects.filter(subject_id__in=[row.pk for row in shown], sla="DG-1", stopped_at=None)
    clocks = {row.subject_id: view_of(row, at) for row in running}
    items = tuple(
        Item(row.company_name, row.partner.name, reverse("registration", args=[row.pk]), clocks.get(row.pk))
        for row in shown
    )
    title, action = gettext("Deal registrations to review"), gettext("Decide")
    yield Section(
        title, action, items, f"{reverse('registrations')}?state=submitted", "", rows[:COUNTED].count()
    )
