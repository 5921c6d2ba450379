"""A cell is changed in its place through the record's own action: its permission, its rules, its version."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tasuki.desk.tests.test_lists import lead
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.records.actions import (
    NewAccount,
    NewCampaign,
    NewContact,
    create_account,
    create_campaign,
    create_contact,
)
from tasuki.records.models import Lead, Opportunity

Visit = Callable[..., Visitor]
IN_PLACE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/leads?col=title&col=email"}


@pytest.fixture
def one(aoi: Person, at: datetime, clock: list[datetime]) -> Lead:
    return lead("A", aoi, at, title="課長")


def cell(one: Any, column: str, kind: str = "leads") -> str:
    return f"/{kind}/{one.pk}/cells/{column}"


def send(desk: Visitor, path: str, status: int = 200, **typed: str) -> tuple[str, Any]:
    """What htmx sends from the form in the cell, and what comes back."""
    names = {name.replace("__", "/"): value for name, value in typed.items()}
    answer = desk.client.post(path, names, headers=IN_PLACE)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode(), answer


def test_a_cell_that_one_may_change_leads_to_its_form_and_others_do_not(
    one: Lead, aoi: Person, mio: Person, stranger: Person, at: datetime, visit: Visit
) -> None:
    other = lead("B", None, at, ae=None)
    page = visit(aoi, "en").read("/leads?col=title&col=owner")
    assert f'href="{cell(one, "title")}"' in page
    assert f'href="{cell(other, "title")}"' not in page  # she sees what nobody has, and changes her own
    assert "cells/owner" not in page
    page = visit(mio, "en").read("/leads?col=title&col=owner")
    assert f'href="{cell(other, "title")}"' in page
    assert f'href="{cell(other, "owner")}"' in page
    visit(stranger).read(cell(one, "title"), status=404)


def test_what_is_typed_goes_through_the_action_and_the_row_comes_back(
    one: Lead, aoi: Person, visit: Visit
) -> None:
    desk = visit(aoi, "en")
    form = desk.client.get(cell(one, "title"), headers=IN_PLACE).content.decode()
    assert "<html" not in form
    assert 'value="課長"' in form
    row, answer = send(desk, cell(one, "title"), person__title="部長", version="1")
    assert answer["HX-Retarget"] == f"#row-{one.pk}"
    assert row.startswith(f'<tr id="row-{one.pk}">')
    assert re.findall(r'data-label="([^"]+)"', row) == ["Job title", "E-mail"]
    one.refresh_from_db()
    assert (one.title, one.version) == ("部長", 2)
    assert Event.objects.filter(code="lead.edited", lead_id=one.pk, actor_id=aoi.pk).exists()


def test_a_refusal_stands_at_the_cell_with_what_was_typed(one: Lead, aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    said, _ = send(desk, cell(one, "employees"), 422, company__employees="many")
    assert 'value="many"' in said
    assert 'role="alert"' in said
    assert "Expected a whole number" in said.split('role="alert"')[1]
    one.refresh_from_db()
    assert one.employees is None


def test_somebody_elses_change_is_told_and_not_overwritten(one: Lead, aoi: Person, visit: Visit) -> None:
    Lead.objects.update(version=2, title="取締役")
    said, _ = send(visit(aoi, "en"), cell(one, "title"), 412, person__title="部長", version="1")
    assert "version 2" in said
    assert 'value="部長"' in said
    one.refresh_from_db()
    assert one.title == "取締役"


def test_without_javascript_a_cell_is_a_page_that_leads_back_to_the_list(
    one: Lead, aoi: Person, visit: Visit
) -> None:
    desk = visit(aoi, "en")
    answer = desk.client.get(cell(one, "title"), headers={"Referer": "http://testserver/leads?col=title&q=a"})
    form = answer.content.decode()
    assert "<html" in form
    assert '<a href="/leads?col=title&amp;q=a">Back to the list</a>' in form
    sent = {"person/title": "部長", "version": "1", "back": "/leads?col=title&q=a"}
    assert desk.client.post(cell(one, "title"), sent)["Location"] == "/leads?col=title&q=a"
    elsewhere = {**sent, "version": "2", "back": "https://elsewhere.example/leads?x"}
    assert desk.client.post(cell(one, "title"), elsewhere)["Location"] in ("/leads", "/leads?x")


def test_a_lead_changes_hands_with_a_reason(one: Lead, aoi: Person, mio: Person, visit: Visit) -> None:
    desk = visit(mio, "en")
    said, _ = send(desk, cell(one, "owner"), 422, person="mio", reason="")
    assert "Say why the lead changes hands." in said
    send(desk, cell(one, "owner"), person="mio", reason="I know the company.")
    one.refresh_from_db()
    assert one.owner_id == mio.pk
    said, _ = send(visit(aoi, "en"), cell(one, "owner"), 403, person="aoi", reason="I want it back.")
    assert "lead.assign" in said


def test_a_deal_keeps_its_rules_in_a_cell(
    ren: Person, at: datetime, clock: list[datetime], visit: Visit
) -> None:
    deal = Opportunity.objects.create(
        id=new_id(at), name="deal", owner=ren, stage="discovery", amount=Decimal(1_000_000), close_on=date(2027, 1, 15),
        probability=Decimal("0.1"), stage_since=at, created_at=at, amount_basis="discovery",
    )  # fmt: skip
    desk = visit(ren, "en")
    said, _ = send(desk, cell(deal, "close_on", "opportunities"), 422, opportunity__close_on="2027-02-15")
    assert "say why" in said
    send(
        desk, cell(deal, "close_on", "opportunities"), opportunity__close_on="2027-02-15",
        push_reason="buyer_moved_the_date",
    )  # fmt: skip
    send(desk, cell(deal, "stage", "opportunities"), stage="proposal", evidence="They asked for a quote.")
    send(
        desk, cell(deal, "amount", "opportunities"), opportunity__amount__amount="2,000,000",
        opportunity__amount__currency="JPY",
    )  # fmt: skip
    deal.refresh_from_db()
    assert (deal.close_on, deal.stage, deal.amount) == (date(2027, 2, 15), "proposal", Decimal(2_000_000))


def test_accounts_contacts_and_campaigns_are_changed_in_their_cells(
    ren: Person, sora: Person, at: datetime, clock: list[datetime], visit: Visit
) -> None:
    by = Actor.of(ren, "web")
    account = create_account(NewAccount(name="サンプル", domain="sample.co.jp"), by=by, at=at)
    contact = create_contact(NewContact(name="高橋 美咲", email="m@sample.co.jp"), by=by, at=at)
    campaign = create_campaign(NewCampaign(code="a", name="秋"), by=Actor.of(sora, "web"), at=at)
    desk = visit(ren, "en")
    send(desk, cell(account, "employees", "accounts"), employees="850", version="1")
    send(desk, cell(account, "owner", "accounts"), owner="ren", version="2")
    send(desk, cell(account, "employees", "accounts"), employees="", version="3")
    send(desk, cell(contact, "title", "contacts"), title="部長", version="1")
    send(desk, cell(campaign, "spend", "campaigns"), 403, amount="10", currency="JPY")
    marketing = visit(sora, "en")
    send(marketing, cell(campaign, "spend", "campaigns"), amount="1,000,000", currency="JPY")
    send(marketing, cell(campaign, "starts_on", "campaigns"), starts_on="2026-11-01")
    said, _ = send(marketing, cell(campaign, "ends_on", "campaigns"), 422, ends_on="2026-10-01")
    assert "It cannot end before it starts." in said
    for row in (account, contact, campaign):
        row.refresh_from_db()
    assert (account.employees, account.owner_id, contact.title) == (None, ren.pk, "部長")
    assert (campaign.spend, campaign.starts_on) == (Decimal(1_000_000), date(2026, 11, 1))
