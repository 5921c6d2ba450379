"""Today, role by role: what waits, what it says, and acting on it where it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tasuki.desk.panels.today.decisions import SHOWN, Item
from tasuki.desk.panels.today.page import TodayPage, today_page
from tasuki.desk.tests import story
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead, Opportunity
from tasuki.sla.actions import ask_for
from tasuki.sla.models import Clock
from tasuki.stages.conversion.models import PrematureIndex
from tasuki.stages.handoff import actions as handoff
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.qualification import actions as qualification
from tasuki.stages.qualification.models import Answer

As = Callable[[Person], Actor]
Visit = Callable[..., Visitor]
WHY = "担当者に確認したところ、来期まで新規の購買は凍結されている。"


def _section(page: TodayPage, title: str) -> list[Item]:
    return list(next(section for section in page.sections if section.title == title).items)


def _titles(page: TodayPage) -> list[str]:
    return [section.title for section in page.sections if section.items]


def test_a_section_counts_everything_that_waits_not_only_what_it_shows(
    aoi: Person, as_: As, visit: Visit, at: datetime
) -> None:
    for number in range(SHOWN + 3):
        Lead(
            name=f"担当 {number}", state="mql", owner=aoi, captured_at=at, state_since=at, created_at=at
        ).save()
    page = today_page(by=as_(aoi), at=at)
    accept = next(section for section in page.sections if section.title == "Leads to accept")
    assert (len(accept.items), accept.count, accept.counted) == (SHOWN, SHOWN + 3, str(SHOWN + 3))
    assert page.waiting == SHOWN + 3
    assert f'<span class="count">{SHOWN + 3}</span>' in visit(aoi).read("/")


def test_a_lead_that_nobody_has_reached_out_to_is_contacted_from_its_row(
    aoi: Person, as_: As, visit: Visit, at: datetime
) -> None:
    sdr = visit(aoi, "en")
    lead = story.captured(sdr)
    assert [one.title for one in _section(today_page(by=as_(aoi), at=at), "Leads to contact")] == [
        "株式会社サンプル製作所"
    ]
    row = sdr.client.get(f"/today/{lead.pk}/contact", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in row
    assert 'data-row-key="c"' in row
    sdr.client.post(f"/today/{lead.pk}/contact", {"kind": "call", "direction": "outbound", "note": "不在"})
    assert _section(today_page(by=as_(aoi), at=at), "Leads to contact") == []
    assert lead.touchpoints.filter(kind="call", direction="outbound").exists()


def test_a_lead_is_accepted_in_its_row_with_the_rationale_that_was_drafted(
    aoi: Person, as_: As, visit: Visit, at: datetime
) -> None:
    sdr = visit(aoi)
    lead = story.captured(sdr)
    row = sdr.client.get(f"/today/{lead.pk}/accept", headers={"HX-Request": "true"}).content.decode()
    draft = row.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    assert "株式会社サンプル製作所" in draft
    refused = sdr.client.post(f"/today/{lead.pk}/accept", {"rationale": "微妙"})
    assert (refused.status_code, "微妙" in refused.content.decode()) == (422, True)
    sdr.client.post(f"/today/{lead.pk}/accept", {"rationale": draft})
    lead.refresh_from_db()
    assert (lead.state, lead.accepted_rationale) == ("sal", draft)


def test_without_scripts_the_row_leads_to_the_leads_own_page(aoi: Person, visit: Visit) -> None:
    sdr = visit(aoi)
    lead = story.captured(sdr)
    answer = sdr.client.get(f"/today/{lead.pk}/accept")
    assert (answer.status_code, answer["Location"]) == (302, f"/leads/{lead.pk}#move-accept")


@pytest.fixture
def discovered(aoi: Person, ren: Person, visit: Visit, clock: list[datetime]) -> Lead:
    """A lead whose discovery was held, with every criterion met."""
    sdr, ae = visit(aoi), visit(ren)
    lead = story.captured(sdr)
    story.accepted(sdr, lead.pk)
    story.qualified(sdr, lead.pk)
    story.handed_over(sdr, lead.pk)
    story.discovered(ae, lead.pk, clock)
    return lead


def test_a_lead_that_meets_every_criterion_is_revenue_that_waits(
    discovered: Lead, ren: Person, as_: As, visit: Visit, clock: list[datetime]
) -> None:
    page = today_page(by=as_(ren), at=clock[0])
    (item,) = _section(page, "Convert now")
    assert item.href == f"/leads/{discovered.pk}/convert"
    assert "12,000,000" in item.note
    assert item.clock is not None
    said = next(section.said for section in page.sections if section.title == "Convert now")
    assert "12,000,000" in said
    assert _section(page, "Convert or close") == []
    assert "12,000,000" in visit(ren).read("/")


def test_a_lead_with_a_criterion_open_is_not_ready(
    discovered: Lead, ren: Person, as_: As, clock: list[datetime]
) -> None:
    Answer.objects.filter(lead=discovered, criterion="timeline").update(level=1)
    page = today_page(by=as_(ren), at=clock[0])
    assert _section(page, "Convert now") == []
    assert "1 criterion open" in _section(page, "Convert or close")[0].note


@pytest.fixture
def deal(discovered: Lead, ren: Person, visit: Visit) -> Opportunity:
    story.converted(visit(ren), discovered.pk)
    return Opportunity.objects.get(lead=discovered)


def test_a_deal_whose_evidence_holds_is_not_questioned(
    deal: Opportunity, ren: Person, as_: As, clock: list[datetime]
) -> None:
    assert _section(today_page(by=as_(ren), at=clock[0]), "Should not be here") == []


def test_a_deal_whose_evidence_does_not_hold_says_which_and_where_to_mend_it(
    deal: Opportunity, ren: Person, as_: As, clock: list[datetime]
) -> None:
    Answer.objects.filter(lead=deal.lead, criterion="need").update(level=1)
    Opportunity.objects.filter(pk=deal.pk).update(
        waiver_expires_on=date(2026, 11, 1), stage_since=clock[0] - timedelta(days=100)
    )
    (item,) = _section(today_page(by=as_(ren), at=clock[0]), "Should not be here")
    assert item.href == f"/opportunities/{deal.pk}#hygiene"
    assert "override ran out" in item.note
    assert "Need" in item.note
    assert "stuck" in item.note


def test_imported_history_is_not_held_against_anybody(
    deal: Opportunity, ren: Person, as_: As, clock: list[datetime]
) -> None:
    Answer.objects.filter(lead=deal.lead).update(level=0)
    Opportunity.objects.filter(pk=deal.pk).update(origin="import")
    assert _section(today_page(by=as_(ren), at=clock[0]), "Should not be here") == []


def test_a_manager_sees_whom_to_talk_to_about_what(
    deal: Opportunity, ren: Person, aoi: Person, mio: Person, as_: As, visit: Visit, clock: list[datetime]
) -> None:
    later = clock[0]
    PrematureIndex.objects.create(person=ren, index=0.5, team_p75=0.2, conversions=10, as_of=later)
    Answer.objects.filter(lead=deal.lead, criterion="need").update(level=1)
    Clock.objects.filter(owner=aoi, stopped_at=None).delete()
    broken = Clock.objects.filter(lead=deal.lead).first()
    assert broken is not None
    Clock.objects.filter(pk=broken.pk).update(
        owner=aoi, stopped_at=None, outcome="", due_at=later - timedelta(days=1), sla="SL-X"
    )
    assert deal.lead is not None
    Handoff.objects.create(
        lead=deal.lead,
        sdr=aoi,
        ae=ren,
        state="rejected",
        reason="no_budget",
        created_at=later,
        decided_at=later,
    )
    found = {one.person: one for one in today_page(by=as_(mio), at=later).coaching}
    assert (found[ren].gaps, found[ren].is_premature, found[aoi].overdue) == (1, True, 1)
    assert (found[aoi].sent_back, found[aoi].most_often) == (1, "No budget")
    shown = visit(mio, "en").read("/")
    assert "1 handoff came back in 30 days" in shown
    assert "1 opportunity whose evidence does not hold" in shown
    assert "1 promise overdue" in shown
    assert f"owner={aoi.handle}" in shown


def test_an_approval_shows_until_when_it_is_to_be_decided(
    discovered: Lead, ren: Person, mio: Person, as_: As, visit: Visit, clock: list[datetime]
) -> None:
    page = f"/leads/{discovered.pk}/convert"
    visit(ren).fill(page, page, **story.DEAL, opportunity__amount__amount="150000000")
    (item,) = _section(today_page(by=as_(mio), at=clock[0]), "Approvals")
    assert item.clock is not None
    assert item.clock.sla == "AP-5"


def test_what_both_sides_have_to_settle_waits_for_whoever_sees_to_it_and_for_revops(
    mio: Person, sora: Person, kei: Person, aoi: Person, visit: Visit, at: datetime
) -> None:
    asked = ask_for("Do we buy the leads of the fair again?", by=Actor.of(sora, "web"), at=at, owner="mio")
    for person in (mio, kei):
        today = visit(person, "en").read("/")
        assert "Joint reviews to decide" in today
        assert f'href="/reviews/{asked.pk}"' in today
    for person in (sora, aoi):
        assert "Joint reviews to decide" not in visit(person, "en").read("/")


def test_marketing_reads_why_sales_sent_a_lead_back(
    aoi: Person, sora: Person, as_: As, visit: Visit, at: datetime
) -> None:
    lead = story.captured(visit(aoi))
    qualification.disqualify(lead.pk, reason="no_budget", rationale=WHY, by=as_(aoi), at=at)
    (item,) = _section(today_page(by=as_(sora), at=at), "Sent back lately")
    assert item.note == f"No budget · {WHY}"


def test_an_ae_s_no_stands_on_the_lead_until_it_begins_a_new_round(
    aoi: Person, ren: Person, kei: Person, as_: As, visit: Visit, clock: list[datetime]
) -> None:
    sdr = visit(aoi)
    lead = story.captured(sdr)
    story.accepted(sdr, lead.pk)
    story.qualified(sdr, lead.pk)
    story.handed_over(sdr, lead.pk)
    clock[0] += timedelta(hours=1)
    missing = {"missing_items": "現行契約の更新日"}
    handoff.reject(
        lead.pk, reason="brief_incomplete", rationale=WHY, by=as_(ren), at=clock[0], details=missing
    )

    def note() -> str:
        return _section(today_page(by=as_(aoi), at=clock[0]), "Handoffs to submit")[0].note

    assert note().startswith("The AE rejected it: ")
    clock[0] += timedelta(hours=1)
    qualification.disqualify(lead.pk, reason="no_budget", rationale=WHY, by=as_(aoi), at=clock[0])
    clock[0] += timedelta(hours=1)
    qualification.reopen(lead.pk, rationale=WHY, by=as_(kei), at=clock[0])
    story.accepted(sdr, lead.pk)
    story.qualified(sdr, lead.pk)
    assert "The AE rejected it" not in note()


def test_amounts_in_two_currencies_are_not_added_up() -> None:
    from uuid import uuid4

    from tasuki.desk.panels.today.ae import _waiting
    from tasuki.rules.dossier import Money
    from tasuki.stages.conversion.readiness import Readiness

    ready = [
        Readiness(uuid4(), (), 0, Money(Decimal(100), "JPY")),
        Readiness(uuid4(), (), 0, Money(Decimal(50), "JPY")),
        Readiness(uuid4(), (), 0, Money(Decimal(7), "USD")),
    ]
    said = _waiting(ready)
    assert "150" in said
    assert "7.00" in said
