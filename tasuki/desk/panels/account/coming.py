"""What comes next with an account, day by day: the deals' next steps, open tasks and booked meetings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Literal
from uuid import UUID

from django.db.models import Model, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from tasuki.desk.panels.account.seen import Seen
from tasuki.desk.panels.cards import step_standing
from tasuki.desk.words import task_title, word
from tasuki.platform.people.models import Person
from tasuki.records.models import NextStep, Task
from tasuki.rules.gates import day_of
from tasuki.rules.meeting_kinds import KINDS
from tasuki.stages.meetings.models import Meeting

SHOWN = 20
Kind = Literal["step", "task", "meeting"]


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that somebody does, until when, and the record that it belongs to."""

    kind: Kind
    on: date
    what: str
    standing: str
    person: Person | None
    about: str
    href: str
    at: datetime | None = None


def coming_of(seen: Seen, at: datetime) -> tuple[Coming, ...]:
    today = day_of(at, seen.book)
    found = [*_steps(seen, today), *_tasks(seen, today), *_meetings(seen, today)]
    return tuple(sorted(found, key=attrgetter("on", "kind", "what"))[:SHOWN])


def _steps(seen: Seen, today: date) -> Iterator[Coming]:
    rows = NextStep.objects.filter(opportunity__in=_keys(seen.deals_at_work), done_at=None)
    for row in rows.select_related("owner", "opportunity").order_by("due_on")[:SHOWN]:
        yield Coming(
            "step", row.due_on, row.action, step_standing(row.due_on, today), row.owner,
            row.opportunity.name, reverse("opportunity", args=[row.opportunity_id]) + "#steps",
        )  # fmt: skip


def _tasks(seen: Seen, today: date) -> Iterator[Coming]:
    """Those with a day; one without is nobody's next step."""
    about = Q(opportunity__in=_keys(seen.deals_at_work)) | Q(lead__in=_keys(seen.leads_at_work))
    rows = Task.objects.filter(about, done_at=None, due_on__isnull=False)
    for row in rows.select_related("owner", "opportunity", "lead").order_by("due_on")[:SHOWN]:
        about_deal = row.opportunity is not None
        name = row.opportunity.name if row.opportunity else row.lead.name if row.lead else ""
        href = (
            reverse("opportunity", args=[row.opportunity_id]) + "#tasks"
            if about_deal
            else reverse("lead", args=[row.lead_id])
        )
        if row.due_on:
            yield Coming(
                "task", row.due_on, task_title(row), step_standing(row.due_on, today), row.owner, name, href
            )


def _meetings(seen: Seen, today: date) -> Iterator[Coming]:
    rows = Meeting.objects.filter(lead__in=_keys(seen.leads), state="booked")
    for row in rows.select_related("ae", "sdr", "lead").order_by("booked_for")[:SHOWN]:
        on = timezone.localtime(row.booked_for).date()
        what = gettext("Meeting: %(kind)s") % {"kind": word(row.kind, KINDS)}
        href = reverse("lead", args=[row.lead_id]) + "#meetings"
        yield Coming(
            "meeting", on, what, step_standing(on, today), row.ae or row.sdr, row.lead.name, href, row.booked_for
        )  # fmt: skip


def _keys(rows: Iterable[Model]) -> list[UUID]:
    return [row.pk for row in rows]
