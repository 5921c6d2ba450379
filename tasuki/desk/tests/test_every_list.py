"""What a list offers it answers: every order, every choice of every filter, every group, every column."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.utils.translation import override

from tasuki.desk.lists.catalogue import LISTS
from tasuki.desk.lists.description import Seen
from tasuki.desk.tests.test_lists import lead, promise
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.people.models import Person
from tasuki.playbooks.queries import in_force
from tasuki.records.actions import (
    NewAccount,
    NewCampaign,
    NewContact,
    create_account,
    create_campaign,
    create_contact,
)
from tasuki.records.models import Account, Lead, Opportunity
from tasuki.stages.handoff.models import Handoff

Visit = Callable[..., Visitor]


@pytest.fixture
def company(aoi: Person, ren: Person, sora: Person, at: datetime, clock: list[datetime]) -> None:
    """One record for each list, all about the same company."""
    by, marketing = Actor.of(ren, "web"), Actor.of(sora, "web")
    campaign = create_campaign(
        NewCampaign(code="autumn", name="秋の展示会", source="event"), by=marketing, at=at
    )
    account = create_account(
        NewAccount(
            name="㈱サンプル製作所", domain="sample.co.jp", industry="manufacturing", employees=850, owner="ren"
        ),
        by=by, at=at,
    )  # fmt: skip
    create_contact(
        NewContact(
            name="高橋 美咲", kana="タカハシ ミサキ", email="misaki@sample.co.jp", account=str(account.pk)
        ),
        by=by,
        at=at,
    )
    who = lead("高橋", aoi, at, ae=ren, campaign=campaign)
    Opportunity.objects.create(
        id=new_id(at), name="サンプル Planner", account=account, owner=ren, sdr=aoi, stage="discovery",
        amount=Decimal(1_000_000), close_on=date(2027, 3, 15), stage_since=at, created_at=at, tags=["新工場"],
    )  # fmt: skip
    Handoff.objects.create(
        id=new_id(at), lead=who, sdr=aoi, ae=ren, state="submitted", completeness=Decimal(1), submitted_at=at,
        created_at=at,
    )  # fmt: skip
    promise(who, at, "SL-2")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_everything_that_a_list_offers_is_answered(
    name: str, language: str, company: None, ren: Person, at: datetime, visit: Visit
) -> None:
    listed, desk = LISTS[name], visit(ren, language)
    seen = Seen(Actor.of(ren, "web"), at, in_force())
    with override(language):
        fields = [field for one in listed.filters for field in one.fields({}, seen)]
    asked = [f"sort={mark}{order}" for order in listed.orders for mark in ("", "-")]
    asked += [f"group={one.key}" for one in listed.groupings]
    asked += [
        f"{field.name}={option.value}" for field in fields for option in field.options[:3] if option.value
    ]
    asked += [f"{field.name}=2026-11-20" for field in fields if field.kind == "date"]
    asked += [f"{field.name}=サンプル" for field in fields if field.kind == "search"]
    asked += ["&".join(f"col={column.key}" for column in listed.columns)]
    for query in ("", *asked):
        page = desk.read(f"/{name}?as=list&{query}")
        assert re.search(r"<tbody data-rows>|empty-teach", page), query
    assert "<tbody data-rows><tr" in desk.read(f"/{name}?as=list")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_fits_together(name: str) -> None:
    """Its usual order is one of its own, every column that sorts does so by one, and what is needed is gathered."""
    listed = LISTS[name]
    assert listed.usual_order({}).removeprefix("-") in listed.orders
    assert {column.order for column in listed.columns if column.order} <= set(listed.orders)
    assert {need for column in listed.columns for need in column.needs} <= set(listed.gather)
    keys = [column.key for column in listed.columns]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("path", "finds"),
    [
        ("/accounts?q=さんぷる", True), ("/accounts?q=株式会社サンプル", True), ("/accounts?q=sample.co.jp", True),
        ("/accounts?q=ヤマダ", False), ("/contacts?q=高橋", True), ("/contacts?q=ﾀｶﾊｼ", True),
        ("/contacts?q=鈴木", False),
        ("/contacts?q=MISAKI@sample.co.jp", True), ("/contacts?q=サンプル製作所", True), ("/contacts?q=100%25", False),
        ("/campaigns?q=展示", True), ("/campaigns?running=yes", True), ("/campaigns?q=春", False),
        ("/handoffs?q=高橋", True), ("/handoffs?ae=me&state=submitted", True), ("/handoffs?state=draft", False),
        ("/opportunities?as=list&tag=新工場", True), ("/opportunities?as=list&closes=2027-03", True),
        ("/opportunities?as=list&closes=2027-04", False), ("/opportunities?as=list&closes=someday", True),
    ],
)  # fmt: skip
def test_records_are_found_as_people_write_them(
    path: str, finds: bool, company: None, ren: Person, visit: Visit
) -> None:
    page = visit(ren, "en").read(path)
    assert ("<tbody data-rows><tr" in page) is finds


@pytest.mark.parametrize(
    ("asked", "finds"), [("日本", True), ("japan", True), ("jp", True), ("ドイツ", False)]
)
def test_a_country_is_read_and_asked_for_by_its_name(
    asked: str, finds: bool, company: None, ren: Person, visit: Visit
) -> None:
    Account.objects.update(country="JP")
    page = visit(ren, "en").read(f"/accounts?col=country&country={asked}")
    assert ('data-label="Country"' in page and ">Japan<" in page) is finds


def test_a_campaign_leads_to_its_leads_and_counts_those_that_one_may_see(
    company: None, ren: Person, stranger: Person, visit: Visit
) -> None:
    page = visit(ren, "en").read("/campaigns")
    href = re.search(r'href="(/leads\?campaign=[^"]+)"', page)
    assert href is not None
    assert "高橋 works" in visit(ren, "en").read(unescape(href[1]))
    assert 'data-label="Leads">1<' in page
    assert 'data-label="Leads">0<' in visit(stranger, "en").read("/campaigns")


def test_a_handoff_shows_the_promise_that_waits_for_the_ae(
    company: None, ren: Person, at: datetime, visit: Visit
) -> None:
    promise(Lead.objects.get(), at, "SL-13")
    page = visit(ren, "en").read("/handoffs")
    assert "clock-words" in page
    assert f"/leads/{Lead.objects.get().pk}/handoff" in page
