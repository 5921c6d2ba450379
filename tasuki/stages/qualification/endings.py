"""Reasons and rationales on the way out, in one place for leads and handoffs (AR-1 … AR-9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import Invalid
from tasuki.platform.sql import run
from tasuki.records.models import Lead
from tasuki.rules.asking import Trouble
from tasuki.rules.decision import Enforcement, Finding
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.problem import Problem
from tasuki.rules.rationale import Ending, ending_questions, rationale_troubles

# What somebody wrote under their last endings, the newest first. The codes stand here as they do in the index.
THEIR_ENDINGS = """
SELECT coalesce(payload.words ->> 'rationale', '')
FROM journal_event event JOIN journal_payload payload ON payload.event_id = event.seq
WHERE event.actor_id = %(person)s
  AND event.code IN ('lead.disqualified', 'lead.recycled', 'handoff.rejected', 'handoff.recycled')
ORDER BY event.seq DESC LIMIT %(most)s
"""

Found = tuple[str, Trouble]
"""A trouble and the id of the rule that found it."""


def check_ending(ending: Ending, book: Playbook, by: Actor, at: datetime, also: Iterable[Found] = ()) -> None:
    """Raises `Invalid` with everything that the reason or the rationale lacks (AR-1, AR-3, AR-5, AR-8).

    The same for a lead and for a handoff: ``by``'s own earlier rationales count, whatever they ended. ``also`` is what
    the caller has found already, so that everything is said at once.
    """
    earlier = earlier_rationales(by.person_id, book.limits.similar_rationales)
    found = (
        (rule, trouble)
        for rule, troubles in ending_questions(ending, book, day_of(at, book), earlier)
        for trouble in troubles
    )
    refuse_troubles([*also, *found])


def check_rationale(rationale: str, book: Playbook) -> None:
    """Raises `Invalid` when a rationale says nothing (AR-3)."""
    refuse_troubles(("AR-3", trouble) for trouble in _unspecific(rationale, book))


def rationale_findings(rationale: str, book: Playbook) -> tuple[Finding, ...]:
    """The same as findings, for a gate that refuses for reasons of its own as well."""
    return tuple(
        Finding("AR-3", one.standing, Enforcement.BLOCK, one.because, one.pointer, fix=one.fix)
        for one in _unspecific(rationale, book)
    )


def _unspecific(rationale: str, book: Playbook) -> tuple[Trouble, ...]:
    return rationale_troubles(rationale, book, at_least=book.limits.rationale_min)


def refuse_troubles(found: Iterable[Found]) -> None:
    """Turn the troubles that block into one `Invalid`; what only warns lets go on."""
    problems = [
        Problem(trouble.pointer, rule, trouble.because, trouble.fix)
        for rule, trouble in found
        if trouble.enforcement is not Enforcement.WARN
    ]
    if problems:
        raise Invalid(problems)


def earlier_rationales(person_id: UUID | None, count: int) -> tuple[str, ...]:
    """What this person wrote under their last endings, newest first: the same text twice is no reason (AR-3)."""
    if person_id is None:
        return ()
    # A rejection that disqualifies the lead leaves the same words on two events.
    said = run(THEIR_ENDINGS, {"person": person_id, "most": 2 * count})
    return tuple(dict.fromkeys(rationale for (rationale,) in said))[:count]


def note_exit(lead: Lead, ending: Ending, book: Playbook) -> None:
    """Write on the lead why, from where and by which class of cause it leaves (V-04). The caller saves."""
    reason = book.reasons.get(ending.reason)
    lead.exit_reason = ending.reason
    lead.exit_rationale = ending.rationale.strip()
    lead.exit_cause = reason.exit_cause if reason else "qualified_out"
    lead.exit_state = lead.state


EXIT_COLUMNS = ("exit_reason", "exit_rationale", "exit_cause", "exit_state")
STATE_COLUMNS = ("state", "state_since", "version")
