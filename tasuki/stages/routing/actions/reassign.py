"""Hand a lead to somebody by hand, with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.queries import ask_about
from tasuki.rules.placeholders import says_something
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import Problem
from tasuki.rules.routing import Run
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.routing.candidates import CATCHING
from tasuki.stages.routing.leads import locked_at_work
from tasuki.stages.routing.models import Assignment


@transaction.atomic
def reassign(
    lead_id: UUID, person: str, *, reason: str, by: Actor, at: datetime, run: Run = "sdr"
) -> Assignment:
    """``person`` (a handle) takes the lead over in this run. Uses no turn.

    Raises Forbidden, NotFound, NotPossibleNow (the lead's way has ended), and Invalid for an heir who cannot take it or
    a reason that says nothing.
    """
    lead = locked_at_work([lead_id])[0]
    ask_about(lead, by, "lead.assign")
    book = in_force()
    heir = _heir(person, run, reason, book)
    column = "owner" if run == "sdr" else "ae"
    before = getattr(lead, f"{column}_id")
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
