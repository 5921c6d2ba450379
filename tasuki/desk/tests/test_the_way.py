"""From a lead to an opportunity through the pages alone, as they work without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tasuki.desk.tests import story
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Opportunity

Visit = Callable[..., Visitor]


def test_a_lead_becomes_an_opportunity_by_pages_and_forms_alone(
    aoi: Person, ren: Person, visit: Visit, clock: list[datetime]
) -> None:
    sdr, ae = visit(aoi), visit(ren)
    lead = story.captured(sdr)
    assert (lead.state, lead.owner) == ("mql", aoi)
    story.accepted(sdr, lead.pk)
    story.qualified(sdr, lead.pk)
    story.handed_over(sdr, lead.pk)
    story.discovered(ae, lead.pk, clock)
    story.converted(ae, lead.pk)
    deal = Opportunity.objects.get()
    assert deal.name == "株式会社サンプル製作所 - Planner - 出荷計画"
    assert (deal.state, deal.stage, deal.owner, deal.source) == ("open", "discovery", ren, "inbound")
