"""/accounts/{id}/plans and /plans: account plans (AC-1)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body, Field, Query, Router, Schema

from tasuki.platform.access.actor import ask_any
from tasuki.platform.http.call import Call
from tasuki.platform.http.etag import expected_version
from tasuki.platform.http.facts import shaped_like
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import page_schema
from tasuki.platform.refusals import NotFound
from tasuki.records import actions
from tasuki.records.models import Account, AccountPlan
from tasuki.rules.reading import read

of_account = Router(tags=["accounts"])
router = Router(tags=["accounts"])


class PlanOut(Schema):
    id: UUID
    version: int
    account_id: UUID
    opportunity_id: UUID | None = None
    owner: str | None = Field(None, description="handle")
    objective: str
    stakeholders: list[dict[str, Any]]
    competitors: str
    risks: str
    actions: list[dict[str, Any]]
    opened_at: datetime
    closed_at: datetime | None = None


class About(Schema):
    opportunity: UUID | None = Field(None, description="the deal that it is for, of this account")


_EXAMPLE = {
    "objective": "四月の新工場までに出荷計画を一本化する",
    "actions": [{"action": "工場長に会う", "owner": "ren", "due_on": "2027-01-20"}],
}
NewPlan = Annotated[dict[str, Any], shaped_like(actions.PlanFields, _EXAMPLE), Body()]
PlanChanges = Annotated[dict[str, Any], shaped_like(actions.PlanFields, {"risks": "担当役員の交代"}), Body()]

_COLUMNS = (
    "id", "version", "account_id", "opportunity_id", "objective", "stakeholders", "competitors", "risks", "actions",
    "opened_at", "closed_at", "owner__handle",
)  # fmt: skip


@of_account.get("/{uuid:account_id}/plans", response=page_schema(PlanOut))
def list_account_plans(request: Call, account_id: UUID, paging: Query[Paging]) -> HttpResponse:
    """The account's plans, the newest first."""
    ask_any(request.auth, "account.read")
    if not Account.objects.filter(pk=account_id).exists():
        raise NotFound("account", account_id)
    rows = AccountPlan.objects.filter(account=account_id)
    items, following = page_of(rows, paging, *_COLUMNS, order=("-id",))
    return answer({"items": [_shown(item) for item in items], "next_cursor": following})


@of_account.post("/{uuid:account_id}/plans", response={201: PlanOut})
def open_account_plan(request: Call, account_id: UUID, payload: NewPlan, about: Query[About]) -> HttpResponse:
    """Open a plan for the account, or for one of its deals, whose people, competitors and risks it begins with."""
    plan = actions.open_plan(
        account_id,
        read(actions.PlanFields, payload),
        by=request.auth,
        at=request.at,
        opportunity=about.opportunity,
    )
    return _answer(plan.pk, 201)


@router.get("/{uuid:plan_id}", response=PlanOut)
def get_account_plan(request: Call, plan_id: UUID) -> HttpResponse:
    """One plan. The ETag is its version."""
    ask_any(request.auth, "account.read")
    return _answer(plan_id)


@router.patch("/{uuid:plan_id}", response=PlanOut)
def change_account_plan(request: Call, plan_id: UUID, payload: PlanChanges) -> HttpResponse:
    """Change the parts that are named; a list is replaced as a whole. With If-Match only from that version."""
    actions.edit_plan(plan_id, payload, by=request.auth, at=request.at, expected=expected_version(request))
    return _answer(plan_id)


@router.post("/{uuid:plan_id}/close", response=PlanOut)
def close_account_plan(request: Call, plan_id: UUID) -> HttpResponse:
    """It has served."""
    actions.close_plan(plan_id, by=request.auth, at=request.at)
    return _answer(plan_id)


@router.post("/{uuid:plan_id}/reopen", response=PlanOut)
def reopen_account_plan(request: Call, plan_id: UUID) -> HttpResponse:
    """It is needed again."""
    actions.reopen_plan(plan_id, by=request.auth, at=request.at)
    return _answer(plan_id)


def _answer(plan_id: UUID, status: int = 200) -> HttpResponse:
    row = AccountPlan.objects.filter(pk=plan_id).values(*_COLUMNS).first()
    if row is None:
        raise NotFound("account plan", plan_id)
    return answer(_shown(row), status, version=row["version"])


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"owner": row.pop("owner__handle")}
