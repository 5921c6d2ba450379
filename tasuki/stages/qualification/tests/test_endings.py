"""How leads end, go to nurture and come back: never without a reason that somebody can learn from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.language import translator
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, GateRefused, Invalid, NotPossibleNow
from tasuki.playbooks.models import PlaybookVersion
from tasuki.records.models import Lead, Touchpoint
from tasuki.stages.qualification.actions import (
    accept,
    archive,
    disqualify,
    hold,
    log_touch,
    recycle,
    reengage,
)

As = Callable[[Person], Actor]
Make = Callable[..., Lead]
WHY = "来年度まで予算枠がなく、例外を認める決裁者もいないと佐藤部長が明言した。"
LOST = "The plant manager signed with the other vendor before we could show anything."


def problems(refused: Invalid) -> dict[str, str]:
    return {one.pointer: one.code for one in refused.problems}


@pytest.mark.parametrize(
    "said", ["bad lead", "Bad lead!!!", "質が低い", "このリードは微妙です", "見込みなし"]
)
def test_a_rejection_that_says_nothing_is_refused_in_both_languages(
    accepted: Lead, aoi: Person, as_: As, at: datetime, said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        disqualify(accepted.pk, reason="no_budget", rationale=said, by=as_(aoi), at=at)
    assert problems(refused.value) == {"/rationale": "AR-3"}
    message = refused.value.problems[0].message
    assert "says nothing specific" in message.spoken("en") or "characters" in message.spoken("en")
    assert message.spoken("ja", translator("ja")) != message.spoken("en")


def test_everything_that_an_ending_lacks_is_told_at_once(
    accepted: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        disqualify(accepted.pk, reason="duplicate", rationale="", by=as_(aoi), at=at)
    assert problems(refused.value) == {"/rationale": "AR-3", "/surviving_id": "AR-5"}


def test_a_reason_that_nobody_agreed_on_is_no_reason(
    accepted: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        disqualify(accepted.pk, reason="gut_feeling", rationale=WHY, by=as_(aoi), at=at)
    assert problems(refused.value) == {"/reason": "AR-1"}


def test_the_class_of_cause_stands_beside_the_reason(
    accepted: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    disqualify(accepted.pk, reason="no_follow_up", rationale=WHY, by=as_(aoi), at=at)
    accepted.refresh_from_db()
    assert (accepted.exit_cause, accepted.exit_state) == ("process_failure", "sal")
    told = Event.objects.get(code="lead.disqualified")
    assert (told.reason, told.data["cause"], told.data["from"]) == ("no_follow_up", "process_failure", "sal")
    assert WHY not in str(told.data)


def test_a_duplicate_is_merged_into_the_lead_that_stays(
    accepted: Lead, lead: Make, aoi: Person, as_: As, at: datetime
) -> None:
    stays = lead(owner=aoi, external_id="web-000123")
    said = {"surviving_id": "web-000123"}
    disqualify(accepted.pk, reason="duplicate", rationale=WHY, by=as_(aoi), at=at, details=said)
    accepted.refresh_from_db()
    assert (accepted.state, accepted.merged_into) == ("merged", stays)


@pytest.mark.parametrize("key", ["nobody", "itself"])
def test_a_duplicate_of_nothing_is_refused(
    accepted: Lead, aoi: Person, as_: As, at: datetime, key: str
) -> None:
    said = {"surviving_id": str(accepted.pk) if key == "itself" else "web-000999"}
    with pytest.raises(Invalid) as refused:
        disqualify(accepted.pk, reason="duplicate", rationale=WHY, by=as_(aoi), at=at, details=said)
    assert problems(refused.value) == {"/surviving_id": "AR-5"}


def test_a_lead_lost_before_it_became_an_opportunity_says_to_whom_and_when(
    accepted: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    reason, by = "lost_to_competitor_before_conversion", as_(aoi)
    with pytest.raises(Invalid) as refused:
        disqualify(accepted.pk, reason=reason, rationale=LOST, by=by, at=at)
    assert set(problems(refused.value)) == {"/competitor", "/decided_on", "/evidence"}
    for day in ("last week", "2026-12-24"):
        told = {"competitor": "B社", "decided_on": day, "evidence": "ev-1"}
        with pytest.raises(Invalid) as refused:
            disqualify(accepted.pk, reason=reason, rationale=LOST, by=by, at=at, details=told)
        assert problems(refused.value) == {"/decided_on": "AR-8"}
    told = {"competitor": "B社", "decided_on": "2026-11-16", "evidence": "ev-1"}
    disqualify(accepted.pk, reason=reason, rationale=LOST, by=by, at=at, details=told)
    event = Event.objects.get(code="lead.disqualified")
    assert event.data["decided_on"] == "2026-11-16"
    assert "B社" not in str(event.data)
    assert event.payload.words["details"] == told


def test_before_delivery_a_lead_can_only_be_excluded(
    captured: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        disqualify(captured.pk, reason="no_budget", rationale=WHY, by=as_(aoi), at=at)
    assert problems(refused.value) == {"/reason": "EX-1"}
    with pytest.raises(Invalid) as refused:
        disqualify(captured.pk, reason="no_budget", rationale="bad lead", by=as_(aoi), at=at)
    assert problems(refused.value) == {"/reason": "EX-1", "/rationale": "AR-3"}
    said = "卒業論文のために価格表がほしいという学生からの問い合わせだった。"
    disqualify(captured.pk, reason="student", rationale=said, by=as_(aoi), at=at)
    captured.refresh_from_db()
    assert (captured.state, captured.exit_reason, captured.exit_state) == (
        "disqualified",
        "student",
        "captured",
    )


def test_a_reason_brings_its_own_day_to_come_back(accepted: Lead, aoi: Person, as_: As, at: datetime) -> None:
    recycle(accepted.pk, reason="no_budget", rationale=WHY, by=as_(aoi), at=at)
    accepted.refresh_from_db()
    assert (accepted.state, accepted.reengage_on) == ("recycled", date(2027, 2, 18))


def test_a_lead_locked_in_by_a_competitor_waits_for_the_renewal(
    accepted: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        recycle(accepted.pk, reason="competitor_locked", rationale=WHY, by=as_(aoi), at=at)
    assert set(problems(refused.value)) == {"/renewal_on"}
    details = {"renewal_on": "2027-09-30"}
    recycle(accepted.pk, reason="competitor_locked", rationale=WHY, by=as_(aoi), at=at, details=details)
    accepted.refresh_from_db()
    assert (accepted.reengage_trigger, accepted.reengage_on) == ("before_renewal", None)
    assert Event.objects.get(code="lead.recycled").data["renewal_on"] == "2027-09-30"


def test_a_reason_of_our_own_that_merges_merges_an_sdrs_lead_too(
    accepted: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    book = PlaybookVersion.objects.get(state="in_force")
    own = '\n[[reason]]\ncode = "twin"\nlabel = "Twin"\nused_for = ["disqualify"]\nleads_to = "merged"\n'
    PlaybookVersion.objects.update(state="retired")
    PlaybookVersion.objects.create(
        name="article", number=2, state="in_force", toml=book.toml + own, drafted_at=at
    )
    with pytest.raises(Invalid) as refused:
        disqualify(accepted.pk, reason="twin", rationale=WHY, by=as_(aoi), at=at)
    assert problems(refused.value) == {"/surviving_id": "AR-5"}
    stays = Lead.objects.create(name="高橋", owner=aoi, captured_at=at, state_since=at, created_at=at)
    details = {"surviving_id": str(stays.pk)}
    disqualify(accepted.pk, reason="twin", rationale=WHY, by=as_(aoi), at=at, details=details)
    accepted.refresh_from_db()
    assert (accepted.state, accepted.merged_into) == ("merged", stays)


@pytest.fixture
def recycled(accepted: Lead, aoi: Person, as_: As, at: datetime) -> Lead:
    """In nurture for 90 days; before that the buyer had asked for a demo."""
    log_touch(accepted.pk, "form", direction="inbound", signal="demo_request", by=as_(aoi), at=at)
    recycle(accepted.pk, reason="no_budget", rationale=WHY, by=as_(aoi), at=at)
    return accepted


def test_interest_from_before_the_recycling_does_not_count_when_the_lead_is_back(
    recycled: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    later = at + timedelta(days=90)
    reengage(recycled.pk, by=as_(aoi), at=later)
    recycled.refresh_from_db()
    assert (recycled.state, recycled.intent, recycled.fit) == ("mql", 0, recycled.fit)
    with pytest.raises(GateRefused) as refused:
        accept(recycled.pk, by=as_(aoi), at=later)
    assert "/lead/intent" in {one.pointer for one in refused.value.decision.troubles}
    log_touch(recycled.pk, "email", direction="inbound", two_way=True, by=as_(aoi), at=later)
    accept(recycled.pk, by=as_(aoi), at=later)


def test_the_trigger_itself_is_a_sign_of_interest(recycled: Lead, aoi: Person, as_: As, at: datetime) -> None:
    later = at + timedelta(days=10)
    reengage(recycled.pk, by=as_(aoi), at=later, trigger="新しい工場長が着任し、先方から電話があった")
    assert Touchpoint.objects.filter(lead=recycled, signal="trigger", at=later).count() == 1
    accept(recycled.pk, by=as_(aoi), at=later)


def test_a_lead_that_does_not_fit_any_more_stays_in_nurture(
    recycled: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    Lead.objects.filter(pk=recycled.pk).update(fields={"competitor": True})
    with pytest.raises(GateRefused) as refused:
        reengage(recycled.pk, by=as_(aoi), at=at + timedelta(days=90))
    assert refused.value.decision.by_rule("EX-1")[0].troubles
    recycled.refresh_from_db()
    assert recycled.state == "recycled"


def test_only_a_recycled_lead_is_archived_and_only_by_those_who_may(
    recycled: Lead, lead: Make, aoi: Person, sora: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        archive(recycled.pk, by=as_(aoi), at=at)
    archive(recycled.pk, by=as_(sora), at=at)
    recycled.refresh_from_db()
    assert (recycled.state, recycled.entered_archived_at) == ("archived", at)
    with pytest.raises(NotPossibleNow) as refused:
        archive(lead().pk, by=as_(sora), at=at)
    assert [one.pointer for one in refused.value.problems] == ["/state"]


def test_a_manager_puts_a_lead_on_hold_and_takes_it_off(
    accepted: Lead, aoi: Person, mio: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        hold(accepted.pk, True, by=as_(aoi), at=at)
    hold(accepted.pk, True, by=as_(mio), at=at, note="先方の決算期")
    hold(accepted.pk, True, by=as_(mio), at=at)
    accepted.refresh_from_db()
    assert accepted.on_hold
    assert Event.objects.filter(code="lead.edited").count() == 1
