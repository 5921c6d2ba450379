"""An opportunity's page tells whether the deal is still true, who decides, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, AccountPlan, Contact, ContactRole, NextStep, Opportunity, Task

Visit = Callable[..., Visitor]


@pytest.fixture
def deal(ren: Person, at: datetime, clock: list[datetime]) -> Opportunity:
    """Entered on Friday 30 October, in evaluation since Monday 9 November; its step was due yesterday."""
    first, then = at - timedelta(days=21), at - timedelta(days=11)
    account = Account.objects.create(name="株式会社サンプル製作所", name_key="サンプル製作所", created_at=at)
    row = Opportunity.objects.create(
        name="株式会社サンプル製作所 - Planner - 出荷計画", stage="evaluation", stage_since=then, owner=ren,
        account=account, amount=Decimal(35_000_000), close_on=date(2026, 11, 10), created_at=first,
        follow_up_plan="隔週の確認会", last_activity_at=then,
        stage_history=[
            {"stage": "discovery", "at": first.isoformat()},
            {"stage": "evaluation", "at": then.isoformat(), "by": str(ren.pk), "skipped": 1,
             "evidence": "要件一覧が届いた"},
        ],
    )  # fmt: skip
    step = NextStep(opportunity=row, action="見積もり", owner=ren, due_on=at.date() - timedelta(days=1))
    step.created_at = first
    step.save()
    champion = Contact.objects.create(name="高橋 美咲", account=account, created_at=at)
    ContactRole.objects.create(opportunity=row, contact=champion, role="champion", is_primary=True)
    return row


def test_each_flag_leads_to_the_field_that_clears_it(deal: Opportunity, ren: Person, visit: Visit) -> None:
    page = visit(ren, "en").read(f"/opportunities/{deal.pk}")
    assert "HY-1" in page
    assert 'href="#opportunity-close_on"' in page
    assert 'id="opportunity-close_on"' in page
    assert "HY-2" in page
    assert 'href="#step-action"' in page
    assert 'id="step-action"' in page


def test_a_stale_deal_asks_for_a_decision_and_closes_nothing(
    deal: Opportunity, ren: Person, visit: Visit
) -> None:
    page = visit(ren, "en").read(f"/opportunities/{deal.pk}")
    assert "nothing closes by itself" in page
    assert 'href="#lose-reason"' in page
    assert 'id="lose-reason"' in page


def test_who_may_not_edit_reads_the_flags_without_links(
    deal: Opportunity, sora: Person, visit: Visit
) -> None:
    page = visit(sora, "en").read(f"/opportunities/{deal.pk}")
    assert "HY-1" in page
    assert 'href="#opportunity-close_on"' not in page
    assert "nothing closes by itself" not in page


def test_the_roles_that_nobody_fills_are_named(deal: Opportunity, ren: Person, visit: Visit) -> None:
    page = visit(ren, "en").read(f"/opportunities/{deal.pk}")
    seats = page.split('class="seats"')[1].split("</ul>")[0].split("<li")[1:]
    empty = [seat for seat in seats if "nobody yet" in seat]
    assert [seat.split("<h3>")[1].split("<")[0] for seat in empty] == [
        "economic buyer", "influencer", "technical evaluator",
    ]  # fmt: skip
    filled = next(seat for seat in seats if "高橋 美咲" in seat)
    assert "champion" in filled
    assert "primary contact" in filled


def test_the_time_in_each_stage_is_told_in_business_days(
    deal: Opportunity, ren: Person, visit: Visit
) -> None:
    """30 October to 9 November holds five business days, because 3 November is a holiday; then nine until 20."""
    page = visit(ren, "en").read(f"/opportunities/{deal.pk}")
    stays = page.split('class="plain stays"')[1].split("</ol>")[0].split("<li>")[1:]
    assert "9 business days" in stays[0]
    assert "1 stage skipped" in stays[0]
    assert "要件一覧が届いた" in stays[0]
    assert ren.name in stays[0]
    assert "5 business days" in stays[1]


def test_work_that_is_late_says_so(deal: Opportunity, ren: Person, visit: Visit, at: datetime) -> None:
    Task.objects.create(
        kind="follow_up", title="稟議の確認", owner=ren, opportunity=deal, due_on=at.date(), created_at=at
    )
    page = visit(ren, "en").read(f"/opportunities/{deal.pk}")
    assert "Thu 19 Nov 2026 (overdue)" in page
    assert "Fri 20 Nov 2026 (today)" in page
    assert "隔週の確認会" in page


def test_a_task_that_the_process_made_says_what_is_to_be_done(
    deal: Opportunity, ren: Person, visit: Visit, at: datetime
) -> None:
    Task.objects.create(
        kind="account_plan", title="青山製作所", owner=ren, opportunity=deal, due_on=at.date(), created_at=at
    )
    reader = visit(ren, "ja")
    for page in ("/", f"/opportunities/{deal.pk}"):
        assert "アカウントプランを作成する:青山製作所" in reader.read(page)


def test_the_account_plan_of_a_strategic_deal_is_read_on_both_pages(
    deal: Opportunity, ren: Person, visit: Visit, at: datetime
) -> None:
    assert deal.account is not None
    AccountPlan.objects.create(
        account=deal.account, opportunity=deal, owner=ren, objective="出荷リードタイムを四日に短縮", opened_at=at,
        stakeholders=[{"name": "高橋 美咲", "roles": ["champion"], "contact": None}], competitors="B社",
        actions=[{"action": "工場見学", "due_on": "2026-12-01", "owner": "ren"}],
    )  # fmt: skip
    desk = visit(ren, "en")
    for path in (f"/opportunities/{deal.pk}", f"/accounts/{deal.account_id}"):
        page = desk.read(path)
        for words in ("出荷リードタイムを四日に短縮", "高橋 美咲", "工場見学", "Tue 1 Dec 2026"):
            assert words in page


def test_the_page_of_a_high_value_account_is_shared_and_says_by_whom(
    deal: Opportunity, ren: Person, sora: Person, visit: Visit
) -> None:
    page = visit(ren, "en").read(f"/accounts/{deal.account_id}")
    assert "Worked on together" in page
    assert sora.name in page.split("Worked on together")[1].split("</section>")[0]
    Opportunity.objects.filter(pk=deal.pk).update(amount=Decimal(500_000))
    assert "Worked on together" not in visit(ren, "en").read(f"/accounts/{deal.account_id}")
