"""Which lead an opportunity is of, where only names say so; and what is not said where nothing does."""

from __future__ import annotations

from typing import Any

import pytest

from tasuki.cli.tests.conftest import Tasuki
from tasuki.insight.audit.tests.conftest import Write

pytestmark = pytest.mark.django_db

LEADS = (
    "(Do Not Modify) Lead,Topic,Name,Company Name,Lead Source,Status,Created On\n"
    "a1,Interest,Ann Abe,Acme Inc.,Web,Open,1/15/2026\n"
    "a2,Interest,Bob Baba,Acme Inc.,Web,Open,1/16/2026\n"
    "a3,Interest,青木 葵,㈱青葉電機,Event,Open,1/17/2026\n"
    "a4,Interest,林 蓮,青葉電機,Event,Open,1/18/2026\n"
)
OPPORTUNITY = (
    "(Do Not Modify) Opportunity,Topic,Account,Contact,Originating Lead,Created On,Actual Close Date,"
    "Est. Revenue,Status,Status Reason\n"
)


def audited(tasuki: Tasuki, write: Write, leads: str, deals: str) -> Any:
    told = tasuki(
        "audit", "--leads", write("leads.csv", leads), "--opportunities", write("deals.csv", deals), "--json"
    )
    assert told.exit_code == 0, told.stdout
    return told.json


def test_a_lead_is_found_by_its_name_where_the_reference_holds_one(tasuki: Tasuki, write: Write) -> None:
    found = audited(
        tasuki, write, LEADS, OPPORTUNITY + "o1,Deal,Acme,,Ann Abe,1/20/2026,,100,Open,In Progress\n"
    )
    assert found["joined"] == {"lead_name": 1, "without_lead": 0}


def test_a_lead_is_found_by_a_person_and_a_company_however_they_are_spelt(
    tasuki: Tasuki, write: Write
) -> None:
    found = audited(
        tasuki,
        write,
        LEADS,
        OPPORTUNITY
        + 'o1,Deal,ACME,"Baba, Bob",,1/20/2026,,100,Open,In Progress\n'
        + "o2,Deal,青葉電機株式会社,青木葵様,,1/20/2026,,100,Open,In Progress\n",
    )
    assert found["joined"] == {"person": 2, "without_lead": 0}
    assert found["leads"]["reached"]["converted"] == 2


def test_a_name_that_two_leads_have_or_that_came_later_links_nothing(tasuki: Tasuki, write: Write) -> None:
    twice = LEADS + "a5,Interest,Ann Abe,Acme,Web,Open,1/19/2026\n"
    found = audited(
        tasuki,
        write,
        twice,
        OPPORTUNITY
        + "o1,Deal,Acme,Ann Abe,Ann Abe,1/20/2026,,100,Open,In Progress\n"
        + "o2,Deal,Acme,Bob Baba,Bob Baba,1/10/2026,,100,Open,In Progress\n",
    )
    assert found["joined"] == {"without_lead": 2}


def test_companies_of_one_name_are_told_apart_by_their_legal_form(tasuki: Tasuki, write: Write) -> None:
    leads = (
        "Lead ID,Company Name,Status,Created On\n"
        "1,株式会社山田製作所,Open,1/15/2026\n2,有限会社山田製作所,Open,1/15/2026\n"
    )
    deals = "Opportunity ID,Account,Status,Created On\n"
    found = audited(
        tasuki,
        write,
        leads,
        deals
        + "o1,(有)山田製作所,Open,1/20/2026\no2,山田製作所,Open,1/20/2026\no3,山田製作所合同会社,Open,1/20/2026\n",
    )
    assert found["joined"] == {"company": 1, "without_lead": 2}


def test_a_lead_and_its_opportunity_may_be_of_one_day(tasuki: Tasuki, write: Write) -> None:
    found = audited(
        tasuki,
        write,
        "Lead ID,Company Name,Status,Created On\n1,Acme,Open,2026-01-20 09:00\n",
        "Opportunity ID,Account,Status,Created On\no1,Acme,Open,2026-01-20\n",
    )
    assert found["joined"] == {"company": 1, "without_lead": 0}


def test_that_nothing_ties_the_files_is_also_told_where_leads_say_that_they_were_converted(
    tasuki: Tasuki, write: Write
) -> None:
    found = audited(
        tasuki,
        write,
        "Lead ID,Status,Created On\n1,Converted,2026-01-20\n2,Open,2026-01-20\n",
        "Opportunity ID,Account,Status,Created On\no1,Acme,Open,2026-01-20\n",
    )
    assert any(gap.startswith("Which lead became which opportunity") for gap in found["untold"])


def test_a_reason_that_speaks_of_a_contract_is_a_reason(tasuki: Tasuki, write: Write) -> None:
    deals = "商談名,取引先名,金額,クローズ日,失注理由\n甲,甲社,100,2026/2/1,他社と契約\n乙,乙社,100,2026/2/1,予算保留\n"
    found = audited(tasuki, write, LEADS, deals)
    assert (found["opportunities"]["won"], found["opportunities"]["lost"]) == (0, 2)


def test_where_nothing_ties_opportunities_to_leads_no_share_of_leads_is_told(
    tasuki: Tasuki, write: Write
) -> None:
    found = audited(tasuki, write, LEADS, OPPORTUNITY + "o1,Deal,Zed,,,1/20/2026,,100,Open,In Progress\n")
    assert {row["share"] for row in found["leads"]["by"]["source"]} == {None}
    assert {row["converted"] for row in found["leads"]["by"]["source"]} == {None}
    assert "deal_without_lead" not in {flaw["key"] for flaw in found["quality"]}
    assert any(gap.startswith("Which lead became which opportunity") for gap in found["untold"])


def test_the_report_shows_how_many_leads_and_no_share_that_nobody_knows(tasuki: Tasuki, write: Write) -> None:
    leads, deals = (
        write("leads.csv", LEADS),
        write("deals.csv", OPPORTUNITY + "o1,D,Zed,,,1/20/2026,,100,Open,\n"),
    )
    page = leads.parent / "report.html"
    told = tasuki("audit", "--leads", leads, "--opportunities", deals, "--out", page, "--lang", "en")
    assert told.exit_code == 0, told.stdout
    assert "Leads: By source" in page.read_text(encoding="utf-8")
    assert "became opportunities</th>" not in page.read_text(encoding="utf-8")


def test_a_status_that_is_no_reason_is_none(tasuki: Tasuki, write: Write) -> None:
    found = audited(
        tasuki,
        write,
        LEADS,
        OPPORTUNITY
        + "o1,Deal,Acme,,,1/20/2026,2/1/2026,100,Lost,Out-Sold\n"
        + "o2,Deal,Acme,,,1/20/2026,2/1/2026,100,Won,Won\n"
        + "o3,Deal,Acme,,,1/20/2026,2/1/2026,100,Open,On Hold\n",
    )
    deals = found["opportunities"]
    assert (deals["won"], deals["lost"], deals["open"]) == (1, 1, 1)
    assert not any(gap.startswith("Why opportunities were lost") for gap in found["untold"])


def test_the_currency_of_a_value_is_read_beside_it(tasuki: Tasuki, write: Write) -> None:
    found = audited(
        tasuki,
        write,
        "Lead - ID,Lead - Title,Lead - Lead created\n1,One,2026-01-15 09:00:00\n",
        "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Status,Deal - Won time\n"
        "1,One,100,EUR,Won,2026-02-01 09:00:00\n",
    )
    assert found["opportunities"]["won_amount"] == [{"amount": "100.00", "currency": "EUR"}]
