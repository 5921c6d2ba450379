"""The narrow row that reports read follows the lead and its deal, whoever changes them and in whatever order."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tasuki.platform.people.models import Person
from tasuki.records.models import Lead, Milestone, Opportunity

DIFFERING = """
SELECT count(*) FROM records_milestone_due d FULL JOIN records_milestone m USING (lead_id)
WHERE to_jsonb(d) IS DISTINCT FROM to_jsonb(m) - '{handed_over_at,held_at,met,met_at,expected_amount,
  expected_currency,noted,lacks,complete,with_context}'::text[]
"""


def differing() -> int:
    with connection.cursor() as cursor:
        cursor.execute(DIFFERING)
        return int(cursor.fetchone()[0])


def a_lead(at: datetime, **fields: Any) -> Lead:
    lead = Lead(**{"name": "高橋", "captured_at": at, "state_since": at, "created_at": at, **fields})
    lead.save()
    return lead


def a_deal(at: datetime, **fields: Any) -> Opportunity:
    deal = Opportunity(
        **{"name": "山田製作所", "stage": "discovery", "stage_since": at, "created_at": at, **fields}
    )
    deal.save()
    return deal


@pytest.mark.django_db
def test_a_captured_lead_has_its_milestone_at_once(at: datetime) -> None:
    lead = a_lead(at, source="referral", segment="smb")
    kept = Milestone.objects.get(pk=lead.pk)
    assert (kept.captured_at, kept.mql_at, kept.source, kept.segment) == (at, None, "referral", "smb")


@pytest.mark.django_db
def test_it_follows_the_states_and_the_owner(at: datetime, aoi: Person) -> None:
    lead = a_lead(at)
    later = at + timedelta(days=1)
    Lead.objects.filter(pk=lead.pk).update(state="mql", entered_mql_at=later, owner=aoi)
    kept = Milestone.objects.get(pk=lead.pk)
    assert (kept.state, kept.mql_at, kept.owner_id) == ("mql", later, aoi.pk)


@pytest.mark.django_db
def test_a_won_deal_counts_its_amount_with_the_lead_that_made_it_only(at: datetime) -> None:
    maker, joiner = a_lead(at), a_lead(at)
    deal = a_deal(at, lead=maker, amount=Decimal(500), currency="JPY", state="open")
    Lead.objects.filter(pk__in=[maker.pk, joiner.pk]).update(opportunity=deal, entered_converted_at=at)
    Opportunity.objects.filter(pk=deal.pk).update(state="closed_won", closed_at=at)
    kept = {one.pk: one for one in Milestone.objects.all()}
    assert [(kept[one.pk].amount, kept[one.pk].won_at) for one in (maker, joiner)] == [
        (Decimal(500), at),
        (None, at),
    ]


@pytest.mark.django_db
def test_a_lead_that_is_deleted_leaves_no_milestone(at: datetime) -> None:
    lead = a_lead(at)
    Lead.objects.filter(pk=lead.pk).delete()
    assert not Milestone.objects.exists()


CHANGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("lead", {"state": "mql"}),
    ("lead", {"segment": "enterprise"}),
    ("lead", {"exit_reason": "no_budget", "state": "disqualified"}),
    ("lead", {"name": "誰か"}),
    ("link", {}),
    ("unlink", {}),
    ("deal", {"state": "closed_won"}),
    ("deal", {"state": "voided"}),
    ("deal", {"amount": Decimal(7)}),
    ("deal", {"risks": "なし"}),
)


@pytest.mark.django_db
@given(st.lists(st.sampled_from(CHANGES), max_size=8))
@settings(max_examples=40)
def test_whatever_changes_the_milestones_say_what_is_so(changes: list[tuple[str, dict[str, Any]]]) -> None:
    at = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
    lead = a_lead(at)
    deal = a_deal(at, lead=lead)
    for what, change in changes:
        if what == "link":
            Lead.objects.filter(pk=lead.pk).update(opportunity=deal)
        elif what == "unlink":
            Lead.objects.filter(pk=lead.pk).update(opportunity=None)
        elif what == "lead":
            Lead.objects.filter(pk=lead.pk).update(**change)
        else:
            Opportunity.objects.filter(pk=deal.pk).update(closed_at=at, **change)
    assert differing() == 0
