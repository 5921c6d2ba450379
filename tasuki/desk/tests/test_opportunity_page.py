"""An opportunity through its page: next steps, fields, stages, the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Opportunity

Visit = Callable[..., Visitor]


@pytest.fixture
def deal(ren: Person, at: datetime, clock: list[datetime]) -> Opportunity:
    account = Account.objects.create(name="株式会社サンプル製作所", name_key="サンプル製作所", created_at=at)
    return Opportunity.objects.create(
        name="株式会社サンプル製作所 - Planner - 出荷計画", company_part="株式会社サンプル製作所",
        product="Planner", use_case="出荷計画", stage="discovery", stage_since=at, owner=ren,
        account=account, source="inbound",
        amount=Decimal(11_500_000), amount_basis="discovery", close_on=date(2027, 3, 15),
        close_date_basis="buyer_stated", close_date_evidence="ev-1", follow_up_plan="隔週の確認会",
        risks="既存ERPの改修時期",
        decision_criteria="納期", competitive_landscape="B社が先行", created_at=at,
        stage_history=[{"stage": "discovery", "at": at.isoformat()}],
    )  # fmt: skip


def test_a_next_step_is_planned_and_done(deal: Opportunity, ren: Person, visit: Visit) -> None:
    ae, page = visit(ren), f"/opportunities/{deal.pk}"
    ae.fill(page, f"{page}/steps", action="見積もりを送る", due_on="2026-11-27")
    step = deal.next_steps.get()
    assert (step.owner, step.action) == (ren, "見積もりを送る")
    ae.fill(page, f"/steps/{step.pk}/done")
    step.refresh_from_db()
    assert step.done_at is not None


def test_a_close_date_moves_back_only_with_a_reason(deal: Opportunity, ren: Person, visit: Visit) -> None:
    ae, page = visit(ren, "en"), f"/opportunities/{deal.pk}"
    answer = ae.fill(page, f"{page}/edit", status=422, opportunity__close_on="2027-04-15")
    assert "say why" in answer
    assert 'value="2027-04-15"' in answer
    deal.refresh_from_db()
    assert deal.close_on == date(2027, 3, 15)


def test_a_field_is_changed_and_the_others_stay(deal: Opportunity, ren: Person, visit: Visit) -> None:
    ae, page = visit(ren), f"/opportunities/{deal.pk}"
    ae.fill(page, f"{page}/edit", opportunity__risks="新工場の稼働が遅れる可能性")
    deal.refresh_from_db()
    assert (deal.risks, deal.follow_up_plan) == ("新工場の稼働が遅れる可能性", "隔週の確認会")


def test_a_deal_moves_on_because_the_buyer_did_something(
    deal: Opportunity, ren: Person, visit: Visit
) -> None:
    ae, page = visit(ren), f"/opportunities/{deal.pk}"
    ae.fill(page, f"{page}/advance", stage="qualification", evidence="要件一覧が届いた")
    deal.refresh_from_db()
    assert deal.stage == "qualification"


def test_a_lost_deal_says_why_or_stays_open(deal: Opportunity, ren: Person, visit: Visit) -> None:
    ae, page = visit(ren), f"/opportunities/{deal.pk}"
    ae.fill(page, f"{page}/lose", status=422, reason="price", rationale="微妙")
    deal.refresh_from_db()
    assert deal.state == "open"
    why = "B社の見積もりが三割安く、保守費用の差を埋められなかった。"
    ae.fill(page, f"{page}/lose", reason="price", rationale=why)
    deal.refresh_from_db()
    assert (deal.state, deal.close_reason) == ("closed_lost", "price")


def test_who_may_not_edit_sees_no_forms(deal: Opportunity, sora: Person, visit: Visit) -> None:
    page = visit(sora).read(f"/opportunities/{deal.pk}")
    assert deal.name in page
    assert f"/opportunities/{deal.pk}/edit" not in page
