"""Reasons and rationales on the way out, in one place for disqualify and recycle (AR-1 … AR-9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Payload
from tasuki.platform.refusals import Invalid
from tasuki.records.models import Lead
from tasuki.rules.asking import Trouble
from tasuki.rules.decision import Enforcement
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.rationale import Ending, ending_questions, rationale_troubles
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence

ENDINGS = ("lead.disqualified", "lead.recycled", "handoff.rejected", "handoff.recycled")


def check_ending(ending: Ending, book: Playbook, by: Actor, at: datetime) -> None:
    """Raises `Invalid` with everything that the reason or the rationale lacks (AR-1, AR-3, AR-5)."""
    earlier = earlier_rationales(by.person_id, book.limits.similar_rationales)
    refuse_troubles(
        (rule, trouble)
        for rule, troubles in ending_questions(ending, book, day_of(at, book), earlier)
        for trouble in troubles
    )


def check_rationale(rationale: str, book: Playbook) -> None:
    """Raises `Invalid` when a rationale says nothing (AR-3)."""
    troubles = rationale_troubles(rationale, book, at_least=book.limits.rationale_min)
    refuse_troubles(("AR-3", trouble) for trouble in troubles)


def refuse_troubles(found: Iterable[tuple[str, Trouble]]) -> None:
    """Turn the troubles that block into one `Invalid`; what only warns lets go on."""
    problems = [
        Problem(trouble.pointer, rule, _both_halves(trouble))
        for rule, trouble in found
        if trouble.enforcement is not Enforcement.WARN
    ]
    if problems:
        raise Invalid(problems)


def _both_halves(trouble: Trouble) -> Sentence:
    return Sentence(N_("%(because)s %(fix)s"), {"because": trouble.because, "fix": trouble.fix})


def earlier_rationales(person_id: UUID | None, count: int) -> tuple[str, ...]:
    """What this person wrote under their last endings, newest first: the same text twice is no reason (AR-3)."""
    if person_id is None:
        return ()
    rows = Payload.objects.filter(event__actor_id=person_id, event__code__in=ENDINGS).order_by("-event_id")
    return tuple(words.get("rationale", "") for words in rows.values_list("words", flat=True)[:count])


def note_exit(lead: Lead, ending: Ending, book: Playbook) -> None:
    """Write on the lead why, from where and by which class of cause it leaves (V-04). The caller saves."""
    reason = book.reasons.get(ending.reason)
    lead.exit_reason = ending.reason
    lead.exit_rationale = ending.rationale.strip()
    lead.exit_cause = reason.exit_cause if reason else "qualified_out"
    lead.exit_state = lead.state


EXIT_COLUMNS = ("exit_reason", "exit_rationale", "exit_cause", "exit_state")
STATE_COLUMNS = ("state", "state_since", "version")
