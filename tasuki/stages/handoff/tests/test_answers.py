"""The AE's three answers: accept, reject, recycle (AR-1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotFound, NotPossibleNow
from tasuki.records.models import Lead
from tasuki.stages.handoff import actions
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.queries import dossier_for_handoff
from tasuki.stages.handoff.tests.leads import NOTES, accepted_lead, agree_also, booked, qualified_lead
from tasuki.stages.qualification.actions import disqualify

As = Callable[[Person], Actor]
WHY = "予算の承認者に会えておらず、来期の枠も取られていないと情報システム部長が話した"


def answers(lead: Lead) -> list[str]:
    """The events after the submit."""
    told = Event.objects.filter(lead_id=lead.pk).exclude(code__startswith="sla.")
    rows = told.order_by("seq").values_list("code", flat=True)
    return [code for code in rows if code not in ("brief.completed", "handoff.submitted")]


def test_an_accepted_handoff_begins_discovery(
    submitted: Handoff, lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    handoff = actions.accept(lead.pk, rationale="課題も期日も明確", by=as_(ren), at=at)
    lead.refresh_from_db()
    assert (handoff.pk, handoff.state, handoff.decided_by, handoff.decided_at) == (
        submitted.pk,
        "accepted",
        ren,
        at,
    )
    assert (lead.state, lead.entered_discovery_at, lead.ae) == ("discovery", at, ren)
    assert answers(lead) == ["handoff.accepted"]
    assert Event.objects.get(code="handoff.accepted").payload.words == {"rationale": "課題も期日も明確"}


@pytest.mark.parametrize("text", ["bad lead", "質が低い", "", "だめだめだめだめだめだめだめだめだめだめだめ"])
def test_a_rejection_that_only_says_bad_lead_is_refused(
    text: str, submitted: Handoff, lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.reject(submitted.pk, reason="no_budget", rationale=text, by=as_(ren), at=at)
    assert [(problem.pointer, problem.code) for problem in refused.value.problems] == [("/rationale", "AR-3")]
    assert answers(lead) == []


def test_everything_wrong_with_a_rejection_is_said_at_once(
    submitted: Handoff, ren: Person, at: datetime, as_: As
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.reject(submitted.pk, reason="duplicate", rationale="", by=as_(ren), at=at)
    assert {problem.pointer for problem in refused.value.problems} == {"/rationale", "/surviving_id"}
    with pytest.raises(Invalid) as refused:
        actions.reject(submitted.pk, reason="bad_lead", rationale=WHY, by=as_(ren), at=at)
    assert [problem.pointer for problem in refused.value.problems] == ["/reason"]


def test_a_rejected_lead_is_disqualified_with_the_reason_that_marketing_gets(
    submitted: Handoff, lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    handoff = actions.reject(submitted.pk, reason="no_budget", rationale=WHY, by=as_(ren), at=at)
    lead.refresh_from_db()
    assert (handoff.state, handoff.reason, handoff.rationale) == ("rejected", "no_budget", WHY)
    assert (lead.state, lead.exit_reason, lead.exit_state, lead.exit_cause) == (
        "disqualified",
        "no_budget",
        "sql",
        "qualified_out",
    )
    assert answers(lead) == ["handoff.rejected", "lead.disqualified"]
    told = Event.objects.get(code="lead.disqualified")
    assert (told.reason, told.payload.words) == ("no_budget", {"rationale": WHY})


def test_a_wrong_contact_sends_the_lead_back_to_the_sdr_with_the_better_one(
    submitted: Handoff, lead: Lead, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    actions.reject(
        submitted.pk,
        reason="wrong_contact",
        rationale="高橋さんは異動済みで、後任の鈴木課長が選定を担当していると本人から聞いた",
        details={"better_contact": "鈴木 一郎"},
        by=as_(ren),
        at=at,
    )
    lead.refresh_from_db()
    assert (lead.state, lead.exit_reason) == ("sql", "")
    assert lead.entered_sql_at == at - timedelta(days=1)
    assert answers(lead) == ["handoff.rejected"]
    rejected = Event.objects.get(code="handoff.rejected")
    assert rejected.payload.words["details"] == {"better_contact": "鈴木 一郎"}
    assert "鈴木" not in str(rejected.data)


def test_after_a_rejection_the_next_brief_begins_with_what_the_last_one_said(
    submitted: Handoff, lead: Lead, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    actions.reject(
        submitted.pk,
        reason="brief_incomplete",
        rationale="現在の仕組みの説明が浅く、在庫の持ち方がブリーフから読み取れない",
        details={"missing_items": "note_current_process"},
        by=as_(ren),
        at=at,
    )
    lead.refresh_from_db()
    facts = dossier_for_handoff(lead).handoff
    assert (facts.state, facts.likelihood, facts.submitted_at) == ("none", "high", None)
    draft = actions.write_notes(lead.pk, {"likelihood": "medium"}, by=as_(aoi), at=at + timedelta(hours=2))
    assert draft.pk != submitted.pk
    assert draft.notes == {**NOTES, "likelihood": "medium"}
    again = actions.submit(lead.pk, by=as_(aoi), at=at + timedelta(hours=3)).handoff
    assert (again.pk, again.state) == (draft.pk, "submitted")
    assert Handoff.objects.get(pk=submitted.pk).notes["likelihood"] == "high"


def test_a_duplicate_is_merged_into_the_record_that_stays(
    submitted: Handoff, lead: Lead, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    survivor = accepted_lead(aoi, at, external_id="web-000123", email="")
    actions.reject(
        submitted.pk,
        reason="duplicate",
        rationale="同じ高橋さんが先月の展示会のリードとして登録済みで、やり取りもそちらにある",
        details={"surviving_id": "web-000123"},
        by=as_(ren),
        at=at,
    )
    lead.refresh_from_db()
    assert (lead.state, lead.merged_into) == ("merged", survivor)
    assert answers(lead) == ["handoff.rejected", "lead.merged"]
    assert Event.objects.get(code="lead.merged").data["into"] == str(survivor.pk)


def test_a_reason_of_our_own_that_merges_asks_for_the_record_that_stays(
    submitted: Handoff, lead: Lead, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    agree_also(
        """
        [[reason]]
        code = "same_person_elsewhere"
        label = "The same person came through another group company"
        used_for = ["reject"]
        leads_to = "merged"
        """,
        at,
    )
    survivor = accepted_lead(aoi, at, external_id="web-000123", email="")
    say_no = partial(actions.reject, submitted.pk, reason="same_person_elsewhere", rationale=WHY)
    with pytest.raises(Invalid) as refused:
        say_no(by=as_(ren), at=at)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/surviving_id", "AR-5")]
    say_no(details={"surviving_id": "web-000123"}, by=as_(ren), at=at)
    lead.refresh_from_db()
    assert (lead.state, lead.merged_into) == ("merged", survivor)


def test_a_duplicate_of_itself_of_nothing_or_of_a_merged_lead_is_refused(
    submitted: Handoff, lead: Lead, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    survivor = accepted_lead(aoi, at)
    gone = accepted_lead(aoi, at, state="merged", merged_into=survivor)
    for wrong in (str(lead.pk), "nothing-like-it", str(gone.pk)):
        with pytest.raises(Invalid) as refused:
            actions.reject(
                submitted.pk,
                reason="duplicate",
                rationale="同じ会社の同じ担当者が別の経路で登録されていると電話で確認した",
                details={"surviving_id": wrong},
                by=as_(ren),
                at=at,
            )
        assert refused.value.problems[0].pointer == "/surviving_id"
    lead.refresh_from_db()
    assert lead.state == "sql"


def test_the_same_sentence_for_the_next_lead_is_refused(
    submitted: Handoff, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    actions.reject(submitted.pk, reason="no_budget", rationale=WHY, by=as_(ren), at=at)
    other = qualified_lead(aoi, at)
    booked(other, ren, at)
    actions.write_notes(other.pk, NOTES, by=as_(aoi), at=at)
    actions.submit(other.pk, by=as_(aoi), at=at)
    with pytest.raises(Invalid) as refused:
        actions.reject(other.pk, reason="no_budget", rationale=WHY, by=as_(ren), at=at)
    assert "repeats an earlier one of yours" in refused.value.problems[0].message.spoken("en")


def test_what_was_said_of_another_lead_does_not_do_for_a_handoff(
    submitted: Handoff, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    other = accepted_lead(aoi, at, ae=ren)
    disqualify(other.pk, reason="no_budget", rationale=WHY, by=as_(ren), at=at)
    with pytest.raises(Invalid) as refused:
        actions.reject(submitted.pk, reason="no_budget", rationale=WHY, by=as_(ren), at=at)
    assert "repeats an earlier one of yours" in refused.value.problems[0].message.spoken("en")


@pytest.mark.parametrize("day", ["last week", "2026-12-24"])
def test_a_day_on_which_it_was_decided_is_a_day_that_has_come(
    submitted: Handoff, ren: Person, at: datetime, as_: As, day: str
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.reject(
            submitted.pk,
            reason="no_budget",
            rationale="だめ",
            details={"decided_on": day},
            by=as_(ren),
            at=at,
        )
    found = {problem.pointer: problem.code for problem in refused.value.problems}
    assert found == {"/rationale": "AR-3", "/decided_on": "AR-8"}


def test_a_recycled_lead_says_when_it_comes_back(
    submitted: Handoff, lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.recycle(submitted.pk, rationale=WHY, by=as_(ren), at=at)
    assert [problem.pointer for problem in refused.value.problems] == ["/reengage_on"]
    with pytest.raises(Invalid):
        actions.recycle(submitted.pk, rationale=WHY, reengage_on=date(2026, 11, 20), by=as_(ren), at=at)
    handoff = actions.recycle(
        submitted.pk,
        reason="bad_timing",
        rationale=WHY,
        reengage_on=date(2027, 2, 1),
        trigger="新年度予算の承認",
        by=as_(ren),
        at=at,
    )
    lead.refresh_from_db()
    assert (handoff.state, handoff.reengage_on) == ("recycled", date(2027, 2, 1))
    assert (lead.state, lead.reengage_on, lead.reengage_trigger) == (
        "recycled",
        date(2027, 2, 1),
        "新年度予算の承認",
    )
    assert (lead.recycled_at, lead.times_recycled, lead.exit_state) == (at, 1, "sql")
    assert answers(lead) == ["handoff.recycled", "lead.recycled"]


def test_the_aes_reason_brings_its_own_day_to_come_back(
    submitted: Handoff, lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    handoff = actions.recycle(submitted.pk, reason="bad_timing", rationale=WHY, by=as_(ren), at=at)
    lead.refresh_from_db()
    assert handoff.reengage_on == lead.reengage_on == date(2027, 1, 19)
    for code in ("handoff.recycled", "lead.recycled"):
        assert Event.objects.get(code=code).data["reengage_on"] == "2027-01-19"


def test_an_ae_can_say_when_the_competitors_contract_ends(
    submitted: Handoff, lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.recycle(submitted.pk, reason="competitor_locked", rationale=WHY, by=as_(ren), at=at)
    assert [problem.pointer for problem in refused.value.problems] == ["/renewal_on"]
    actions.recycle(
        submitted.pk,
        reason="competitor_locked",
        rationale=WHY,
        details={"renewal_on": "2027-09-30"},
        by=as_(ren),
        at=at,
    )
    lead.refresh_from_db()
    assert (lead.state, lead.reengage_trigger, lead.reengage_on) == ("recycled", "before_renewal", None)
    assert Event.objects.get(code="lead.recycled").data["renewal_on"] == "2027-09-30"


def test_a_trigger_alone_is_enough_to_recycle(
    submitted: Handoff, lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    actions.recycle(submitted.pk, rationale=WHY, trigger="競合製品の契約更新", by=as_(ren), at=at)
    lead.refresh_from_db()
    assert (lead.state, lead.reengage_on) == ("recycled", None)


def test_the_sdr_may_not_decide_a_handoff_and_neither_may_a_stranger_or_another_ae(
    submitted: Handoff, aoi: Person, stranger: Person, at: datetime, as_: As, cast: Callable[..., Person]
) -> None:
    for other in (aoi, stranger, cast("yui", "ae")):
        with pytest.raises(Forbidden):
            actions.accept(submitted.pk, by=as_(other), at=at)
        with pytest.raises(Forbidden):
            actions.reject(submitted.pk, reason="no_budget", rationale=WHY, by=as_(other), at=at)
        with pytest.raises(Forbidden):
            actions.recycle(submitted.pk, rationale=WHY, trigger="契約更新", by=as_(other), at=at)
    assert Handoff.objects.get(pk=submitted.pk).state == "submitted"


def test_the_aes_manager_may_decide(submitted: Handoff, mio: Person, at: datetime, as_: As) -> None:
    assert actions.accept(submitted.pk, by=as_(mio), at=at).decided_by == mio


def test_a_decision_stands(accepted: Handoff, lead: Lead, ren: Person, at: datetime, as_: As) -> None:
    with pytest.raises(NotPossibleNow):
        actions.accept(accepted.pk, by=as_(ren), at=at)
    with pytest.raises(NotPossibleNow, match="while it is accepted"):
        actions.reject(accepted.pk, reason="no_budget", rationale=WHY, by=as_(ren), at=at)
    with pytest.raises(NotPossibleNow):
        actions.recycle(accepted.pk, rationale=WHY, trigger="契約更新", by=as_(ren), at=at)
    assert answers(lead) == ["handoff.accepted"]


def test_a_draft_cannot_be_decided(lead: Lead, aoi: Person, mio: Person, at: datetime, as_: As) -> None:
    actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    with pytest.raises(NotPossibleNow):
        actions.accept(lead.pk, by=SYSTEM, at=at)


def test_there_is_nothing_to_decide_before_the_first_brief(
    lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    with pytest.raises(NotFound):
        actions.accept(lead.pk, by=as_(ren), at=at)


def test_a_handoff_whose_lead_left_meanwhile_is_not_accepted_and_follows_it(
    submitted: Handoff, lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    Lead.objects.filter(pk=lead.pk).update(
        state="disqualified", exit_reason="unresponsive", exit_rationale="三回連絡"
    )
    with pytest.raises(NotPossibleNow):
        actions.accept(submitted.pk, by=as_(ren), at=at)
    followed = actions.follow_lead(lead.pk, by=SYSTEM, at=at)
    assert followed is not None
    assert (followed.state, followed.reason, followed.decided_by) == ("rejected", "unresponsive", None)
    assert actions.follow_lead(lead.pk, by=SYSTEM, at=at) is None
    assert answers(lead) == ["handoff.rejected"]


def test_a_handoff_does_not_follow_a_lead_that_is_still_worked(
    submitted: Handoff, lead: Lead, at: datetime
) -> None:
    assert actions.follow_lead(lead.pk, by=SYSTEM, at=at) is None


def test_a_lead_that_came_back_after_discovery_gets_a_new_handoff(
    accepted: Handoff, lead: Lead, aoi: Person, at: datetime, as_: As
) -> None:
    Lead.objects.filter(pk=lead.pk).update(state="sql")
    lead.refresh_from_db()
    assert dossier_for_handoff(lead).handoff.state == "none"
    again = actions.submit(lead.pk, by=as_(aoi), at=at + timedelta(days=90)).handoff
    assert again.pk != accepted.pk


@pytest.mark.usefixtures("committed")
def test_of_an_acceptance_and_a_rejection_at_the_same_moment_exactly_one_wins(
    submitted: Handoff, lead: Lead, ren: Person, mio: Person, at: datetime, as_: As
) -> None:
    start, outcomes = Barrier(4), list[str]()

    def answer(say: Callable[[], Handoff]) -> None:
        start.wait()
        try:
            outcomes.append(say().state)
        except NotPossibleNow:
            outcomes.append("too late")
        finally:
            connection.close()

    def accept() -> Handoff:
        return actions.accept(submitted.pk, by=as_(ren), at=at)

    def reject() -> Handoff:
        return actions.reject(submitted.pk, reason="no_budget", rationale=WHY, by=as_(mio), at=at)

    threads = [Thread(target=answer, args=(say,)) for say in (accept, reject, accept, reject)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lead.refresh_from_db()
    won = Handoff.objects.get(pk=submitted.pk).state
    assert sorted(outcomes) == sorted([won, "too late", "too late", "too late"])
    assert lead.state == {"accepted": "discovery", "rejected": "disqualified"}[won]
    expected = {"accepted": ["handoff.accepted"], "rejected": ["handoff.rejected", "lead.disqualified"]}
    assert answers(lead) == expected[won]
