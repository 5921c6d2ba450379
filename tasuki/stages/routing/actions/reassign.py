"""Hand a lead to somebody by hand, with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.queries import locked_lead, teams_of
from tasuki.rules.routing import Run
from tasuki.rules.wording import N_
from tasuki.stages.routing.models import Assignment


@transaction.atomic
def reassign(
    lead_id: UUID, person: str, *, reason: str, by: Actor, at: datetime, run: Run = "sdr"
) -> Assignment:
    """``person`` (a handle) takes the lead over in this run. Uses no turn. Raises Forbidden, NotFound, Invalid."""
    lead = locked_lead(lead_id)
    ask(by, "lead.assign", lead.owner_id, lead.ae_id, teams=teams_of(lead))
    heir = Person.objects.active().filter(handle=person).first()
    if heir is None:
        raise invalid("/person", N_("Nobody active is called “%(handle)s”."), handle=person)
    if not set(heir.roles) & {run, "manager", "revops", "admin"}:
        raise invalid("/person", N_("%(name)s has no role for this: %(run)s."), name=heir.name, run=run)
    if not reason.strip():
        raise invalid("/reason", N_("Say why the lead changes hands."))
    book = in_force()
    before = lead.owner_id if run == "sdr" else lead.ae_id
    if run == "sdr":
        lead.owner = heir
    else:
        lead.ae = heir
    lead.version += 1
    lead.save(update_fields=["owner", "ae", "version"])
    row = Assignment.objects.create(
        lead=lead, run=run, person=heir, strategy="manual", playbook=book.stamp, by_id=by.person_id, reason=reason, at=at
    )
    append(
        Entry(
            "lead.assigned",
            at,
            by,
            "lead",
            lead.pk,
            lead_id=lead.pk,
            playbook=book.stamp,
            origin=lead.origin,
            data={
                "assignment": str(row.pk),
                "run": run,
                "person": str(heir.pk),
                "strategy": "manual",
                "before": str(before) if before else None,
            },
            words={"reason": reason},
        )
    )
    return row
