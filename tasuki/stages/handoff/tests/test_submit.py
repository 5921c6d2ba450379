from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, GateRefused, Invalid, NotFound, NotPossibleNow
from tasuki.records.models import Lead, Task
from tasuki.rules.decision import Standing, Verdict
from tasuki.stages.handoff import actions
from tasuki.stages.handoff.models import BriefVersion, Handoff
from tasuki.stages.handoff.queries import handoff_checklist, handoff_for, handoffs_visible_to, latest_version
from tasuki.stages.handoff.tests.leads import NOTES, accepted_lead, booked, qualified_lead
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.qualification.models import Answer

As = Callable[[Person], Actor]


def codes(lead: Lead) -> list[str]:
    told = Event.objects.filter(lead_id=lead.pk).exclude(code__startswith="sla.").order_by("seq")
    return list(told.values_list("code", flat=True))


def test_the_brief_becomes_complete_once_and_says_so_once(
    lead: Lead, aoi: Person, at: datetime, as_: As
) -> None:
    some = {name: text for name, text in NOTES.items() if name != "likelihood"}
    draft = actions.write_notes(lead.pk, some, by=as_(aoi), at=at)
    assert draft.completeness is not None
    assert draft.completeness < 1
    assert codes(lead) == []
    complete = actions.write_notes(lead.pk, {"likelihood": "high"}, by=as_(aoi), at=at)
    assert (complete.pk, complete.completeness, complete.completed_at) == (draft.pk, Decimal(1), at)
    actions.write_notes(lead.pk, {"likelihood": "low"}, by=as_(aoi), at=at + timedelta(hours=1))
    assert codes(lead) == ["brief.completed"]


def test_a_late_answer_can_be_what_completes_the_brief(
    lead: Lead, aoi: Person, at: datetime, as_: As
) -> None:
    need = Answer.objects.get(lead=lead, criterion="need")
    Answer.objects.filter(pk=need.pk).update(body={**need.body, "tried_before": ""})
    actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    assert codes(lead) == []
    Answer.objects.filter(pk=need.pk).update(body=need.body)
    actions.review_brief(lead.pk, by=SYSTEM, at=at)
    actions.review_brief(lead.pk, by=SYSTEM, at=at)
    assert codes(lead) == ["brief.completed"]


def test_without_a_draft_there_is_nothing_to_review(lead: Lead, at: datetime) -> None:
    assert actions.review_brief(lead.pk, by=SYSTEM, at=at) is None


def test_notes_that_the_brief_does_not_have_are_named(lead: Lead, aoi: Person, at: datetime, as_: As) -> None:
    with pytest.raises(Invalid) as refused:
        actions.write_notes(lead.pk, {"likelihood": "certain", "assessment": "good"}, by=as_(aoi), at=at)
    assert {problem.pointer for problem in refused.value.problems} == {"/likelihood", "/assessment"}


def test_a_handoff_makes_the_first_version_tells_the_ae_and_hands_the_lead_over(
    lead: Lead, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    handoff, decision = (result := actions.submit(lead.pk, by=as_(aoi), at=at)).handoff, result.decision
    lead.refresh_from_db()
    assert decision.verdict is Verdict.PASSED, [finding.spoken("en") for finding in decision.troubles]
    assert (handoff.state, handoff.ae, handoff.sdr, handoff.ae_notified_at) == ("submitted", ren, aoi, at)
    assert (lead.state, lead.ae) == ("sql", ren)
    version = latest_version(handoff)
    assert version is not None
    assert (version.number, version.completeness, version.by) == (1, Decimal(1), aoi)
    event = Event.objects.get(code="handoff.submitted")
    assert event.data["booked_for"] == (at + timedelta(days=3)).isoformat()
    assert event.playbook == "article@1"
    assert (event.data["ae"], event.data["brief"], event.data["warnings"]) == (str(ren.pk), 1, [])


def test_everything_that_is_missing_is_said_at_once(aoi: Person, at: datetime, as_: As) -> None:
    lead = accepted_lead(aoi, at, state="sql")
    with pytest.raises(GateRefused) as refused:
        actions.submit(lead.pk, by=as_(aoi), at=at)
    rules = {finding.rule for finding in refused.value.decision.troubles}
    assert rules >= {"HB-3", "C-9", "G-03", "CH-6"}
    assert all(finding.fix for finding in refused.value.decision.troubles)
    assert not Handoff.objects.exists()
    assert codes(lead) == []


def test_a_meeting_that_was_booked_late_only_warns(lead: Lead, aoi: Person, at: datetime, as_: As) -> None:
    Meeting.objects.filter(lead=lead).update(booked_at=at + timedelta(days=2))
    actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    decision = actions.submit(lead.pk, by=as_(aoi), at=at + timedelta(days=2)).decision
    assert decision.verdict is Verdict.PASSED_WITH_WARNINGS
    assert [finding.rule for finding in decision.troubles] == ["SL-4"]


@pytest.mark.parametrize("state", ["sal", "mql", "discovery", "disqualified"])
def test_only_a_qualified_lead_is_handed_over(
    state: str, lead: Lead, aoi: Person, at: datetime, as_: As
) -> None:
    Lead.objects.filter(pk=lead.pk).update(state=state)
    with pytest.raises(NotPossibleNow, match="it has to be SQL"):
        actions.submit(lead.pk, by=as_(aoi), at=at)


def test_notes_are_drafted_from_acceptance_on_and_not_before(aoi: Person, at: datetime, as_: As) -> None:
    lead = accepted_lead(aoi, at)
    assert (
        actions.write_notes(lead.pk, {"org_chart": "情報システム部 → 経営企画"}, by=as_(aoi), at=at).state
        == "draft"
    )
    Lead.objects.filter(pk=lead.pk).update(state="mql")
    with pytest.raises(NotPossibleNow):
        actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)


def test_the_ae_given_comes_before_the_meetings_and_the_leads(
    lead: Lead, aoi: Person, at: datetime, as_: As, cast: Callable[..., Person]
) -> None:
    yui = cast("yui", "ae")
    actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    assert actions.submit(lead.pk, ae="yui", by=as_(aoi), at=at).handoff.ae == yui
    lead.refresh_from_db()
    assert lead.ae == yui


def test_the_leads_own_ae_takes_it_where_the_meeting_names_none(
    lead: Lead, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    Meeting.objects.filter(lead=lead).update(ae=None)
    Lead.objects.filter(pk=lead.pk).update(ae=ren)
    actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    assert actions.submit(lead.pk, by=as_(aoi), at=at).handoff.ae == ren


def test_an_sdr_cannot_be_named_as_the_ae(lead: Lead, aoi: Person, at: datetime, as_: As) -> None:
    actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    with pytest.raises(Invalid) as refused:
        actions.submit(lead.pk, ae="aoi", by=as_(aoi), at=at)
    assert refused.value.problems[0].pointer == "/ae"


def test_a_handoff_is_submitted_once(
    submitted: Handoff, lead: Lead, aoi: Person, at: datetime, as_: As
) -> None:
    with pytest.raises(NotPossibleNow, match="while it is submitted"):
        actions.submit(lead.pk, by=as_(aoi), at=at)
    with pytest.raises(NotPossibleNow):
        actions.write_notes(lead.pk, {"likelihood": "low"}, by=as_(aoi), at=at)
    assert codes(lead) == ["brief.completed", "handoff.submitted"]


def test_a_submitted_brief_cannot_be_changed_even_in_the_database(submitted: Handoff) -> None:
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        BriefVersion.objects.filter(handoff=submitted).update(body={})


def test_a_key_deal_gets_a_sync_call_for_the_sdr_and_the_ae(
    aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    lead = qualified_lead(aoi, at)
    meeting = booked(lead, ren, at)
    budget = Answer.objects.get(lead=lead, criterion="budget")
    budget.body["amount"]["amount"] = "50000000.00"
    budget.save()
    actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    actions.submit(lead.pk, by=as_(aoi), at=at)
    calls = Task.objects.filter(lead=lead, kind="sync_call")
    assert {task.owner for task in calls} == {aoi, ren}
    assert {task.due_on for task in calls} == {meeting.booked_for.date()}


def test_an_ordinary_deal_gets_none(submitted: Handoff) -> None:
    assert not Task.objects.filter(kind="sync_call").exists()


def test_only_the_leads_sdr_and_their_manager_submit(
    lead: Lead, aoi: Person, ren: Person, mio: Person, stranger: Person, sora: Person, at: datetime, as_: As
) -> None:
    for other in (stranger, ren, sora):
        with pytest.raises(Forbidden):
            actions.write_notes(lead.pk, NOTES, by=as_(other), at=at)
        with pytest.raises(Forbidden):
            actions.submit(lead.pk, by=as_(other), at=at)
    actions.write_notes(lead.pk, NOTES, by=as_(mio), at=at)
    assert actions.submit(lead.pk, by=as_(mio), at=at).handoff.sdr == aoi


def test_a_stranger_sees_no_handoff_and_the_ae_finds_it_by_its_lead(
    submitted: Handoff, lead: Lead, ren: Person, stranger: Person, as_: As
) -> None:
    assert handoff_for(as_(ren), lead.pk) == handoff_for(as_(ren), submitted.pk) == submitted
    assert list(handoffs_visible_to(as_(stranger))) == []
    with pytest.raises(NotFound):
        handoff_for(as_(stranger), submitted.pk)


def test_the_sdrs_checklist_stands_before_and_after_the_work(
    lead: Lead, aoi: Person, at: datetime, as_: As
) -> None:
    before = {one.item.id: one.standing for one in handoff_checklist(lead, at)}
    assert before == {
        "CH-1": Standing.MET,
        "CH-2": Standing.MET,
        "CH-3": Standing.MET,
        "CH-4": Standing.MET,
        "CH-5": Standing.UNKNOWN,
        "CH-6": Standing.MET,
    }
    actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    assert {one.standing for one in handoff_checklist(lead, at)} == {Standing.MET}


def test_the_checklist_says_what_is_wrong_with_the_pain_points_and_only_with_those(
    aoi: Person, at: datetime
) -> None:
    items = {one.item.id: one for one in handoff_checklist(accepted_lead(aoi, at, state="sql"), at)}
    pointers = {finding.pointer for finding in items["CH-3"].findings}
    assert items["CH-3"].standing is Standing.UNKNOWN
    assert pointers
    assert all(pointer.startswith("/answers/need/") for pointer in pointers)
    assert items["CH-4"].spoken("ja")["standing"] == "unknown"
