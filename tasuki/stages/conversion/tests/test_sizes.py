"""The hourly statistics forget what is no longer so, and count every conversion that was undone (AP-1, K-11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead, Opportunity
from tasuki.stages.conversion.actions import convert, void
from tasuki.stages.conversion.input import AccountChoice, ConvertInput
from tasuki.stages.conversion.models import Conversion, DealSizes, PrematureIndex
from tasuki.stages.conversion.sizes import refresh

Ready = Callable[..., Lead]
As = Callable[[Person], Actor]
LATER = timedelta(days=40)


def test_somebody_without_a_conversion_in_the_window_has_no_index(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    convert(ready().pk, asked, by=as_(ren), at=at)
    refresh(at + LATER)
    assert PrematureIndex.objects.filter(person=ren).exists()
    refresh(at + timedelta(days=400))
    assert not PrematureIndex.objects.exists()


def test_a_segment_whose_deals_are_gone_has_no_sizes(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    convert(ready().pk, asked, by=as_(ren), at=at)
    refresh(at)
    assert DealSizes.objects.filter(segment="mid_market").exists()
    Opportunity.objects.update(state="voided")
    refresh(at + LATER)
    assert not DealSizes.objects.exists()


def test_a_lead_that_left_the_deal_it_had_joined_was_converted_too_early(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    deal = convert(ready().pk, asked, by=as_(ren), at=at).opportunity_id
    joining = replace(asked, account=AccountChoice("match"), into_opportunity=str(deal))
    lead = ready(name="鈴木 一郎", email="suzuki@example.co.jp")
    joined = convert(lead.pk, joining, by=as_(ren), at=at)
    why = "Joined the wrong deal: this one is about another plant of theirs."
    void(joined.conversion_id, reason=why, by=as_(ren), at=at)
    refresh(at + LATER)
    index = PrematureIndex.objects.get(person=ren)
    assert (index.conversions, index.index) == (Conversion.objects.count(), 0.5)
