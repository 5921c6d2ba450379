"""An account plan (AC-1): the objective, who matters, who competes, and the next ninety days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tasuki.desk.forms.plan import PlanForm, known_of, plan_form
from tasuki.desk.panels.cards import step_standing
from tasuki.desk.panels.people import choices
from tasuki.desk.panels.timeline import Happening, timeline
from tasuki.desk.refused import Refused
from tasuki.desk.words import tongue, word
from tasuki.platform.access.actor import Actor, ask, ask_any
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, NotFound
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Account, AccountPlan, Contact, Opportunity
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook

CONTACTS_SHOWN = 200
EVENTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class StakeholderRead:
    name: str
    roles: str
    contact: str
    note: str


@dataclass(frozen=True, slots=True)
class ActionRead:
    """``standing``: done, ahead, today or behind."""

    what: str
    owner: str
    due_on: date | None
    standing: str


@dataclass(frozen=True, slots=True)
class PlanRead:
    row: AccountPlan
    stakeholders: tuple[StakeholderRead, ...]
    actions: tuple[ActionRead, ...]

    @property
    def done(self) -> int:
        return sum(one.standing == "done" for one in self.actions)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """``form`` is None for who may not change the plan, and while it is closed."""

    plan: PlanRead
    book: Playbook
    can_edit: bool
    form: PlanForm | None
    happenings: tuple[Happening, ...]


def plan_page(
    plan_id: UUID, *, by: Actor, at: datetime, refused: Refused | None, typed: Mapping[str, Any] | None
) -> PlanPage:
    """One plan. Raises `Forbidden`, `NotFound`."""
    ask_any(by, "account.read")
    rows = AccountPlan.objects.select_related(
        "owner", "account__owner", "opportunity__owner", "opportunity__sdr"
    )
    plan = rows.filter(pk=plan_id).first()
    if plan is None:
        raise NotFound("account plan", plan_id)
    can_edit = may_plan(by, plan.account, plan.opportunity, plan.owner)
    contacts = Contact.objects.filter(account=plan.account_id, merged_into=None).order_by("name", "id")
    events = Event.objects.filter(subject="account_plan", subject_id=plan.pk).select_related("payload")
    book = in_force()
    return PlanPage(
        plan=plans_read([plan], day_of(at, book))[0],
        book=book,
        can_edit=can_edit,
        form=plan_form(typed or known_of(plan), contacts[:CONTACTS_SHOWN], choices(), refused)
        if can_edit and plan.closed_at is None
        else None,
        happenings=timeline(events.order_by("-seq")[:EVENTS_SHOWN], book),
    )


def may_plan(by: Actor, account: Account, deal: Opportunity | None, owner: Person | None = None) -> bool:
    """The plan is its owner's, the account's owner's, and of those who work on the deal."""
    people = [owner, account.owner, *(() if deal is None else (deal.owner, deal.sdr))]
    found = [one for one in people if one]
    try:
        ask(by, "plan.edit", *(one.pk for one in found), teams=tuple(one.team_id for one in found))
    except Forbidden:
        return False
    return True


def plans_read(rows: Iterable[AccountPlan], today: date) -> tuple[PlanRead, ...]:
    plans = list(rows)
    handles = {str(one.get("owner", "")) for plan in plans for one in plan.actions}
    names = dict(Person.objects.filter(handle__in=handles).values_list("handle", "name"))
    return tuple(
        PlanRead(
            row,
            tuple(_stakeholder(one) for one in row.stakeholders),
            tuple(_action(one, names, today) for one in row.actions),
        )
        for row in plans
    )


def _stakeholder(one: Mapping[str, Any]) -> StakeholderRead:
    joiner = "、" if tongue() == "ja" else ", "
    roles = joiner.join(word(role) for role in one.get("roles", ()))
    contact, note = str(one.get("contact") or ""), str(one.get("note", ""))
    return StakeholderRead(str(one.get("name", "")), roles, contact, note)


def _action(one: Mapping[str, Any], names: Mapping[str, str], today: date) -> ActionRead:
    due_on = date.fromisoformat(str(one["due_on"])) if one.get("due_on") else None
    owner = str(one.get("owner", ""))
    standing = "done" if one.get("done") else step_standing(due_on, today) if due_on else "ahead"
    return ActionRead(str(one.get("action", "")), names.get(owner, owner), due_on, standing)
