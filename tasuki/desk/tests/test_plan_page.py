"""An account plan on its page: opened with one click, changed row by row, closed and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, AccountPlan, Opportunity

Visit = Callable[..., Visitor]


@pytest.fixture
def deal(ren: Person, at: datetime, clock: list[datetime]) -> Opportunity:
    account = Account.objects.create(name="株式会社サンプル製作所", name_key="サンプル製作所", created_at=at)
    return Opportunity.objects.create(
        name="株式会社サンプル製作所 - Planner", stage="discovery", stage_since=at, owner=ren, account=account,
        competitive_landscape="B社が先行", created_at=at, stage_history=[{"stage": "discovery", "at": at.isoformat()}],
    )  # fmt: skip


@pytest.fixture
def plan(deal: Opportunity, ren: Person, visit: Visit) -> AccountPlan:
    visit(ren).fill(f"/opportunities/{deal.pk}", f"/accounts/{deal.account_id}/plans")
    return AccountPlan.objects.get()


def test_a_plan_is_opened_from_the_deal_and_offered_once(
    deal: Opportunity, plan: AccountPlan, ren: Person, visit: Visit
) -> None:
    assert (plan.opportunity, plan.competitors) == (deal, "B社が先行")
    shown = visit(ren).read(f"/opportunities/{deal.pk}")
    assert f'action="/accounts/{deal.account_id}/plans"' not in shown
    assert f"/plans/{plan.pk}" in shown


def test_rows_are_filled_and_a_row_that_is_cleared_goes(plan: AccountPlan, ren: Person, visit: Visit) -> None:
    ae, page = visit(ren), f"/plans/{plan.pk}"
    ae.fill(
        page, page, objective="出荷計画を一本化する", stakeholders__0__name="木村 亮", stakeholders__1__name="佐藤 健",
        actions__0__action="工場長に会う", actions__0__owner="ren", actions__0__due_on="2026-11-19",
    )  # fmt: skip
    plan.refresh_from_db()
    assert [one["name"] for one in plan.stakeholders] == ["木村 亮", "佐藤 健"]
    assert plan.actions[0]["owner"] == "ren"
    assert "(期限超過)" in ae.read(page)
    ae.fill(page, page, stakeholders__0__name="", actions__0__done="on")
    plan.refresh_from_db()
    assert [one["name"] for one in plan.stakeholders] == ["佐藤 健"]
    assert plan.actions[0]["done"] is True


def test_what_a_row_lacks_stands_beside_it_and_nothing_typed_is_lost(
    plan: AccountPlan, ren: Person, visit: Visit
) -> None:
    page = f"/plans/{plan.pk}"
    answer = visit(ren).fill(page, page, status=422, actions__1__action="工場長に会う", objective="一本化")
    assert 'id="actions-0-due_on-problem"' in answer
    assert 'value="工場長に会う"' in answer
    assert "一本化" in answer
    plan.refresh_from_db()
    assert plan.actions == []


def test_two_people_do_not_overwrite_each_other(plan: AccountPlan, ren: Person, visit: Visit) -> None:
    page, ae = f"/plans/{plan.pk}", visit(ren)
    ae.fill(page, page, risks="担当役員の交代")
    assert ae.client.post(page, {"version": "1", "risks": "別の内容"}).status_code == 412
    plan.refresh_from_db()
    assert plan.risks == "担当役員の交代"


def test_a_plan_is_closed_and_taken_back(plan: AccountPlan, ren: Person, visit: Visit) -> None:
    ae, page = visit(ren, "en"), f"/plans/{plan.pk}"
    closed = ae.fill(page, f"{page}/close")
    assert f'action="{page}"' not in closed
    ae.fill(page, f"{page}/reopen")
    plan.refresh_from_db()
    assert plan.closed_at is None


def test_who_may_not_plan_reads_it(plan: AccountPlan, sora: Person, visit: Visit) -> None:
    shown = visit(sora).read(f"/plans/{plan.pk}")
    assert "B社が先行" in shown
    assert f'action="/plans/{plan.pk}"' not in shown
