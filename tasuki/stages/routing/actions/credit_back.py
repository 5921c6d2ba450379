"""Give a turn back: the lead that it brought came to nothing through no fault of who got it (RT-10)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.atomic import atomic
from tasuki.platform.sql import run as execute
from tasuki.playbooks.queries import in_force
from tasuki.records.queries import locked_lead
from tasuki.rules.routing import Run
from tasuki.stages.routing.candidates import take_the_rotation

Why = Literal["rejected", "no_show"]

# The lead's newest choice of a run, if it took a turn that was not given back yet, and one turn less for its person.
GIVE_BACK = """
WITH latest AS (
  SELECT id, person_id, uses_turn, returned_at FROM routing_assignment
  WHERE lead_id = %(lead)s AND run = %(run)s ORDER BY at DESC, id DESC LIMIT 1),
returned AS (
  UPDATE routing_assignment one SET returned_at = %(at)s, returned_because = %(why)s
  FROM latest WHERE one.id = latest.id AND latest.uses_turn AND latest.returned_at IS NULL
  RETURNING one.id, one.person_id),
turns AS (
  UPDATE routing_turn turn SET count = greatest(turn.count - 1, 0)
  FROM returned WHERE turn.person_id = returned.person_id AND turn.run = %(run)s)
SELECT id, person_id FROM returned
"""


@atomic
def credit_back(lead_id: UUID, run: Run, why: Why, *, by: Actor, at: datetime) -> UUID | None:
    """The person of the assignment whose turn was given back; None where the agreement gives none back for this.

    A turn is given back once, and only while the lead is still theirs by that choice. Raises NotFound.
    """
    book = in_force()
    if why not in book.limits.credit_back:
        return None
    lead = locked_lead(lead_id)
    take_the_rotation(run)
    found = execute(GIVE_BACK, {"lead": lead_id, "run": run, "at": at, "why": why})
    if not found:
        return None
    assignment: UUID
    person: UUID
    assignment, person = found[0]
    data = {"assignment": str(assignment), "run": run, "person": str(person)}
    append(
        Entry(
            "turn.returned", at, by, "lead", lead.pk, lead_id=lead.pk, playbook=book.stamp, reason=why,
            origin=lead.origin, data=data,
        )
    )  # fmt: skip
    return person
