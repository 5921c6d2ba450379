"""Webhooks on their page, at the API and at the command line: the same actions."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from tasuki.desk.tests.visitor import Visitor
from tasuki.integrations.webhooks.models import Endpoint, Message
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person

Visit = Callable[..., Visitor]
URL = "https://erp.example.com/hooks"


def test_revops_adds_an_endpoint_keeps_its_secret_tries_it_and_removes_it(kei: Person, visit: Visit) -> None:
    desk, place = visit(kei, "en"), "/settings/webhooks"
    refused = desk.fill(place, place, status=422, url="http://10.0.0.1", description="ERP")
    assert "This is no address that can be called." in refused
    assert 'value="ERP"' in refused
    page = desk.fill(place, place, url=URL, codes=["opportunity.won", "opportunity.lost"])
    endpoint = Endpoint.objects.get()
    assert re.search(r"whsec_[A-Za-z0-9+/=]{44}", page)
    assert endpoint.codes == ["opportunity.lost", "opportunity.won"]
    one = f"{place}/{endpoint.pk}"
    assert "whsec_" not in desk.read(one)
    assert "A test is on its way" in desk.fill(one, f"{one}/test")
    message = Message.objects.get()
    desk.fill(one, f"{one}/messages/{message.pk}/replay")
    assert "whsec_" in desk.fill(one, f"{one}/rotate")
    desk.fill(one, one, url=f"{URL}/2", codes=None)
    assert Endpoint.objects.get().url == f"{URL}/2"
    assert "The endpoint is disabled." in desk.fill(one, f"{one}/switch")
    assert "Disabled by hand." in desk.read(one)
    desk.fill(one, f"{one}/switch")
    assert Endpoint.objects.get().disabled_at is None
    desk.fill(one, f"{one}/remove")
    assert not Endpoint.objects.exists()


def test_an_sdr_neither_sees_nor_makes_webhooks(aoi: Person, visit: Visit, at: datetime) -> None:
    visit(aoi).read("/settings/webhooks", status=403)
    assert ApiClient.of(aoi, at).get("/webhooks").status == 403


def test_a_program_looks_after_its_webhooks_over_the_api(kei: Person, at: datetime) -> None:
    api = ApiClient.of(kei, at)
    made = api.post("/webhooks", {"url": URL, "codes": ["opportunity.won"]})
    assert (made.status, made.json["secret"][:6]) == (201, "whsec_")
    place = f"/webhooks/{made.json['id']}"
    assert "secret" not in api.get(place).json
    assert api.post(f"{place}/test").json["state"] == "waiting"
    (message,) = api.get(f"{place}/messages").json["items"]
    assert message["webhook_id"].startswith("test_")
    assert api.post(f"{place}/messages/{message['id']}/replay").status == 202
    assert api.post(f"{place}/replay", {"since": "2026-11-01T00:00:00Z"}).json["count"] == 0
    assert api.post(f"{place}/disable").json["disabled_because"] == "by_hand"
    assert api.post(f"{place}/test").status == 409
    assert api.post(f"{place}/enable").json["disabled_at"] is None
    assert [one["id"] for one in api.get("/webhooks").json["items"]] == [made.json["id"]]
