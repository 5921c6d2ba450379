"""How much somebody types before a lead is accepted: at most seven inputs, the rest where a gate needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead

Visit = Callable[..., Visitor]
TYPED: dict[str, Any] = {
    "person__name": "高橋 美咲",
    "person__email": "misaki.takahashi@example.co.jp",
    "company__name": "株式会社サンプル製作所",
    "company__employees": "850",
    "company__industry": "manufacturing",
    "source": "inbound",
}
MOST = 7


def test_seven_inputs_are_enough_for_a_lead_that_sales_accepts(aoi: Person, visit: Visit) -> None:
    sdr = visit(aoi)
    sdr.fill("/leads/new", "/leads/new", **TYPED)
    lead = Lead.objects.get()
    page = f"/leads/{lead.pk}"
    sdr.fill(page, f"{page}/touch", kind="form", direction="inbound", two_way=None)
    sdr.fill(page, f"{page}/accept")
    lead.refresh_from_db()
    assert lead.state == "sal"
    assert len(TYPED) <= MOST
