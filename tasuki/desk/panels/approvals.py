"""Approvals: those that this person may decide, those they wait for, and those decided lately."""

from __future__ import annotations

from dataclasses import dataclass

from tasuki.desk.panels.judged import Told, troubles_of
from tasuki.platform.access.actor import Actor
from tasuki.playbooks.queries import in_force
from tasuki.rules.playbook import Playbook
from tasuki.stages.conversion.models import Approval
from tasuki.stages.conversion.queries import approvals_for

DECIDED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Request:
    """One approval; ``findings`` are the gate's reasons for asking."""

    approval: Approval
    findings: tuple[Told, ...]
    mine_to_decide: bool

    @property
    def form(self) -> str:
        return f"approval-{self.approval.pk}"


@dataclass(frozen=True, slots=True)
class ApprovalsPage:
    book: Playbook
    pending: tuple[Request, ...]
    decided: tuple[Approval, ...]


def approvals_page(*, by: Actor) -> ApprovalsPage:
    pending = tuple(
        _request(approval, by) for approval in approvals_for(by).select_related("conversion__lead")
    )
    decided = approvals_for(by, state="").exclude(state="pending").select_related("decided_by")
    return ApprovalsPage(in_force(), pending, tuple(decided[:DECIDED_SHOWN]))


def _request(approval: Approval, by: Actor) -> Request:
    theirs = by.person_id in (approval.asked_by_id, approval.conversion.by_id)
    may = by.reach("approval.decide") is not None and not theirs
    return Request(approval, troubles_of(approval.conversion), may)
