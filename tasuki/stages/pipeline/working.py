"""What every change of an opportunity's work asks first, and leaves behind."""

from __future__ import annotations

from datetime import datetime

from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotPossibleNow, invalid
from tasuki.records.models import Opportunity
from tasuki.rules.lifecycle import OpportunityState
from tasuki.rules.wording import N_, Sentence

WORKED_ON = (OpportunityState.OPEN, OpportunityState.PENDING_APPROVAL)


def require_work(row: Opportunity) -> None:
    """Raises `NotPossibleNow` where the deal is over."""
    if row.state not in WORKED_ON:
        raise NotPossibleNow(Sentence(N_("The opportunity is over: what belongs to it no longer changes.")))


def active_person(handle: str, pointer: str = "/owner") -> Person:
    """Raises `Invalid` where nobody active is called so."""
    person: Person | None = Person.objects.active().filter(handle=handle).first()
    if person is None:
        raise invalid(pointer, N_("Nobody active is called “%(name)s”."), "unknown_person", name=handle)
    return person


def touch(row: Opportunity, at: datetime) -> None:
    """Something happened with the buyer, or was agreed to happen."""
    row.last_activity_at = at
    row.version += 1
    row.save(update_fields=["last_activity_at", "version"])


def note_change(row: Opportunity) -> None:
    """The record differs from what somebody may have read."""
    row.version += 1
    row.save(update_fields=["version"])


def require_undone(done_at: datetime | None) -> None:
    if done_at is not None:
        raise NotPossibleNow(Sentence(N_("This was done already, on %(done_at)s."), {"done_at": done_at}))


def require_done(done_at: datetime | None) -> None:
    if done_at is None:
        raise NotPossibleNow(Sentence(N_("This is not done yet: there is nothing to take back.")))
