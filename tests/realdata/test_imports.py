"""Real exports through the import: every row is accounted for, joins hold, the figures are the known ones."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Count, Q, Sum

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Campaign, Contact, Lead, Opportunity, Task, Touchpoint
from tasuki.stages.intake.actions import capture, import_file, revert_import
from tasuki.stages.intake.importing.outcome import Outcome
from tasuki.stages.intake.incoming import read_incoming

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DATA = SHARED / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared exports are not beside this checkout")
Bring = Callable[..., Outcome]


@pytest.fixture
def bring(sora: Person, as_: Callable[[Person], Actor], at: datetime) -> Bring:
    return lambda kind, name, **options: import_file(kind, DATA / name, by=as_(sora), at=at, **options)


def numbers(outcome: Outcome) -> tuple[int, int, int, int, int]:
    return outcome.rows, outcome.created, outcome.updated, outcome.skipped, outcome.rejected


def test_the_contracts_lead_is_captured(sora: Person, as_: Callable[[Person], Actor], at: datetime) -> None:
    Campaign.objects.create(code="2026-q4-webinar", name="Webinar", created_at=at)
    source = json.loads((SHARED / "contract" / "lead.json").read_text(encoding="utf-8"))
    assert capture(read_incoming(source), by=as_(sora), at=at).external_id == "web-000123"


def test_a_marketplaces_leads_and_the_deals_they_became(bring: Bring) -> None:
    leads = bring("leads", "olist/olist_marketing_qualified_leads_dataset.csv")
    assert numbers(leads) == (8_000, 8_000, 0, 0, 0)
    deals = bring("opportunities", "olist/olist_closed_deals_dataset.csv")
    assert numbers(deals) == (842, 842, 0, 0, 0)
    won = Count("pk", filter=Q(opportunity__state="closed_won"))
    by_source = {
        row["source"]: (row["won"], row["n"])
        for row in Lead.objects.values("source").annotate(n=Count("pk"), won=won)
    }
    assert by_source == {
        "paid_search": (195, 1_586),
        "organic_search": (271, 2_296),
        "unknown": (179, 1_099),
        "referral": (24, 284),
        "email": (15, 493),
        "social": (75, 1_350),
        "direct_traffic": (56, 499),
        "display": (6, 118),
        "other": (4, 150),
        "other_publicities": (3, 65),
        "": (14, 60),
    }
    assert sum(won for won, _ in by_source.values()) == 842
    assert Opportunity.objects.filter(lead=None).count() == 0


def test_a_pipeline_of_8800_deals_joined_to_its_accounts(bring: Bring) -> None:
    assert numbers(bring("accounts", "maven_crm/accounts.csv")) == (85, 85, 0, 0, 0)
    deals = bring("opportunities", "maven_crm/sales_pipeline.csv")
    assert numbers(deals) == (8_800, 8_800, 0, 0, 0)
    assert deals.choices == {}, "the file itself shows that the month comes first"
    states = Counter(Opportunity.objects.values_list("state", flat=True))
    assert (states["closed_won"], states["closed_lost"], states["open"]) == (4_238, 2_473, 1_589 + 500)
    won = Opportunity.objects.filter(state="closed_won")
    assert won.aggregate(total=Sum("amount"))["total"] == Decimal(10_005_534)
    assert won.filter(close_on__range=("2017-04-01", "2017-06-30")).count() == 1_254
    assert Account.objects.count() == 85, "every deal found its account"
    assert Opportunity.objects.filter(account=None).count() == 1_425
    assert numbers(bring("opportunities", "maven_crm/sales_pipeline.csv")) == (8_800, 0, 0, 8_800, 0)


def test_a_salesforce_org_with_all_its_objects(bring: Bring) -> None:
    folder = "salesforce_samples/SFDC-Assets_data-cloud-workshop"
    assert numbers(bring("accounts", f"{folder}/Account.csv")) == (22, 22, 0, 0, 0)
    assert numbers(bring("campaigns", f"{folder}/Campaign.csv")) == (8, 8, 0, 0, 0)
    assert numbers(bring("contacts", f"{folder}/Contact.csv")) == (102, 102, 0, 0, 0)
    assert numbers(bring("leads", f"{folder}/Lead.csv")) == (60, 60, 0, 0, 0)
    assert numbers(bring("opportunities", f"{folder}/Opportunity.csv")) == (50, 50, 0, 0, 0)
    assert numbers(bring("activities", f"{folder}/CampaignMember.csv")) == (68, 68, 0, 0, 0)
    tasks = bring("activities", f"{folder}/Task.csv")
    assert numbers(tasks) == (75, 75, 0, 0, 0)
    assert Task.objects.count() == 75, "none of them was ever started"
    assert not Task.objects.filter(lead=None, contact=None, account=None, opportunity=None).exists()
    assert Touchpoint.objects.filter(lead__isnull=False).count() == 34
    assert Contact.objects.filter(account__isnull=False).count() == 18
    assert Opportunity.objects.filter(account=None).count() == 0
    states = Counter(Opportunity.objects.values_list("state", flat=True))
    assert states == {"closed_won": 12, "closed_lost": 3, "open": 35}
    assert Lead.objects.filter(state="captured").count() == 60
    lead = Lead.objects.get(external_id="00QEc00000BBaeXMAT")
    assert (lead.name, lead.phone, lead.country, lead.region) == ("William Lee", "+18683896283", "US", "ME")


def test_a_second_salesforce_org_with_american_dates(
    bring: Bring, sora: Person, as_: Callable[[Person], Actor], at: datetime
) -> None:
    folder = "salesforce_samples/earthfink1982_salesforce-in-powerbi"
    assert numbers(bring("accounts", f"{folder}/Account.csv")) == (18, 18, 0, 0, 0)
    assert numbers(bring("contacts", f"{folder}/Contact.csv")) == (25, 25, 0, 0, 0)
    assert numbers(bring("opportunities", f"{folder}/Opportunity.csv")) == (36, 36, 0, 0, 0)
    leads = bring("leads", f"{folder}/Lead.csv")
    assert numbers(leads) == (22, 22, 0, 0, 0)
    states = Counter(Lead.objects.values_list("state", flat=True))
    assert states == {"converted": 5, "disqualified": 3, "captured": 14}, (
        "the flag decides over the status' words"
    )
    assert Lead.objects.get(name="Bertha Boxer").phone == "+18506444200"
    assert revert_import(leads.import_id, by=as_(sora), at=at).deleted == 22


def test_web_leads_with_an_outcome_and_nothing_to_call_them_by(bring: Bring) -> None:
    outcome = bring("leads", "x_education/leads_oldest70.csv")
    assert numbers(outcome) == (6_468, 6_468, 0, 0, 0)
    assert outcome.mapping["Converted"] == "is_converted"
    assert Lead.objects.filter(state="converted").exists()
    assert Lead.objects.filter(fields__Specialization="Select").exists(), "not chosen stays not chosen"


@pytest.mark.parametrize(("name", "rows"), [("febrl1", 1_000), ("febrl2", 5_000), ("febrl3", 5_000)])
def test_people_with_nothing_but_names_and_places(bring: Bring, name: str, rows: int) -> None:
    outcome = bring("leads", f"dedupe/{name}.csv", duplicates="create")
    assert (outcome.rows, outcome.rejected) == (rows, 0)
