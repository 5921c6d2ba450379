"""Approvals: those that this person may decide, those they wait for, and those decided lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.panels.judged import Told, troubles_of
from tasuki.desk.panels.people import choices
from tasuki.desk.refused import Refused
from tasuki.desk.words import BASES, word
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.grants import roles_with
from tasuki.platform.access.roles import Role
from tasuki.platform.refusals import Forbidden
from tasuki.playbooks.queries import in_force
from tasuki.playbooks.telling.values import share_told
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import Sentence
from tasuki.sla.models import Clock
from tasuki.sla.queries import ClockView, view_of
from tasuki.stages.conversion.actions.approve import ask_to_decide
from tasuki.stages.conversion.models import Approval, DealSizes
from tasuki.stages.conversion.queries import approvals_for
from tasuki.stages.conversion.undo import plan_of

SHOWN = 50
DECIDED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Request:
    """One approval: the gate's reasons for asking, the deal's facts beside what is usual, and what can be done.

    ``stays`` is what a recall would not undo; only the one who asked is told, and only they recall.
    """

    approval: Approval
    findings: tuple[Told, ...]
    discount: Sentence | str
    usual: DealSizes | None
    clock: ClockView | None
    mine_to_decide: bool
    delegate: tuple[Field, ...]
    is_delegating: bool
    mine_to_recall: bool
    stays: tuple[Sentence, ...]

    @property
    def form(self) -> str:
        return f"approval-{self.approval.pk}"

    @property
    def delegate_form(self) -> str:
        return f"delegate-{self.approval.pk}"


@dataclass(frozen=True, slots=True)
class ApprovalsPage:
    book: Playbook
    pending: tuple[Request, ...]
    decided: tuple[Approval, ...]


def approvals_page(
    *, by: Actor, at: datetime, refused: Refused | None = None, typed: Mapping[str, str] | None = None
) -> ApprovalsPage:
    found = approvals_for(by).select_related(
        "conversion__lead", "conversion__opportunity", "opportunity__owner", "opportunity__account"
    )
    rows = list(found[:SHOWN])
    clocks = {
        row.lead_id: view_of(row, at)
        for row in Clock.objects.filter(
            lead__in=[one.conversion.lead_id for one in rows], sla="AP-5", stopped_at=None
        )
    }
    usual = {(one.segment, one.currency): one for one in DealSizes.objects.all()} if rows else {}
    people = choices(*(Role(role) for role in roles_with("approval.decide"))) if rows else []
    pending = tuple(_request(one, by, at, clocks, usual, people, refused, typed) for one in rows)
    decided = approvals_for(by, state="").exclude(state="pending").select_related("decided_by")
    return ApprovalsPage(in_force(), pending, tuple(decided[:DECIDED_SHOWN]))


def _request(
    approval: Approval,
    by: Actor,
    at: datetime,
    clocks: Mapping[UUID | None, ClockView],
    usual: Mapping[tuple[str, str], DealSizes],
    people: list[tuple[str, str]],
    refused: Refused | None,
    typed: Mapping[str, str] | None,
) -> Request:
    may, deal = _may_decide(approval, by), approval.opportunity
    form = f"delegate-{approval.pk}"
    mine = refused if refused and refused.form == form else None
    asked_by_me = approval.asked_by_id == by.person_id
    return Request(
        approval=approval,
        findings=troubles_of(approval.conversion),
        discount=_discount(deal.discount),
        usual=usual.get((deal.segment, deal.currency)),
        clock=clocks.get(approval.conversion.lead_id),
        mine_to_decide=may,
        delegate=told(retyped(_delegate_fields(approval, people, form), typed if mine else None), mine)
        if may
        else (),
        is_delegating=mine is not None,
        mine_to_recall=asked_by_me,
        stays=plan_of(approval.conversion, at).stays if asked_by_me else (),
    )


def _may_decide(approval: Approval, by: Actor) -> bool:
    try:
        ask_to_decide(approval, by)
    except Forbidden:
        return False
    return True


def _delegate_fields(approval: Approval, people: list[tuple[str, str]], form: str) -> tuple[Field, ...]:
    taken = {one.handle for one in (approval.approver, approval.asked_by, approval.opportunity.owner) if one}
    others = [(handle, label) for handle, label in people if handle not in taken]
    return (
        Field("approver", gettext("Who decides instead"), "choice", "",
              options(others, "", gettext("Choose somebody")), required=True, form=form),
        Field("reason", gettext("Reason"), form=form),
    )  # fmt: skip


def _discount(discount: Mapping[str, object] | None) -> Sentence | str:
    if not discount:
        return ""
    if discount.get("fraction"):
        return share_told(float(str(discount["fraction"])))
    return word(discount.get("kind"), BASES)
