"""One opportunity: where it stands, its work, its people, its origin and its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field
from tasuki.desk.panels.account_plan import PlanRead, plans_read
from tasuki.desk.panels.cards import step_standing
from tasuki.desk.panels.deal_health import (
    Flag,
    PathStep,
    Seat,
    Stay,
    flags_of,
    is_to_be_decided,
    path_of,
    seats_of,
    stays_of,
)
from tasuki.desk.panels.judged import Told, troubles_of
from tasuki.desk.panels.opportunity_forms import Forms
from tasuki.desk.panels.timeline import Happening, timeline
from tasuki.desk.refused import Refused
from tasuki.desk.words import task_title, word
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.models import Event
from tasuki.platform.refusals import Forbidden
from tasuki.playbooks.queries import in_force
from tasuki.records.models import NextStep, Opportunity, Task
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.handoff.queries import latest_handoff
from tasuki.stages.pipeline.queries import opportunity_for

EVENTS_SHOWN = 40
DECIDED: Mapping[str, str] = {
    "passed": N_("the gate was passed"),
    "passed_with_warnings": N_("the gate was passed, with warnings"),
    "needs_review": N_("the gate was passed after an approval"),
}


@dataclass(frozen=True, slots=True)
class Work:
    """A next step or a task, and whether it is ahead, due today or overdue."""

    row: NextStep | Task
    what: str
    standing: str


@dataclass(frozen=True, slots=True)
class OpportunityPage:
    deal: Opportunity
    book: Playbook
    path: tuple[PathStep, ...]
    stays: tuple[Stay, ...]
    flags: tuple[Flag, ...]
    seats: tuple[Seat, ...]
    steps: tuple[Work, ...]
    tasks: tuple[Work, ...]
    plans: tuple[PlanRead, ...]
    conversion: Conversion | None
    decided: str
    """How the gate let it through."""
    let_through: tuple[Told, ...]
    has_brief: bool
    approvals: tuple[Approval, ...]
    happenings: tuple[Happening, ...]
    can_edit: bool
    can_close: bool
    edit: tuple[Field, ...]
    push: Field
    advance: tuple[Field, ...]
    win: tuple[Field, ...]
    lose: tuple[Field, ...]
    step: tuple[Field, ...]
    opened: str

    @property
    def is_to_be_decided(self) -> bool:
        return is_to_be_decided(self.flags)


def opportunity_page(
    opportunity_id: UUID, *, by: Actor, at: datetime, refused: Refused | None, typed: Mapping[str, str] | None
) -> OpportunityPage:
    """Raises `NotFound`."""
    deal, book = opportunity_for(by, opportunity_id), in_force()
    form, today = Forms(deal, book, refused, typed), day_of(at, book)
    events = Event.objects.filter(opportunity_id=deal.pk).select_related("payload").order_by("-at", "-seq")
    conversions = Conversion.objects.filter(opportunity=deal).select_related("by", "lead").order_by("-at")
    approvals = Approval.objects.filter(opportunity=deal).select_related("approver", "asked_by", "decided_by")
    conversion = conversions.first()
    stays = stays_of(deal, book, at)
    can_edit = deal.state in ("open", "pending_approval") and _may(by, "opportunity.edit", deal)
    return OpportunityPage(
        deal=deal,
        book=book,
        path=path_of(deal, book, stays),
        stays=stays,
        flags=flags_of(deal, at, can_edit=can_edit),
        seats=seats_of(deal.contact_roles.select_related("contact").order_by("-is_primary", "contact__name")),
        steps=_steps(deal, today),
        tasks=_tasks(deal, today),
        plans=plans_read(deal.account_plans.select_related("owner").order_by("-opened_at")),
        conversion=conversion,
        decided=_decided(conversion),
        let_through=troubles_of(conversion) if conversion else (),
        has_brief=bool(conversion and latest_handoff(conversion.lead_id)),
        approvals=tuple(approvals.order_by("-asked_at")),
        happenings=timeline(events[:EVENTS_SHOWN], book),
        can_edit=can_edit,
        can_close=deal.state == "open" and _may(by, "opportunity.close", deal),
        edit=form.edit(),
        push=form.push(),
        advance=form.advance(),
        win=form.win(),
        lose=form.lose(),
        step=form.step(),
        opened=refused.form if refused else "",
    )


def _decided(conversion: Conversion | None) -> str:
    if conversion is None:
        return ""
    if conversion.override:
        return gettext("the gate was passed by an override")
    return word(conversion.verdict, DECIDED)


def _steps(deal: Opportunity, today: date) -> tuple[Work, ...]:
    """Open ones first, the earliest on top."""
    rows = deal.next_steps.select_related("owner").order_by("-done_at", "due_on", "id")
    return tuple(Work(row, row.action, _standing(row, today)) for row in sorted(rows, key=_is_done))


def _tasks(deal: Opportunity, today: date) -> tuple[Work, ...]:
    rows = deal.tasks.select_related("owner").order_by("-done_at", "due_on", "id")
    return tuple(Work(row, task_title(row), _standing(row, today)) for row in sorted(rows, key=_is_done))


def _is_done(row: NextStep | Task) -> bool:
    return row.done_at is not None


def _standing(row: NextStep | Task, today: date) -> str:
    if row.done_at is not None:
        return "done"
    return step_standing(row.due_on, today) if row.due_on else "ahead"


def _may(by: Actor, permission: str, deal: Opportunity) -> bool:
    try:
        ask(by, permission, deal.owner_id, teams=(deal.owner.team_id,) if deal.owner else ())
    except Forbidden:
        return False
    return True
