"""Every lead gets a living owner, and everybody can see why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Absence, Person, Team
from tasuki.platform.refusals import Forbidden, NotFound, NotPossibleNow
from tasuki.playbooks.models import PlaybookVersion
from tasuki.records.models import Account, Campaign, Lead, Opportunity, Touchpoint
from tasuki.stages.routing.actions import assign, assign_many
from tasuki.stages.routing.models import Assignment, Turn
from tasuki.stages.routing.queries import trace_in
from tasuki.stages.routing.trace import passed_over_in, sentence_kept

As = Callable[[Person], Actor]
Make = Callable[..., Lead]
Cast = Callable[..., Person]


def reasons(row: Assignment) -> dict[str, str]:
    return {one.person: one.code.value for one in passed_over_in(trace_in(row))}


@pytest.fixture
def under(agreement: None, at: datetime) -> Callable[..., None]:
    """Another routing table comes into force: ``under('to = "round_robin"')``."""

    def agree(*rows: str) -> None:
        table = "".join(
            f'[[route]]\nkey = "row_{n}"\nlabel = "Row {n}"\n{row}\n' for n, row in enumerate(rows)
        )
        toml = f'[playbook]\nname = "short"\n{table}'
        PlaybookVersion.objects.filter(state="in_force").update(state="retired")
        PlaybookVersion.objects.create(name="short", number=1, state="in_force", toml=toml, drafted_at=at)

    return agree


def test_a_lead_without_an_owner_goes_to_an_sdr_and_the_journal_says_by_which_route(
    lead: Make, aoi: Person, at: datetime
) -> None:
    made = lead()
    row = assign(made.pk, by=SYSTEM, at=at)
    made.refresh_from_db()
    assert (made.owner, made.ae, made.version) == (aoi, None, 2)
    told = Event.objects.get(code="lead.assigned")
    assert told.lead_id == made.pk
    assert told.data == {
        "assignment": str(row.pk),
        "run": "sdr",
        "person": str(aoi.pk),
        "before": None,
        "route": "round_robin",
        "strategy": "round_robin",
    }
    assert (row.playbook, row.by, row.uses_turn, row.at) == ("article@1", None, True, at)


def test_the_second_run_gives_the_lead_an_ae_and_leaves_its_sdr(
    lead: Make, aoi: Person, ren: Person, at: datetime
) -> None:
    made = lead(owner=aoi, state="sal")
    assign(made.pk, "ae", by=SYSTEM, at=at)
    made.refresh_from_db()
    assert (made.owner, made.ae) == (aoi, ren)


def test_everybody_who_was_passed_over_has_a_reason(
    lead: Make, aoi: Person, ren: Person, mio: Person, cast: Cast, at: datetime
) -> None:
    away, full, resting = cast("yui", "sdr"), cast("sho", "sdr", capacity=1), cast("emi", "sdr", weight=0)
    cast("ian", "sdr", zone="America/New_York")
    Absence.objects.create(person=away, from_at=at - timedelta(days=1), until_at=at + timedelta(days=3))
    lead(owner=full)
    row = assign(lead().pk, by=SYSTEM, at=at)
    assert row.person == aoi
    assert reasons(row) == {
        "admin": "wrong_role",
        "emi": "takes_no_turns",
        "ian": "outside_working_hours",
        "mio": "wrong_role",
        "sho": "at_capacity",
        "yui": "absent",
    }
    assert resting.handle in reasons(row)


def test_finished_and_imported_away_leads_do_not_fill_a_capacity(
    lead: Make, cast: Cast, at: datetime
) -> None:
    sho = cast("sho", "sdr", capacity=1)
    lead(owner=sho, state="disqualified")
    lead(ae=sho, state="discovery")
    assert assign(lead().pk, by=SYSTEM, at=at).person == sho


def test_the_accounts_owner_comes_first_and_uses_no_turn(
    lead: Make, aoi: Person, cast: Cast, at: datetime
) -> None:
    yui = cast("yui", "sdr")
    Account.objects.create(
        name="サンプル", name_key="サンプル", domain="sample.example", owner=yui, created_at=at
    )
    row = assign(lead(company_domain="sample.example").pk, by=SYSTEM, at=at)
    assert (row.person, row.strategy, row.uses_turn) == (yui, "account_owner", False)
    assert not Turn.objects.exclude(count=0).exists()


def test_an_account_owner_who_has_left_is_named_and_the_lead_goes_on(
    lead: Make, aoi: Person, cast: Cast, at: datetime
) -> None:
    gone = cast("gone", "sdr", is_active=False)
    account = Account.objects.create(name="サンプル", name_key="サンプル", owner=gone, created_at=at)
    row = assign(lead(account=account).pk, by=SYSTEM, at=at)
    assert (row.person, reasons(row)["gone"]) == (aoi, "inactive")


def test_an_ae_who_owns_the_account_is_no_sdr_but_is_not_called_a_leaver(
    lead: Make, aoi: Person, ren: Person, at: datetime
) -> None:
    account = Account.objects.create(name="サンプル", name_key="サンプル", owner=ren, created_at=at)
    row = assign(lead(account=account).pk, by=SYSTEM, at=at)
    assert (row.person, reasons(row)["ren"]) == (aoi, "wrong_role")


def test_whoever_works_a_colleague_at_the_same_company_gets_the_lead(
    lead: Make, aoi: Person, ren: Person, cast: Cast, at: datetime
) -> None:
    yui = cast("yui", "sdr")
    Turn.objects.create(person=yui, run="sdr", count=9, last_at=at)
    Account.objects.create(
        name="サンプル", name_key="サンプル", domain="sample.example", owner=ren, created_at=at
    )
    lead(company_domain="sample.example", owner=yui)
    lead(company_domain="other.example", owner=aoi)
    row = assign(lead(company_domain="sample.example").pk, by=SYSTEM, at=at)
    assert (row.person, row.strategy) == (yui, "account_owner")


def test_leads_of_one_company_that_arrive_together_stay_together(
    lead: Make, aoi: Person, cast: Cast, at: datetime
) -> None:
    cast("yui", "sdr")
    made = [lead(company_domain="sample.example"), lead(), lead(company_domain="sample.example")]
    first, other, third = assign_many([one.pk for one in made], by=SYSTEM, at=at)
    assert first.person_id == third.person_id != other.person_id
    assert [row.uses_turn for row in (first, other, third)] == [True, True, False]


def test_the_owner_of_the_open_opportunity_is_the_ae(
    lead: Make, ren: Person, cast: Cast, at: datetime
) -> None:
    other = cast("rui", "ae")
    Turn.objects.create(person=other, run="ae", count=9, last_at=at)
    account = Account.objects.create(name="サンプル", name_key="サンプル", created_at=at)
    Opportunity.objects.create(
        name="サンプル - Planner",
        account=account,
        owner=other,
        stage="discovery",
        stage_since=at,
        created_at=at,
    )
    row = assign(lead(account=account, state="sql").pk, "ae", by=SYSTEM, at=at)
    assert (row.person, row.strategy) == (other, "opportunity_owner")


def test_a_territory_is_served_by_those_who_have_it(
    lead: Make, aoi: Person, cast: Cast, at: datetime
) -> None:
    kansai = cast("yui", "sdr", territories=["関西"])
    Turn.objects.create(person=kansai, run="sdr", count=50, last_at=at)
    row = assign(lead(region="関西").pk, by=SYSTEM, at=at)
    assert (row.person, row.strategy, reasons(row)["aoi"]) == (kansai, "territory", "no_match")


def test_a_route_may_ask_for_the_campaign_and_for_what_the_buyer_did(
    lead: Make, aoi: Person, cast: Cast, at: datetime, under: Callable[..., None]
) -> None:
    expert = cast("yui", "sdr", skills=["expo"])
    under(
        'to = "skill"\ntarget = "expo"\n'
        'when = { all = [{ field = "lead.campaign", is = "expo-2026" }, { field = "lead.touches", present = true }] }',
        'to = "round_robin"',
    )
    Turn.objects.create(person=expert, run="sdr", count=50, last_at=at)
    campaign = Campaign.objects.create(code="expo-2026", name="Expo", created_at=at)
    made = lead(campaign=campaign)
    assert assign(made.pk, by=SYSTEM, at=at).person == aoi
    Touchpoint.objects.create(lead=made, kind="event", at=at)
    row = assign(made.pk, by=SYSTEM, at=at)
    assert (row.person, row.route) == (expert, "row_0")


@pytest.mark.parametrize("called", ["handle", "id"])
def test_a_fallback_may_name_a_person(
    lead: Make,
    aoi: Person,
    kei: Person,
    sora: Person,
    under: Callable[..., None],
    at: datetime,
    called: str,
) -> None:
    under(f'to = "fallback"\ntarget = "{kei.handle if called == "handle" else kei.pk}"')
    assert assign(lead().pk, by=SYSTEM, at=at).person == kei


def test_with_nobody_to_take_it_revops_gets_it(lead: Make, kei: Person, at: datetime) -> None:
    row = assign(lead().pk, by=SYSTEM, at=at)
    assert (row.person, row.strategy, row.because["status"]) == (kei, "fallback", "nobody_matched")


def test_where_nobody_at_all_is_active_the_reason_is_kept_and_no_owner_is_announced(
    lead: Make, agreement: None, at: datetime
) -> None:
    Person.objects.update(is_active=False)
    made = lead()
    row = assign(made.pk, by=SYSTEM, at=at)
    made.refresh_from_db()
    assert (row.person, made.owner, made.version) == (None, None, 1)
    assert "Nobody of" in row.because["says"]
    assert not Event.objects.filter(code="lead.assigned").exists()


def test_only_managers_of_the_team_let_the_table_choose(
    lead: Make, aoi: Person, mio: Person, stranger: Person, cast: Cast, as_: As, at: datetime
) -> None:
    made = lead(owner=aoi)
    elsewhere = cast("rei", "manager", team=Team.objects.create(name="北日本"))
    for person in (aoi, stranger, elsewhere):
        with pytest.raises(Forbidden):
            assign(made.pk, by=as_(person), at=at)
    assert assign(made.pk, by=as_(mio), at=at).by == mio
    assert assign_many([made.pk], by=as_(mio), at=at)[0].by == mio


def test_a_lead_that_does_not_exist_is_not_found_and_nobody_else_is_assigned(
    lead: Make, aoi: Person, at: datetime
) -> None:
    with pytest.raises(NotFound):
        assign_many([lead().pk, uuid4()], by=SYSTEM, at=at)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("state", ["converted", "disqualified", "archived", "merged"])
def test_a_lead_whose_way_has_ended_is_given_to_nobody(
    lead: Make, aoi: Person, at: datetime, state: str
) -> None:
    with pytest.raises(NotPossibleNow, match="given to nobody"):
        assign(lead(state=state).pk, by=SYSTEM, at=at)


def test_a_lead_goes_by_the_tier_of_intent_that_its_signals_gave_it(
    lead: Make, aoi: Person, cast: Cast, under: Callable[..., None], at: datetime
) -> None:
    fast = cast("yui", "sdr", skills=["fast_response"])
    under(
        'to = "skill"\ntarget = "fast_response"\nwhen = { field = "lead.intent_tier", is = 1 }',
        'to = "round_robin"',
    )
    urgent = [{"key": "demo_request", "tier": 1}, {"key": "webinar_attended", "tier": 2}]
    assert assign(lead(score_reasons=urgent).pk, by=SYSTEM, at=at).person == fast
    assert assign(lead(score_reasons=urgent[1:]).pk, by=SYSTEM, at=at).person == aoi


@pytest.mark.parametrize(
    ("of", "sought", "said"),
    [
        ("territories", "jp", "It is the turn of aoi among those for “Japan”."),
        ("territories", "関東", "It is the turn of aoi among those for “関東”."),
        ("industries", "it_services", "It is the turn of aoi among those for “IT services”."),
        ("segments", "smb", "It is the turn of aoi among those for “small business”."),
        ("skills", "it", "It is the turn of aoi among those for “it”."),
    ],
)
def test_why_somebody_has_a_lead_is_told_in_words_and_not_in_codes(of: str, sought: str, said: str) -> None:
    kept = {
        "says": "It is the turn of %(person)s among those for “%(sought)s”.",
        "values": {"person": "aoi", "sought": sought, "of": of},
    }
    assert sentence_kept(kept).spoken("en") == said
