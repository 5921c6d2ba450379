"""Reasons and rationales on the way out, in one place for disqualify and recycle (AR-1 … AR-9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Payload
from tasuki.platform.refusals import Invalid
from tasuki.records.models import Lead
from tasuki.rules.asking import Trouble, unmet
from tasuki.rules.decision import Enforcement
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.rationale import Ending, ending_questions, rationale_troubles
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence

ENDINGS = ("lead.disqualified", "lead.recycled", "handoff.rejected", "handoff.recycled")


def check_ending(ending: Ending, book: Playbook, by: Actor, at: datetime) -> None:
    """Raises `Invalid` with everything that the reason or the rationale lacks (AR-1, AR-3, AR-5, AR-8)."""
    earlier = earlier_rationales(by.person_id, book.limits.similar_rationales)
    today = day_of(at, book)
    found = [
        (rule, trouble)
        for rule, troubles in ending_questions(ending, book, today, earlier)
        for trouble in troubles
    ]
    refuse_troubles([*found, *_unreadable_days(ending), *_days_not_come_yet(ending, today)])


def days_told(ending: Ending) -> dict[str, str]:
    """The days among the details (``decided_on``): reports count by them, and they tell nothing about a person."""
    return {name: text for name, text in ending.details.items() if name.endswith("_on") and text.strip()}


def _unreadable_days(ending: Ending) -> Iterator[tuple[str, Trouble]]:
    for name, text in days_told(ending).items():
        if _day(text) is None:
            because, fix = N_("“%(text)s” is no date."), N_("Enter a date such as 2026-11-20.")
            yield from (("AR-8", trouble) for trouble in unmet(f"/{name}", because, fix, text=text))


def _days_not_come_yet(ending: Ending, today: date) -> Iterator[tuple[str, Trouble]]:
    """What was decided was decided by today; a renewal lies ahead."""
    decided_on = _day(ending.details.get("decided_on", ""))
    if decided_on is not None and decided_on > today:
        because, fix = N_("%(day)s has not come yet."), N_("Enter the day on which it was decided.")
        yield from (("AR-8", trouble) for trouble in unmet("/decided_on", because, fix, day=decided_on))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


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
