"""Histories of leads for tests: drawn at random, written as rows, and read again by slow and obvious code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.rows import insert
from tasuki.records.models import Account, Campaign, Contact, ContactRole, Lead, NextStep, Opportunity
from tasuki.sla.models import Clock, WeeklyFeedback
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.discovery.models import Discovery
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.qualification.models import Answer

BEGAN = datetime(2026, 9, 1, tzinfo=UTC)
STATES = ("mql", "sal", "sql", "discovery", "converted")
STAGES = ("discovery", "qualification", "evaluation", "proposal", "negotiation")
CRITERIA = ("budget", "authority", "need", "timeline", "decision_process")
RECYCLED = ("unresponsive",)
OUR_FAULT = ("no_follow_up", "lost_to_competitor_before_conversion", "won_without_opportunity")
ROLES = ("champion", "economic_buyer", "technical_evaluator", "influencer")
LOST = ("no_decision", "no_budget", "lost_to_competitor")
ENDED_AFTER = timedelta(days=2)
IN_A_STAGE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Life:
    """One lead: captured so many days after `BEGAN`, then so many days in each state that it reached.

    ``stage`` counts the stages that its deal went on, ``closed`` the days after which it was won, lost or undone;
    ``met`` how many criteria were answered with proof, None where nobody asked; ``told`` whether the journal says that
    it was delivered with its "context", or "without".
    """

    captured: float
    days: tuple[float, ...] = ()
    source: str = "inbound"
    segment: str = "smb"
    ended: str = ""
    deal: str = ""
    amount: int = 0
    campaign: str = ""
    handed: str = ""
    promise: str = ""
    weekly: str = ""
    called: str = ""
    owner: UUID | None = None
    sdr: str = ""
    ae: str = ""
    stage: int = 0
    closed: int = 0
    reason: str = ""
    currency: str = "JPY"
    overridden: bool = False
    origin: str = "native"
    close_on: date | None = None
    probability: str | None = None
    met: int | None = None
    reopened: bool = False
    told: str = ""
    keys: dict[str, datetime] = field(default_factory=dict, compare=False)

    @property
    def captured_at(self) -> datetime:
        return BEGAN + timedelta(days=self.captured)

    def reached(self) -> dict[str, datetime]:
        at, entered = self.captured_at, {}
        for state, days in zip(STATES, self.days, strict=False):
            at += timedelta(days=days)
            entered[state] = at
        return entered

    @property
    def left_at(self) -> datetime | None:
        """When it was disqualified or recycled: only what has not become an opportunity is."""
        reached = self.reached()
        if self.ended in ("", "merged") or "converted" in reached:
            return None
        return max(reached.values(), default=self.captured_at) + ENDED_AFTER


CAMPAIGNS = {
    "spring": (3000, date(2026, 8, 1), date(2026, 9, 30)),
    "autumn": (700, date(2026, 10, 1), None),
    "winter": (900, date(2026, 12, 1), date(2026, 12, 31)),
    "unknown": (50, None, None),
    "free": (None, date(2026, 9, 1), date(2026, 9, 2)),
}
"""What each cost, and its days."""
DAYS = st.floats(0, 40, allow_nan=False).map(lambda day: round(day, 3))
LIVES = st.lists(
    st.builds(
        Life,
        captured=st.floats(0, 80, allow_nan=False).map(lambda day: round(day, 3)),
        days=st.lists(DAYS, max_size=5).map(tuple),
        source=st.sampled_from(["inbound", "referral", ""]),
        segment=st.sampled_from(["smb", "enterprise"]),
        ended=st.sampled_from(["", "", "", "no_budget", "spam", "merged", *RECYCLED, *OUR_FAULT]),
        deal=st.sampled_from(["open", "closed_won", "closed_lost", "voided", "pending_approval"]),
        amount=st.integers(0, 9),
        campaign=st.sampled_from(["", *CAMPAIGNS]),
        handed=st.sampled_from(["", "submitted", "accepted", "rejected", "recycled"]),
        promise=st.sampled_from(["", "met", "late", "released"]),
        weekly=st.sampled_from(["", "met", "late", "running"]),
        called=st.sampled_from(["", "joined", "alone", "unknown"]),
        sdr=st.sampled_from(["", "aoi"]),
        ae=st.sampled_from(["", "ren"]),
        stage=st.integers(0, 4),
        closed=st.sampled_from([0, 3, 20, 45]),
        reason=st.sampled_from(LOST),
        currency=st.sampled_from(["JPY", "JPY", "USD"]),
        overridden=st.booleans(),
        origin=st.sampled_from(["native", "native", "import"]),
        close_on=st.sampled_from([None, date(2026, 10, 31), date(2027, 1, 1)]),
        probability=st.sampled_from([None, "0.1", "0.25"]),
        met=st.sampled_from([None, 0, 4, 5]),
        reopened=st.booleans(),
        told=st.sampled_from(["", "context", "without"]),
    ),
    max_size=25,
)


def dense(seed: int, size: int = 60) -> list[Life]:
    """Lives of which many went all the way in the days of a question: drawn by a seed, since small ones say little."""
    draw = Random(seed)
    return [_drawn(draw) for _ in range(size)]


def _drawn(draw: Random) -> Life:
    pick = draw.choice
    came = pick((0, 1, 2, 3, 3, 4, 4, 5, 5, 5, 5))
    return Life(
        captured=round(draw.uniform(0, 55), 3),
        days=tuple(round(draw.uniform(0, 6), 3) for _ in range(came)),
        source=pick(("inbound", "referral", "")),
        segment=pick(("smb", "enterprise")),
        ended=pick(("", "", "no_budget", "spam", "merged", *RECYCLED, *OUR_FAULT)),
        deal=pick(("open", "open", "closed_won", "closed_won", "closed_lost", "voided", "pending_approval")),
        amount=draw.randint(0, 9),
        campaign=pick(("", *CAMPAIGNS)),
        handed=pick(("", "submitted", "accepted", "accepted", "rejected", "recycled")),
        promise=pick(("", "met", "late", "released")),
        weekly=pick(("", "", "met", "late", "running")),
        called=pick(("", "joined", "alone", "unknown")),
        sdr=pick(("", "aoi", "aoi")),
        ae=pick(("", "ren", "ren")),
        stage=draw.randint(0, 4),
        closed=pick((0, 3, 20, 45)),
        reason=pick(LOST),
        currency=pick(("JPY", "JPY", "USD")),
        overridden=draw.random() < 0.3,
        origin=pick(("native", "native", "import")),
        close_on=pick((None, date(2026, 10, 31), date(2027, 1, 1))),
        probability=pick((None, "0.1", "0.25")),
        met=pick((None, 0, 4, 5, 5)),
        reopened=draw.random() < 0.2,
        told=pick(("", "context", "context", "without")),
    )


def write(lives: Sequence[Life]) -> list[Lead]:
    """The rows of these lives, in their order."""
    campaigns = {key: _campaign(key) for key in {life.campaign for life in lives} if key}
    leads, deals, handoffs, clocks = [], [], list[Handoff](), list[Clock]()
    calls, approvals, answers = list[Meeting](), list[Approval](), list[Answer]()
    undone, events = list[Conversion](), list[Event]()
    people = {
        handle: _person(handle) for handle in {one for life in lives for one in (life.sdr, life.ae)} - {""}
    }
    for life in lives:
        entered = life.reached()
        lead = Lead(
            name="高橋",
            company_name="北斗商事" if life.amount > 3 else "",
            origin=life.origin,
            source=life.source,
            segment=life.segment,
            campaign=campaigns.get(life.campaign),
            owner_id=life.owner or people.get(life.sdr),
            ae_id=people.get(life.ae),
            captured_at=life.captured_at,
            created_at=life.captured_at,
            **_state(life),
            **{f"entered_{state}_at": at for state, at in entered.items()},
        )
        leads.append(lead)
        answers += _answers(life, lead)
        events += _delivered(life, lead, entered)
        handoffs += _handoffs(life, lead, entered)
        clocks += [*_clocks(life, lead, entered), *_weekly(life)]
        calls += _calls(life, lead, entered)
        if "converted" in entered:
            deal = _deal(life, lead, entered["converted"])
            deals.append(deal)
            asked = _approvals(life, deal)
            approvals += asked
            if life.deal == "voided" and not asked:
                undone.append(_conversion(life, deal))
    insert(leads)
    insert(deals)
    insert(_steps(deals))
    ContactRole.objects.bulk_create(_roles(deals))
    insert(handoffs)
    insert(clocks)
    insert(calls)
    Discovery.objects.bulk_create(
        Discovery(lead=one.lead, held_at=one.booked_for, recorded_at=one.booked_for) for one in calls
    )
    Answer.objects.bulk_create(answers)
    Event.objects.bulk_create(events)
    Conversion.objects.bulk_create([*(one.conversion for one in approvals), *undone])
    Approval.objects.bulk_create(approvals)
    for deal in deals:
        Lead.objects.filter(opportunity=None, pk=str(deal.lead_id)).update(opportunity=deal)
    return leads


def _campaign(code: str) -> Campaign:
    spend, starts_on, ends_on = CAMPAIGNS[code]
    told = {"name": code, "message": code[:1], "spend": spend, "starts_on": starts_on, "ends_on": ends_on}
    return Campaign.objects.get_or_create(
        code=code, defaults={**told, "source": "inbound", "created_at": BEGAN}
    )[0]


def _person(handle: str) -> UUID:
    person, _ = Person.objects.get_or_create(handle=handle, defaults={"name": handle, "created_at": BEGAN})
    found: UUID = person.pk
    return found


def _state(life: Life) -> dict[str, Any]:
    """Where the lead stands now, since when and why."""
    reached = life.reached()
    told: dict[str, Any] = {
        "state": ([*reached] or ["captured"])[-1],
        "state_since": max(reached.values(), default=life.captured_at),
        "exit_reason": life.ended,
    }
    if life.ended == "merged":
        return {**told, "state": "merged", "exit_reason": "", "entered_merged_at": life.captured_at}
    if life.reopened and "sal" in reached and not life.left_at:
        told["entered_disqualified_at"] = reached["sal"] - timedelta(hours=1)
    if life.left_at:
        way = "recycled" if life.ended in RECYCLED else "disqualified"
        told |= {
            "state": way, "state_since": life.left_at, f"entered_{way}_at": life.left_at, "exit_state": told["state"],
            "exit_cause": "process_failure" if life.ended in OUR_FAULT else "qualified_out",
            "times_recycled": int(way == "recycled"),
        }  # fmt: skip
    return told


def _answers(life: Life, lead: Lead) -> list[Answer]:
    """Proof for so many criteria, and a guess for the next one; all on the day after its capture."""
    if life.met is None:
        return []
    at = life.captured_at + timedelta(days=1)
    levels = {
        criterion: 2 if place < life.met else 1 for place, criterion in enumerate(CRITERIA[: life.met + 1])
    }
    bodies = {"budget": {"amount": {"amount": str(life.amount), "currency": life.currency}}}
    return [
        Answer(lead=lead, criterion=one, level=level, body=bodies.get(one, {}), at=at)
        for one, level in levels.items()
    ]


def _delivered(life: Life, lead: Lead, entered: Mapping[str, datetime]) -> list[Event]:
    """What the journal says of its delivery: which rules were open then, G-00 among them where the context was not
    whole. Somebody who wrote it down later does not change what was so."""
    if not life.told or "mql" not in entered:
        return []
    still_open = ["C-2"] if life.told == "context" else ["C-2", "G-00"]
    return [
        Event(
            code="lead.marketing_qualified", at=at, door="web", subject="lead", subject_id=lead.pk, lead_id=lead.pk,
            playbook="article@1", data={"verdict": "passed_with_warnings", "open": rules},
        )
        for at, rules in ((entered["mql"], still_open), (entered["mql"] + timedelta(days=1), []))
    ]  # fmt: skip


def _filled(life: Life) -> dict[str, Any]:
    """Everything that is required; of some the risks are still open, or the criteria of their decision."""
    told = dict.fromkeys(
        ("product", "use_case", "qualification_notes", "competitive_landscape", "follow_up_plan"),
        "部長に確認済み",
    )
    told |= {"company_part": "北斗商事", "risks": "TBD" if life.amount == 9 else "なしと確認済み"}
    told |= {"decision_criteria": "" if life.amount == 8 else "価格"}
    return {**told, "account": _account(), "discount": {"kind": "none"}}


def _roles(deals: Sequence[Opportunity]) -> list[ContactRole]:
    contact = (
        Contact.objects.get_or_create(name="佐藤", account=_account(), created_at=BEGAN)[0] if deals else None
    )
    return [
        ContactRole(opportunity=one, contact=contact, role=ROLES[int(one.amount or 0) % len(ROLES)])
        for one in deals
        if one.account_id
    ]


def _steps(deals: Sequence[Opportunity]) -> list[NextStep]:
    """Whose deal went on twice or more has planned what comes next."""
    return [
        NextStep(opportunity=one, action="デモ", due_on=BEGAN.date(), created_at=one.created_at)
        for one in deals
        if len(one.stage_history) > 2
    ]


def _deal(life: Life, lead: Lead, at: datetime) -> Opportunity:
    closed = at + timedelta(days=life.closed) if life.deal.startswith("closed") else None
    visits = [
        {"stage": stage, "at": (at + place * IN_A_STAGE).isoformat()}
        for place, stage in enumerate(STAGES[: life.stage + 1])
    ]
    return Opportunity(
        name="件", stage=STAGES[life.stage], stage_since=at + life.stage * IN_A_STAGE, created_at=at, lead=lead,
        state=life.deal, stage_history=visits, campaign=lead.campaign, closed_at=closed, amount=life.amount,
        currency=life.currency, source=life.source, segment=life.segment, origin=life.origin, sdr_id=lead.owner_id,
        owner_id=lead.ae_id, overridden=life.overridden,
        **(_filled(life) if life.stage > 1 else {"qualification_notes": "TBD"}),
        amount_basis=("", "guess", "buyer")[life.amount % 3], close_on=life.close_on,
        close_reason=life.reason if life.deal == "closed_lost" else "",
        probability=Decimal(life.probability) if life.probability else None, in_forecast=life.deal == "open",
    )  # fmt: skip


def _account() -> Account:
    return Account.objects.get_or_create(name="社", created_at=BEGAN)[0]


def _conversion(life: Life, deal: Opportunity) -> Conversion:
    return Conversion(
        lead=deal.lead, opportunity=deal, account=_account(), at=deal.created_at, playbook="article@1",
        verdict="passed", decision={}, dossier={}, voidable_until=deal.created_at,
        voided_at=deal.created_at + timedelta(days=life.closed) if life.deal == "voided" else None,
    )  # fmt: skip


def _handoffs(life: Life, lead: Lead, entered: Mapping[str, datetime]) -> list[Handoff]:
    if not life.handed or "sql" not in entered:
        return []
    at, decided = entered["sql"], life.handed != "submitted"
    rated = life.amount % 5 + 1 if decided and life.amount % 2 else None
    handoff = Handoff(
        lead=lead, state=life.handed, created_at=at, submitted_at=at,
        decided_at=at + timedelta(hours=life.amount) if decided else None,
        sdr_id=lead.owner_id, ae_id=lead.ae_id, asked_again=["why_now"] * (life.amount % 3) if rated else [],
        completeness=Decimal(life.amount) / 10, rating=rated, rated_at=at if rated else None,
        quality=Decimal(life.amount) / 10 if rated else None, reason=_sent_back(life),
    )  # fmt: skip
    return [handoff]


def _sent_back(life: Life) -> str:
    if life.handed != "rejected":
        return ""
    return ("no_budget", "brief_incomplete", "unresponsive")[life.amount % 3]


def _clocks(life: Life, lead: Lead, entered: Mapping[str, datetime]) -> list[Clock]:
    if not life.promise or "mql" not in entered:
        return []
    at = entered["mql"]
    clock = Clock(
        sla="SL-2", lead=lead, subject="lead", subject_id=lead.pk, side="sdr", playbook="article@1", within="24 hours",
        started_at=at, due_at=at + timedelta(days=1), outcome=life.promise, stopped_at=at + timedelta(days=life.amount),
        breached_at=at + timedelta(days=1) if life.promise == "late" else None,
        late_because="slow" if life.promise == "late" else "",
    )  # fmt: skip
    return [clock]


def _weekly(life: Life) -> list[Clock]:
    """A promise about no lead: sales' word of a week on a source."""
    if not life.weekly:
        return []
    at, stopped = life.captured_at, life.weekly != "running"
    asked = WeeklyFeedback.objects.create(
        source=life.source,
        week_on=BEGAN.date() + timedelta(days=7 * WeeklyFeedback.objects.count()),
        asked_at=at,
    )
    clock = Clock(
        sla="SL-11", subject="feedback", subject_id=asked.pk, side="ae", playbook="article@1", within="7 days",
        started_at=at, due_at=at + timedelta(days=7), allowance_seconds=7 * 86400,
        outcome=life.weekly if stopped else "",
        stopped_at=at + timedelta(days=life.amount) if stopped else None,
    )  # fmt: skip
    return [clock]


def _calls(life: Life, lead: Lead, entered: Mapping[str, datetime]) -> list[Meeting]:
    if not life.called or "discovery" not in entered:
        return []
    at, attended = entered["discovery"], {"joined": True, "alone": False}.get(life.called)
    return [Meeting(lead=lead, booked_for=at, booked_at=at, state="held", held_at=at, sdr_attended=attended)]


def _approvals(life: Life, deal: Opportunity) -> list[Approval]:
    """A yes that was asked for where a deal is pending, or was; granted where it stands."""
    if not life.called:
        return []
    decided = deal.state != "pending_approval"
    approval = Approval(
        conversion=_conversion(life, deal), opportunity=deal, state="granted" if decided else "pending",
        asked_at=deal.created_at, decided_at=deal.created_at + timedelta(hours=life.amount) if decided else None,
    )  # fmt: skip
    return [approval]
