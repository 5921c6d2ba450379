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


def test_a_next_step_is_moved_taken_back_and_cancelled(deal: Opportunity, ren: Person, visit: Visit) -> None:
    ae, page = visit(ren), f"/opportunities/{deal.pk}"
    ae.fill(page, f"{page}/steps", action="見積もりを送る", due_on="2026-11-27")
    step = deal.next_steps.get()
    answer = ae.fill(page, f"/steps/{step.pk}", status=422, due_on="2026-11-19")
    assert 'value="2026-11-19"' in answer
    ae.fill(page, f"/steps/{step.pk}", due_on="2026-12-04")
    done = ae.fill(page, f"/steps/{step.pk}/done")
    assert f'action="/steps/{step.pk}/reopen"' in done
    ae.fill(page, f"/steps/{step.pk}/reopen")
    step.refresh_from_db()
    assert (step.due_on, step.done_at) == (date(2026, 12, 4), None)
    ae.client.post(f"/steps/{step.pk}/cancel")
    assert not deal.next_steps.exists()


def test_somebody_new_is_linked_made_primary_and_cannot_be_unlinked_then(
    deal: Opportunity, ren: Person, visit: Visit
) -> None:
    ae, page = visit(ren), f"/opportunities/{deal.pk}"
    nobody = ae.fill(page, f"{page}/contacts", status=422, role="champion")
    assert "link-name-problem" in nobody
    ae.fill(page, f"{page}/contacts", name="木村 亮", title="取締役", role="economic_buyer", primary="on")
    role = deal.contact_roles.get()
    assert (role.contact.name, role.contact.account, role.is_primary) == ("木村 亮", deal.account, True)
    wrong = ae.fill(page, f"/roles/{role.pk}", status=422, role="user")
    assert "O-9" not in wrong  # people read a sentence, not a code
    ae.fill(page, f"/roles/{role.pk}", stance="賛成")
    role.refresh_from_db()
    assert role.stance == "賛成"
    assert ae.client.post(f"/roles/{role.pk}/unlink").status_code == 422
    assert deal.contact_roles.count() == 1


def test_a_task_is_given_to_a_colleague_on_the_deals_page_and_done_on_their_own_today(
    deal: Opportunity, ren: Person, aoi: Person, visit: Visit
) -> None:
    ae, page = visit(ren), f"/opportunities/{deal.pk}"
    ae.fill(page, "/tasks", title="議事録を送る", owner="aoi", due_on="2026-11-19")
    task = deal.tasks.get()
    sdr = visit(aoi, "en")
    assert "Overdue" in sdr.read("/")
    done = sdr.fill("/", f"/tasks/{task.pk}/done")
    assert "議事録を送る" not in done
    assert f'action="/tasks/{task.pk}/reopen"' in done
    sdr.client.post(f"/tasks/{task.pk}/reopen")
    assert "議事録を送る" in sdr.read("/")


def test_a_task_without_a_title_keeps_what_was_typed(ren: Person, visit: Visit) -> None:
    answer = visit(ren).fill("/", "/tasks", status=422, title="未定", due_on="2026-11-27")
    assert 'value="2026-11-27"' in answer


def test_the_follow_up_plan_is_changed_by_itself(deal: Opportunity, ren: Person, visit: Visit) -> None:
    page = f"/opportunities/{deal.pk}"
    visit(ren).fill(page, f"{page}/follow-up", opportunity__follow_up_plan="毎週火曜の確認会")
    deal.refresh_from_db()
    assert (deal.follow_up_plan, deal.risks) == ("毎週火曜の確認会", "既存ERPの改修時期")


def test_a_stale_deal_goes_to_nurture_with_a_task_to_come_back(
    deal: Opportunity, ren: Person, visit: Visit
) -> None:
    ae, page = visit(ren), f"/opportunities/{deal.pk}"
    why = "本社の投資凍結が三月末まで続くため、四月に改めて予算を確認する。"
    ae.fill(page, f"{page}/nurture", reason="bad_timing", rationale=why, reengage_on="2027-04-05")
    deal.refresh_from_db()
    assert (deal.state, deal.tasks.get(kind="come_back").due_on) == ("closed_lost", date(2027, 4, 5))


def test_a_jump_is_explained_and_a_pushed_deal_reviewed(
    deal: Opportunity, ren: Person, mio: Person, visit: Visit
) -> None:
    deal.stage_history = [
        *deal.stage_history,
        {"stage": "proposal", "at": deal.created_at.isoformat(), "skipped": 2},
    ]
    deal.stage, deal.close_date_pushes = "proposal", 2
    deal.save()
    ae, page = visit(ren), f"/opportunities/{deal.pk}"
    ae.fill(page, f"{page}/explain", evidence="提案依頼書が先に届いた")
    assert f'action="{page}/explain"' not in ae.read(page)
    ae.fill(page, f"{page}/review")
    assert deal.tasks.get(kind="forecast_review").owner == mio
    assert f'action="{page}/review"' not in ae.read(page)
