"""Companies whose truth is known: a year and a half of a funnel, drawn by a seed, with one trouble planted or none.

They are written as rows of the facts themselves, into temporary tables that stand before the views, as a foreign export
is. Sizes, industries, cycles, win rates and habits differ from seed to seed; so does how bad the trouble is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import exp, log
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection

from tasuki.insight.facts import FACTS, Facts
from tasuki.rules.diagnosis import TROUBLES, Trouble

AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
HISTORY = 540
"""Days: what is asked about is the last 365 of them, so that the pipeline is in full swing when they begin."""
CRITERIA = ("budget", "authority", "need", "timeline", "decision_process")
STAGES = ("discovery", "qualification", "evaluation", "proposal", "negotiation")
SOURCES = (("inbound", 5), ("outbound", 4), ("referral", 1), ("event", 3))
TURNED_AWAY = ("does_not_meet_icp", "no_budget", "no_authority", "no_timeline", "no_need", "not_a_project")
NOT_NOW = ("unresponsive", "bad_timing", "competitor_locked", "no_follow_up")
LOST = ("lost_to_competitor", "no_decision", "price", "missing_capability", "priority_changed")


@dataclass
class Company:
    """One company; ``planted`` is its trouble, ``size`` scales the number of its leads."""

    seed: int
    planted: Trouble | None = None
    size: float = 1.0
    draw: Random = field(init=False)
    rows: dict[str, list[dict[str, Any]]] = field(init=False)

    def __post_init__(self) -> None:
        self.draw = Random(f"{self.planted}/{self.seed}")
        self.rows = defaultdict(list)
        self._habits()
        for _ in range(self.leads):
            self._lead()

    def _habits(self) -> None:
        """What is so in this company, trouble or not."""
        u = self.draw.uniform
        self.leads = round(exp(u(log(1500), log(6000))) * self.size)
        self.sdrs = [self._id() for _ in range(self.draw.randint(3, 9))]
        self.aes = [self._id() for _ in range(self.draw.randint(3, 9))]
        self.industry = self.draw.choice(
            ("saas", "manufacturing", "professional_services", "financial_services")
        )
        self.amount, self.spread = exp(u(log(6e5), log(2e7))), u(0.4, 0.9)
        self.stay, self.win = u(5, 18), u(0.22, 0.38)
        self.accepts, self.ae_accepts = u(0.86, 0.94), u(0.88, 0.95)
        self.pursued, self.good = u(0.45, 0.65), u(0.5, 0.75)
        self.early_death, self.elsewhere = u(0.01, 0.06), u(0.01, 0.04)
        self.delay, self.idle, self.overruled = u(0.5, 1.5), u(0.01, 0.05), u(0.01, 0.05)
        self.incomplete, self.again, self.low_rated = u(0.02, 0.08), u(0.15, 0.5), u(0.03, 0.09)
        self.sent_back, self.cold, self.dawdles = u(0.01, 0.04), u(0.04, 0.14), u(0.02, 0.1)
        self.missing, self.guess, self.no_role, self.no_source = (
            u(0.03, 0.14),
            u(0.03, 0.12),
            u(0.02, 0.1),
            u(0, 0.04),
        )
        self.unreal = 0.0
        self.taste = {ae: self.draw.gauss(0, 0.02) for ae in self.aes}
        if self.planted:
            getattr(self, f"_plant_{self.planted}")(u)

    def _plant_premature(self, u: Any) -> None:
        self.unreal, self.early_death = u(0.5, 0.7), u(0.02, 0.06)

    def _plant_late(self, u: Any) -> None:
        self.elsewhere, self.delay, self.idle = u(0.2, 0.4), u(8, 25), u(0.2, 0.4)

    def _plant_handoff(self, u: Any) -> None:
        self.incomplete, self.again, self.low_rated = u(0.3, 0.6), u(1.6, 3), u(0.3, 0.5)
        self.sent_back, self.cold = u(0.15, 0.3), u(0.4, 0.8)

    def _plant_transfer(self, u: Any) -> None:
        self.missing, self.guess, self.no_role, self.no_source = (
            u(0.5, 0.8),
            u(0.4, 0.7),
            u(0.4, 0.7),
            u(0.2, 0.4),
        )

    def _plant_disagreement(self, u: Any) -> None:
        """Sales turns down what marketing delivers, or AEs what SDRs hand over; some of it wrongly."""
        if self.draw.random() < 0.6:
            self.accepts = u(0.45, 0.65)
        else:
            self.ae_accepts = u(0.45, 0.65)
        self.overruled = u(0.15, 0.3)

    def _id(self) -> UUID:
        return UUID(int=self.draw.getrandbits(128), version=4)

    def _chance(self, share: float) -> bool:
        return self.draw.random() < share

    def _days(self, mean: float) -> timedelta:
        return timedelta(days=self.draw.expovariate(1 / mean))

    def _lead(self) -> None:
        captured = AT - timedelta(days=self.draw.uniform(0, HISTORY))
        lead: dict[str, Any] = {
            "lead_id": self._id(), "state": "captured", "origin": "native", "industry": self.industry,
            "source": self.draw.choices([one for one, _ in SOURCES], [weight for _, weight in SOURCES])[0],
            "segment": self.draw.choice(("smb", "mid_market", "enterprise")), "playbook": "article@1",
            "sdr_id": self.draw.choice(self.sdrs), "ae_id": None, "captured_at": captured, "state_since": captured,
            "times_recycled": 0, "exit_reason": "", "exit_cause": "", "exit_state": "", "deal_state": "",
            "currency": "", "country": "JP", "tier": "", "overridden": False, "expected_currency": "JPY",
        }  # fmt: skip
        for _ in self._life(lead, captured):
            pass
        self.rows["lead_facts"].append(lead)

    def _life(self, lead: dict[str, Any], at: datetime) -> Iterator[None]:
        """What befalls a lead, until it ends or today comes; a generator, so that a step can simply stop."""
        if not self._chance(0.6):
            return
        at += self._days(1)
        if not self._enters(lead, "mql", at):
            return
        yield
        at += self._days(1.5)
        if not self._chance(self.accepts):
            reason = self.draw.choice(TURNED_AWAY) if self._chance(0.85) else self.draw.choice(NOT_NOW)
            if not self._ends(lead, reason, at):
                return
            if not self._chance(self.overruled):
                return
            at += self._days(10)
        elif self._chance(0.06) and self._ends(lead, self.draw.choice(NOT_NOW), at):
            return
        if not self._enters(lead, "sal", at):
            return
        yield
        at += self._days(4)
        if not self._chance(self.pursued):
            reasons = NOT_NOW if self._chance(0.5) else TURNED_AWAY
            lead["met"] = list(CRITERIA[: self.draw.randint(0, 2)])
            self._ends(lead, self.draw.choice(reasons), at)
            return
        lead["ae_id"] = self.draw.choice(self.aes)
        if not self._enters(lead, "sql", at):
            return
        yield
        lead["met"], lead["met_at"] = ["need"], at
        lead["expected_amount"] = self._amount()
        at += self._days(2)
        decided = self._handed_over(lead, at)
        if decided is None or not self._enters(lead, "discovery", decided):
            return
        yield
        at = decided + self._days(3)
        if at > AT:
            return
        self._called(lead, at)
        if self._chance(self.unreal):
            lead["met"] = list(CRITERIA[:2])
            self._converts(lead, at, real=False)
            return
        if not self._chance(self.good):
            lead["met"] = list(CRITERIA[: self.draw.randint(1, 3)])
            self._ends(lead, self.draw.choice(TURNED_AWAY), at + self._days(2))
            return
        lead["met"], lead["met_at"] = list(CRITERIA), at
        if self._chance(self.elsewhere):
            self._ends(lead, "lost_to_competitor_before_conversion", at + self._days(15))
        elif not self._chance(self.idle):
            self._converts(lead, at + self._days(self.delay), real=True)

    def _enters(self, lead: dict[str, Any], state: str, at: datetime) -> bool:
        if at > AT:
            return False
        lead.update(
            {f"{state}_at": at, "state": state, "state_since": at, "exit_reason": "", "exit_state": ""}
        )
        return True

    def _ends(self, lead: dict[str, Any], reason: str, at: datetime) -> bool:
        if at > AT:
            return False
        lead.update(
            exit_reason=reason,
            exit_state=lead["state"],
            state="disqualified",
            state_since=at,
            disqualified_at=at,
        )
        return True

    def _handed_over(self, lead: dict[str, Any], at: datetime) -> datetime | None:
        """When the AE accepted it; None where that has not come."""
        while at <= AT:
            lead["handed_over_at"] = lead.get("handed_over_at") or at
            decided: datetime | None = at + self._days(14 if self._chance(self.dawdles) else 1.5)
            if decided and decided > AT:
                decided = None
            handoff = {
                **{key: lead[key] for key in ("lead_id", "origin", "source", "segment", "industry", "sdr_id", "ae_id")},
                "handoff_id": self._id(), "state": "submitted", "playbook": "article@1", "submitted_at": at,
                "decided_at": decided, "reason": "", "completeness": 1.0, "asked_again": 0, "lead": lead,
            }  # fmt: skip
            if self._chance(self.incomplete):
                handoff["completeness"] = round(self.draw.uniform(0.4, 0.88), 4)
            self.rows["handoff_facts"].append(handoff)
            if decided is None:
                return None
            if self._chance(self.sent_back):
                handoff.update(state="rejected", reason="brief_incomplete")
                if self._chance(0.3):
                    self._ends(lead, "no_follow_up", decided)
                    return None
                at = decided + self._days(4)
                continue
            if not self._chance(self.ae_accepts + self.taste[lead["ae_id"]]):
                handoff.update(state="rejected", reason=self.draw.choice(TURNED_AWAY))
                self._ends(lead, handoff["reason"], decided)
                return decided + self._days(10) if self._chance(self.overruled) else None
            handoff["state"] = "accepted"
            if self._chance(0.8):
                handoff["rated_at"] = decided
                handoff["rating"] = (
                    self.draw.randint(1, 2) if self._chance(self.low_rated) else self.draw.randint(3, 5)
                )
                handoff["asked_again"] = self._poisson(self.again)
            return decided
        return None

    def _poisson(self, mean: float) -> int:
        count, product = 0, self.draw.random()
        while product > exp(-mean):
            count, product = count + 1, product * self.draw.random()
        return count

    def _called(self, lead: dict[str, Any], at: datetime) -> None:
        lead["held_at"] = at
        self.rows["call_facts"].append({
            **{key: lead[key] for key in ("lead_id", "origin", "source", "segment", "industry", "sdr_id", "ae_id")},
            "meeting_id": self._id(), "playbook": "article@1", "held_at": at,
            "sdr_attended": None if self._chance(0.1) else not self._chance(self.cold),
        })  # fmt: skip

    def _amount(self) -> int:
        return 1000 * round(self.amount * exp(self.draw.gauss(0, self.spread)) / 1000)

    def _converts(self, lead: dict[str, Any], at: datetime, *, real: bool) -> None:
        if not self._enters(lead, "converted", at):
            return
        deal = {
            **{key: lead[key] for key in ("lead_id", "origin", "segment", "industry", "sdr_id", "ae_id")},
            "opportunity_id": self._id(), "account_id": self._id(), "name": "件", "state": "open",
            "source": "" if self._chance(self.no_source) else lead["source"], "playbook": "article@1",
            "created_at": at, "amount": self._amount(), "currency": "JPY", "in_forecast": True, "competitor": "",
            "overridden": self._chance(0.04), "close_reason": "", "close_date_pushes": 0,
            "guessed": None if self._chance(0.1) else self._chance(self.guess),
            "has_role": not self._chance(self.no_role), "missing": ["amount"] if self._chance(self.missing) else [],
            "stages": ["discovery"], "stages_at": [at],
        }  # fmt: skip
        self._moves_on(deal, at) if real else self._lingers(deal, at)
        deal.update(stage=deal["stages"][-1], stage_since=deal["stages_at"][-1])
        lead.update(
            opportunity_id=deal["opportunity_id"], amount=deal["amount"], currency="JPY", deal_state=deal["state"],
            won_at=deal.get("won_at"), lost_at=deal.get("lost_at"),
        )  # fmt: skip
        self.rows["deal_facts"].append(deal)

    def _moves_on(self, deal: dict[str, Any], at: datetime) -> None:
        if self._chance(self.early_death):
            self._closes(deal, at + timedelta(days=self.draw.uniform(3, 29)), self.draw.choice(TURNED_AWAY))
            return
        wins = self._chance(self.win)
        last = len(STAGES) if wins else self.draw.randint(1, len(STAGES))
        for place in range(last):
            at += timedelta(days=self.stay * exp(self.draw.gauss(0, 0.8)))
            if at > AT:
                return
            if place + 1 < last:
                deal["stages"].append(STAGES[place + 1])
                deal["stages_at"].append(at)
        self._closes(deal, at, "" if wins else self.draw.choice(LOST))

    def _lingers(self, deal: dict[str, Any], at: datetime) -> None:
        """It was never real: a few die of it soon, the others sit where they are."""
        soon = self._chance(0.35)
        days = self.draw.uniform(3, 28) if soon else self.draw.expovariate(1 / 240) + 30
        self._closes(
            deal, at + timedelta(days=days), self.draw.choice(TURNED_AWAY if soon else ("no_decision",))
        )

    def _closes(self, deal: dict[str, Any], at: datetime, lost_for: str) -> None:
        if at > AT:
            return
        ends = "closed_lost" if lost_for else "closed_won"
        deal.update(
            {
                "state": ends,
                "lost_at" if lost_for else "won_at": at,
                "close_reason": lost_for or "fit_to_need",
            }
        )
        deal["stages"].append(ends)
        deal["stages_at"].append(at)


def make_tables() -> None:
    """Temporary tables that stand before the views of the facts for the rest of this session."""
    with connection.cursor() as cursor:
        for one in FACTS:
            columns = ", ".join(f"{name} {kind}" for name, kind in one.columns.items())
            cursor.execute(f"CREATE TEMPORARY TABLE {one.name} ({columns})")


def write(company: Company) -> None:
    """Put a company in the place of the one before."""
    for handoff in company.rows["handoff_facts"]:
        lead = handoff.pop("lead")
        handoff.update(converted_at=lead.get("converted_at"), exit_reason=lead["exit_reason"])
    with connection.cursor() as cursor:
        for one in FACTS:
            cursor.execute(f"TRUNCATE {one.name}")
            _copy(cursor, one, company.rows[one.name])
            cursor.execute(f"ANALYZE {one.name}")


def _copy(cursor: Any, facts: Facts, rows: Sequence[dict[str, Any]]) -> None:
    with cursor.copy(f"COPY {facts.name} ({', '.join(facts.columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row.get(name) for name in facts.columns])


PLANTED: tuple[Trouble | None, ...] = (None, *TROUBLES)
