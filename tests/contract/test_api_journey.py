"""The whole way of a lead, by API alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tasuki.platform.http.testing import Answer, ApiClient
from tasuki.platform.people.models import Person
from tests.contract.conftest import ANSWERS, CONVERT, NOTES, Clock

Api = Callable[..., ApiClient]
Captured = Callable[..., dict[str, Any]]


THE_REST = {
    "tried_before": "2023年にERPの追加機能を試したが、シミュレーションができず中止した。",
    "current_process": "計画担当3名が表計算で管理し、毎週金曜にERPと突き合わせている。",
}


def said_yes(answer: Answer, status: int = 200) -> Any:
    told = answer.json
    troubles = [
        one for one in told.get("findings") or told.get("errors") or [] if one.get("standing") != "met"
    ]
    assert answer.status == status, "\n".join(f"{one}" for one in troubles) or told
    return told


def test_a_lead_becomes_an_opportunity_is_taken_back_and_becomes_one_again(
    api: Api, captured: Captured, aoi: Person, ren: Person, clock: Clock
) -> None:
    sdr, ae = api(aoi), api(ren)
    lead = captured()["id"]
    place = f"/leads/{lead}"
    if sdr.get(place).json["state"] == "captured":
        said_yes(sdr.post(f"{place}/gates/mql", {}))
    accepted = said_yes(
        sdr.post(f"{place}/accept", {"rationale": "製造業850名。四月の新工場までに欠品を減らしたい。"})
    )
    assert accepted["gate"] == "sal"
    clock.forward(hours=1)
    said_yes(
        sdr.post(
            "/touchpoints",
            {
                "lead_id": lead,
                "kind": "call",
                "two_way": True,
                "note": "佐藤取締役も同席。予算の道筋を確認。",
            },
        ),
        201,
    )
    said_yes(sdr.post(f"{place}/answers", ANSWERS))
    assert said_yes(sdr.post(f"{place}/gates/sql", {}))["verdict"].startswith("passed")

    start = clock.at + timedelta(days=4)
    booked = said_yes(
        sdr.post(
            "/meetings",
            {
                "lead_id": lead,
                "booked_for": start.isoformat(),
                "ae": "ren",
                "attendees": ["高橋 美咲", "佐藤 健"],
            },
        ),
        201,
    )
    drafted = said_yes(sdr.patch(f"/handoffs/{lead}/notes", NOTES))
    assert (drafted["state"], drafted["brief"]["number"]) == ("draft", 0)
    asked_too_little = sdr.post(f"/handoffs/{lead}/submit", {"ae": "ren"}).problem
    missing = {one["pointer"] for one in asked_too_little["findings"] if one["standing"] != "met"}
    assert missing == {"/answers/need/tried_before", "/answers/need/current_process"}
    said_yes(sdr.post(f"{place}/answers", {"answers": {"need": THE_REST}}))
    submitted = said_yes(sdr.post(f"/handoffs/{lead}/submit", {"ae": "ren"}))
    handoff = submitted["handoff"]["id"]
    assert [one["id"] for one in ae.get("/handoffs", mine="true", state="submitted").json["items"]] == [
        handoff
    ]
    said_yes(ae.post(f"/handoffs/{handoff}/accept", {"rationale": "条件が揃っている"}))
    assert sdr.get(place).json["state"] == "discovery"

    clock.at = start + timedelta(hours=1)
    said_yes(
        ae.post(
            "/discoveries",
            {
                "lead_id": lead,
                "held_at": start.isoformat(),
                "outcome": "qualified",
                "notes": "五基準を買い手と確認",
                "meeting_id": booked["id"],
                "attendees": ["高橋 美咲", "佐藤 健"],
                "sdr_attended": True,
            },
        ),
        201,
    )
    shown = said_yes(ae.post(f"{place}/convert/preview", CONVERT))
    assert (shown["account"]["action"], shown["decision"]["gate"]) == ("create", "opportunity")
    first = said_yes(ae.post(f"{place}/convert", CONVERT, {"Idempotency-Key": "order-1"}), 201)
    again = said_yes(ae.post(f"{place}/convert", CONVERT, {"Idempotency-Key": "order-1"}), 200)
    assert again["opportunity_id"] == first["opportunity_id"]
    assert sdr.get(place).json["state"] == "converted"
    deal = said_yes(ae.get(f"/opportunities/{first['opportunity_id']}"))
    assert (deal["name"], deal["state"]) == ("株式会社サンプル製作所 - Planner - 出荷計画", "open")
    assert {role["role"] for role in deal["contacts"]} == {"champion", "economic_buyer"}

    undone = f"/conversions/{first['conversion_id']}/void"
    assert said_yes(ae.get(undone))["blockers"] == []
    said_yes(ae.post(undone, {"reason": "同じ会社の別の担当者と取り違えたため、取り消します。"}))
    assert ae.get(f"/opportunities/{first['opportunity_id']}").json["state"] == "voided"
    assert sdr.get(place).json["state"] == "discovery"
    second = said_yes(ae.post(f"{place}/convert", {**CONVERT, "account": {"action": "match"}}), 201)
    assert second["opportunity_id"] != first["opportunity_id"]
    assert second["account_id"] == first["account_id"]
