"""Hand a lead to somebody by hand, with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import ask_about
from tasuki.rules.placeholders import says_something
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import Problem
from tasuki.rules.routing import Run
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.routing.candidates import CATCHING
from tasuki.stages.routing.leads import locked_at_work
from tasuki.stages.routing.models import Assignment

TAKEN_BACK_WITHIN = timedelta(hours=24)


@transaction.atomic
def reassign(
    lead_id: UUID, person: str, *, reason: str, by: Actor, at: datetime, run: Run = "sdr"
) -> Assignment:
    """``person`` (a handle) takes the lead over in this run. Uses no turn.

    Whoever handed it on gives it back to the one before for a day, although a team that is not theirs has it now: the
    undo of a bulk needs that.

    Raises Forbidden, NotFound, NotPossibleNow (the lead's way has ended), and Invalid for an heir who cannot take it or
    a reason that says nothing.
    """
    lead = locked_at_work([lead_id])[0]
    column = "owner" if run == "sdr" else "ae"
    before = getattr(lead, f"{column}_id")
    if not _takes_back(lead, before, person, run, by, at):
        ask_about(lead, by, "lead.assign")
    book = in_force()
    heir = _heir(person, run, reason, book)
    setattr(lead, column, heir)
    lead.version += 1
    lead.save(update_fields=[column, "version"])
    row = Assignment.objects.create(
        lead=lead, run=run, person=heir, strategy="manual", playbook=book.stamp, by_id=by.person_id,
        reason=reason.strip(), at=at,
    )  # fmt: skip
    data = {
        "assignment": str(row.pk), "run": run, "person": str(heir.pk), "strategy": "manual",
        "before": str(before) if before else None,
    }  # fmt: skip
    append(
        Entry(
            "lead.assigned", at, by, "lead", lead.pk, lead_id=lead.pk, playbook=book.stamp, origin=lead.origin,
            data=data, words={"reason": row.reason},
        )
    )  # fmt: skip
    return row


def _takes_back(lead: Lead, owner: UUID | None, to: str, run: Run, by: Actor, at: datetime) -> bool:
    """Is the owner of now the one whom ``by`` gave the lead within `TAKEN_BACK_WITHIN`, and ``to`` the one before?"""
    if by.person_id is None or by.reach("lead.assign") is None:
        return False
    of_run = Event.objects.filter(lead_id=lead.pk, code="lead.assigned", data__run=run)
    given = of_run.order_by("-at", "-seq").first()
    return (
        given is not None
        and given.actor_id == by.person_id
        and at - given.at <= TAKEN_BACK_WITHIN
        and given.data.get("person") == str(owner)
        and Person.objects.filter(pk=given.data.get("before"), handle=to).exists()
    )


def _heir(handle: str, run: Run, reason: str, book: Playbook) -> Person:
    heir: Person | None = Person.objects.active().filter(handle=handle).first()
    problems = []
    if heir is None:
        nobody = Sentence(N_("Nobody active is called “%(handle)s”."), {"handle": handle})
        problems.append(Problem("/person", "unknown", nobody))
    elif not {run, *CATCHING} & set(heir.roles):
        lacks = Sentence(N_("%(name)s has no role for this: %(run)s."), {"name": heir.name, "run": run})
        problems.append(Problem("/person", "wrong_role", lacks))
    if not says_something(reason.strip(), book):
        problems.append(Problem("/reason", "missing", Sentence(N_("Say why the lead changes hands."))))
    if problems or heir is None:
        raise Invalid(problems)
    return heir
