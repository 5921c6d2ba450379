"""An account's page: shared where it is of high value (RP-5), with its people, promises and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tasuki.desk.panels.account.page import AccountPage, account_page
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person
from tasuki.records.models import (
    Account,
    Contact,
    ContactRole,
    Lead,
    NextStep,
    Opportunity,
    Task,
    Touchpoint,
)
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.registration.models import Partner, Registration
from tasuki.stages.routing.models import Committee

Visit = Callable[..., Visitor]
As = Callable[[Person], Actor]
Make = Callable[..., Any]


@pytest.fixture
def account(db: None, at: datetime) -> Account:
    return Account.objects.create(
        name="株式会社サンプル製作所", name_key="サンプル製作所", domain="sample.co.jp", tier="tier_1", created_at=at
    )  # fmt: skip


@pytest.fixture
def deal(account: Account, ren: Person, at: datetime) -> Opportunity:
    return Opportunity.objects.create(
        name="サンプル製作所 - Planner - 出荷計画", stage="discovery", stage_since=at, owner=ren, account=account,
        amount=Decimal(11_500_000), created_at=at,
    )  # fmt: skip


@pytest.fixture
def lead(account: Account, at: datetime) -> Make:
    def make(name: str, owner: Person | None, **more: Any) -> Lead:
        values = {"account": account, "state": "sal", **more}
        return Lead.objects.create(
            name=name, owner=owner, company_name=account.name, captured_at=at, state_since=at, created_at=at, **values
        )  # fmt: skip

    return make


@pytest.fixture
def read(account: Account, as_: As, at: datetime) -> Callable[[Person], AccountPage]:
    return lambda person: account_page(account.pk, by=as_(person), at=at)


def test_whoever_works_on_a_high_value_account_reads_all_of_its_page(
    deal: Opportunity, lead: Make, aoi: Person, ren: Person, sora: Person, stranger: Person, read: Make
) -> None:
    lead("高橋 美咲", aoi)
    lead("西 一郎", stranger)
    pages = [read(person) for person in (aoi, ren, sora, stranger)]
    for shown in pages:
        assert {one.name for one in shown.seen.leads} == {"高橋 美咲", "西 一郎"}
        assert [one.row for one in shown.deals] == [deal]
        assert [side.key for side in shown.together.sides] == ["marketing", "sdr", "ae"]
    (marketing, sdrs, aes) = pages[0].together.sides
    assert [one.person for one in marketing.people] == [sora]
    assert {(one.person, one.has) for one in sdrs.people} == {(aoi, "1 lead"), (stranger, "1 lead")}
    assert [(one.person, one.has) for one in aes.people] == [(ren, "1 opportunity")]


def test_whoever_does_not_work_there_sees_what_is_theirs_to_see(
    deal: Opportunity, lead: Make, aoi: Person, stranger: Person, read: Make, visit: Visit, account: Account
) -> None:
    lead("高橋 美咲", aoi)
    shown = read(stranger)
    assert (shown.seen.leads, shown.deals, shown.happenings, shown.coming) == ((), (), (), ())
    page = visit(stranger, "en").read(f"/accounts/{account.pk}")
    assert "you see what is yours to see" in page
    assert "高橋 美咲" not in page
    assert deal.name not in page


def test_an_ordinary_account_is_shared_by_nobody(
    account: Account, deal: Opportunity, lead: Make, stranger: Person, read: Make
) -> None:
    Account.objects.filter(pk=account.pk).update(tier="")
    lead("西 一郎", stranger)
    shown = read(stranger)
    assert shown.together is None
    assert ([one.name for one in shown.seen.leads], shown.deals) == (["西 一郎"], ())


def test_a_lead_that_nobody_linked_is_found_by_the_companys_domain(
    lead: Make, aoi: Person, read: Make
) -> None:
    lead("高橋 美咲", aoi, account=None, company_domain="sample.co.jp")
    lead("別の 会社", aoi, account=None, company_domain="other.co.jp")
    assert [one.name for one in read(aoi).seen.leads_at_work] == ["高橋 美咲"]


def test_people_are_shown_by_how_they_answered_lately(
    account: Account, deal: Opportunity, lead: Make, aoi: Person, read: Make, at: datetime
) -> None:
    def contact(name: str) -> Contact:
        return Contact.objects.create(name=name, account=account, created_at=at)

    answers, quiet, _ = contact("答える 人"), contact("静かな 人"), contact("知らない 人")
    once = lead("答える 人", aoi, contact=answers, state="converted")
    new = lead("新しい 人", aoi)
    for about, days, two_way in (
        ({"lead": once}, 3, True), ({"contact": answers}, 9, False), ({"contact": quiet}, 120, True),
        ({"lead": new}, 2, False),
    ):  # fmt: skip
        Touchpoint.objects.create(
            kind="call", at=at - timedelta(days=days), two_way=two_way, by=aoi, signal="pricing_page", **about
        )
    ContactRole.objects.create(opportunity=deal, contact=answers, role="champion", is_primary=True)
    found = {one.name: one for one in read(aoi).people}
    assert {name: one.standing for name, one in found.items()} == {
        "答える 人": "answers", "新しい 人": "reached", "静かな 人": "quiet", "知らない 人": "never",
    }  # fmt: skip
    assert next(iter(found)) == "答える 人"
    assert (found["答える 人"].heard.answered, found["答える 人"].heard.touches) == (1, 2)
    assert found["答える 人"].roles == ("champion",)
    assert [one.en for one in found["新しい 人"].signals] == ["Looked at the pricing page"]
    assert (found["新しい 人"].is_lead, found["静かな 人"].signals) == (True, ())


def test_the_buying_committee_names_the_seats_that_nobody_has(
    account: Account, deal: Opportunity, aoi: Person, read: Make, at: datetime
) -> None:
    person = Contact.objects.create(name="佐藤 健", account=account, created_at=at)
    ContactRole.objects.create(opportunity=deal, contact=person, role="economic_buyer", stance="前向き")
    seats = {place.role: [one.contact.name for one in place.members] for place in read(aoi).committee}
    assert seats["economic_buyer"] == ["佐藤 健"]
    assert seats["champion"] == []


def test_what_comes_next_stands_in_the_order_of_its_days(
    deal: Opportunity, lead: Make, aoi: Person, ren: Person, read: Make, visit: Visit, account: Account, at: datetime
) -> None:  # fmt: skip
    NextStep.objects.create(
        opportunity=deal, action="見積もり", owner=ren, due_on=date(2026, 11, 27), created_at=at
    )
    Task.objects.create(
        kind="to_do",
        title="資料を送る",
        owner=aoi,
        due_on=date(2026, 11, 19),
        opportunity=deal,
        created_at=at,
    )
    meeting = {"booked_for": at + timedelta(days=4), "booked_at": at, "booked_by": aoi, "ae": ren}
    Meeting.objects.create(lead=lead("高橋 美咲", aoi), **meeting)
    assert [(one.kind, one.standing) for one in read(aoi).coming] == [
        ("task", "behind"), ("meeting", "ahead"), ("step", "ahead"),
    ]  # fmt: skip
    assert "(overdue)" in visit(aoi, "en").read(f"/accounts/{account.pk}")


def test_high_value_accounts_are_one_click_away_in_the_list(
    account: Account, deal: Opportunity, sora: Person, visit: Visit, at: datetime
) -> None:
    Account.objects.create(name="小さな会社", name_key="小さな会社", created_at=at)
    large = Account.objects.create(name="大和重機株式会社", name_key="大和重機", created_at=at)
    Opportunity.objects.create(
        name="大和重機 - X", stage="discovery", stage_since=at, account=large, created_at=at,
        amount=Decimal(150_000_000),
    )  # fmt: skip
    shown = visit(sora, "ja").read("/accounts?high_value=yes")
    assert "重要アカウント" in shown
    assert account.name in shown
    assert large.name in shown
    assert "小さな会社" not in shown


def test_programs_read_the_same_page(
    account: Account, deal: Opportunity, lead: Make, aoi: Person, stranger: Person, at: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("tasuki.platform.http.authentication.now", lambda: at)
    new = lead("高橋 美咲", aoi)
    Touchpoint.objects.create(kind="call", lead=new, at=at - timedelta(days=2), signal="reply", two_way=True)

    def overview(person: Person) -> Any:
        return ApiClient.of(person, at, "read").get(f"/accounts/{account.pk}/overview").json

    read = overview(aoi)
    assert (read["high_value_because"], read["shared"]) == (["its tier: tier_1"], True)
    assert {"side": "sdr", "person": "aoi"} in read["works_here"]
    assert read["opportunity_ids"] == [str(deal.pk)]
    (person,) = read["people"]
    assert (person["lead_id"], person["standing"], person["signals"]) == (str(new.pk), "answers", ["reply"])
    outside = overview(stranger)
    assert (outside["shared"], outside["lead_ids"], outside["people"]) == (False, [], [])


def test_a_contact_shows_what_went_back_and_forth_as_far_as_one_may_see(
    account: Account, lead: Make, aoi: Person, stranger: Person, visit: Visit, at: datetime
) -> None:
    person = Contact.objects.create(name="高橋 美咲", account=account, created_at=at)
    once = lead("高橋 美咲", aoi, contact=person, state="converted")
    for content, about in (("出荷の遅れ", {"lead": once}), ("資料請求", {"contact": person})):
        Touchpoint.objects.create(kind="call", at=at, content=content, by=aoi, **about)
    page = f"/contacts/{person.pk}"
    assert "出荷の遅れ" in visit(aoi).read(page)
    outside = visit(stranger).read(page)
    assert ("出荷の遅れ" in outside, "資料請求" in outside) == (False, True)


def test_an_ordinary_account_says_that_a_committee_engages_and_whose_it_is(
    account: Account, lead: Make, aoi: Person, visit: Visit, at: datetime
) -> None:
    Account.objects.filter(pk=account.pk).update(tier="")
    came = lead("高橋 美咲", aoi, state="mql")
    Committee.objects.create(company=account.domain, lead=came, people=3, noticed_at=at - timedelta(days=2))
    partner = Partner.objects.create(code="hokuto", name="北斗SI", created_at=at)
    Registration.objects.create(
        number=7, partner=partner, company_name=account.name, company_domain=account.domain, state="approved",
        submitted_at=at, protected_until=at + timedelta(days=90),
    )  # fmt: skip
    page = visit(aoi, "en").read(f"/accounts/{account.pk}")
    assert "3 people of this company engage" in page
    assert "北斗SI has registered this company" in page
    shown = ApiClient.of(aoi, at).get(f"/accounts/{account.pk}/overview").json
    assert (shown["engaged"]["people"], shown["protection"]["number"]) == (3, "DR-00007")
    Committee.objects.update(noticed_at=at - timedelta(days=100))
    Registration.objects.update(protected_until=at - timedelta(days=1))
    page = visit(aoi, "en").read(f"/accounts/{account.pk}")
    assert "engage (noticed" not in page
    assert "has registered this company" not in page
