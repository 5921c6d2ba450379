"""A draft is tried on history: what was known when each gate decided is put together again, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasuki.calibration.shapes import summary
from tasuki.calibration.trial import Trial, try_on_history
from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.journal.models import Event, Payload
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid
from tasuki.playbooks import actions as playbooks
from tasuki.playbooks.presets import load_preset, load_text
from tasuki.records.models import Lead, Opportunity
from tasuki.rules.playbook import Playbook
from tasuki.rules.replay import Outcome
from tasuki.stages.intake import actions as intake
from tasuki.stages.intake.incoming import read_incoming
from tasuki.stages.qualification import actions as qualification
from tests.journeys.scenery import Days

As = Callable[[Person], Actor]
DAY = timedelta(days=1)
STRICTER = '[[gate]]\nkey = "sql"\nrequire = [{ criterion = "budget", level = 3 }]\n'
"""A draft that wants the budget documented before SQL."""


def draft(toml: str) -> Playbook:
    return load_text(f'base = "article"\n[playbook]\nname = "draft"\n{toml}')


@pytest.fixture
def days(aoi: Person, ren: Person, at: datetime) -> Days:
    return Days(aoi, ren, at)


@pytest.fixture
def leads(days: Days, mio: Person, as_: As) -> dict[str, UUID]:
    """Three who came at the same moment: one is accepted, one handed over, one became an opportunity."""
    return {
        "accepted": days.accepted("株式会社アサヒ", "朝日 陽", "asahi@asahi.example"),
        "handed": days.handed_over("株式会社ユウヒ", "夕日 陽", "yuhi@yuhi.example"),
        "won": days.in_discovery("株式会社サンプル", "高橋 美咲", "misaki@sample.example"),
    }


def outcomes(trial: Trial) -> dict[tuple[str, UUID], str]:
    return {(one.decided.gate, one.decided.lead_id): one.replayed.outcome.value for one in trial.rows}


def test_a_draft_that_raises_a_threshold_refuses_exactly_those_below_it(
    leads: dict[str, UUID], kei: Person, as_: As, at: datetime
) -> None:
    qualification.record_answers(leads["handed"], by=as_(kei), at=at + DAY, answers={"budget": {"level": 3}})
    events = Event.objects.count()
    trial = try_on_history(draft(STRICTER), by=as_(kei), at=at + 2 * DAY)
    refused = {key for key, outcome in outcomes(trial).items() if outcome != "same"}
    assert refused == {
        ("sql", leads["handed"]),
        ("sql", leads["won"]),
    }  # what was learned later does not count
    (row,) = [one for one in trial.rows if one.decided.lead_id == leads["won"] and one.decided.gate == "sql"]
    assert [one.rule for one in row.replayed.appeared] == ["C-1"]
    assert Event.objects.count() == events


def test_lower_thresholds_would_let_those_through_that_wait_or_left(
    days: Days, aoi: Person, kei: Person, as_: As, at: datetime
) -> None:
    """Nobody knows where the one who waits came from; with the one who left nobody has talked."""
    company = {"name": "株式会社アサヒ", "employees": 850, "industry": "manufacturing", "country": "JP"}
    listed = {"person": {"name": "朝日 陽", "email": "asahi@asahi.example"}, "company": company}
    waiting = intake.capture(read_incoming(listed), by=as_(aoi), at=at).pk
    assert Lead.objects.get(pk=waiting).state == "captured"
    left = days.accepted("株式会社ユウヒ", "夕日 陽", "yuhi@yuhi.example")
    why = "担当者に確認したところ、来期まで新規の購買は凍結されている。"
    qualification.disqualify(left, reason="no_budget", rationale=why, by=as_(aoi), at=at)
    looser = draft('[limits]\nintent_min = -1\n[[required]]\ngate = "mql"\nkey = "source"\nremove = true\n')
    trial = try_on_history(looser, by=as_(kei), at=at + DAY)
    found = outcomes(trial)
    assert found["mql", waiting] == "newly_let_through"
    assert found["sql", left] == "same"  # either asks for a conversation
    assert "1 would find the gate open" in summary(trial)[3].spoken("en")


def test_what_was_erased_or_merged_since_cannot_be_told(
    days: Days, leads: dict[str, UUID], kei: Person, as_: As, at: datetime
) -> None:
    Payload.objects.filter(event__code="answer.recorded", event__lead_id=leads["handed"]).delete()
    twin = days.captured("株式会社アサヒ", "朝日 陽", "old@asahi.example")
    intake.merge(twin, leads["accepted"], by=as_(kei), at=at + DAY, rationale="電話で同じ方だと確認した")
    found = outcomes(try_on_history(load_preset("article"), by=as_(kei), at=at + 2 * DAY))
    assert found["handoff", leads["handed"]] == found["sql", leads["handed"]] == "untold"
    assert found["sal", leads["accepted"]] == "untold"
    assert found["sql", leads["won"]] == "same"


Deed = Callable[[Actor, UUID, datetime], Any]
LATER: dict[str, Deed] = {
    "grows": lambda by, lead, at: intake.edit(
        lead, {"company": {"employees": 12_000, "industry": "software"}}, by=by, at=at
    ),
    "is renamed": lambda by, lead, at: intake.edit(lead, {"company": {"name": "別会社"}}, by=by, at=at),
    "loses a field": lambda by, lead, at: intake.edit(lead, {"why_now": "", "source": ""}, by=by, at=at),
    "shows interest": lambda by, lead, at: qualification.log_touch(
        lead, "webinar", by=by, at=at, direction="inbound", signal="demo_request"
    ),
    "was called before": lambda by, lead, at: qualification.log_touch(
        lead, "call", by=by, at=at, two_way=True, touched_at=at - 3 * DAY
    ),
    "takes it back": lambda by, lead, at: qualification.record_answers(
        lead, by=by, at=at, answers={"budget": {"level": 0, "status": "none"}, "need": {"problem": ""}}
    ),
    "proves more": lambda by, lead, at: qualification.record_answers(
        lead, by=by, at=at, answers={"authority": {"level": 3}}, evidence=[{"kind": "call", "note": "x"}]
    ),
    "does not answer": lambda by, lead, at: qualification.record_answers(
        lead, by=by, at=at, asked=[{"question": "need_cost", "note": "折り返し待ち"}]
    ),
    "is scored": lambda by, lead, at: intake.rescore(lead, at=at + 60 * DAY),
}


@given(
    deeds=st.lists(st.tuples(st.sampled_from(sorted(LATER)), st.sampled_from(["accepted", "handed", "won"])))
)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_agreement_in_force_tried_on_its_own_history_changes_nothing(
    leads: dict[str, UUID], kei: Person, as_: As, at: datetime, deeds: list[tuple[str, str]]
) -> None:
    """Whatever is learned or changed later: every decision can be told, and stays as it was."""
    for deed, lead in deeds:
        LATER[deed](as_(kei), leads[lead], at + DAY)
    trial = try_on_history(load_preset("article"), by=as_(kei), at=at + 90 * DAY)
    assert {one.replayed.outcome for one in trial.rows} == {Outcome.SAME}
    assert len(trial.rows) == 3 + 3 + 2 + 2
    assert not any(one.replayed.appeared or one.replayed.gone for one in trial.rows)


def test_a_conversion_keeps_what_stood_around_it(days: Days, kei: Person, as_: As, at: datetime) -> None:
    """Usual deal sizes and like accounts: the opportunity gate is asked again with those of its day."""
    lead = days.converted("150000000", "大和重機株式会社", "岡田 誠", "okada@yamatojuki.co.jp")
    trial = try_on_history(load_preset("article"), by=as_(kei), at=at + 2 * DAY)
    (row,) = [one for one in trial.rows if one.decided.gate == "opportunity"]
    assert (row.replayed.outcome, row.fate.lead_id, row.fate.deal_state) == (
        Outcome.SAME,
        lead,
        "pending_approval",
    )


def test_the_newest_are_taken_where_there_are_more(
    leads: dict[str, UUID], kei: Person, as_: As, at: datetime
) -> None:
    trial = try_on_history(load_preset("article"), by=as_(kei), at=at + DAY, most=4)
    assert (len(trial.rows), trial.there_are) == (4, 10)
    assert summary(trial)[0].spoken("en") == "These are the newest 4 of 10 decisions."


def test_whoever_may_draft_may_try_what_they_may_see(
    leads: dict[str, UUID], aoi: Person, mio: Person, cast: Callable[..., Person], as_: As, at: datetime
) -> None:
    book = load_preset("article")
    assert try_on_history(book, by=as_(mio), at=at + DAY).there_are == 10
    elsewhere = cast("sota", "manager", team=None)
    assert try_on_history(book, by=as_(elsewhere), at=at + DAY).there_are == 0
    with pytest.raises(Forbidden):
        try_on_history(book, by=as_(aoi), at=at + DAY)
    with pytest.raises(Invalid):
        try_on_history(book, at.date(), at.date() - DAY, by=as_(mio), at=at)
    with pytest.raises(Invalid):
        try_on_history(book, None, date.min, by=as_(mio), at=at)


def test_the_same_is_told_at_the_api_and_on_the_page(
    leads: dict[str, UUID], kei: Person, client: Client, as_: As, at: datetime
) -> None:
    made = playbooks.draft(f'base = "article"\n[playbook]\nname = "stricter"\n{STRICTER}', by=as_(kei), at=at)
    period = {"from": "2026-11-01", "to": "2026-11-30"}
    told = ApiClient.of(kei, at).post("/replays", {"playbook": str(made), **period}).json
    ever = ApiClient.of(kei, at).post(
        "/replays", {"playbook": str(made), "from": "0001-01-01", "to": "9999-12-31"}
    )
    assert (ever.status, ever.json["gates"]) == (200, told["gates"])
    gates = {one["gate"]: one for one in told["gates"]}
    assert (gates["sql"]["newly_refused"], gates["sql"]["decisions"], gates["sal"]["same"]) == (2, 2, 3)
    client.force_login(kei)
    page = client.get(f"/playbook/versions/{made}/try", {**period, "most": "200"}).content.decode()
    assert "株式会社サンプル" in page
    assert client.get(f"/playbook/versions/{made}/try", {"from": "x"}).status_code == 422


def test_what_would_have_been_lost_by_refusing_is_told_once_for_each_deal(
    days: Days, kei: Person, as_: As, at: datetime
) -> None:
    """SQL and the opportunity gate both refuse the lead; its deal was won once."""
    lead = days.converted("11500000", "株式会社サンプル", "高橋 美咲", "misaki@sample.example")
    Opportunity.objects.filter(lead=lead).update(state="closed_won")
    stricter = draft(STRICTER + STRICTER.replace('"sql"', '"opportunity"'))
    trial = try_on_history(stricter, by=as_(kei), at=at + 2 * DAY)
    said = [one.spoken("en") for one in summary(trial)]
    assert len(trial.by_outcome[Outcome.NEWLY_REFUSED]) == 2
    assert said[2].endswith("Opportunities that came of them: 1; won: 1; lost: 0.")
    assert said[3] == "What was won by them comes to ¥11,500,000."
