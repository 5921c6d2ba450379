"""One opportunity: where it stands, its work, its people, its origin and its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field
from tasuki.desk.forms.task import task_fields
from tasuki.desk.panels.account_plan import PlanRead, may_plan, plans_read
from tasuki.desk.panels.deal_health import (
    EXPLAINED,
    Flag,
    PathStep,
    Seat,
    Seated,
    Stay,
    flags_of,
    is_to_be_decided,
    path_of,
    seats_of,
    stays_of,
)
from tasuki.desk.panels.deal_work import Work, may_change, steps_of, tasks_of
from tasuki.desk.panels.judged import Told, troubles_of
from tasuki.desk.panels.opportunity_forms import Forms
from tasuki.desk.panels.timeline import Happening, timeline
from tasuki.desk.refused import Refused
from tasuki.desk.words import word
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.models import Event
from tasuki.platform.refusals import Forbidden
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Contact, Opportunity, Task
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.handoff.queries import latest_handoff
from tasuki.stages.pipeline.actions import FORECAST_REVIEW
from tasuki.stages.pipeline.queries import opportunity_for

EVENTS_SHOWN = 40
CONTACTS_SHOWN = 200
DECIDED: Mapping[str, str] = {
    "passed": N_("the gate was passed"),
    "passed_with_warnings": N_("the gate was passed, with warnings"),
    "needs_review": N_("the gate was passed after an approval"),
}


@dataclass(frozen=True, slots=True)
class OpportunityPage:
    deal: Opportunity
    book: Playbook
    path: tuple[PathStep, ...]
    stays: tuple[Stay, ...]
    flags: tuple[Flag, ...]
    seats: tuple[Seat, ...]
    link: tuple[Field, ...]
    steps: tuple[Work, ...]
    tasks: tuple[Work, ...]
    task: tuple[Field, ...]
    follow_up: tuple[Field, ...]
    explain: tuple[Field, ...]
    reviewer: str
    """Whom one click asks to review the forecast; empty where there is nobody, or it is asked already."""
    plans: tuple[PlanRead, ...]
    can_plan: bool
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
    nurture: tuple[Field, ...]
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
    events = Event.objects.filter(_its_history(deal)).select_related("payload").order_by("-at", "-seq")
    conversions = Conversion.objects.filter(opportunity=deal).select_related("by", "lead").order_by("-at")
    approvals = Approval.objects.filter(opportunity=deal).select_related("approver", "asked_by", "decided_by")
    conversion = conversions.first()
    stays = stays_of(deal, book, at)
    tasks = tasks_of(deal, form, today, by=by)
    can_edit = deal.state in ("open", "pending_approval") and _may(by, "opportunity.edit", deal)
    flags = flags_of(deal, at, can_edit=can_edit)
    can_add_task = can_edit or may_change(by, Task(opportunity=deal))
    plans = plans_read(deal.account_plans.select_related("owner").order_by("-opened_at"), today)
    return OpportunityPage(
        deal=deal,
        book=book,
        path=path_of(deal, book, stays),
        stays=stays,
        flags=flags,
        seats=_seats(deal, form, can_edit=can_edit),
        link=form.link(_to_link(deal)) if can_edit else (),
        steps=steps_of(deal, form, today, can_edit=can_edit),
        tasks=tasks,
        task=task_fields(None, by.handle, form.people, refused, typed) if can_add_task else (),
        follow_up=form.follow_up() if can_edit else (),
        explain=form.explain() if any(flag.finding.rule == EXPLAINED for flag in flags) and can_edit else (),
        reviewer=_reviewer(deal, tasks) if can_edit else "",
        plans=plans,
        can_plan=_may_open_plan(by, deal, plans),
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
        nurture=form.nurture(),
        step=form.step(),
        opened=refused.form if refused else "",
    )


def _may_open_plan(by: Actor, deal: Opportunity, plans: tuple[PlanRead, ...]) -> bool:
    """Whether there is none that is open, and it is theirs to plan."""
    if deal.account is None or deal.state not in ("open", "pending_approval"):
        return False
    return all(plan.row.closed_at for plan in plans) and may_plan(by, deal.account, deal)


def _its_history(deal: Opportunity) -> Q:
    """The deal's own events and what happened with the lead that it came from, as one story without its clockwork."""
    mine = Q(opportunity_id=deal.pk)
    if deal.lead_id is None:
        return mine
    return mine | (Q(lead_id=deal.lead_id) & ~Q(code__startswith="sla.") & ~Q(code="lead.scored"))


def _decided(conversion: Conversion | None) -> str:
    if conversion is None:
        return ""
    if conversion.override:
        return gettext("the gate was passed by an override")
    return word(conversion.verdict, DECIDED)


def _seats(deal: Opportunity, form: Forms, *, can_edit: bool) -> tuple[Seat, ...]:
    rows = deal.contact_roles.select_related("contact").order_by("-is_primary", "contact__name")
    return seats_of(
        Seated(one, form.role(one) if can_edit else (), form.is_open(f"role-{one.pk}")) for one in rows
    )


def _to_link(deal: Opportunity) -> list[Contact]:
    """The people at the account, to choose from."""
    rows = (
        Contact.objects.filter(account=deal.account_id, merged_into=None)
        if deal.account_id
        else Contact.objects.none()
    )
    return list(rows.order_by("name", "id")[:CONTACTS_SHOWN])


def _reviewer(deal: Opportunity, tasks: tuple[Work, ...]) -> str:
    """Who is asked for the review of a forecast (HY-5): the owner's manager, unless that is asked already."""
    asked = any(
        work.row.kind == FORECAST_REVIEW
        for work in tasks
        if isinstance(work.row, Task) and not work.row.done_at
    )
    manager = deal.owner.manager if deal.owner and not asked else None
    return manager.name if manager else ""


def _may(by: Actor, permission: str, deal: Opportunity) -> bool:
    try:
        ask(by, permission, deal.owner_id, teams=(deal.owner.team_id,) if deal.owner else ())
    except Forbidden:
        return False
    return True
