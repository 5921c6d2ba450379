"""Real exports, audited: the headline figures are those that were computed independently."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tasuki.cli.tests.conftest import Tasuki

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared exports are not beside this checkout"),
    pytest.mark.django_db,
]


def audited(tasuki: Tasuki, folder: str, **files: str) -> Any:
    words = [word for kind, name in files.items() for word in (f"--{kind}", DATA / folder / name)]
    told = tasuki("audit", *words, "--json")
    assert told.exit_code == 0, told.stdout
    return told.json


def test_a_marketplace_whose_wins_alone_are_recorded(tasuki: Tasuki) -> None:
    found = audited(
        tasuki,
        "olist",
        leads="olist_marketing_qualified_leads_dataset.csv",
        opportunities="olist_closed_deals_dataset.csv",
    )
    leads = found["leads"]
    assert (leads["n"], leads["won"]["part"], round(leads["won"]["value"], 5)) == (8_000, 842, 0.10525)
    by_source = {row["value"]: (row["won"], row["leads"]) for row in leads["by"]["source"]}
    assert by_source == {
        "paid_search": (195, 1_586), "organic_search": (271, 2_296), "unknown": (179, 1_099), "referral": (24, 284),
        "email": (15, 493), "social": (75, 1_350), "direct_traffic": (56, 499), "display": (6, 118),
        "other": (4, 150), "other_publicities": (3, 65), None: (14, 60),
    }  # fmt: skip
    days = leads["days_to_win"]
    assert (days["median"], days["q1"], days["q3"], round(days["p90"], 1)) == (14, 5, 54.75, 161.9)
    assert [days["within"][day] for day in ("30", "60", "90")] == [555, 647, 692]
    assert days["backwards"] == 1
    assert leads["converted"] is None, "only wins are recorded: nobody knows how many became opportunities"
    assert found["opportunities"]["win_rate"] is None, "there is no loss: open means not yet"
    assert found["recorded_since"]["since"] == "2018-01-01"
    assert found["recorded_since"]["before"]["part"] == 61


def test_a_pipeline_with_accounts_products_and_teams(tasuki: Tasuki) -> None:
    found = audited(
        tasuki,
        "maven_crm",
        opportunities="sales_pipeline.csv",
        accounts="accounts.csv",
        products="products.csv",
        people="sales_teams.csv",
    )
    deals = found["opportunities"]
    stages = {row["stage"]: row["n"] for row in deals["by_stage"]}
    assert stages == {"Won": 4_238, "Lost": 2_473, "Engaging": 1_589, "Prospecting": 500}
    assert round(deals["win_rate"]["value"], 4) == 0.6315
    assert deals["won_amount"] == [{"amount": "10005534.00", "currency": ""}]
    assert (deals["days_to_win"]["median"], deals["days_to_loss"]["median"]) == (57, 14)
    quarters = [(row["won"], int(float(row["won_amount"][0]["amount"]))) for row in deals["by_quarter"]]
    assert quarters == [(531, 1_134_672), (1_254, 3_086_111), (1_257, 2_982_255), (1_196, 2_802_496)]
    assert {row["value"] for row in deals["by"]["product"]} >= {"GTX Pro"}
    assert "GTXPro" not in {row["value"] for row in deals["by"]["product"]}
    assert sum(row["won"] for row in deals["by"]["team"]) == 4_238
    assert len(deals["by"]["team"]) == 6
    assert found["leads"] is None


def test_web_leads_with_an_outcome_and_no_day_at_all(tasuki: Tasuki) -> None:
    found = audited(tasuki, "x_education", leads="leads_oldest70.csv")
    rows = read("x_education/leads_oldest70.csv")
    leads = found["leads"]
    assert leads["n"] == len(rows) == 6_468
    assert leads["converted"]["part"] == sum(row["Converted"] == "1" for row in rows)
    converted = Counter(row["Lead Source"].casefold() for row in rows if row["Converted"] == "1")
    by_source = {row["value"]: row["converted"] for row in leads["by"]["source"]}
    assert by_source["Google"] == converted["google"]
    assert leads["days_to_win"] is None
    assert "cohorts" not in found["reports"]


@pytest.mark.parametrize("folder", ["SFDC-Assets_data-cloud-workshop", "earthfink1982_salesforce-in-powerbi"])
def test_a_salesforce_org(tasuki: Tasuki, folder: str) -> None:
    place = f"salesforce_samples/{folder}"
    found = audited(
        tasuki,
        place,
        leads="Lead.csv",
        opportunities="Opportunity.csv",
        accounts="Account.csv",
        contacts="Contact.csv",
    )
    rows, deals = read(f"{place}/Opportunity.csv"), found["opportunities"]
    stages = Counter(row["StageName"] for row in rows)
    assert {row["stage"]: row["n"] for row in deals["by_stage"]} == stages
    assert (deals["won"], deals["lost"]) == (stages["Closed Won"], stages["Closed Lost"])
    won = sum(float(row["Amount"] or 0) for row in rows if row["StageName"] == "Closed Won")
    assert sum(float(one["amount"]) for one in deals["won_amount"]) == pytest.approx(won)
    assert deals["days_to_win"] is None, "they were closed before they were made: loaded, not lived"
    leads = read(f"{place}/Lead.csv")
    converted = sum(row["IsConverted"].upper() in ("TRUE", "1") for row in leads)
    assert found["leads"]["n"] == len(leads)
    assert found["leads"]["reached"]["converted"] == converted


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
