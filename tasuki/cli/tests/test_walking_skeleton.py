"""A lead's whole way, from its capture to an opportunity and back, typed at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tasuki.cli.tests.conftest import FrontDoorClock, Tasuki
from tasuki.platform.people.models import Person
from tasuki.records.models import Campaign, Lead, Opportunity

Done = Callable[..., Any]
BASE: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "examples" / "worked" / "base.json").read_text()
)
LEAD = {
    "external_id": "web-000123",
    "person": {"name": "高橋 美咲", "title": "情報システム部長", "email": "misaki.takahashi@example.co.jp"},
    "company": {
        "name": "株式会社サンプル製作所", "domain": "example.co.jp", "country": "JP", "region": "関東",
        "industry": "manufacturing", "employees": 850, "segment": "mid_market",
    },
    "source": "inbound", "campaign": "2026-q4-webinar", "message": "納期短縮",
}  # fmt: skip
ANSWERS = {
    "answers": {
        **BASE["answers"],
        "need": {
            **BASE["answers"]["need"],
            "tried_before": "表計算で管理を試した",
            "current_process": "Excelと電話",
        },
    },
    "evidence": BASE["evidence"],
}
FIELDS: dict[str, Any] = {
    "account": {"action": "create"},
    "contacts": [
        {"person": "lead", "role": "champion", "primary": True},
        {"name": "佐藤 健", "title": "取締役", "role": "economic_buyer"},
    ],
    "opportunity": {
        name: value
        for name, value in BASE["opportunity"].items()
        if name not in ("company", "owner", "account", "contacts")
    },
}


@pytest.fixture
def done(tasuki: Tasuki, aoi: Person, ren: Person, sora: Person, mio: Person, clock: FrontDoorClock) -> Done:
    """The command, of which everything is expected to succeed; answers in JSON."""
    Campaign.objects.create(code="2026-q4-webinar", name="Q4 webinar", created_at=clock.at)

    def run(*words: object, as_: str, stdin: object = None) -> Any:
        told = tasuki(*words, "--json", as_=as_, stdin=stdin)
        assert told.exit_code == 0, told.stdout
        return told.json

    return run


def in_discovery(done: Done, clock: FrontDoorClock) -> str:
    """Bring a lead from its capture to the end of its discovery call; returns its id."""
    lead: str = done("lead", "create", "--input", "-", as_="sora", stdin=LEAD)["id"]
    done("lead", "accept", "web-000123", as_="aoi")
    done(
        "touch", "log", "web-000123", "--kind", "call", "--two-way", "--note", "出荷を四日にしたい", as_="aoi"
    )
    done("lead", "answer", "web-000123", "--input", "-", as_="aoi", stdin=ANSWERS)
    assert done("lead", "qualify", "web-000123", as_="aoi")["state"] == "sql"
    booked = done(
        "meeting",
        "book",
        lead,
        "--at",
        "2026-11-24 14:00",
        "--ae",
        "ren",
        "--attendee",
        "高橋 美咲",
        as_="aoi",
    )
    assert booked["booked_for"] == "2026-11-24T05:00:00Z"
    done(
        "handoff", "notes", lead, "--recommended-next-step", "ERP連携のデモ", "--sdr-assessment", "年度内に決めたい",
        "--likelihood", "high", "--red-flags", "既存ERPの改修時期", "--response-pattern", "午前中に返信が早い",
        "--engagement-level", "高い", as_="aoi",
    )  # fmt: skip
    assert done("handoff", "submit", lead, as_="aoi")["completeness"] == 1
    assert done("handoff", "brief", lead, as_="ren")["version"] == 1
    assert done("handoff", "accept", lead, as_="ren")["state"] == "accepted"
    clock.ahead(days=4)
    done(
        "discovery",
        "record",
        lead,
        "--at",
        "2026-11-24 14:00",
        "--outcome",
        "qualified",
        "--sdr-attended",
        as_="ren",
    )
    return lead


def test_a_lead_becomes_an_opportunity_and_goes_back_again(
    done: Done, tasuki: Tasuki, clock: FrontDoorClock
) -> None:
    lead = in_discovery(done, clock)

    plan = done("convert", lead, "--preview", "--input", "-", as_="ren", stdin=FIELDS)
    assert (plan["account"]["action"], plan["decision"]["verdict"]) == ("create", "passed")
    assert not Opportunity.objects.exists()

    made = done("convert", lead, "--input", "-", "--idempotency-key", "k-1", as_="ren", stdin=FIELDS)
    again = done("convert", lead, "--input", "-", "--idempotency-key", "k-1", as_="ren", stdin=FIELDS)
    assert (made["created"], again["created"]) == (True, False)
    assert made["opportunity_id"] == again["opportunity_id"]
    shown = done("opportunity", "show", made["opportunity_id"], as_="ren")
    assert shown["name"] == "株式会社サンプル製作所 - Planner - 出荷計画"
    assert {one["role"] for one in shown["contacts"]} == {"champion", "economic_buyer"}
    assert done("doctor", as_="")["healthy"]

    clock.ahead(hours=2)
    reason = "別法人を誤って商談化したため取り消し、確認のうえ改めて商談化します"
    undone = done("void", made["conversion_id"], "--reason", reason, as_="ren")
    assert undone["blockers"] == []
    assert Lead.objects.get(pk=lead).state == "discovery"
    assert done("opportunity", "show", made["opportunity_id"], as_="ren")["state"] == "voided"
    assert tasuki("void", made["conversion_id"], "--reason", reason, as_="ren").exit_code == 1
    assert done("doctor", as_="")["healthy"]


def test_a_conversion_that_lacks_something_is_refused_with_all_of_it(
    done: Done, tasuki: Tasuki, clock: FrontDoorClock
) -> None:
    lead = in_discovery(done, clock)
    bare = {**FIELDS, "opportunity": {"product": "Planner", "amount_basis": "guess"}}
    told = tasuki("convert", lead, "--input", "-", "--json", as_="ren", stdin=bare)
    assert (told.exit_code, told.json["code"], told.json["status"]) == (1, "gate_refused", 409)
    assert {"O-2", "O-6", "O-12", "O-19"} <= {
        one["rule"] for one in told.json["findings"] if one["standing"] != "met"
    }
    assert not Opportunity.objects.exists()

    preview = tasuki("convert", lead, "--preview", "--input", "-", "--json", as_="ren", stdin=bare)
    assert (preview.exit_code, preview.json["decision"]["verdict"]) == (1, "refused")
    assert (
        tasuki("convert", lead, "--input", "-", as_="ren", stdin={"opportunity": {"prodct": "x"}}).exit_code
        == 2
    )


def test_a_large_deal_is_pending_until_somebody_else_says_yes(
    done: Done, tasuki: Tasuki, clock: FrontDoorClock
) -> None:
    lead = in_discovery(done, clock)
    large = {
        **FIELDS,
        "opportunity": {**FIELDS["opportunity"], "amount": {"amount": "90000000", "currency": "JPY"}},
    }
    made = done("convert", lead, "--input", "-", as_="ren", stdin=large)
    assert made["state"] == "pending_approval"
    assert [one["id"] for one in done("approval", "list", as_="mio")["items"]] == [made["approval_id"]]
    assert tasuki("approval", "grant", made["approval_id"], as_="ren").exit_code == 1
    assert done("approval", "grant", made["approval_id"], as_="mio")["state"] == "granted"
    assert done("opportunity", "show", made["opportunity_id"], as_="ren")["in_forecast"]
    assert done("doctor", as_="")["healthy"]


def test_a_deal_moves_on_and_is_won(done: Done, tasuki: Tasuki, clock: FrontDoorClock) -> None:
    made = done("convert", in_discovery(done, clock), "--input", "-", as_="ren", stdin=FIELDS)[
        "opportunity_id"
    ]
    stages = [one["key"] for one in done("playbook", "show", as_="ren")["stages"] if one["kind"] == "open"]
    moved = done(
        "opportunity", "advance", made, stages[1], "--evidence", "見積を金曜までに欲しいと言われた", as_="ren"
    )
    assert moved["stage"] == stages[1]
    assert (
        tasuki(
            "opportunity", "lose", made, "--reason", "no_budget", "--rationale", "だめ", as_="ren"
        ).exit_code
        == 2
    )
    assert done("opportunity", "win", made, as_="ren")["state"] == "closed_won"
    assert done("doctor", as_="")["healthy"]


def test_the_dossier_of_a_lead_is_what_check_reads(done: Done, tasuki: Tasuki, clock: FrontDoorClock) -> None:
    lead = in_discovery(done, clock)
    told = done("lead", "dossier", lead, as_="ren")
    checked = tasuki("check", "-", "--gate", "sql", "--json", stdin=told)
    assert (checked.exit_code, checked.json["verdict"]) == (0, "passed")


def test_a_lead_that_no_job_has_scored_is_shown_as_its_gate_will_judge_it(done: Done) -> None:
    done("lead", "create", "--input", "-", as_="sora", stdin=LEAD)
    Lead.objects.update(state="captured", fit=None, intent=None, score_reasons=[])
    shown = done("lead", "show", "web-000123", as_="aoi")["decision"]
    assert {one["standing"] for one in shown["findings"] if one["pointer"] == "/lead/intent"} != {"unknown"}
