"""A person leaves, and nothing that hung on them is lost (RT-8)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasuki.cli.invariants import examine
from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.journal.models import Event
from tasuki.platform.people import actions
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead, Opportunity, Task
from tasuki.sla.models import Clock
from tasuki.stages.conversion.actions import void
from tasuki.stages.conversion.models import Conversion
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.routing.queries import trace_of
from tests.journeys.scenery import Days

As = Callable[[Person], Actor]
HELD = re.compile(r'FROM "(records_lead|sla_clock)".* FOR UPDATE')


def lead_of(owner: Person, at: datetime, **fields: Any) -> Lead:
    moments = dict.fromkeys(("captured_at", "state_since", "created_at"), at)
    return Lead.objects.create(**{"name": "高橋 美咲", "owner": owner, "state": "sal", **moments, **fields})


@pytest.fixture
def busy_aoi(aoi: Person, ren: Person, at: datetime) -> Person:
    """Aoi with one of each thing that may hang on a person."""
    lead = lead_of(aoi, at)
    lead_of(aoi, at, state="disqualified")
    Opportunity.objects.create(name="deal", stage="discovery", stage_since=at, owner=aoi, created_at=at)
    Task.objects.create(kind="follow_up", title="call", owner=aoi, created_at=at)
    Handoff.objects.create(lead=lead, sdr=aoi, ae=ren, created_at=at)
    Clock.objects.create(
        sla="SL-4", lead=lead, subject="lead", subject_id=lead.pk, owner=aoi, playbook="article@1", within="48 h",
        started_at=at, due_at=at + timedelta(hours=48),
    )  # fmt: skip
    return aoi


def test_nobody_leaves_while_something_hangs_on_them_and_all_of_it_is_named(
    busy_aoi: Person, kei: Person, at: datetime
) -> None:
    answer = ApiClient.of(kei, at).post("/people/aoi/deactivate", {})
    assert answer.status == 409
    named = {error["code"]: error["message"] for error in answer.problem["errors"]}
    assert named.keys() == {
        "holds_leads_as_sdr", "holds_opportunities", "holds_tasks", "holds_handoffs_as_sdr", "holds_clocks",
    }  # fmt: skip
    assert named["holds_leads_as_sdr"].endswith(": 1.")
    busy_aoi.refresh_from_db()
    assert busy_aoi.is_active
    assert not Event.objects.filter(code="person.deactivated").exists()


def test_what_hangs_on_a_leaver_goes_to_the_one_who_takes_over(
    busy_aoi: Person, stranger: Person, kei: Person, as_: As, at: datetime
) -> None:
    version = Lead.objects.get(state="sal").version
    actions.deactivate(busy_aoi.pk, by=as_(kei), at=at, handed_to=stranger.pk)
    lead = Lead.objects.get(state="sal")
    assert (lead.owner, lead.version) == (stranger, version + 1)
    assert Lead.objects.get(state="disqualified").owner == busy_aoi
    assert Opportunity.objects.get().owner == stranger
    assert Task.objects.get().owner == stranger
    assert Handoff.objects.get().sdr == stranger
    assert Clock.objects.get(sla="SL-4").owner == stranger
    event = Event.objects.get(code="person.deactivated")
    assert event.data["handed_to"] == str(stranger.pk)
    assert event.data["handed_over"]["leads_as_sdr"] == 1
    (why,) = trace_of(lead.pk)
    assert why.because.spoken("en") == f"{busy_aoi.name} has left, and {stranger.name} took their leads over."
    assigned = Event.objects.get(code="lead.assigned")
    assert (assigned.lead_id, assigned.reason, assigned.data["person"]) == (
        lead.pk, "person_deactivated", str(stranger.pk),
    )  # fmt: skip


def test_leads_do_not_go_to_somebody_who_cannot_work_them(
    busy_aoi: Person, ren: Person, kei: Person, at: datetime
) -> None:
    answer = ApiClient.of(kei, at).post("/people/aoi/deactivate", {"handed_to": "ren"})
    assert answer.status == 422
    assert [(one["pointer"], one["code"]) for one in answer.problem["errors"]] == [
        ("/handed_to", "wrong_role")
    ]
    assert Lead.objects.get(state="sal").owner == busy_aoi


def test_each_kind_goes_to_whoever_is_named_for_it_and_the_rest_to_one_heir(
    busy_aoi: Person, ren: Person, stranger: Person, kei: Person, as_: As, at: datetime
) -> None:
    answer = ApiClient.of(kei, at).post(
        "/people/aoi/deactivate", {"handed_to": "stranger", "heirs": {"opportunities": "ren"}}
    )
    assert answer.status == 200
    assert Opportunity.objects.get().owner == ren
    assert Task.objects.get().owner == stranger
    assert Event.objects.get(code="person.deactivated").data["heirs"]["opportunities"] == str(ren.pk)


def test_what_nobody_was_named_for_keeps_them_here(
    busy_aoi: Person, ren: Person, kei: Person, at: datetime
) -> None:
    body = {"heirs": {"opportunities": "ren", "tasks": "ren"}}
    answer = ApiClient.of(kei, at).post("/people/aoi/deactivate", body)
    left = {error["code"] for error in answer.problem["errors"]}
    assert left == {"holds_leads_as_sdr", "holds_handoffs_as_sdr", "holds_clocks"}
    assert Opportunity.objects.get().owner == busy_aoi


def test_a_leavers_leads_are_held_before_their_clocks_as_on_every_other_path(
    busy_aoi: Person, stranger: Person, kei: Person, as_: As, at: datetime
) -> None:
    """Else whoever has a lead in hand and moves its clock would wait for the leaver's heir, who waits for them."""
    with CaptureQueriesContext(connection) as asked:
        actions.deactivate(busy_aoi.pk, by=as_(kei), at=at, handed_to=stranger.pk)
    held = [table for one in asked for table in HELD.findall(one["sql"])]
    assert held.index("records_lead") < held.index("sla_clock")
    locks = [
        one["sql"] for one in asked if "FOR UPDATE" in one["sql"] and 'FROM "records_lead"' in one["sql"]
    ]
    assert not [sql for sql in locks if " OR " in sql or "sla_clock" in sql], (
        "no index finds either or the other"
    )


def test_a_lead_that_comes_back_from_a_voided_deal_goes_to_somebody_who_is_still_here(
    aoi: Person, ren: Person, stranger: Person, kei: Person, as_: As, at: datetime
) -> None:
    """While it was converted nothing of it hung on the SDR, who could leave."""
    lead = Days(aoi, ren, at).converted("6000000", "株式会社北斗精機", "山本 由美", "yumi@hokuto.co.jp")
    later = at + timedelta(hours=26)
    actions.deactivate(aoi.pk, by=as_(kei), at=later, handed_to=stranger.pk)
    conversion = Conversion.objects.get(lead=lead)
    void(conversion.pk, reason="二人のリードのうち、違う方を商談にしていた。", by=as_(ren), at=later)
    back = Lead.objects.get(pk=lead)
    assert (back.state, back.owner) == ("discovery", stranger)
    assert not [found.invariant.key for found in examine() if found.count]
