"""A decision is called wrong, RevOps rules, and history stays as it was (DS-1, DS-2)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tasuki.calibration.disputes import actions
from tasuki.calibration.disputes.actions import Judgement, Lesson
from tasuki.calibration.disputes.models import Dispute, LearningCase
from tasuki.calibration.disputes.queries import disputable, disputes, learning_cases, rulings_behind
from tasuki.insight.asked import Asked
from tasuki.insight.report import Report, answer
from tasuki.insight.reports.acceptance import REPORT
from tasuki.insight.reports.endings import REPORT as ENDINGS
from tasuki.notices.models import Notice
from tasuki.notices.telling import tell
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.models import Event
from tasuki.platform.people.actions import deactivate
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotPossibleNow, Outdated
from tasuki.playbooks.actions import begin, change, retire
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import locked_lead
from tasuki.sla.actions import pause
from tasuki.sla.actions.rebuild import rebuild
from tasuki.sla.models import Clock
from tasuki.stages.handoff.actions import accept, reject, submit, write_notes
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.tests.leads import NOTES, booked, qualified_lead
from tasuki.stages.intake.actions import merge
from tasuki.stages.qualification.actions import disqualify, hold, recycle, reopen

As = Callable[[Person], Actor]
WHY = "株式会社サンプル製作所は自社開発に切り替え、来年度の予算も付かないと部長から聞いた"
CLAIM = "予算は11月の役員会で承認済みで、議事録も届いている。不適格の理由に当たらない"
RATIONALE = "議事録により予算の承認が確認できる。予算なしという理由は協定の基準に当たらない"
AGAIN = "対象の業種に当たらず、工場も無いと先方の総務課長から電話で聞いた"
UPHELD = Judgement("execution", "upheld", RATIONALE)
OVERTURNED = Judgement(
    "criteria", "overturned", RATIONALE, "予算の基準に役員会の承認を含める", brings_back=True
)


@pytest.fixture
def lead(aoi: Person, ren: Person, sora: Person, kei: Person, as_: As, at: datetime) -> Lead:
    """Aoi's SQL, whom Ren has disqualified."""
    lead = qualified_lead(aoi, at, ae=ren)
    disqualify(lead.pk, reason="no_budget", rationale=WHY, by=as_(ren), at=at)
    return lead


@pytest.fixture
def dispute(lead: Lead, aoi: Person, as_: As, at: datetime) -> Dispute:
    """Aoi disputes it."""
    return actions.open_dispute(
        lead.pk,
        _decision(lead).seq,
        claim=CLAIM,
        evidence=["https://example.com/minutes", " "],
        by=as_(aoi),
        at=at,
    )


def _decision(lead: Lead, code: str = "lead.disqualified") -> Event:
    return Event.objects.get(lead_id=lead.pk, code=code)


def test_a_disputed_decision_waits_for_a_neutral_ruler_in_business_time(
    dispute: Dispute, lead: Lead, kei: Person, at: datetime
) -> None:
    assert (dispute.state, dispute.side, dispute.ruler) == ("open", "sales", kei)
    assert dispute.evidence == ["https://example.com/minutes"]
    assert dispute.playbook == _decision(lead).playbook
    clock = Clock.objects.get(sla="DS-1", stopped_at=None)
    assert (clock.subject_id, clock.lead_id, clock.owner) == (dispute.pk, lead.pk, kei)
    assert clock.due_at > at + timedelta(days=5), "five business days, over a weekend"


def test_a_decision_is_disputed_once_at_a_time(
    dispute: Dispute, lead: Lead, sora: Person, as_: As, at: datetime
) -> None:
    assert not disputable(lead.pk)
    with pytest.raises(NotPossibleNow) as refused:
        actions.open_dispute(lead.pk, dispute.event, claim=CLAIM, by=as_(sora), at=at)
    assert [one.code for one in refused.value.problems] == ["DS-1"]


def test_nobody_disputes_what_they_decided_nor_without_saying_why(
    lead: Lead, ren: Person, aoi: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(NotPossibleNow):
        actions.open_dispute(lead.pk, _decision(lead).seq, claim=CLAIM, by=as_(ren), at=at)
    with pytest.raises(Invalid) as refused:
        actions.open_dispute(lead.pk, _decision(lead).seq + 1_000, claim="Wrong", by=as_(aoi), at=at)
    assert {one.pointer for one in refused.value.problems} == {"/event", "/claim"}


def test_a_stranger_neither_disputes_nor_sees_it(
    dispute: Dispute, lead: Lead, stranger: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        actions.open_dispute(lead.pk, dispute.event, claim=CLAIM, by=as_(stranger), at=at)
    assert not disputes(as_(stranger))


def test_whoever_rules_has_no_part_in_it(
    dispute: Dispute, kei: Person, mio: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        actions.rule(dispute.pk, UPHELD, by=as_(mio), at=at)
    Lead.objects.filter(pk=dispute.lead_id).update(owner=kei)
    with pytest.raises(NotPossibleNow) as refused:
        actions.rule(dispute.pk, UPHELD, by=as_(kei), at=at)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/ruled_by/works", "DS-1")]


def test_a_ruling_says_why_it_came_to_it_and_why_it_is_so(
    dispute: Dispute, kei: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.rule(dispute.pk, Judgement(), by=as_(kei), at=at)
    assert {one.pointer for one in refused.value.problems} == {"/cause", "/ruling", "/rationale"}


def test_a_decision_that_was_wrong_stays_on_record_and_the_lead_comes_back(
    dispute: Dispute, lead: Lead, kei: Person, as_: As, at: datetime
) -> None:
    later = at + timedelta(hours=3)
    before = list(Event.objects.filter(seq__lte=dispute.event).values())
    actions.rule(dispute.pk, OVERTURNED, by=as_(kei), at=later)
    lead.refresh_from_db()
    assert lead.state == "mql"
    assert list(Event.objects.filter(seq__lte=dispute.event).values()) == before
    reopened = Event.objects.get(lead_id=lead.pk, code="lead.reopened")
    assert (reopened.reason, reopened.actor_id) == ("dispute_ruling", None)
    ruled = Event.objects.get(code="dispute.ruled")
    assert (ruled.data["event"], ruled.data["ruling"]) == (dispute.event, "overturned")
    assert Clock.objects.get(sla="DS-1").outcome == "met"
    with pytest.raises(NotPossibleNow):
        actions.rule(dispute.pk, UPHELD, by=as_(kei), at=later)


def test_a_recycled_lead_comes_back_by_a_ruling_as_well(
    aoi: Person, ren: Person, sora: Person, kei: Person, as_: As, at: datetime
) -> None:
    lead = qualified_lead(aoi, at, ae=ren)
    recycle(
        lead.pk,
        reason="bad_timing",
        rationale=WHY,
        reengage_on=(at + timedelta(days=60)).date(),
        by=as_(ren),
        at=at,
    )
    row = actions.open_dispute(
        lead.pk, _decision(lead, "lead.recycled").seq, claim=CLAIM, by=as_(sora), at=at
    )
    actions.rule(row.pk, OVERTURNED, by=as_(kei), at=at)
    lead.refresh_from_db()
    assert (row.side, lead.state) == ("marketing", "mql")


def test_a_ruling_brings_back_only_what_the_decision_ended(
    dispute: Dispute, kei: Person, as_: As, at: datetime
) -> None:
    Lead.objects.filter(pk=dispute.lead_id).update(state="mql")
    with pytest.raises(Invalid) as refused:
        actions.rule(dispute.pk, OVERTURNED, by=as_(kei), at=at)
    assert [one.pointer for one in refused.value.problems] == ["/brings_back"]


def test_a_ruling_brings_no_lead_back_that_was_ended_anew(
    dispute: Dispute, lead: Lead, aoi: Person, kei: Person, as_: As, at: datetime
) -> None:
    reopen(lead.pk, rationale=CLAIM, by=as_(kei), at=at + timedelta(hours=1))
    later = at + timedelta(hours=2)
    disqualify(lead.pk, reason="wrong_industry", rationale=AGAIN, by=as_(aoi), at=later)
    with pytest.raises(Invalid) as refused:
        actions.rule(dispute.pk, OVERTURNED, by=as_(kei), at=later)
    assert [one.pointer for one in refused.value.problems] == ["/brings_back"]
    actions.rule(dispute.pk, replace(OVERTURNED, brings_back=False), by=as_(kei), at=later)
    lead.refresh_from_db()
    assert lead.state == "disqualified"


def test_an_ae_s_answer_that_ended_the_lead_is_one_decision_with_its_end(
    aoi: Person, ren: Person, kei: Person, as_: As, at: datetime
) -> None:
    lead = qualified_lead(aoi, at, ae=ren)
    booked(lead, ren, at + timedelta(days=3))
    write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    submit(lead.pk, by=as_(aoi), at=at)
    reject(lead.pk, reason="no_budget", rationale=WHY, by=as_(ren), at=at)
    row = actions.open_dispute(
        lead.pk, _decision(lead, "handoff.rejected").seq, claim=CLAIM, by=as_(aoi), at=at
    )
    actions.rule(row.pk, OVERTURNED, by=as_(kei), at=at)
    lead.refresh_from_db()
    assert lead.state == "mql"


def test_a_ruling_goes_with_the_lead_that_stayed_where_two_became_one_meanwhile(
    dispute: Dispute,
    lead: Lead,
    aoi: Person,
    kei: Person,
    as_: As,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The merge is done between the look at the dispute and the lock of its lead."""
    stays, asked = qualified_lead(aoi, at), list[object]()

    def late(lead_id: UUID) -> Lead:
        if not asked:
            merge(lead.pk, stays.pk, by=as_(kei), at=at, rationale=WHY)
        asked.append(lead_id)
        return locked_lead(lead_id)

    monkeypatch.setattr(sys.modules[actions.rule.__module__], "locked_lead", late)
    actions.rule(dispute.pk, UPHELD, by=as_(kei), at=at)
    assert asked == [lead.pk, stays.pk]
    dispute.refresh_from_db()
    assert (dispute.state, dispute.lead_id) == ("ruled", stays.pk)
    assert Event.objects.get(code="dispute.ruled").lead_id == stays.pk


def test_what_was_decided_here_about_an_imported_lead_is_disputed_with_a_clock(
    lead: Lead, aoi: Person, kei: Person, as_: As, at: datetime
) -> None:
    Lead.objects.filter(pk=lead.pk).update(origin="import")
    row = actions.open_dispute(lead.pk, _decision(lead).seq, claim=CLAIM, by=as_(aoi), at=at)
    assert Clock.objects.get(subject_id=row.pk).owner == kei
    assert not [one for one in rebuild([lead.pk], write=False) if one.clock.sla == "DS-1"]


def test_what_was_decided_elsewhere_and_imported_is_not_disputed(
    lead: Lead, aoi: Person, ren: Person, as_: As, at: datetime
) -> None:
    append(Entry("lead.recycled", at, as_(ren), "lead", lead.pk, lead_id=lead.pk, origin="import"))
    imported = _decision(lead, "lead.recycled").seq
    with pytest.raises(Invalid) as refused:
        actions.open_dispute(lead.pk, imported, claim=CLAIM, by=as_(aoi), at=at)
    assert [one.pointer for one in refused.value.problems] == ["/event"]


def test_a_lead_on_hold_holds_no_ruling_up(
    aoi: Person, ren: Person, sora: Person, kei: Person, mio: Person, as_: As, at: datetime
) -> None:
    lead = qualified_lead(aoi, at, ae=ren)
    booked(lead, ren, at + timedelta(days=3))
    write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    submit(lead.pk, by=as_(aoi), at=at)
    accept(lead.pk, by=as_(ren), at=at)
    row = actions.open_dispute(
        lead.pk, _decision(lead, "handoff.accepted").seq, claim=CLAIM, by=as_(sora), at=at
    )
    hold(lead.pk, True, by=as_(mio), at=at + timedelta(hours=1))
    clock = Clock.objects.get(subject_id=row.pk)
    assert clock.paused_at is None
    pause(clock.pk, "manager_hold", by=as_(kei), at=at + timedelta(hours=2))
    hold(lead.pk, False, by=as_(mio), at=at + timedelta(hours=3))
    by_hand = Clock.objects.filter(pk=clock.pk).exclude(paused_at=None)
    assert by_hand.exists(), "the lead's going on lets nothing else go on"
    assert not [one for one in rebuild([lead.pk], write=False) if one.clock.sla == "DS-1"]


def test_what_a_leaver_had_to_rule_on_goes_to_somebody_without_a_part_in_it(
    dispute: Dispute, lead: Lead, kei: Person, cast: Callable[..., Person], as_: As, at: datetime
) -> None:
    yui, zen = cast("yui", "revops"), cast("zen", "revops")
    Lead.objects.filter(pk=lead.pk).update(owner=yui)
    admin = as_(cast("ada", "admin"))
    deactivate(kei.pk, by=admin, at=at, handed_to=yui.pk)
    dispute.refresh_from_db()
    assert dispute.ruler == zen
    assert Clock.objects.get(subject_id=dispute.pk).owner == zen


def test_nothing_is_written_without_end(
    dispute: Dispute, lead: Lead, sora: Person, kei: Person, as_: As, at: datetime
) -> None:
    long = CLAIM + "、議事録" * 1500
    with pytest.raises(Invalid) as claimed:
        actions.open_dispute(lead.pk, dispute.event, claim=long, by=as_(sora), at=at)
    judged = replace(UPHELD, rationale=RATIONALE + long, rule_change=long)
    with pytest.raises(Invalid) as ruled:
        actions.rule(dispute.pk, judged, by=as_(kei), at=at)
    actions.rule(dispute.pk, UPHELD, by=as_(kei), at=at)
    with pytest.raises(Invalid) as told:
        actions.write_case(dispute.pk, Lesson("予算の証拠", long, names_stay=True), by=as_(kei), at=at)
    found = [{one.pointer for one in refused.value.problems} for refused in (claimed, ruled, told)]
    assert found == [{"/claim"}, {"/rationale", "/rule_change"}, {"/text_ja"}]


def test_a_case_names_neither_the_ruler_nor_whoever_works_the_lead(
    dispute: Dispute, lead: Lead, mio: Person, kei: Person, as_: As, at: datetime
) -> None:
    actions.rule(dispute.pk, UPHELD, by=as_(kei), at=at)
    Lead.objects.filter(pk=lead.pk).update(owner=mio)
    for one in (mio, kei):
        with pytest.raises(Invalid) as refused:
            actions.write_case(dispute.pk, Lesson("予算の証拠", f"{one.name}に聞く"), by=as_(kei), at=at)
        assert [problem.pointer for problem in refused.value.problems] == ["/text_ja"]


def test_whoever_opened_it_takes_it_back_and_nobody_owes_a_ruling(
    dispute: Dispute, lead: Lead, aoi: Person, kei: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(NotPossibleNow):
        actions.withdraw(dispute.pk, by=as_(kei), at=at)
    actions.withdraw(dispute.pk, by=as_(aoi), at=at)
    assert Clock.objects.get(sla="DS-1").outcome == "released"
    assert [one.seq for one in disputable(lead.pk)] == [dispute.event]


def test_the_ruler_hears_of_the_dispute_and_both_sides_of_the_ruling(
    dispute: Dispute, kei: Person, as_: As, at: datetime
) -> None:
    actions.rule(dispute.pk, UPHELD, by=as_(kei), at=at)
    tell(list(Event.objects.filter(code__startswith="dispute.")), at)
    told = set(Notice.objects.values_list("kind", "person__handle"))
    assert told == {
        ("dispute_opened", "kei"), ("dispute_ruled", "aoi"), ("dispute_ruled", "ren"), ("dispute_ruled", "sora"),
    }  # fmt: skip


def test_a_case_is_published_without_names_and_for_everybody(
    dispute: Dispute, lead: Lead, kei: Person, stranger: Person, as_: As, at: datetime
) -> None:
    told = Lesson("予算の証拠", "役員会の議事録は予算の証拠になる", is_published=True)
    with pytest.raises(NotPossibleNow):
        actions.write_case(dispute.pk, told, by=as_(kei), at=at)
    actions.rule(dispute.pk, UPHELD, by=as_(kei), at=at)
    company = lead.company_name.replace("株式会社", "")
    with pytest.raises(Invalid) as refused:
        actions.write_case(
            dispute.pk, Lesson("予算の証拠", f"{company}の議事録", is_published=True), by=as_(kei), at=at
        )
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/text_ja", "DS-1")]
    actions.write_case(dispute.pk, told, by=as_(kei), at=at)
    assert [one.text_ja for one in learning_cases(as_(stranger))] == [told.text_ja]
    assert Event.objects.filter(code="learning_case.published").count() == 1
    actions.write_case(dispute.pk, told, by=as_(kei), at=at)
    assert not Event.objects.filter(code="learning_case.rewritten").exists(), "it says what it said"
    actions.write_case(dispute.pk, replace(told, title_ja="承認の証拠"), by=as_(kei), at=at)
    rewritten = Event.objects.get(code="learning_case.rewritten")
    assert (rewritten.actor_id, rewritten.data["changed"]) == (kei.pk, ["title_ja"])
    actions.write_case(dispute.pk, Lesson("予算の証拠", "下書きに戻す"), by=as_(kei), at=at)
    assert not learning_cases(as_(stranger))
    assert Event.objects.filter(code="learning_case.withdrawn").count() == 1
    assert LearningCase.objects.get().published_at is None


def test_what_a_ruling_wants_changed_begins_a_draft_or_goes_on_in_one(
    dispute: Dispute, kei: Person, mio: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(NotPossibleNow):
        actions.carry(dispute.pk, by=as_(kei), at=at)
    actions.rule(dispute.pk, OVERTURNED, by=as_(kei), at=at)
    begun = actions.carry(dispute.pk, by=as_(kei), at=at).draft
    assert begun is not None
    assert (str(begun), begun.state, begun.note) == ("article@2", "draft", OVERTURNED.rule_change)
    assert [one.pk for one in rulings_behind(begun, as_(kei))] == [dispute.pk]
    carried = Event.objects.get(code="dispute.carried")
    assert (carried.subject_id, carried.data["draft"]) == (dispute.pk, "article@2")
    with pytest.raises(NotPossibleNow, match="article@2"):
        actions.carry(dispute.pk, by=as_(kei), at=at)
    retire(begun.pk, by=as_(kei), at=at)
    other = begin("in_force", by=as_(mio), at=at, note="四半期の見直し")
    actions.carry(dispute.pk, str(other), by=as_(kei), at=at)
    other.refresh_from_db()
    assert other.note == f"四半期の見直し\n\n{OVERTURNED.rule_change}"
    assert not rulings_behind(begun, as_(kei))


def test_whoever_wrote_on_a_draft_meanwhile_does_not_write_over_what_was_carried_into_it(
    dispute: Dispute, kei: Person, mio: Person, as_: As, at: datetime
) -> None:
    actions.rule(dispute.pk, OVERTURNED, by=as_(kei), at=at)
    draft = begin("in_force", by=as_(mio), at=at, note="四半期の見直し")
    actions.carry(dispute.pk, str(draft), by=as_(kei), at=at)
    with pytest.raises(Outdated):
        change(draft.pk, draft.toml, by=as_(mio), at=at, note=draft.note, seen=draft.revision)
    draft.refresh_from_db()
    assert OVERTURNED.rule_change in draft.note


def test_a_ruling_that_wants_nothing_changed_begins_no_draft_nor_does_an_sdr(
    dispute: Dispute, aoi: Person, kei: Person, as_: As, at: datetime
) -> None:
    actions.rule(dispute.pk, UPHELD, by=as_(kei), at=at)
    with pytest.raises(Forbidden):
        actions.carry(dispute.pk, by=as_(aoi), at=at)
    with pytest.raises(NotPossibleNow) as refused:
        actions.carry(dispute.pk, by=as_(kei), at=at)
    assert [one.pointer for one in refused.value.problems] == ["/rule_change"]


def test_acceptance_tells_what_was_decided_and_beside_it_what_was_ruled(
    aoi: Person, ren: Person, kei: Person, as_: As, at: datetime
) -> None:
    rejected, accepted = (qualified_lead(aoi, at, ae=ren) for _ in range(2))
    for lead in (rejected, accepted):
        booked(lead, ren, at + timedelta(days=3))
        write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
        submit(lead.pk, by=as_(aoi), at=at)
    reject(rejected.pk, reason="no_budget", rationale=WHY, by=as_(ren), at=at + timedelta(hours=1))
    accept(accepted.pk, by=as_(ren), at=at + timedelta(hours=1))
    later = at + timedelta(hours=2)
    ended = _decision(rejected)
    assert [one.code for one in disputable(rejected.pk)] == ["handoff.rejected"], "it ended the lead as well"
    row = actions.open_dispute(rejected.pk, ended.seq, claim=CLAIM, by=as_(aoi), at=later)
    assert row.code == "handoff.rejected"
    assert _handed(later) == (2, 0.5, 0.5, 0)
    actions.rule(row.pk, OVERTURNED, by=as_(kei), at=later)
    assert _handed(later) == (2, 0.5, 1.0, 1)
    assert _figures(ENDINGS, "handoffs", ("rejected", "overturned"), later) == (1, 1)
    assert Handoff.objects.get(lead=rejected).state == "rejected"


def _handed(at: datetime) -> tuple[object, ...]:
    return _figures(REPORT, "handed", ("submitted", "accepted", "corrected", "overturned"), at)


def _figures(report: Report, key: str, columns: tuple[str, ...], at: datetime) -> tuple[object, ...]:
    asked = Asked(at.date() - timedelta(days=7), at.date(), at, "Asia/Tokyo")
    table = next(one for one in answer(report, asked, in_force()).tables if one.table.key == key)
    return tuple(table.total.cells[name].value for name in columns)
