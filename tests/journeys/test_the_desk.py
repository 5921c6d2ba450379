"""The desk in a browser: the whole way, with and without JavaScript, and every page in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.desk.tests import story
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead, Opportunity
from tests.journeys.browsing import Reader

OpenDesk = Callable[..., Reader]
PHONE, DESKTOP = 390, 1440


def test_aoi_and_ren_take_a_lead_to_an_opportunity_in_japanese(
    aoi: Person, ren: Person, open_desk: OpenDesk, clock: list[datetime]
) -> None:
    sdr, ae = open_desk(aoi), open_desk(ren)
    lead = story.captured(sdr)
    story.accepted(sdr, lead.pk)
    story.qualified(sdr, lead.pk)
    story.handed_over(sdr, lead.pk)
    assert "株式会社サンプル製作所" in ae.read("/")
    story.discovered(ae, lead.pk, clock)
    story.converted(ae, lead.pk)
    deal = Opportunity.objects.get()
    assert (deal.name, deal.owner) == ("株式会社サンプル製作所 - Planner - 出荷計画", ren)
    assert deal.name in ae.read("/opportunities")


def test_the_same_way_works_on_a_telephone_without_javascript(
    aoi: Person, ren: Person, open_desk: OpenDesk, clock: list[datetime]
) -> None:
    sdr = open_desk(aoi, "en", PHONE, javascript=False)
    ae = open_desk(ren, "en", PHONE, javascript=False)
    lead = story.captured(sdr)
    story.accepted(sdr, lead.pk)
    story.qualified(sdr, lead.pk)
    story.handed_over(sdr, lead.pk)
    story.discovered(ae, lead.pk, clock)
    story.converted(ae, lead.pk)
    assert Lead.objects.get(pk=lead.pk).state == "converted"
    assert Opportunity.objects.get().state == "open"
