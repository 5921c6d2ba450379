"""What every caller may rely on: refusals with all reasons, strangers see nothing, twice is once, no lost update."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from tasuki.platform.http.testing import Answer, ApiClient
from tasuki.platform.ids import new_id
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Lead, Opportunity
from tasuki.stages.conversion.models import Batch
from tasuki.stages.intake import actions
from tests.contract.conftest import CONVERT, LEAD, Clock

Api = Callable[..., ApiClient]
Ready = Callable[..., Lead]
KANA = re.compile("[ぁ-ん]")
ERROR = {"code", "message", "field", "pointer", "rule_id", "fix"}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_refused_conversion_tells_every_finding_at_once_in_the_callers_language(
    ready: Ready, ren: Person, api: Api, language: str
) -> None:
    lead = ready(answers={"need": {"level": 1, "problem": "興味がある"}, "budget": {"level": 0}})
    guessed = {**CONVERT, "opportunity": {**CONVERT["opportunity"], "amount_basis": "guess"}}
    refusal = api(ren, language=language).post(f"/leads/{lead.pk}/convert", guessed)
    problem = refusal.problem
    assert (refusal.status, problem["code"], problem["verdict"]) == (409, "gate_refused", "refused")
    troubles = [one for one in problem["findings"] if one["standing"] != "met"]
    assert {"C-1", "C-3", "O-6"} <= {one["rule"] for one in troubles}
    assert all(one["because"] and one["pointer"] and one["fix"] for one in troubles)
    assert refusal["Content-Language"] == language
    assert bool(KANA.search(problem["title"])) == (language == "ja")
    assert all(KANA.search(one["fix"]) for one in troubles) == (language == "ja")
    assert not Opportunity.objects.exists()


def test_input_that_cannot_be_read_comes_back_with_all_errors_and_their_pointers(
    ready: Ready, ren: Person, api: Api
) -> None:
    wrong = {
        "account": {"action": "creat"},
        "opportunity": {"amount": {"amount": "x", "currency": "JPY"}, "stagee": 1},
    }
    refusal = api(ren).post(f"/leads/{ready().pk}/convert", wrong)
    errors = refusal.problem["errors"]
    assert refusal.status == 422
    assert {one["pointer"] for one in errors} == {
        "/account/action", "/opportunity/stagee", "/opportunity/amount/amount",
    }  # fmt: skip
    assert all(set(one) == ERROR for one in errors)
    assert errors[0]["field"] == "account.action"


def test_a_stranger_is_told_that_there_is_no_such_lead_whatever_they_try(
    ready: Ready, ren: Person, stranger: Person, api: Api
) -> None:
    lead = ready()
    place, outside = f"/leads/{lead.pk}", api(stranger)
    handoff = api(ren).get("/handoffs").json["items"][0]["id"]
    tries = [
        outside.get(place),
        outside.get(f"{place}/answers"),
        outside.get(f"{place}/gates/sal"),
        outside.get(f"{place}/gates/opportunity"),
        outside.patch(place, {"why_now": "?"}),
        outside.post(f"{place}/accept", {}),
        outside.post(f"{place}/answers", {"answers": {"need": {"level": 2}}}),
        outside.post(f"{place}/disqualify", {"reason": "no_budget", "rationale": "x"}),
        outside.post(f"{place}/assign", {}),
        outside.post(f"{place}/convert/preview", CONVERT),
        outside.post(f"{place}/convert", CONVERT),
        outside.post(f"{place}/convert", CONVERT, {"If-Match": '"1"'}),
        outside.post("/touchpoints", {"lead_id": str(lead.pk), "kind": "call"}),
        outside.get(f"/handoffs/{handoff}"),
        outside.post(f"/handoffs/{handoff}/feedback", {"rating": 1}),
    ]
    assert [one.status for one in tries] == [404] * len(tries)
    assert outside.get("/leads").json["items"] == []
    assert outside.get("/handoffs").json["items"] == []


def test_a_colleague_who_sees_the_lead_is_told_what_they_lack(ready: Ready, aoi: Person, api: Api) -> None:
    refusal = api(aoi).post(f"/leads/{ready().pk}/convert", CONVERT)
    assert refusal.status == 403
    assert "lead.convert" in refusal.problem["detail"]


def test_the_same_key_gives_the_same_conversion_and_another_request_under_it_clashes(
    ready: Ready, ren: Person, api: Api
) -> None:
    place, key = f"/leads/{ready().pk}/convert", {"Idempotency-Key": "k-1"}
    client = api(ren)
    first, again = client.post(place, CONVERT, key), client.post(place, CONVERT, key)
    assert (first.status, again.status) == (201, 200)
    assert first["Location"] == f"/api/v1/conversions/{first.json['conversion_id']}"
    assert (first.json["created"], again.json["created"]) == (True, False)
    assert first.json["opportunity_id"] == again.json["opportunity_id"]
    other = client.post(f"/leads/{ready(email='b@example.com').pk}/convert", CONVERT, key)
    assert (other.status, other.problem["code"]) == (409, "clash")


def test_a_large_deal_is_accepted_for_approval_and_the_manager_grants_it(
    ready: Ready, ren: Person, mio: Person, api: Api
) -> None:
    large = {**CONVERT["opportunity"], "amount": {"amount": "90000000", "currency": "JPY"}}
    made = api(ren).post(f"/leads/{ready().pk}/convert", {**CONVERT, "opportunity": large})
    assert (made.status, made.json["state"]) == (202, "pending_approval")
    waiting = api(mio).get("/approvals").json["items"]
    assert [one["id"] for one in waiting] == [made.json["approval_id"]]
    own = api(ren).post(f"/approvals/{waiting[0]['id']}/grant", {})
    assert own.status == 403
    granted = api(mio).post(f"/approvals/{waiting[0]['id']}/grant", {"rationale": "稟議の写しを確認しました"})
    assert (granted.status, granted.json["state"]) == (200, "granted")
    assert api(ren).get(f"/opportunities/{made.json['opportunity_id']}").json["state"] == "open"


def test_a_batch_converts_what_it_can_and_answers_in_the_order_of_its_items(
    ready: Ready, ren: Person, stranger: Person, api: Api
) -> None:
    good, poor = ready(), ready(email="b@b.example", answers={"need": {"level": 0}, "budget": {"level": 0}})
    hidden = ready(
        owner=stranger, ae=stranger, email="c@c.example", company_name="別会社", company_domain="c.example"
    )
    items = [
        {"lead_id": str(poor.pk), "input": CONVERT},
        {"lead_id": str(good.pk), "input": CONVERT},
        {"lead_id": str(good.pk), "input": {"opportunity": {"amount": 3}}},
        {"lead_id": str(new_id()), "input": CONVERT},
        {"lead_id": str(hidden.pk), "input": CONVERT},
    ]
    results = api(ren).post("/leads/convert", {"items": items}).json["results"]
    assert [one["success"] for one in results] == [False, True, False, False, False]
    assert [one["lead_id"] for one in results] == [item["lead_id"] for item in items]
    assert {"C-1", "C-3"} <= {error["rule_id"] for error in results[0]["errors"]}
    assert results[2]["errors"][0]["pointer"] == "/items/2/input/opportunity/amount"
    assert [one["errors"][0]["code"] for one in results[3:]] == ["not_found", "not_found"]
    assert all(set(error) == ERROR for one in results for error in one["errors"])


def test_more_than_two_hundred_leads_are_sent_to_the_job_which_reports_its_progress(
    ready: Ready, ren: Person, aoi: Person, api: Api
) -> None:
    items = [{"lead_id": str(new_id()), "input": {}} for _ in range(201)]
    refusal = api(ren).post("/leads/convert", {"items": items})
    assert refusal.status == 422
    assert "/api/v1/conversions/batches" in refusal.problem["detail"]
    started = api(ren).post("/conversions/batches", {"items": items})
    assert (started.status, started.json["total"], started.json["done"]) == (202, 201, 0)
    place = started["Location"].removeprefix("/api/v1")
    assert api(ren).get(place).json["state"] == "waiting"
    assert api(aoi).get(place).status == 404
    assert Batch.objects.get().total == 201


def test_who_has_seen_an_older_version_changes_nothing(ready: Ready, aoi: Person, api: Api) -> None:
    place, client = f"/leads/{ready().pk}", api(aoi)
    seen = client.get(place)["ETag"]
    changed = client.patch(place, {"why_now": "四月の新工場"}, {"If-Match": seen})
    assert (changed.status, changed.json["why_now"]) == (200, "四月の新工場")
    assert changed["ETag"] != seen
    for stale in (
        client.patch(place, {"why_now": "まだ"}, {"If-Match": seen}),
        client.post(f"{place}/answers", {"answers": {"need": {"why_now": "まだ"}}}, {"If-Match": seen}),
    ):
        assert (stale.status, stale.problem["code"]) == (412, "outdated")
    assert client.get(place).json["why_now"] == "四月の新工場"
    fresh = client.post(
        f"{place}/answers", {"answers": {"need": {"why_now": "四月"}}}, {"If-Match": changed["ETag"]}
    )
    assert fresh.json["answers"]["need"]["why_now"] == "四月"
    assert fresh.json["answers"]["need"]["problem"]


def test_a_lead_is_found_again_by_its_external_id_and_updated(api: Api, kei: Person, clock: Clock) -> None:
    body = {name: value for name, value in LEAD.items() if name != "campaign"}
    first = api(kei).put("/leads/external/web-000123", body)
    clock.forward(seconds=1)
    again = api(kei).put(
        "/leads/external/web-000123", {**body, "person": {**LEAD["person"], "title": "部長"}}
    )
    assert (first.status, again.status) == (201, 200)
    assert again.json["id"] == first.json["id"]
    assert again.json["person"]["title"] == "部長"
    assert api(kei).post("/leads", body).status == 200
    assert api(kei).put("/leads/external/other", body).status == 422
    assert api(kei).get("/leads/external/web-000123").json["date_entered_captured"] == "2026-11-02T01:15:00Z"


def test_a_companys_own_criteria_stand_beside_the_articles_own(ready: Ready, aoi: Person, api: Api) -> None:
    place = f"/leads/{ready().pk}"
    sent = {"answers": {"custom": {"security_review": {"level": 1}}}}
    refusal = api(aoi).post(f"{place}/answers", sent)
    assert [one["pointer"] for one in refusal.problem["errors"]] == ["/answers/security_review"]
    assert api(aoi).get(f"{place}/gates/sal").status == 200


def test_a_list_goes_on_where_the_page_ended_and_is_filtered(
    ready: Ready, ren: Person, aoi: Person, api: Api, clock: Clock
) -> None:
    leads = {str(ready(email=f"p{number}@example.com").pk) for number in range(5)}
    client = api(aoi)
    page = client.get("/leads", limit=2).json
    seen = [one["id"] for one in page["items"]]
    while page["next_cursor"]:
        page = client.get("/leads", limit=2, cursor=page["next_cursor"]).json
        seen += [one["id"] for one in page["items"]]
    assert len(seen) == len(set(seen)) == 5
    assert set(seen) == leads

    def found(**query: Any) -> set[str]:
        return {one["id"] for one in client.get("/leads", **query).json["items"]}

    assert found(owner="me", state="discovery") == leads
    assert found(owner="ren") == leads
    assert found(owner="nobody") == found(state="mql") == found(source="partner") == set()
    assert client.get("/leads", owner="nobody-of-that-name").status == 422
    assert found(updated_since=clock.at.isoformat()) == set()
    changed = next(iter(leads))
    client.patch(f"/leads/{changed}", {"why_now": "四月の新工場"})
    assert found(updated_since=clock.at.isoformat()) == {changed}


def test_a_company_that_is_here_already_is_named_instead_of_made_twice(api: Api, aoi: Person) -> None:
    body = {"name": "株式会社サンプル製作所", "domain": "https://www.example.co.jp/about"}
    first = api(aoi).post("/accounts", body)
    assert (first.status, first.json["domain"], first["ETag"]) == (201, "example.co.jp", '"1"')
    second = api(aoi).post("/accounts", {**body, "name": "㈱サンプル製作所"})
    assert (second.status, second.problem["errors"][0]["rule_id"]) == (409, "O-10")
    assert first.json["id"] in second.problem["detail"]
    assert api(aoi).post("/accounts", {**body, "force": True}).status == 201
    assert Account.objects.count() == 2
    place = f"/accounts/{first.json['id']}"
    assert api(aoi).patch(place, {"tier": "a"}, {"If-Match": '"1"'}).json["version"] == 2
    assert api(aoi).patch(place, {"tier": "b"}, {"If-Match": '"1"'}).status == 412
    errors = api(aoi).patch(place, {"employees": -1, "country": "JPN"}).problem["errors"]
    assert {one["pointer"] for one in errors} == {"/employees", "/country"}


def test_a_person_who_is_here_already_is_named_instead_of_made_twice(api: Api, aoi: Person) -> None:
    company = api(aoi).post("/accounts", {"name": "株式会社サンプル製作所"}).json["id"]
    mailbox, phone = "Misaki.Takahashi@example.co.jp", "+81 3-1234-5678"
    body = {"name": "高橋 美咲", "email": mailbox, "account": company, "phone": phone}
    first = api(aoi).post("/contacts", body)
    assert (first.status, first.json["email"]) == (201, "misaki.takahashi@example.co.jp")
    assert first.json["phone"] == "+81312345678"
    second = api(aoi).post("/contacts", body)
    assert (second.status, second.problem["errors"][0]["rule_id"]) == (409, "O-10")
    assert [one["id"] for one in api(aoi).get("/contacts", account=company).json["items"]] == [
        first.json["id"]
    ]
    assert api(aoi).post("/contacts", {"email": "no address"}).status == 422
    assert api(aoi).post("/contacts", {"name": "x", "account": str(new_id())}).status == 422


def test_a_file_is_imported_its_rejects_come_back_and_it_is_taken_back(api: Api, kei: Person) -> None:
    client = api(kei)
    file = (
        "氏名,メールアドレス,会社名\n"
        "高橋 美咲,misaki@example.co.jp,株式会社サンプル\n"
        "佐藤 健,not-an-address,株式会社サンプル\n"
    )

    def send(**form: str) -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        upload = SimpleUploadedFile("leads.csv", file.encode("cp932"), "text/csv")
        return client.client.post(
            "/api/v1/imports", {"file": upload, "kind": "leads", **form}, headers=client.headers
        )

    tried = send(dry_run="true")
    assert (tried.status_code, tried.json()["dry_run"]) == (200, True)
    assert not Lead.objects.exists()
    done = send()
    told = done.json()
    assert done.status_code == 201, told
    assert told["rows"] == told["created"] + told["updated"] + told["skipped"] + told["rejected"] == 2
    rejects = client.client.get(f"{done['Location']}/rejects", headers=client.headers)
    assert rejects["Content-Type"].startswith("text/csv")
    assert rejects.content.decode("utf-8-sig").count("\r\n") == told["rejected"] + 1
    place = done["Location"].removeprefix("/api/v1")
    assert client.get(place).json["state"] == "finished"
    assert client.post(f"{place}/revert").json["deleted"] == told["created"]
    assert client.post(f"{place}/revert").status == 409
    wrong = send(kind="leads", mapping="{")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/mapping")


def test_a_large_file_is_imported_by_a_job_that_tells_how_far_it_has_come(
    api: Api, kei: Person, sora: Person, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = api(kei)

    def send(content: str, headers: dict[str, str] | None = None, **form: str) -> Answer:
        upload = SimpleUploadedFile("leads.csv", content.encode(), "text/csv")
        sent = {**client.headers, **(headers or {})}
        body = {"file": upload, "kind": "leads", **form}
        return Answer(client.client.post("/api/v1/imports", body, headers=sent))

    rows = "".join(f"a{number}@acme.com,Name {number},{'x' * 200}\n" for number in range(6_000))
    tried = send("Email,Name,Note\n" + rows, dry_run="true")
    assert (tried.status, tried.json["state"], tried.json["dry_run"]) == (202, "waiting", True)
    place = tried["Location"].removeprefix("/api/v1")
    actions.carry_out(UUID(tried.json["id"]), at=at)
    told = client.get(place).json
    assert (told["state"], told["created"], told["errors"]) == ("tried", 6_000, [])
    assert api(sora).get(place).status == 404
    assert client.get("/imports").json["items"] == []

    unusable = send("Colour\nred\n", {"Prefer": "respond-async"})
    actions.carry_out(UUID(unusable.json["id"]), at=at)
    failed = client.get(unusable["Location"].removeprefix("/api/v1")).json
    assert (failed["state"], failed["errors"][0]["code"]) == ("failed", "unusable_file")

    monkeypatch.setattr(settings, "TASUKI_UPLOAD_BYTES", 1000)
    refused = send("Email,Name,Note\n" + rows)
    assert (refused.status, refused.problem["errors"][0]["pointer"]) == (422, "/file")
    assert "1 MB" not in refused.problem["detail"]


def test_a_mapping_has_a_name_and_serves_everybody(api: Api, kei: Person, sora: Person) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    mapping = {"columns": {"Wer": "name", "Memo": "-"}, "header": 1}
    body = {"name": "Messe", "kind": "leads", "headers": ["Wer", "Mail", "Memo"], "mapping": mapping}
    made = api(kei).post("/imports/mappings", body)
    assert (made.status, made.json["mapping"]["columns"]["Mail"]) == (201, "email")
    assert [one["name"] for one in api(sora).get("/imports/mappings").json["items"]] == ["Messe"]
    upload = SimpleUploadedFile("leads.csv", b"Wer,Mail,Memo\nAnna,a@acme.com,x\n", "text/csv")
    form = {"file": upload, "kind": "leads", "mapping_name": "Messe"}
    done = Answer(api(sora).client.post("/api/v1/imports", form, headers=api(sora).headers))
    assert done.json["mapping"] == {"Wer": "name", "Mail": "email", "Memo": "-"}
    assert (Lead.objects.get().name, Lead.objects.get().fields) == ("Anna", {})
    wrong = api(kei).post("/imports/mappings", {**body, "mapping": {"columns": {"Who": "name"}, "header": 1}})
    assert wrong.status == 422
    assert api(kei).delete(f"/imports/mappings/{made.json['id']}").status == 204
    assert api(kei).delete(f"/imports/mappings/{made.json['id']}").status == 404


def test_a_lead_is_handed_on_with_a_reason_and_the_trace_stays(
    ready: Ready, kei: Person, api: Api, aoi: Person
) -> None:
    lead = ready(state="sal")
    assert api(aoi).post(f"/leads/{lead.pk}/assign", {"person": "aoi", "reason": "x"}).status == 403
    made = api(kei).post(f"/leads/{lead.pk}/assign", {"person": "aoi", "reason": "Knows the company."})
    assert (made.status, made.json["strategy"], made.json["person"]) == (200, "manual", "aoi")
    trace = api(aoi).get("/assignments", lead=str(lead.pk)).json["items"]
    assert [UUID(one["id"]) for one in trace] == [UUID(made.json["id"])]
    assert trace[0]["reason"] == "Knows the company."


def test_the_deal_goes_on_by_api_until_it_is_lost_for_a_reason(ready: Ready, ren: Person, api: Api) -> None:
    client = api(ren)
    made = client.post(f"/leads/{ready().pk}/convert", CONVERT).json
    place = f"/opportunities/{made['opportunity_id']}"
    deal = client.get(place)
    step = deal.json["next_steps"][0]["id"]
    assert client.post(f"{place}/next-steps/{step}/done").json["done_at"]
    assert client.patch(place, {"risks": "既存ERPの改修が五月"}, {"If-Match": deal["ETag"]}).status == 412
    changed = client.patch(place, {"risks": "既存ERPの改修が五月"})
    assert changed.json["risks"] == "既存ERPの改修が五月"
    task = client.get("/tasks", opportunity=made["opportunity_id"], done="false").json["items"][0]["id"]
    assert client.post(f"/tasks/{task}/done").json["done_at"]
    bad = client.post(f"{place}/lose", {"reason": "no_budget", "rationale": "bad lead"})
    assert bad.status == 422
    assert {one["pointer"] for one in bad.problem["errors"]} == {"/rationale"}
    lost = client.post(
        f"{place}/lose",
        {"reason": "no_budget", "rationale": "本社の投資凍結が三月まで延び、部門の予算も戻された。"},
    )
    assert (lost.status, lost.json["state"]) == (200, "closed_lost")


def test_who_decides_and_what_is_owed_change_by_api(
    ready: Ready, ren: Person, stranger: Person, api: Api
) -> None:
    client = api(ren)
    made = client.post(f"/leads/{ready().pk}/convert", CONVERT).json
    place = f"/opportunities/{made['opportunity_id']}"
    person = client.post("/contacts", {"name": "木村 亮", "account": made["account_id"]}).json["id"]
    linked = client.post(f"{place}/contacts", {"contact": person, "role": "signer"})
    assert (linked.status, linked.json["primary"]) == (201, False)
    role = f"{place}/contacts/{linked.json['id']}"
    wrong = client.patch(role, {"primary": True})
    assert (wrong.status, [one["rule_id"] for one in wrong.problem["errors"]]) == (422, ["O-9"])
    assert client.patch(role, {"role": "champion", "primary": True}).json["primary"] is True
    assert [one["id"] for one in client.get(place).json["contacts"] if one["primary"]] == [linked.json["id"]]
    assert client.delete(role).status == 422
    assert api(stranger).delete(role).status == 404

    step = client.get(place).json["next_steps"][0]["id"]
    assert client.patch(f"{place}/next-steps/{step}", {"due_on": "2026-11-30"}).json["due_on"] == "2026-11-30"
    assert client.post(f"{place}/next-steps/{step}/done").json["done_at"]
    assert client.post(f"{place}/next-steps/{step}/reopen").json["done_at"] is None
    assert client.delete(f"{place}/next-steps/{step}").status == 200
    assert client.get(place).json["next_steps"] == []

    task = client.post("/tasks", {"title": "見積書の前提を確認する", "opportunity": made["opportunity_id"]})
    assert (task.status, task.json["owner"]) == (201, "ren")
    assert client.patch(f"/tasks/{task.json['id']}", {"due_on": "2026-12-04"}).json["due_on"] == "2026-12-04"
    assert client.post(f"/tasks/{task.json['id']}/done").json["done_at"]
    assert client.post(f"/tasks/{task.json['id']}/reopen").json["done_at"] is None


def test_an_account_is_planned_by_api(ready: Ready, ren: Person, stranger: Person, api: Api) -> None:
    client = api(ren)
    made = client.post(f"/leads/{ready().pk}/convert", CONVERT).json
    place = f"/accounts/{made['account_id']}/plans"
    opened = client.post(f"{place}?opportunity={made['opportunity_id']}", {"objective": "一本化"})
    assert (opened.status, len(opened.json["stakeholders"])) == (201, 2)
    plan = f"/plans/{opened.json['id']}"
    bad = client.patch(plan, {"actions": [{"action": "工場長に会う"}]})
    assert {one["pointer"] for one in bad.problem["errors"]} == {"/actions/0/due_on", "/actions/0/owner"}
    row = {"action": "工場長に会う", "owner": "ren", "due_on": "2027-01-20"}
    changed = client.patch(plan, {"actions": [row]}, {"If-Match": opened["ETag"] or '"1"'})
    assert changed.json["actions"] == [{**row, "done": False}]
    assert api(stranger).patch(plan, {"risks": "x"}).status == 403
    assert client.post(f"{plan}/close").json["closed_at"]
    assert client.post(f"{plan}/reopen").json["closed_at"] is None
    assert [one["id"] for one in client.get(place).json["items"]] == [opened.json["id"]]


def test_the_promises_about_a_lead_are_listed_with_the_time_that_is_left(
    captured: Callable[..., dict[str, Any]], aoi: Person, mio: Person, api: Api
) -> None:
    lead = captured()
    clocks = api(aoi).get("/clocks", lead=lead["id"]).json["items"]
    assert clocks
    assert all(one["words"] and one["due_at"] for one in clocks)
    held = api(mio).post(f"/clocks/{clocks[0]['id']}/pause", {"reason": "manager_hold"})
    assert (held.status, held.json["state"]) == (200, "paused")
    assert api(mio).post(f"/clocks/{clocks[0]['id']}/resume").json["state"] != "paused"
