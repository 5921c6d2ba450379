"""Account plans: opened by hand with what the deal knows, kept up to date, closed and opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Clash, Forbidden, Invalid, NotFound, NotPossibleNow, Outdated
from tasuki.records.actions import PlanFields, close_plan, edit_plan, open_plan, reopen_plan
from tasuki.records.models import Account, AccountPlan, Contact, ContactRole, Opportunity

As = Callable[[Person], Actor]


@pytest.fixture
def account(ren: Person, at: datetime) -> Account:
    return Account.objects.create(
        name="株式会社サンプル製作所", name_key="サンプル製作所", owner=ren, created_at=at
    )


@pytest.fixture
def deal(account: Account, ren: Person, at: datetime) -> Opportunity:
    deal = Opportunity.objects.create(
        name="サンプル製作所 - Planner", stage="discovery", stage_since=at, owner=ren, account=account,
        competitive_landscape="B社が先行", risks="既存ERPの改修時期", created_at=at,
    )  # fmt: skip
    misaki = Contact.objects.create(name="高橋 美咲", account=account, created_at=at)
    for role in ("champion", "user"):
        ContactRole.objects.create(
            opportunity=deal, contact=misaki, role=role, is_primary=role == "champion", stance="賛成"
        )
    return deal


@pytest.fixture
def plan(account: Account, ren: Person, as_: As, at: datetime) -> AccountPlan:
    return open_plan(account.pk, PlanFields(objective="出荷計画を一本化する"), by=as_(ren), at=at)


def _refused(changes: dict[str, Any], plan: AccountPlan, by: Actor, at: datetime) -> set[str]:
    with pytest.raises(Invalid) as refused:
        edit_plan(plan.pk, changes, by=by, at=at)
    return {one.pointer for one in refused.value.problems}


def test_a_plan_for_a_deal_begins_with_what_the_deal_knows(
    account: Account, deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    plan = open_plan(account.pk, PlanFields(), by=as_(ren), at=at, opportunity=deal.pk)
    (misaki,) = plan.stakeholders
    assert (misaki["name"], sorted(misaki["roles"]), misaki["note"]) == (
        "高橋 美咲",
        ["champion", "user"],
        "賛成",
    )
    assert (plan.competitors, plan.risks, plan.owner) == ("B社が先行", "既存ERPの改修時期", ren)
    event = Event.objects.get(code="plan.opened")
    assert (event.opportunity_id, event.subject_id) == (deal.pk, plan.pk)


def test_there_is_one_open_plan_for_an_account_and_for_each_of_its_deals(
    account: Account, deal: Opportunity, plan: AccountPlan, ren: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Clash):
        open_plan(account.pk, PlanFields(), by=as_(ren), at=at)
    open_plan(account.pk, PlanFields(), by=as_(ren), at=at, opportunity=deal.pk)
    close_plan(plan.pk, by=as_(ren), at=at)
    open_plan(account.pk, PlanFields(), by=as_(ren), at=at)
    with pytest.raises(Clash):
        reopen_plan(plan.pk, by=as_(ren), at=at)


def test_a_plan_says_who_does_what_by_which_day(
    plan: AccountPlan, ren: Person, aoi: Person, as_: As, at: datetime
) -> None:
    rows = [{"action": "工場長に会う", "owner": "aoi", "due_on": "2027-01-20", "done": False}]
    changed = edit_plan(plan.pk, {"actions": rows, "owner": "aoi"}, by=as_(ren), at=at, expected=1)
    assert (changed.actions, changed.owner, changed.version) == (rows, aoi, 2)
    assert changed.objective == "出荷計画を一本化する"
    with pytest.raises(Outdated):
        edit_plan(plan.pk, {"risks": "-"}, by=as_(ren), at=at, expected=1)


def test_everything_that_a_row_lacks_is_said_at_once(
    plan: AccountPlan, ren: Person, as_: As, at: datetime
) -> None:
    changes = {
        "stakeholders": [{"note": "会ったことがない"}, {"name": "A", "contact": "nobody"}],
        "actions": [{"owner": "ghost"}],
    }
    assert _refused(changes, plan, as_(ren), at) == {
        "/stakeholders/0/name", "/stakeholders/1/contact", "/actions/0/action", "/actions/0/due_on",
        "/actions/0/owner",
    }  # fmt: skip
    plan.refresh_from_db()
    assert plan.stakeholders == []


def test_whoever_was_named_and_has_left_stays_named(
    plan: AccountPlan, ren: Person, aoi: Person, as_: As, at: datetime
) -> None:
    rows = [{"action": "工場長に会う", "owner": "aoi", "due_on": "2027-01-20"}]
    edit_plan(plan.pk, {"actions": rows}, by=as_(ren), at=at)
    Person.objects.filter(pk=aoi.pk).update(is_active=False)
    done = [{**rows[0], "done": True}]
    assert edit_plan(plan.pk, {"actions": done}, by=as_(ren), at=at).actions[0]["done"] is True


def test_a_contact_on_record_needs_no_name_to_be_typed(
    plan: AccountPlan, deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    misaki = Contact.objects.get()
    rows = [{"contact": str(misaki.pk), "roles": ["champion"]}]
    changed = edit_plan(plan.pk, {"stakeholders": rows}, by=as_(ren), at=at)
    assert changed.stakeholders[0]["name"] == "高橋 美咲"


def test_a_closed_plan_is_changed_only_once_it_is_open_again(
    plan: AccountPlan, ren: Person, as_: As, at: datetime
) -> None:
    close_plan(plan.pk, by=as_(ren), at=at)
    with pytest.raises(NotPossibleNow):
        edit_plan(plan.pk, {"risks": "担当役員の交代"}, by=as_(ren), at=at)
    with pytest.raises(NotPossibleNow):
        close_plan(plan.pk, by=as_(ren), at=at)
    reopen_plan(plan.pk, by=as_(ren), at=at)
    assert edit_plan(plan.pk, {"risks": "担当役員の交代"}, by=as_(ren), at=at).risks == "担当役員の交代"


def test_a_plan_is_no_strangers_business(
    account: Account, plan: AccountPlan, stranger: Person, ren: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        edit_plan(plan.pk, {"risks": "-"}, by=as_(stranger), at=at)
    with pytest.raises(NotFound):
        open_plan(account.pk, PlanFields(), by=as_(ren), at=at, opportunity=plan.pk)
