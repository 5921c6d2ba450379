"""May it end like this? A reason that was agreed, a rationale, what the reason asks for, and when it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from tasuki.rules.asking import NO_TROUBLE, Trouble, unknown, unmet
from tasuki.rules.playbook import Playbook
from tasuki.rules.rationale.asked import asked_for
from tasuki.rules.rationale.specific import rationale_troubles
from tasuki.rules.wording import N_


@dataclass(frozen=True, slots=True)
class Ending:
    """How somebody wants a lead, a handoff or a deal to end: for a reason, or recycled until something happens.

    ``details`` holds what the reason asks for, such as ``surviving_id`` or ``better_contact``.
    """

    kind: Literal["reject", "disqualify", "recycle", "lose", "void"]
    reason: str = ""
    rationale: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    reengage_on: date | None = None
    reengage_trigger: str = ""


def ending_troubles(
    ending: Ending, book: Playbook, today: date, earlier: Iterable[str] = ()
) -> tuple[Trouble, ...]:
    """AR-1, AR-3, AR-5, AR-8: everything that keeps a lead or a handoff from ending like this."""
    return tuple(
        trouble for rule, troubles in ending_questions(ending, book, today, earlier) for trouble in troubles
    )


def ending_questions(
    ending: Ending, book: Playbook, today: date, earlier: Iterable[str] = ()
) -> tuple[tuple[str, tuple[Trouble, ...]], ...]:
    """The same by rule id, for whoever words the findings."""
    return (
        ("AR-1", _reason_chosen(ending, book) + _comes_back(ending, today)),
        (
            "AR-3",
            rationale_troubles(ending.rationale, book, at_least=book.limits.rationale_min, earlier=earlier),
        ),
        ("AR-5", asked_for(ending.reason, ending.details, book)),
        ("AR-8", _days_readable(ending) + _decided_by_today(ending, today)),
    )


def with_its_usual_return(ending: Ending, book: Playbook, today: date) -> Ending:
    """AR-4: a recycling that says nothing of when to come back takes the reason's own interval and trigger."""
    reason = book.reasons.get(ending.reason)
    if reason is None or ending.reengage_on is not None or ending.reengage_trigger.strip():
        return ending
    days = reason.recycle_after_days
    day = today + timedelta(days=days) if days else None
    return replace(ending, reengage_on=day, reengage_trigger=reason.recycle_trigger)


def days_told(ending: Ending) -> dict[str, str]:
    """The days among the details (``decided_on``): reports count by them, and they tell nothing about a person."""
    return {name: text for name, text in ending.details.items() if name.endswith("_on") and text.strip()}


def _reason_chosen(ending: Ending, book: Playbook) -> tuple[Trouble, ...]:
    allowed = tuple(reason.code for reason in book.reasons_for(ending.kind))
    if ending.reason in allowed or (ending.kind == "recycle" and not ending.reason):
        return NO_TROUBLE
    fix = N_("Choose one of the agreed reasons: %(allowed)s.")
    if not ending.reason:
        return unknown("/reason", N_("No reason is chosen."), fix, allowed=allowed)
    because = N_("“%(reason)s” is not an agreed reason here.")
    return unmet("/reason", because, fix, reason=ending.reason, allowed=allowed)


def _comes_back(ending: Ending, today: date) -> tuple[Trouble, ...]:
    if ending.kind != "recycle":
        return NO_TROUBLE
    if ending.reengage_on is None and not ending.reengage_trigger.strip():
        return unknown(
            "/reengage_on",
            N_("Nothing says when this lead comes back."),
            N_("Enter the day on which to try again, the event that brings it back, or both."),
        )
    if ending.reengage_on is not None and ending.reengage_on <= today:
        return unmet(
            "/reengage_on",
            N_("The day to try again, %(reengage_on)s, is not ahead."),
            N_("Enter a day after %(today)s."),
            reengage_on=ending.reengage_on,
            today=today,
        )
    return NO_TROUBLE


def _days_readable(ending: Ending) -> tuple[Trouble, ...]:
    because, fix = N_("“%(text)s” is no date."), N_("Enter a date such as 2026-11-20.")
    return tuple(
        trouble
        for name, text in days_told(ending).items()
        if _day(text) is None
        for trouble in unmet(f"/{name}", because, fix, text=text)
    )


def _decided_by_today(ending: Ending, today: date) -> tuple[Trouble, ...]:
    """What was decided was decided by today; a renewal lies ahead."""
    decided_on = _day(ending.details.get("decided_on", ""))
    if decided_on is None or decided_on <= today:
        return NO_TROUBLE
    because, fix = N_("%(day)s has not come yet."), N_("Enter the day on which it was decided.")
    return unmet("/decided_on", because, fix, day=decided_on)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
