"""Running clocks name the person who owes the promise, open reviews the one who sees to them."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q, QuerySet

from tasuki.platform.people.models import Person
from tasuki.platform.people.responsibilities import HandOver, register, rows_naming
from tasuki.records.models import Lead
from tasuki.rules.wording import N_
from tasuki.sla.actions.hand_on import give
from tasuki.sla.models import Clock, JointReview


def _give_clocks(change: HandOver) -> None:
    """What the leaver owes is the heir's, and the journal is told (SL-24)."""
    rows = Clock.objects.filter(owner=change.leaver, stopped_at=None)
    _lock_leads(rows, change.leaver)
    give(rows, change.heir.pk, by=change.by, at=change.at, reason="person_deactivated")


def _lock_leads(clocks: QuerySet[Clock], leaver: Person) -> None:
    """Leads before their clocks, as on every path: those of these clocks, and those that the leaver has at work. Each
    kind is found by an index of its own, so that nobody reads all leads."""
    at_work = Lead.objects.exclude(state__in=("converted", "disqualified", "archived", "merged"))
    ids = (
        at_work.filter(owner=leaver)
        .values_list("pk")
        .union(
            at_work.filter(ae=leaver).values_list("pk"), clocks.filter(lead__isnull=False).values_list("lead")
        )
    )
    leads = Lead.objects.select_for_update(of=("self",)).filter(pk__in=[pk for (pk,) in ids])
    list(leads.order_by("pk").values_list("pk"))


register(
    replace(
        rows_naming("clocks", N_("Running clocks: %(count)s."), Clock, "owner", Q(stopped_at=None)),
        hand_over=_give_clocks,
    ),
    rows_naming("reviews", N_("Open joint reviews: %(count)s."), JointReview, "owner", Q(decided_at=None)),
)
