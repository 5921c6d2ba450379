"""Many records at once: each by its own rules, some done and some refused, once per submission, and back again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tasuki.desk.lists.bulk import choosing, starting, working
from tasuki.desk.lists.bulk.starting import start_bulk, start_undo
from tasuki.desk.lists.bulk.working import take_back, work_off
from tasuki.desk.models import Bulk, BulkItem
from tasuki.desk.tests.test_lists import lead
from tasuki.desk.tests.visitor import Visitor
from tasuki.desk.views import bulk as bulk_views
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, NotFound, NotPossibleNow
from tasuki.records.actions import NewCampaign, create_campaign
from tasuki.records.models import Lead
from tasuki.stages.intake.actions import edit
from tasuki.stages.routing.models import Assignment

Visit = Callable[..., Visitor]


@pytest.fixture
def three(aoi: Person, at: datetime, clock: list[datetime]) -> list[Lead]:
    return [lead(name, aoi, at - timedelta(days=n)) for n, name in enumerate("ABC")]


def submit(desk: Visitor, verb: str, leads: list[Lead], **typed: Any) -> str:
    """From the ticks over the question to the result, as a browser without JavaScript does it."""
    asked = {"verb": verb, "which": "ticked", "id": [str(one.pk) for one in leads], "query": ""}
    question = desk.client.post("/leads/bulk", asked)
    assert question.status_code == 200, question.content.decode()[:3000]
    key = re.search(r'name="key" value="(\w+)"', question.content.decode())
    assert key is not None
    answer = desk.client.post("/lists/leads/bulk/run", {**asked, "key": key[1], **typed}, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:3000]
    return answer.content.decode()


def facts(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page))


def test_one_field_of_many_leads_is_changed_and_changed_back(
    three: list[Lead], aoi: Person, visit: Visit
) -> None:
    Lead.objects.filter(pk=three[0].pk).update(segment="smb")
    desk = visit(aoi, "en")
    page = submit(desk, "edit:segment", three, **{"company/segment": "enterprise"})
    assert facts(page) == {"Changed": "3", "Refused": "0"}
    assert set(Lead.objects.values_list("segment", flat=True)) == {"enterprise"}
    assert Event.objects.filter(code="lead.edited", actor_id=aoi.pk).count() == 3
    Lead.objects.filter(pk=three[1].pk).update(segment="mid_market")  # somebody meanwhile
    bulk = Bulk.objects.get()
    page = desk.fill(f"/bulk/{bulk.pk}", f"/bulk/{bulk.pk}/undo")
    assert facts(page) == {"Changed": "3", "Refused": "0", "Taken back": "2", "Not taken back": "1"}
    assert "Somebody has changed it since." in page
    assert "B works" in page
    assert [one.segment for one in Lead.objects.order_by("company_name")] == ["smb", "mid_market", ""]


def test_some_are_done_and_each_refusal_has_its_reasons_and_a_way_to_the_record(
    three: list[Lead], aoi: Person, stranger: Person, at: datetime, visit: Visit
) -> None:
    nobodys = lead("D", None, at)
    page = submit(visit(aoi, "en"), "edit:tier", [*three, nobodys], **{"company/tier": "a"})
    assert facts(page) == {"Changed": "3", "Refused": "1"}
    assert f'href="/leads/{nobodys.pk}"' in page
    assert "This needs the permission “Change a lead&#x27;s fields” (lead.edit)." in page
    assert "Ask somebody who may" in page
    nobodys.refresh_from_db()
    assert nobodys.tier == ""


def test_a_submission_that_is_sent_twice_is_done_once(three: list[Lead], mio: Person, visit: Visit) -> None:
    desk = visit(mio, "en")
    asked = {
        "verb": "assign", "which": "all", "query": "owner=aoi", "key": "abc", "person": "mio", "reason": "Aoi is away.",
    }  # fmt: skip
    first = desk.client.post("/lists/leads/bulk/run", asked)
    second = desk.client.post("/lists/leads/bulk/run", asked)  # nothing matches any more
    assert first["Location"] == second["Location"]
    assert Lead.objects.filter(owner=mio).count() == 3
    assert Event.objects.filter(code="lead.assigned").count() == 3


def test_a_lead_that_nobody_had_is_given_and_not_taken_back(
    mio: Person, aoi: Person, at: datetime, clock: list[datetime], visit: Visit
) -> None:
    hers, nobodys = lead("A", aoi, at), lead("B", None, at)
    desk = visit(mio, "en")
    submit(desk, "assign", [hers, nobodys], person="mio", reason="I know both.")
    bulk = Bulk.objects.get()
    page = desk.fill(f"/bulk/{bulk.pk}", f"/bulk/{bulk.pk}/undo")
    assert facts(page)["Taken back"] == "1"
    assert "It was empty before, and cannot be emptied." in page
    owners = dict(Lead.objects.values_list("company_name", "owner__handle"))
    assert owners == {"A works": "aoi", "B works": "mio"}


def test_leads_given_to_another_team_come_back(
    three: list[Lead], aoi: Person, mio: Person, stranger: Person, visit: Visit
) -> None:
    desk = visit(mio, "en")
    submit(desk, "assign", three, person="stranger", reason="They have room.")
    assert set(Lead.objects.values_list("owner", flat=True)) == {stranger.pk}
    bulk = Bulk.objects.get()
    page = desk.fill(f"/bulk/{bulk.pk}", f"/bulk/{bulk.pk}/undo")
    assert facts(page) == {"Changed": "3", "Refused": "0", "Taken back": "3", "Not taken back": "0"}
    assert set(Lead.objects.values_list("owner", flat=True)) == {aoi.pk}


def test_revops_has_the_table_give_out_whatever_nobody_has(
    aoi: Person, kei: Person, at: datetime, clock: list[datetime], visit: Visit
) -> None:
    hers = lead("A", aoi, at)
    nobodys = [lead(name, None, at - timedelta(days=n)) for n, name in enumerate("BC", 1)]
    desk = visit(kei, "en")
    today = desk.client.get("/").content.decode()
    asked = dict(re.findall(r'<input type="hidden" name="(verb|which|query)" value="([^"]+)">', today))
    assert asked == {"verb": "route", "which": "all", "query": "owner=nobody&amp;state=at_work"}
    asked["query"] = asked["query"].replace("&amp;", "&")
    question = desk.client.post("/leads/bulk", asked).content.decode()
    assert "2 records:" in question
    desk.client.post("/lists/leads/bulk/run", {**asked, "key": "abc"})
    assert Lead.objects.filter(owner=None).count() == 0
    assert Event.objects.filter(code="lead.assigned", actor_id=kei.pk).count() == len(nobodys)
    page = submit(desk, "route", [hers])
    assert facts(page) == {"Changed": "0", "Refused": "1"}
    assert "has it already" in page


def test_however_many_nobody_has_a_job_gives_them_out_in_one_go(
    aoi: Person, kei: Person, at: datetime, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobodys = [lead(name, None, at - timedelta(days=n)) for n, name in enumerate("ABCDE")]
    monkeypatch.setattr(choosing, "MOST", 2)
    monkeypatch.setattr(bulk_views, "AT_ONCE", 1)
    monkeypatch.setattr(working, "TOGETHER", 2)
    desk = visit(kei, "en")
    asked = {"verb": "route", "which": "all", "query": "owner=nobody&state=at_work", "key": "abc"}
    desk.client.post("/lists/leads/bulk/run", asked)
    bulk = Bulk.objects.get()
    Lead.objects.filter(pk=nobodys[2].pk).update(owner=aoi)  # somebody meanwhile
    Lead.objects.filter(pk=nobodys[4].pk).update(state="archived")
    working.work_off(bulk.pk, lambda: at)
    page = desk.read(f"/bulk/{bulk.pk}")
    assert facts(page) == {"Changed": "3", "Refused": "2"}
    assert "has it already" in page
    assert "is given to nobody any more" in page
    assert Event.objects.filter(code="lead.assigned", actor_id=kei.pk).count() == 3
    assert Assignment.objects.count() == 3


def test_leads_go_into_a_campaign_together(
    three: list[Lead], sora: Person, at: datetime, visit: Visit
) -> None:
    create_campaign(NewCampaign(code="autumn", name="秋"), by=Actor.of(sora, "web"), at=at)
    page = submit(visit(sora, "en"), "campaign", three, campaign="autumn")
    assert facts(page)["Changed"] == "3"
    assert Lead.objects.filter(campaign__code="autumn").count() == 3


def test_each_ending_has_a_rationale_of_its_own_and_the_rule_reads_it(
    three: list[Lead], aoi: Person, mio: Person, visit: Visit
) -> None:
    said = {
        "A": "部長の高橋様によると来期まで購買が凍結されている。",
        "B": "情報システム部の石井様は既存製品を五年契約で更新済み。",
        "C": "bad lead",
    }
    typed = {f"each/{one.pk}/rationale": said[one.name] for one in three}
    page = submit(visit(aoi, "en"), "disqualify", three, reason="no_budget", **typed)
    assert facts(page) == {"Changed": "2", "Refused": "1"}
    assert "C works" in page
    assert dict(Lead.objects.values_list("name", "exit_rationale")) == {**said, "C": ""}
    bulk = Bulk.objects.get()
    page = visit(aoi, "en").fill(f"/bulk/{bulk.pk}", f"/bulk/{bulk.pk}/undo")
    assert facts(page)["Not taken back"] == "2"  # only a manager reopens
    assert "lead.reopen" in page
    Bulk.objects.update(by=mio, undo_state="")
    BulkItem.objects.filter(state="kept").update(state="done")
    start_undo(bulk.pk, by=Actor.of(mio, "web"), at=bulk.asked_at)
    take_back(bulk.pk, lambda: bulk.asked_at)
    assert set(Lead.objects.values_list("state", flat=True)) == {"mql"}


def test_leads_are_accepted_recycled_and_archived_by_their_gates(
    three: list[Lead], aoi: Person, mio: Person, visit: Visit
) -> None:
    Lead.objects.filter(pk=three[2].pk).update(
        country="", company_name="", email=""
    )  # nobody knows whose it is
    page = submit(visit(aoi, "en"), "accept", three)
    assert facts(page) == {"Changed": "2", "Refused": "1"}
    assert "Take it back" not in page
    why = "社の担当者は来年度の予算編成のあとに再検討すると話した。"
    typed = {f"each/{three[0].pk}/rationale": f"{three[0].name}{why}"}
    page = submit(
        visit(aoi, "en"), "recycle", three[:1], reason="no_budget", reengage_on="2027-04-01", **typed
    )
    assert facts(page)["Changed"] == "1", page
    page = submit(visit(mio, "en"), "archive", three[:2])
    assert facts(page) == {"Changed": "1", "Refused": "1"}
    assert Lead.objects.get(pk=three[0].pk).state == "archived"


def test_many_are_worked_off_by_a_job_with_progress_that_survives_a_reload(
    three: list[Lead], aoi: Person, at: datetime, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("tasuki.desk.views.bulk.AT_ONCE", "tasuki.desk.lists.bulk.starting.AT_ONCE"):
        monkeypatch.setattr(place, 2)
    desk = visit(aoi, "en")
    page = submit(desk, "edit:tier", three, **{"company/tier": "a"})
    bulk = Bulk.objects.get()
    assert 'hx-trigger="every 1s"' in page
    assert "0 of 3" in page
    work_off(bulk.pk, lambda: at, most=2)
    part = desk.client.get(f"/bulk/{bulk.pk}", headers={"HX-Target": "bulk"}).content.decode()
    assert "<html" not in part
    assert "2 of 3" in part
    work_off(bulk.pk, lambda: at)
    work_off(bulk.pk, lambda: at)  # a job may run twice
    page = desk.read(f"/bulk/{bulk.pk}")
    assert "3 of 3" in page
    assert "every 1s" not in page
    assert Event.objects.filter(code="lead.edited").count() == 3
    assert "Leads: Change: Tier" in desk.read("/bulk")


def test_one_record_that_breaks_holds_up_no_other(
    three: list[Lead], aoi: Person, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(key: UUID, *args: Any, **more: Any) -> object:
        if key == three[1].pk:
            raise ZeroDivisionError
        return edit(key, *args, **more)

    monkeypatch.setattr("tasuki.desk.lists.edits.leads.edit", breaks)
    by = Actor.of(aoi, "web")
    bulk = start_bulk(
        "leads", "edit:tier", lambda: [one.pk for one in three], {"company/tier": "a"}, key="k", by=by, at=at
    )
    work_off(bulk.pk, lambda: at)
    states = list(BulkItem.objects.order_by("number").values_list("state", flat=True))
    assert states == ["done", "refused", "done"]
    bulk.refresh_from_db()
    assert (bulk.state, bulk.finished_at) == ("finished", at)


def test_a_bulk_is_nobody_elses_and_is_taken_back_within_a_day(
    three: list[Lead], aoi: Person, mio: Person, at: datetime, visit: Visit
) -> None:
    by = Actor.of(aoi, "web")
    bulk = start_bulk(
        "leads", "edit:tier", lambda: [three[0].pk], {"company/tier": "a"}, key="k", by=by, at=at
    )
    with pytest.raises(NotPossibleNow, match="still at work"):
        start_undo(bulk.pk, by=by, at=at)
    work_off(bulk.pk, lambda: at)
    visit(mio).read(f"/bulk/{bulk.pk}", status=404)
    with pytest.raises(NotFound):
        start_undo(bulk.pk, by=Actor.of(mio, "web"), at=at)
    with pytest.raises(NotPossibleNow, match="24 hours"):
        start_undo(bulk.pk, by=by, at=at + timedelta(hours=25))
    with pytest.raises(Forbidden):
        start_bulk("leads", "archive", lambda: [three[0].pk], {}, key="l", by=by, at=at)
    start_undo(bulk.pk, by=by, at=at)
    take_back(bulk.pk, lambda: at)
    assert Lead.objects.get(pk=three[0].pk).tier == ""


def test_nothing_ticked_and_too_much_asked_for_are_said_on_the_list(
    three: list[Lead], aoi: Person, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = visit(aoi, "en")
    answer = desk.client.post("/leads/bulk", {"verb": "edit:tier", "which": "ticked", "query": "q=a"})
    assert answer.status_code == 422
    assert "Tick the rows that are meant" in answer.content.decode()
    assert 'value="a"' in answer.content.decode()
    monkeypatch.setattr(choosing, "MOST", 2)
    answer = desk.client.post("/leads/bulk", {"verb": "edit:tier", "which": "all", "query": ""})
    assert answer.status_code == 422
    assert "More than 2 records match." in answer.content.decode()
    monkeypatch.setattr(starting, "AT_ONCE", 2)
    monkeypatch.setattr(choosing, "MOST", 5)
    asked = {"verb": "disqualify", "which": "all", "query": "", "key": "k", "reason": "no_budget"}
    answer = desk.client.post("/lists/leads/bulk/run", asked)
    assert answer.status_code == 422
    assert "Each of them needs words of its own" in answer.content.decode()


def test_the_ticked_rows_are_exported_alone(three: list[Lead], aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    sent = {"export": "on", "query": "col=state", "id": [str(three[1].pk)]}
    answer = desk.client.post("/leads/bulk", sent, follow=True)
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines == ["Lead,State", "B works,MQL"]


def test_one_sees_only_what_one_may_do(three: list[Lead], aoi: Person, sora: Person, visit: Visit) -> None:
    page = visit(aoi, "en").read("/leads")
    assert '<option value="accept">' in page
    assert '<option value="assign">' not in page
    assert '<option value="edit:segment">' in page
    assert '<option value="accept">' not in visit(sora, "en").read("/leads")
