"""Two leads are one and part again: what follows, what stands in the way, and that parting gives the same rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import ForeignKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasuki.cli.invariants import examine
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people import actions as people
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotFound, NotPossibleNow
from tasuki.records.merging.following import followers_of
from tasuki.records.merging.pair import MODELS
from tasuki.records.models import Lead, Merge, Task, Touchpoint
from tasuki.sla.models import Clock
from tasuki.stages.handoff import actions as handoff
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.intake import actions
from tasuki.stages.intake.models import Suspect
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.qualification import actions as qualification
from tasuki.stages.qualification.models import Answer, Evidence
from tasuki.stages.routing import actions as routing
from tests.journeys.scenery import Days

As = Callable[[Person], Actor]
HOUR = timedelta(hours=1)
A = ("株式会社北斗精機", "山本 由美", "yumi@hokuto.co.jp")
B = ("北斗精機", "山本 由美", "y.yamamoto@hokuto.co.jp")
STAGES = ("captured", "accepted", "qualified", "handed_over", "in_discovery", "disqualified")
NOT_COMPARED = ("journal_", "procrastinate_", "django_", "records_merge", "auth_")


@pytest.fixture
def days(aoi: Person, ren: Person, at: datetime) -> Days:
    return Days(aoi, ren, at)


@pytest.fixture
def kei_(kei: Person, as_: As) -> Actor:
    return as_(kei)


def test_every_table_that_refers_to_a_record_says_what_a_merge_does_to_it() -> None:
    silent = [
        f"{model._meta.label}.{column.attname} of a merged {subject}"
        for subject, target in MODELS.items()
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if isinstance(column, ForeignKey) and column.related_model is target
        if (model._meta.label, column.attname)
        not in {(one.place, name) for one in followers_of(subject) for name in one.columns}
    ]
    assert not silent


@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    stages=st.tuples(st.sampled_from(STAGES), st.sampled_from(STAGES)),
    choices=st.dictionaries(
        st.sampled_from(["name", "email", "company_name"]), st.sampled_from(["survivor", "gone"])
    ),
    extra=st.booleans(),
)
def test_parting_gives_the_same_rows(
    stages: tuple[str, str], choices: dict[str, Any], extra: bool, days: Days, kei_: Actor, at: datetime
) -> None:
    with transaction.atomic():
        survivor, gone = (getattr(days, stage)(*who) for stage, who in zip(stages, (A, B), strict=True))
        if extra:
            Touchpoint.objects.create(lead_id=gone, kind="call", at=at)
            Task.objects.create(lead_id=gone, kind="call", title="電話", created_at=at)
            actions.edit(gone, {"fields": {"x": "1"}, "company": {"employees": 20}}, by=kei_, at=at)
        before = everything()
        differ = {one.name for one in actions.plan_merge(gone, survivor, by=kei_, at=at).fields}
        asked = {name: side for name, side in choices.items() if name in differ}
        try:
            actions.merge(gone, survivor, by=kei_, at=at + HOUR, choices=asked)
        except NotPossibleNow:
            assert everything() == before, "a refused merge writes nothing"
        else:
            assert everything() != before
            assert not broken()
            parted = actions.unmerge(gone, by=kei_, at=at + HOUR)
            assert not parted.kept
            assert everything() == before
            assert not broken()
        transaction.set_rollback(True)


def everything() -> dict[str, list[Any]]:
    """Every row of every table that merging could touch, without its version."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(NOT_COMPARED):
                continue
            cursor.execute(f"SELECT (to_jsonb(t) - 'version')::text FROM {table} t ORDER BY 1")
            found[table] = [orjson.loads(row) for (row,) in cursor.fetchall()]
    return found


def broken() -> list[str]:
    return [found.invariant.key for found in examine() if found.count]


def test_everything_follows_and_answers_keep_the_evidence_that_they_stand_on(
    days: Days, kei_: Actor, at: datetime
) -> None:
    survivor, gone = days.qualified(*A), days.qualified(*B)
    need = {"level": 3, "problem": "在庫が合わず月に三十件の欠品", "evidence": ["ev-9"]}
    proof = {"id": "ev-9", "kind": "call", "ref": "recording:9"}
    qualification.record_answers(gone, by=days.sdr, at=at, answers={"need": need}, evidence=[proof])
    plan = actions.plan_merge(gone, survivor, by=kei_, at=at)
    asked = next(one for one in plan.options if one.name == "answers.need")
    assert (asked.takes, asked.because.template) == ("gone", "better proven")
    assert {one.name: one.takes for one in plan.fields}["company_name"] == "survivor"
    actions.merge(gone, survivor, by=kei_, at=at)
    assert not Touchpoint.objects.filter(lead=gone).exists()
    assert Touchpoint.objects.filter(lead=survivor).count() == 4
    proofs = set(Evidence.objects.filter(lead=survivor).values_list("key", flat=True))
    assert len(proofs) == 5
    assert Evidence.objects.filter(lead=survivor, ref="recording:9").get().key == "ev-9"
    taken = Answer.objects.get(lead=survivor, criterion="need")
    assert (taken.level, set(taken.evidence) <= proofs) == (3, True)
    kept = Answer.objects.get(lead=gone, criterion="need")
    assert kept.level == 2
    data = Event.objects.get(code="lead.merged").data
    assert data["moved"]["records.Touchpoint"] == 2
    assert not broken()


def test_the_older_of_two_promises_goes_on_with_the_lead_that_stays(
    days: Days, kei_: Actor, at: datetime
) -> None:
    first = days.accepted(*A)
    later = Days.__new__(Days)
    later.sdr, later.ae, later.at = days.sdr, days.ae, at + HOUR
    second = later.accepted(*B)
    running = {row.sla: row for row in Clock.objects.filter(lead=first, stopped_at=None)}
    of_the_second = {row.pk for row in Clock.objects.filter(lead=second, stopped_at=None)}
    assert running
    assert of_the_second
    plan = actions.plan_merge(first, second, by=kei_, at=at + 2 * HOUR)
    told = next(part for part in plan.parts if part.place == "sla.Clock")
    assert told.moves == len(running)
    assert any("older one goes on" in one.spoken("en") for one in told.said)
    actions.merge(first, second, by=kei_, at=at + 2 * HOUR)
    for sla, clock in running.items():
        now = Clock.objects.get(sla=sla, lead=second, stopped_at=None)
        assert (now.pk, now.due_at) == (clock.pk, clock.due_at)
    assert not Clock.objects.filter(lead=first, stopped_at=None).exists()
    actions.unmerge(first, by=kei_, at=at + 3 * HOUR)
    assert {row.pk for row in Clock.objects.filter(lead=first, stopped_at=None)} == {
        clock.pk for clock in running.values()
    }
    assert {row.pk for row in Clock.objects.filter(lead=second, stopped_at=None)} == of_the_second
    assert not broken()


@pytest.mark.parametrize("stage", ["captured", "qualified"])
def test_a_lead_that_parts_again_belongs_to_nobody_who_left_meanwhile(
    stage: str, cast: Callable[..., Person], aoi: Person, ren: Person, days: Days, kei_: Actor, at: datetime
) -> None:
    taro, jiro = cast("taro", "sdr"), cast("jiro", "ae")
    survivor, gone = days.accepted(*A), getattr(days, stage)(*B)
    routing.reassign(gone, "taro", by=kei_, at=at, reason="青木の担当が多いため")
    routing.reassign(gone, "jiro", by=kei_, at=at, reason="既存のご縁があるため", run="ae")
    actions.merge(gone, survivor, by=kei_, at=at + HOUR)
    for leaver in (taro, jiro):
        people.deactivate(leaver.pk, by=kei_, at=at + HOUR)
    actions.unmerge(gone, by=kei_, at=at + 2 * HOUR)
    lead = Lead.objects.select_related("owner", "ae").get(pk=gone)
    assert (lead.owner, lead.ae) == (aoi, ren)
    assert not broken()


def test_a_closed_lead_that_parts_again_stays_with_whom_it_was(
    cast: Callable[..., Person], days: Days, kei_: Actor, at: datetime
) -> None:
    taro = cast("taro", "sdr")
    survivor, gone = days.accepted(*A), days.disqualified(*B)
    Lead.objects.filter(pk=gone).update(owner=taro)
    actions.merge(gone, survivor, by=kei_, at=at + HOUR)
    people.deactivate(taro.pk, by=kei_, at=at + HOUR)
    actions.unmerge(gone, by=kei_, at=at + 2 * HOUR)
    assert Lead.objects.get(pk=gone).owner == taro
    assert not broken()


def test_a_lead_whose_handoff_is_with_the_ae_goes_only_where_it_can_follow(
    days: Days, kei_: Actor, at: datetime
) -> None:
    gone = days.handed_over(*B)
    with pytest.raises(NotPossibleNow) as refused:
        actions.merge(gone, days.accepted(*A), by=kei_, at=at)
    assert "with the AE" in refused.value.reasons[0].message.spoken("en")
    other = days.qualified("株式会社北斗精機", "山本 由美", "third@hokuto.co.jp")
    Handoff.objects.filter(lead=other).delete()
    actions.merge(gone, other, by=kei_, at=at)
    assert Handoff.objects.get().lead_id == other
    assert Meeting.objects.get().lead_id == other
    assert not broken()


def test_a_converted_lead_stays(days: Days, kei_: Actor, at: datetime) -> None:
    converted = days.converted("11500000", *A)
    other = days.accepted(*B)
    with pytest.raises(NotPossibleNow) as refused:
        actions.merge(converted, other, by=kei_, at=at)
    assert [one.code for one in refused.value.reasons] == ["AR-5"]
    assert actions.plan_merge(converted, other, by=kei_, at=at).blockers
    plan = actions.plan_merge(other, converted, by=kei_, at=at)
    assert not plan.blockers
    assert {one.name for one in plan.fields if one.fixed} <= {"source", "campaign"}
    actions.merge(other, converted, by=kei_, at=at + timedelta(days=2))
    assert not broken()


def test_a_lead_that_was_merged_before_comes_along(days: Days, kei_: Actor, at: datetime) -> None:
    first, second, third = (days.captured("北斗", f"名前 {n}", f"n{n}@hokuto.co.jp") for n in range(3))
    actions.merge(first, second, by=kei_, at=at)
    actions.merge(second, third, by=kei_, at=at + HOUR)
    assert Lead.objects.get(pk=first).merged_into_id == third
    with pytest.raises(NotPossibleNow):
        actions.unmerge(first, by=kei_, at=at + HOUR)
    actions.unmerge(second, by=kei_, at=at + HOUR)
    assert Lead.objects.get(pk=first).merged_into_id == second
    actions.unmerge(first, by=kei_, at=at + HOUR)
    assert Lead.objects.get(pk=first).state == "mql"
    with pytest.raises(NotFound):
        actions.unmerge(first, by=kei_, at=at + HOUR)


def test_what_changed_since_stays_and_is_listed(days: Days, kei_: Actor, at: datetime) -> None:
    survivor, gone = days.captured(*A), days.captured(*B)
    task = Task.objects.create(lead_id=gone, kind="call", title="電話", created_at=at)
    touch = Touchpoint.objects.create(lead_id=gone, kind="call", at=at)
    actions.edit(gone, {"person": {"kana": "ヤマモト ユミ"}, "fields": {"x": "1", "y": "2"}}, by=kei_, at=at)
    actions.merge(gone, survivor, by=kei_, at=at + HOUR)
    actions.edit(survivor, {"person": {"kana": "ヤマモトユミ"}, "fields": {"x": "9"}}, by=kei_, at=at + HOUR)
    Task.objects.filter(pk=task.pk).update(lead=None)
    touch.delete()
    added = Touchpoint.objects.create(lead_id=survivor, kind="email", at=at + 2 * HOUR)
    tried = actions.unmerge(gone, by=kei_, at=at + 2 * HOUR, dry_run=True)
    assert Lead.objects.get(pk=gone).state == "merged"
    parted = actions.unmerge(gone, by=kei_, at=at + 2 * HOUR)
    assert [one.why for one in tried.kept] == [one.why for one in parted.kept]
    said = {one.place: one.why.spoken("en") for one in parted.kept}
    assert "changed since" in said["records.Task"]
    assert "no longer here" in said["records.Touchpoint"]
    assert said["records.Lead"] == "Changed since the merge: fields.x, kana."
    lead = Lead.objects.get(pk=survivor)
    assert (lead.kana, lead.fields["x"], "y" in lead.fields) == ("ヤマモトユミ", "9", False)
    added.refresh_from_db()
    assert added.lead_id == survivor


def test_a_merge_is_not_taken_back_once_an_opportunity_stands_on_both(
    days: Days, kei_: Actor, at: datetime, ren: Person
) -> None:
    gone = days.captured(*B)
    survivor = days.in_discovery(*A)
    actions.merge(gone, survivor, by=kei_, at=at)
    Lead.objects.filter(pk=survivor).update(state="converted", entered_converted_at=at + HOUR)
    with pytest.raises(NotPossibleNow, match="converted since"):
        actions.unmerge(gone, by=kei_, at=at + 2 * HOUR)


def test_who_may_not_merge_may_not_part(
    days: Days, stranger: Person, as_: As, kei_: Actor, at: datetime
) -> None:
    survivor, gone = days.accepted(*A), days.accepted(*B)
    with pytest.raises(Forbidden):
        actions.merge(gone, survivor, by=as_(stranger), at=at)
    with pytest.raises(Forbidden):
        actions.plan_merge(gone, survivor, by=as_(stranger), at=at)
    actions.merge(gone, survivor, by=kei_, at=at)
    with pytest.raises(Forbidden):
        actions.unmerge(gone, by=as_(stranger), at=at)


def test_a_choice_that_there_is_not_is_refused(days: Days, kei_: Actor, at: datetime) -> None:
    survivor, gone = days.captured(*A), days.captured(*B)
    for wrong in ({"colour": "gone"}, {"email": "neither"}, {"title": "gone"}):
        with pytest.raises(Invalid):
            actions.merge(gone, survivor, by=kei_, at=at, choices=wrong)  # type: ignore[arg-type]
    actions.merge(gone, survivor, by=kei_, at=at, choices={"email": "gone"})
    assert Lead.objects.get(pk=survivor).email == B[2]


def test_a_duplicate_that_somebody_ends_is_merged_like_any_other(
    days: Days, kei_: Actor, at: datetime
) -> None:
    survivor = days.accepted(*A)
    why = "同じ方から二度目のお問い合わせで、先のリードで対応中です。"
    gone = days.accepted(*B)
    qualification.disqualify(
        gone, reason="duplicate", rationale=why, by=days.sdr, at=at, details={"surviving_id": str(survivor)}
    )
    assert Touchpoint.objects.filter(lead=survivor).count() == 2
    rejected = days.handed_over("北斗精機", "山本 由美", "third@hokuto.co.jp")
    details = {"surviving_id": str(survivor)}
    handoff.reject(
        rejected, reason="duplicate", rationale=why + "担当も同じ。", by=days.ae, at=at, details=details
    )
    assert Meeting.objects.get().lead_id == survivor
    assert Handoff.objects.get().lead_id == rejected, (
        "what was sent back is the story of the lead that it was about"
    )
    assert Merge.objects.count() == 2
    for lead, state in ((rejected, "sql"), (gone, "sal")):
        actions.unmerge(lead, by=kei_, at=at + HOUR)
        back = Lead.objects.get(pk=lead)
        assert (back.state, back.exit_reason, back.merged_into) == (state, "", None)


def test_what_the_one_was_suspected_of_is_asked_of_the_other(days: Days, kei_: Actor, at: datetime) -> None:
    first, second, third = (days.captured(*who) for who in (A, (B[0], A[1], A[2]), ("北斗", A[1], A[2])))
    assert Suspect.objects.filter(settled_at=None).count() == 3
    actions.merge(third, second, by=kei_, at=at)
    pairs = {
        frozenset(pair) for pair in Suspect.objects.filter(settled_at=None).values_list("lead_id", "other_id")
    }
    assert frozenset((first, second)) in pairs
