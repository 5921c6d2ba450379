"""A promise as a value: its terms, the moments on its way, and the clock at work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from tasuki.rules.clock.refusals import ClockRefusal, PauseRefused
from tasuki.rules.clock.target import Target, WeeklyWindow
from tasuki.rules.wording import N_

BREACH = Decimal(1)
WARN_LEVELS = (Decimal("0.5"), Decimal("0.75"), Decimal("0.9"))

RUNGS = ("owner", "backup", "manager", "revops", "joint_review")
"""The ladder of a broken promise (SL-20); at the manager the work changes hands."""

PROSPECT_LATER_DATE = "prospect_later_date"
MANAGER_HOLD = "manager_hold"
OWNER_ABSENCE = "owner_absence"
PAUSE_REASONS = (PROSPECT_LATER_DATE, MANAGER_HOLD)


@dataclass(frozen=True, slots=True)
class Terms:
    """One line of the agreement, as a clock needs it: what starts and stops it, how long it may run, whose.

    ``then`` are the rungs of the ladder that a broken promise climbs, the first at the breach and each further one
    after ``escalate_every`` (SL-20).
    """

    sla: str
    starts_on: tuple[str, ...]
    stops_on: tuple[str, ...]
    target: Target | WeeklyWindow
    calendar: str
    owner: str
    warn: tuple[Decimal, ...] = WARN_LEVELS
    pauses: tuple[str, ...] = PAUSE_REASONS
    then: tuple[str, ...] = ()
    escalate_every: Target = Target(Decimal(1), "business_days")

    def __post_init__(self) -> None:
        if list(self.warn) != sorted(set(self.warn)) or not all(0 < level < BREACH for level in self.warn):
            raise ClockRefusal(N_("%(sla)s: warning levels must rise between 0 and 1."), sla=self.sla)
        for reason in self.pauses:
            refuse_forbidden_pause(self.sla, reason, PAUSE_REASONS)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point on a clock's way: a warning at a share of the allowance, the breach at all of it (1), or a rung.

    The levels of rungs go on from there: 2 is the first one's, so that the order of levels is the order of events.
    """

    level: Decimal
    at: datetime
    rung: str = ""

    @property
    def is_warning(self) -> bool:
        return self.level < BREACH

    @property
    def is_breach(self) -> bool:
        return self.level == BREACH


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise at work. `allowance` and `paused_for` are in its own kind of time; `fired` holds levels."""

    sla: str
    target: Target | WeeklyWindow
    calendar: str
    calendar_version: int
    started_at: datetime
    due_at: datetime
    warn_at: tuple[datetime, ...]
    warn_levels: tuple[Decimal, ...]
    allowance: timedelta
    due_no_later_than: datetime | None = None
    pauses_allowed: tuple[str, ...] = PAUSE_REASONS
    paused_at: datetime | None = None
    pause_reason: str = ""
    paused_for: timedelta = timedelta(0)
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    stopped_at: datetime | None = None
    fired: frozenset[Decimal] = field(default_factory=frozenset)
    rungs: tuple[str, ...] = ()
    rung_at: tuple[datetime, ...] = ()

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The warnings in order, then the breach, then the rungs of the ladder."""
        warnings = (Moment(level, at) for level, at in zip(self.warn_levels, self.warn_at, strict=True))
        climbed = zip(self.rungs, self.rung_at, strict=True)
        rungs = (Moment(BREACH + step, at, rung) for step, (rung, at) in enumerate(climbed, 1))
        return (*warnings, Moment(BREACH, self.due_at), *rungs)


@dataclass(frozen=True, slots=True)
class ClockState:
    """How a clock stands; `level` is the highest warning passed while it runs."""

    name: Literal["not_started", "running", "paused", "warned", "breached", "met", "met_late"]
    level: Decimal | None = None


def refuse_forbidden_pause(sla: str, reason: str, allowed: tuple[str, ...]) -> None:
    if reason == OWNER_ABSENCE:
        raise PauseRefused(N_("%(sla)s: absence pauses no clock; reassign the lead (SL-21)."), sla=sla)
    if reason not in allowed:
        template = N_("%(sla)s: “%(reason)s” is no reason for a pause; allowed: %(allowed)s (SL-21).")
        raise PauseRefused(template, sla=sla, reason=reason, allowed=allowed)
