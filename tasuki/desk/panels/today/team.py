"""What waits for whoever answers for others: approvals, broken promises, and whom to talk to about what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.panels.today.decisions import COUNTED, SHOWN, Item, Section
from tasuki.desk.words import spoken
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person
from tasuki.playbooks.queries import in_force
from tasuki.sla.models import Clock
from tasuki.sla.queries import open_clocks, view_of
from tasuki.stages.conversion.models import PrematureIndex
from tasuki.stages.conversion.queries import approvals_for
from tasuki.stages.pipeline.evidence import gaps_by_owner

TEAM_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Coached:
    """Somebody of the team, and what is worth a talk; each number leads to its records."""

    person: Person
    gaps: int
    overdue: int
    premature: float | None
    team_usual: float | None
    deals_href: str
    leads_href: str

    @property
    def is_premature(self) -> bool:
        """Above three quarters of the team (AP-1)."""
        return self.premature is not None and self.team_usual is not None and self.premature > self.team_usual

    @property
    def is_worth_a_talk(self) -> bool:
        return bool(self.gaps or self.overdue or self.is_premature)


def approvals(by: Actor, at: datetime) -> Section:
    pending = approvals_for(by).exclude(asked_by=by.person_id).exclude(conversion__by=by.person_id)
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


def coaching(by: Actor, at: datetime) -> tuple[Coached, ...]:
    """Whom to talk to: the people of one's team with evidence that does not hold, broken promises, or early deals."""
    people = list(_team(by))
    keys = [person.pk for person in people]
    gaps = gaps_by_owner(keys, in_force())
    overdue = _overdue(keys, at)
    early = {row.person_id: row for row in PrematureIndex.objects.filter(person__in=keys)}
    found = (
        _coached(person, gaps.get(person.pk, 0), overdue.get(person.pk, 0), early.get(person.pk))
        for person in people
    )
    return tuple(one for one in found if one.is_worth_a_talk)


def _team(by: Actor) -> Iterator[Person]:
    """Whoever reports to this person or shares their team."""
    rows = Person.objects.active().with_role(Role.SDR, Role.AE).exclude(pk=by.person_id)
    mine = rows.filter(manager=by.person_id)
    if by.team_id:
        mine |= rows.filter(team=by.team_id)
    yield from mine.order_by("name", "pk")[:TEAM_SHOWN]


def _overdue(people: list[UUID], at: datetime) -> dict[UUID, int]:
    rows = Clock.objects.filter(owner__in=people, stopped_at=None, paused_at=None, due_at__lt=at)
    return dict(rows.values_list("owner").annotate(Count("pk")))


def _coached(person: Person, gaps: int, overdue: int, early: PrematureIndex | None) -> Coached:
    owner = urlencode({"owner": person.handle})
    return Coached(
        person=person,
        gaps=gaps,
        overdue=overdue,
        premature=early.index if early else None,
        team_usual=early.team_p75 if early else None,
        deals_href=f"{reverse('opportunities')}?as=list&{owner}",
        leads_href=f"{reverse('leads')}?{owner}",
    )
