"""A pending opportunity waits for somebody else's yes, and a no takes the lead back to discovery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Absence, Person
from tasuki.platform.refusals import Forbidden, Invalid, NotFound, NotPossibleNow
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.presets import complete_toml
from tasuki.records.models import Lead, Opportunity
from tasuki.rules.dossier import Discount, Money, Override
from tasuki.sla.models import Clock
from tasuki.stages.conversion.actions import convert, delegate, grant, recall, refuse
from tasuki.stages.conversion.input import ConvertInput
from tasuki.stages.conversion.models import Approval
from tasuki.stages.conversion.outcome import Outcome

As = Callable[[Person], Actor]
GAP = (
    "The board meets on 28 November and will fix the launch date; the champion asked us to reserve the project team "
    "now because two competitors have done so."
)
WHY = "The amount is twice what this segment pays; show the calculation first."


@pytest.fixture
def pending(ready: Callable[..., Lead], asked: ConvertInput, ren: Person, as_: As, at: datetime) -> Outcome:
    outcome = convert(ready().pk, _large(asked), by=as_(ren), at=at)
    assert outcome.approval_id
    return outcome


def test_the_manager_grants_and_the_opportunity_enters_the_forecast(
    pending: Outcome, mio: Person, as_: As, at: datetime
) -> None:
    assert pending.approval_id
    grant(pending.approval_id, by=as_(mio), at=at)
    opportunity = Opportunity.objects.get(pk=pending.opportunity_id)
    assert (opportunity.state, opportunity.in_forecast) == ("open", True)
    codes = list(
        Event.objects.filter(opportunity_id=opportunity.pk).order_by("seq").values_list("code", flat=True)
    )
    assert codes == ["approval.requested", "approval.granted", "opportunity.created"]


def test_nobody_approves_their_own(pending: Outcome, ren: Person, as_: As, at: datetime) -> None:
    assert pending.approval_id
    ren.roles = ["ae", "manager"]
    ren.save()
    with pytest.raises(Forbidden):
        grant(pending.approval_id, by=as_(ren), at=at)


def test_nobody_approves_a_deal_of_their_own_that_somebody_else_asks_for(
    ready: Callable[..., Lead],
    asked: ConvertInput,
    ren: Person,
    mio: Person,
    kei: Person,
    as_: As,
    at: datetime,
) -> None:
    Person.objects.filter(pk=ren.pk).update(roles=["ae", "manager"], manager=None)
    outcome = convert(ready().pk, _large(asked), by=as_(kei), at=at)
    approval = Approval.objects.select_related("approver", "opportunity").get(
        opportunity=outcome.opportunity_id
    )
    assert (approval.opportunity.owner_id, approval.approver) == (ren.pk, mio)
    owner = as_(Person.objects.get(pk=ren.pk))
    with pytest.raises(Forbidden):
        grant(approval.pk, by=owner, at=at)
    with pytest.raises(Forbidden):
        delegate(approval.pk, "kei", by=owner, at=at)
    with pytest.raises(Invalid):
        delegate(approval.pk, "ren", by=as_(mio), at=at)


def test_who_hands_an_approval_on_is_answered_although_it_is_no_longer_theirs_to_see(
    pending: Outcome, mio: Person, cast: Callable[..., Person], at: datetime
) -> None:
    boss, nao = cast("boss", "manager", team=None), cast("nao", "manager", team=None)
    Approval.objects.update(approver=boss)
    asked = {"approver": nao.handle, "reason": "出張中"}
    answer = ApiClient.of(boss, at).post(f"/approvals/{pending.approval_id}/delegate", asked)
    assert (answer.status, answer.json["approver"]) == (200, "nao")
    assert ApiClient.of(boss, at).get(f"/approvals/{pending.approval_id}").status == 404


def test_a_manager_of_another_team_does_not_even_see_it(
    pending: Outcome, stranger: Person, as_: As, at: datetime
) -> None:
    assert pending.approval_id
    stranger.roles = ["manager"]
    stranger.save()
    with pytest.raises(NotFound):
        grant(pending.approval_id, by=as_(stranger), at=at)


def test_a_refusal_says_why_and_returns_the_lead_to_discovery_even_after_the_undo_window(
    pending: Outcome, mio: Person, as_: As, at: datetime
) -> None:
    assert pending.approval_id
    later = at + timedelta(days=3)
    with pytest.raises(Invalid):
        refuse(pending.approval_id, rationale="no", by=as_(mio), at=later)
    refuse(pending.approval_id, rationale=WHY, by=as_(mio), at=later)
    lead = Lead.objects.get(pk=pending.lead_id)
    assert (lead.state, lead.opportunity_id) == ("discovery", None)
    assert Opportunity.objects.get(pk=pending.opportunity_id).state == "voided"


def test_an_approval_is_decided_once(pending: Outcome, mio: Person, as_: As, at: datetime) -> None:
    assert pending.approval_id
    grant(pending.approval_id, by=as_(mio), at=at)
    with pytest.raises(NotPossibleNow):
        refuse(pending.approval_id, rationale=WHY, by=as_(mio), at=at)


def test_the_asker_may_recall_and_hears_what_stays(
    pending: Outcome, ren: Person, as_: As, at: datetime
) -> None:
    assert pending.approval_id
    approval, stays = recall(pending.approval_id, by=as_(ren), at=at)
    assert approval.state == "recalled"
    assert stays
    assert Lead.objects.get(pk=pending.lead_id).state == "discovery"


def test_an_approver_who_left_is_replaced_by_revops(
    ready: Callable[..., Lead],
    asked: ConvertInput,
    ren: Person,
    mio: Person,
    kei: Person,
    as_: As,
    at: datetime,
) -> None:
    mio.is_active = False
    mio.save()
    outcome = convert(ready().pk, _large(asked), by=as_(ren), at=at)
    assert Approval.objects.get(opportunity_id=outcome.opportunity_id).approver == kei


@pytest.mark.parametrize("named", ["nobody", "aoi", "ren", "gone"])
def test_an_approver_who_cannot_approve_is_refused_by_the_field(
    ready: Callable[..., Lead],
    asked: ConvertInput,
    ren: Person,
    mio: Person,
    cast: Callable[..., Person],
    as_: As,
    at: datetime,
    named: str,
) -> None:
    cast("gone", "manager", is_active=False)
    lead = ready(answers={"timeline": {"level": 1}})
    override = Override(GAP, approver=named)
    with pytest.raises(Invalid) as refused:
        convert(lead.pk, _large(asked, override), by=as_(ren), at=at)
    assert [one.pointer for one in refused.value.problems] == ["/override/approver"]


def test_the_approver_who_was_named_is_asked(
    ready: Callable[..., Lead],
    asked: ConvertInput,
    ren: Person,
    mio: Person,
    kei: Person,
    as_: As,
    at: datetime,
) -> None:
    lead = ready(answers={"timeline": {"level": 1}})
    override = Override(GAP, approver="kei")
    outcome = convert(lead.pk, _large(asked, override), by=as_(ren), at=at)
    assert outcome.approval_id
    assert Approval.objects.get(pk=outcome.approval_id).approver == kei


def _large(asked: ConvertInput, override: Override | None = None) -> ConvertInput:
    facts = replace(asked.opportunity, amount=Money(Decimal(90_000_000), "JPY"))
    return replace(asked, opportunity=facts, override=override)


TIERS = Path(__file__).parents[4] / "examples" / "playbooks" / "discount_tiers.toml"


@pytest.fixture
def tiers(agreement: None, at: datetime) -> None:
    """The example with discount tiers is in force: over 10 % a manager, over 20 % the vice president, then the desk."""
    PlaybookVersion.objects.update(state="retired")
    text = complete_toml(TIERS.read_text(encoding="utf-8"), TIERS.name)
    PlaybookVersion.objects.create(
        name="discount_tiers", number=9, state="in_force", toml=text, drafted_at=at
    )


@pytest.mark.usefixtures("tiers")
@pytest.mark.parametrize(
    ("percent", "asked_of", "because"),
    [("0.15", "mio", "manager"), ("0.3", "boss", "vp"), ("0.5", "kei", "revops")],
)
def test_a_discount_is_decided_by_the_rank_of_its_tier(
    ready: Callable[..., Lead],
    asked: ConvertInput,
    ren: Person,
    mio: Person,
    kei: Person,
    cast: Callable[..., Person],
    as_: As,
    at: datetime,
    percent: str,
    asked_of: str,
    because: str,
) -> None:
    mio.manager = cast("boss", "manager", team=None)
    mio.save()
    discount = Discount("percent", Decimal(percent))
    facts = replace(asked.opportunity, discount=discount)
    outcome = convert(ready().pk, replace(asked, opportunity=facts), by=as_(ren), at=at)
    approval = Approval.objects.get(opportunity=outcome.opportunity_id)
    assert approval.approver
    assert (approval.approver.handle, approval.approver_because) == (asked_of, because)
    if asked_of != "mio":
        with pytest.raises(Forbidden):
            grant(approval.pk, by=as_(mio), at=at)
    grant(approval.pk, by=as_(approval.approver), at=at)


def test_the_stand_in_of_a_manager_who_is_away_is_asked(
    ready: Callable[..., Lead],
    asked: ConvertInput,
    ren: Person,
    mio: Person,
    cast: Callable[..., Person],
    as_: As,
    at: datetime,
) -> None:
    mio.backup = cast("nao", "manager")
    mio.save()
    Absence.objects.create(person=mio, from_at=at - timedelta(days=1), until_at=at + timedelta(days=1))
    outcome = convert(ready().pk, _large(asked), by=as_(ren), at=at)
    approval = Approval.objects.get(opportunity=outcome.opportunity_id)
    assert approval.approver
    assert (approval.approver.handle, approval.approver_because) == ("nao", "stand_in")


def test_an_approval_is_handed_on_and_its_clock_goes_with_it(
    pending: Outcome, ren: Person, mio: Person, kei: Person, as_: As, at: datetime
) -> None:
    assert pending.approval_id
    clock = Clock.objects.get(sla="AP-5", lead_id=pending.lead_id)
    assert clock.owner == mio
    for to in ("ren", "aoi", "mio"):
        with pytest.raises(Invalid) as refused:
            delegate(pending.approval_id, to, by=as_(mio), at=at)
        assert [one.pointer for one in refused.value.problems] == ["/approver"]
    handed = delegate(pending.approval_id, "kei", reason="She knows the prices", by=as_(mio), at=at)
    clock.refresh_from_db()
    assert (handed.approver, handed.approver_because, clock.owner) == (kei, "delegated", kei)
    assert clock.stopped_at is None
    grant(pending.approval_id, by=as_(kei), at=at)
    with pytest.raises(NotPossibleNow):
        delegate(pending.approval_id, "mio", by=as_(kei), at=at)
