"""Whom a manager talks to about what: gaps in evidence, broken promises, handoffs that came back, early conversions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from tasuki.desk.words import reason_word
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person
from tasuki.playbooks.queries import in_force
from tasuki.sla.models import Clock
from tasuki.stages.conversion.models import PrematureIndex
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.pipeline.evidence import gaps_by_owner

TEAM_SHOWN = 60
LATELY = timedelta(days=30)
SENT_BACK = ("rejected", "recycled")


@dataclass(frozen=True, slots=True)
class Coached:
    """Somebody of the team, and what is worth a talk; each number leads to its records."""

    person: Person
    gaps: int
    overdue: int
    sent_back: int
    """How many of their handoffs came back lately, and the reason that was given most."""
    most_often: str
    premature: float | None
    team_usual: float | None
    deals_href: str
    leads_href: str
    handoffs_href: str

    @property
    def is_premature(self) -> bool:
        """Above three quarters of the team (AP-1)."""
        return self.premature is not None and self.team_usual is not None and self.premature > self.team_usual

    @property
    def is_worth_a_talk(self) -> bool:
        return bool(self.gaps or self.overdue or self.sent_back or self.is_premature)


def coaching(by: Actor, at: datetime) -> tuple[Coached, ...]:
    """Whom to talk to: the people of one's team and what is amiss with their deals, promises and handoffs."""
    people = list(_team(by))
    keys = [person.pk for person in people]
    book = in_force()
    gaps, returned = gaps_by_owner(keys, book), _sent_back(keys, at)
    overdue = _overdue(keys, at)
    early = {row.person_id: row for row in PrematureIndex.objects.filter(person__in=keys)}

    def coached(person: Person) -> Coached:
        owner, sdr = urlencode({"owner": person.handle}), urlencode({"sdr": person.handle})
        index, (sent_back, reason) = early.get(person.pk), returned.get(person.pk, (0, ""))
        return Coached(
            person=person,
            gaps=gaps.get(person.pk, 0),
            overdue=overdue.get(person.pk, 0),
            sent_back=sent_back,
            most_often=reason_word(reason, book) if reason else "",
            premature=index.index if index else None,
            team_usual=index.team_p75 if index else None,
            deals_href=f"{reverse('opportunities')}?as=list&{owner}",
            leads_href=f"{reverse('leads')}?{owner}&sla=overdue",
            handoffs_href=f"{reverse('handoffs')}?{sdr}&state=rejected,recycled&decided=30d",
        )

    found = map(coached, people)
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


def _sent_back(people: list[UUID], at: datetime) -> dict[UUID, tuple[int, str]]:
    """SDR → how many handoffs came back in the last thirty days, and the reason given most."""
    rows = Handoff.objects.filter(decided_at__gte=at - LATELY, state__in=SENT_BACK, sdr__in=people)
    counted = rows.values_list("sdr", "reason").annotate(n=Count("pk")).order_by("-n", "reason")
    found: dict[UUID, tuple[int, str]] = {}
    for sdr, reason, n in counted:
        before, most_often = found.get(sdr, (0, reason))
        found[sdr] = before + n, most_often
    return found
