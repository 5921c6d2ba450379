"""Is this ending sayable, and what does it leave on the handoff and on the lead (AR-1 … AR-6)?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import Invalid
from tasuki.rules.decision import Enforcement
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.rationale import Ending, ending_questions
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.handoff.models import Handoff


def check_ending(ending: Ending, book: Playbook, by: Actor, at: datetime) -> None:
    """Raises `Invalid` with everything missing or empty; ``by``'s own earlier rationales count (AR-3)."""
    earlier = _earlier_rationales(by.person_id, book.limits.similar_rationales)
    problems = [
        Problem(trouble.pointer, rule, _both_halves(trouble.because, trouble.fix))
        for rule, troubles in ending_questions(ending, book, day_of(at, book), earlier)
        for trouble in troubles
        if trouble.enforcement is not Enforcement.WARN
    ]
    if problems:
        raise Invalid(problems)


def _both_halves(because: Sentence, fix: Sentence) -> Sentence:
    return Sentence(N_("%(because)s %(fix)s"), {"because": because, "fix": fix})


def _earlier_rationales(person_id: UUID | None, count: int) -> tuple[str, ...]:
    if person_id is None:
        return ()
    rows = Handoff.objects.filter(decided_by=person_id, state__in=("rejected", "recycled"))
    return tuple(rows.order_by("-decided_at").values_list("rationale", flat=True)[:count])


def decide_handoff(handoff: Handoff, state: str, ending: Ending, by: Actor, at: datetime) -> None:
    """Write the answer on the handoff and save it."""
    handoff.state = state
    handoff.decided_at = at
    handoff.decided_by_id = by.person_id
    handoff.reason = ending.reason
    handoff.rationale = ending.rationale.strip()
    handoff.details = dict(ending.details)
    handoff.reengage_on = ending.reengage_on
    handoff.reengage_trigger = ending.reengage_trigger.strip()[:200]
    handoff.save()


def words_of(ending: Ending) -> Mapping[str, object]:
    """What the person wrote, for the erasable part of the journal."""
    return {
        "rationale": ending.rationale.strip(),
        "details": dict(ending.details),
        "trigger": ending.reengage_trigger,
    }
